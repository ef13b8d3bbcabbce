"""Cells of an `.xlsb` (MS-XLSB 2.4.307 and following): their place and style, then their value."""

from __future__ import annotations

from entracte.sources.excel.cells import Cell, text_cell
from entracte.sources.excel.numberformat import typed_cell
from entracte.sources.excel.package import SharedStrings
from entracte.sources.excel.values import boolean_cell, error_cell
from entracte.sources.excel.xlsb.records import real, whole, wide_string

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_COMPACT, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED = range(2, 8)
_RICH = 62
_FORMULAS = {8: _TEXT, 9: _REAL, 10: _BOOLEAN, 11: _ERROR}
_BESIDE = 11
"""So much higher are the numbers of records that stand right of the cell before them, and say no column."""

CELLS = frozenset({*range(1, 19), _RICH})


class Cells:
    """Reads the cells of a sheet, given what they refer to; raises `BrokenRecordError` and `IndexError`."""

    def __init__(self, formats: list[str], strings: SharedStrings, *, from_1904: bool) -> None:
        self._formats = formats
        self._strings = strings
        self._from_1904 = from_1904

    def read(self, number: int, record: bytes, before: int) -> tuple[int, Cell | None]:
        """The column of a cell, and the cell; None where it is empty. `before` is the column of the cell before it."""
        if number > _BESIDE and number != _RICH:
            number, column, at = number - _BESIDE, before + 1, 0
        else:
            column, at = whole(record, 0), 4
        style = whole(record, at) & 0xFFFFFF
        return column, self._cell(_FORMULAS.get(number, number), record, at + 4, style)

    def _cell(self, kind: int, record: bytes, at: int, style: int) -> Cell | None:
        if kind == _SHARED:
            return self._strings[whole(record, at)]
        if kind == _REAL:
            return self._number(real(record, at), style)
        if kind == _COMPACT:
            return self._number(_compact(record, at), style)
        if kind in {_TEXT, _RICH}:
            text, _ = wide_string(record, at + (kind == _RICH))
            return text_cell(text)
        if kind == _BOOLEAN:
            return boolean_cell(str(record[at]))
        return error_cell(_ERRORS.get(record[at], "#N/A")) if kind == _ERROR else None

    def _number(self, value: float, style: int) -> Cell:
        code = self._formats[style] if style < len(self._formats) else ""
        return typed_cell(repr(value), code, from_1904=self._from_1904)


def _compact(record: bytes, at: int) -> float:
    """A number in four bytes (MS-XLSB 2.5.123): the upper part of a long one, or a whole one, or hundredths."""
    told = whole(record, at)
    if told & 2:
        value = float((told >> 2) - (1 << 30 if told & 0x80000000 else 0))
    else:
        value = real(b"\0\0\0\0" + (told & ~3).to_bytes(4, "little"), 0)
    return value / 100 if told & 1 else value
