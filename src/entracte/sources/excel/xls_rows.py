"""The rows of an `.xls` through xlrd, which tells the number formats of cells; runs in the reader's own process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from entracte.sources.excel.numberformat import BUILT_IN

Answer = tuple[str, ...]
"""What a cell is and its text; of a number the text of its number format besides."""


class NotTaken(Exception):  # noqa: N818 - no fault: another reader takes over
    """The file, or this sheet of it, is none that xlrd reads."""


def rows(path: Path, sheet: str) -> Iterator[tuple[int, list[tuple[int, Answer]]]]:
    """The rows with content of a sheet: their numbers, and their cells by column; raises `NotTaken` before the first.

    The sheet is in memory as a whole: it has 65,536 rows at most.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(path, logfile=sys.stderr, formatting_info=True, on_demand=True, ragged_rows=True)
        found = book.sheet_by_name(sheet)
        formats = [_code(book, style) for style in book.xf_list]
    except Exception as error:  # it trusts the file, and stumbles over a wrong one in many ways
        raise NotTaken from error
    kinds: dict[int, Callable[[Any], Answer]] = {
        xlrd.XL_CELL_TEXT: lambda value: ("text", value),
        xlrd.XL_CELL_BOOLEAN: lambda value: ("boolean", "TRUE" if value else "FALSE"),
        xlrd.XL_CELL_ERROR: lambda value: ("error", xlrd.error_text_from_code.get(value, "#N/A")),
    }
    number = "number-1904" if book.datemode else "number"
    for row in range(found.nrows):
        cells: list[tuple[int, Answer]] = []
        for column, (kind, value, style) in enumerate(
            zip(found.row_types(row), found.row_values(row), _styles(found, row), strict=True)
        ):
            if kind in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
                cells.append((column, (number, repr(value), formats[style] if style < len(formats) else "")))
            elif kind in kinds and value != "":
                cells.append((column, kinds[kind](value)))
        if cells:
            yield row + 1, cells


def _styles(sheet: Any, row: int) -> list[int]:
    return [sheet.cell_xf_index(row, column) for column in range(sheet.row_len(row))]


def _code(book: Any, style: Any) -> str:
    """The number format of a cell style; those with a number only are ours, as the library's are American."""
    if style.format_key in BUILT_IN:
        return BUILT_IN[style.format_key]
    found = book.format_map.get(style.format_key)
    code = str(found.format_str) if found else ""
    return "" if code.lower() == "general" else code
