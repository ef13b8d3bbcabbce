"""How sheets of a workbook go on paper."""

from __future__ import annotations

from typing import Any

_A4 = 9
"""The number of the paper in the format."""


def print_on_a4(sheet: Any, *, landscape: bool = True, repeated: int = 0) -> None:
    """All columns on the width of a page, the first `repeated` rows at the top of each."""
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    if landscape:
        sheet.set_landscape()
    if repeated:
        sheet.repeat_rows(0, repeated - 1)
