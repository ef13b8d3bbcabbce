"""An `.xlsb` file: read a record at a time, nothing but one row and the shared texts in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from entracte.sources.excel.cells import Cell
from entracte.sources.excel.opened import Package, PartReaders
from entracte.sources.excel.workbook import Sheet, SheetRow
from entracte.sources.excel.xlsb.cells import CELLS, Cells
from entracte.sources.excel.xlsb.parts import contents, number_formats, shared_strings
from entracte.sources.excel.xlsb.records import records, whole
from entracte.sources.limits import MAX_COLUMNS, MAX_ROWS

_ROW, _ROWS_END = 0, 146
_PARTS = PartReaders(contents, number_formats, shared_strings)


class XlsbWorkbook:
    """An `.xlsb` file; raises `damaged-workbook` on opening or reading."""

    def __init__(self, path: Path) -> None:
        self._package = Package(path, _PARTS)
        self.sheets: tuple[Sheet, ...] = self._package.sheets

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet, in order."""
        with self._package.opened(sheet) as (stream, strings):
            reader = Cells(self._package.formats, strings, from_1904=self._package.from_1904)
            row, column = 0, -1
            cells: dict[int, Cell] = {}
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
    if not row < number <= MAX_ROWS:
        raise ValueError(f"row {number} follows row {row}")
    return number
