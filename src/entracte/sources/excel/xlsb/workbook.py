"""An `.xlsb` file: read a record at a time, nothing but one row and the shared texts in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from entracte.sources.excel.cells import Cell
from entracte.sources.excel.package import SharedStrings, damaged_parts, main_part, relationships
from entracte.sources.excel.workbook import Sheet, SheetRow
from entracte.sources.excel.xlsb.cells import CELLS, Cells
from entracte.sources.excel.xlsb.parts import contents, number_formats, shared_strings
from entracte.sources.excel.xlsb.records import records, whole
from entracte.sources.limits import MAX_COLUMNS

_ROW, _ROWS_END = 0, 146
_LAST_ROW = 1_048_576


class XlsbWorkbook:
    """An `.xlsb` file; raises `damaged-workbook` on opening or reading."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with damaged_parts(path), zipfile.ZipFile(path) as archive:
            main = main_part(archive)
            related = relationships(archive, main)
            told = contents(archive, main, related)
            targets = dict(related.values())
            self._formats = number_formats(archive, targets.get("styles"))
        self._strings_part = targets.get("sharedStrings")
        self._strings: SharedStrings | None = None
        self._parts = {sheet.name: part for sheet, part in told.sheets}
        self._from_1904 = told.from_1904
        self.sheets: tuple[Sheet, ...] = tuple(sheet for sheet, _ in told.sheets)

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet, in order."""
        with damaged_parts(self._path), zipfile.ZipFile(self._path) as archive:
            if self._strings is None:
                self._strings = shared_strings(archive, self._strings_part)
            reader = Cells(self._formats, self._strings, from_1904=self._from_1904)
            row, column = 0, -1
            cells: dict[int, Cell] = {}
            with archive.open(self._parts[sheet]) as stream:
                for number, record in records(stream):
                    if number in {_ROW, _ROWS_END}:
                        if cells:
                            yield row, cells
                            cells = {}
                        if number == _ROWS_END:
                            return
                        row, column = _next_row(record, row), -1
                    elif number in CELLS:
                        column, cell = reader.read(number, record, column)
                        if column >= MAX_COLUMNS:
                            raise ValueError(f"row {row} has a cell beyond column {MAX_COLUMNS}")
                        if cell is not None and cell != "":
                            cells[column] = cell


def _next_row(record: bytes, row: int) -> int:
    number = whole(record, 0) + 1
    if not row < number <= _LAST_ROW:
        raise ValueError(f"row {number} follows row {row}")
    return number
