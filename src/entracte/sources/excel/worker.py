"""The process in which xlrd and python-calamine read: `python -m entracte.sources.excel.worker PATH [SHEET]`.

Writes one JSON document a line: the list of sheets, or the rows of one sheet; the last line is an object that says how
it ended (`done`, `password`, or what went wrong).
"""

from __future__ import annotations

import datetime
import json
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_MEMORY = 3 * 1024**3
_SECONDS = 900


def main(path: str, sheet: str | None) -> None:
    """Write the sheets of a workbook, or the rows of one of them."""
    import python_calamine

    ended = "done"
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        for answer in _sheets(workbook) if sheet is None else _rows(Path(path), workbook, sheet):
            sys.stdout.write(json.dumps(answer) + "\n")
    except python_calamine.PasswordError:
        ended = "password"
    except BaseException as error:  # a panic of the reader is no Exception
        ended = f"{type(error).__name__}: {error}"
    sys.stdout.write(json.dumps({"end": ended}) + "\n")


def _sheets(workbook: Any) -> Iterator[list[list[object]]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    yield [
        [each.name, each.visible is not SheetVisibleEnum.Visible]
        for each in workbook.sheets_metadata
        if each.typ is SheetTypeEnum.WorkSheet
    ]


def _rows(path: Path, workbook: Any, sheet: str) -> Iterator[list[object]]:
    """With their number formats, wherever the file is in order."""
    from entracte.sources.excel import xls_rows

    try:
        for number, cells in xls_rows.rows(path, sheet):
            yield [number, [[column, *answer] for column, answer in cells]]
    except xls_rows.NotTaken:  # the other reader bears more; it tells no number formats
        yield from _rows_without_formats(workbook.get_sheet_by_name(sheet))


def _rows_without_formats(sheet: Any) -> Iterator[list[object]]:
    first = sheet.start[1] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [[first + place, *_typed(value)] for place, value in enumerate(row) if value != ""]
        if cells:
            yield [number, cells]


def _typed(value: object) -> tuple[str, str]:
    """A value as its kind and a text; a moment is a date too, and True a number, so the order counts."""
    for kind, name, write in _KINDS:
        if isinstance(value, kind):
            return name, write(value)
    return "text", str(value)


def _elapsed(value: datetime.timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


_KINDS: tuple[tuple[type | tuple[type, ...], str, Callable[[Any], str]], ...] = (
    (bool, "boolean", lambda value: str(value).upper()),
    ((int, float), "plain", repr),
    (datetime.datetime, "date", lambda value: f"{value:%Y-%m-%d %H:%M:%S}"),
    (datetime.date, "date", lambda value: f"{value:%Y-%m-%d}"),
    (datetime.time, "time", lambda value: f"{value:%H:%M:%S}"),
    (datetime.timedelta, "time", _elapsed),
)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
