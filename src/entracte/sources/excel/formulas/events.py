"""A sheet as cells with their formulas: the events of an XML parser, gathered to columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from entracte.sources.excel.cells import OversizedCell
from entracte.sources.excel.package import SharedStrings, unescaped
from entracte.sources.excel.xml import BLOCK, event_parser
from entracte.sources.limits import MAX_CELL, MAX_COLUMNS, MAX_FORMULA, MAX_ROWS

COLUMNS = ("row", "col", "kind", "value", "style", "formula", "shared", "fills")
_ROWS = 65_536
_KINDS = {"n": "number", "b": "boolean", "e": "error", "d": "date"}
_DIGITS = "0123456789"


class FormulaEvents:
    """Takes a sheet in pieces; cells that hold a value or a formula gather until they are taken.

    Raises `ForbiddenXml`, `expat.ExpatError`, and `LookupError` or `ValueError` for what is not there.
    """

    def __init__(self, strings: SharedStrings) -> None:
        self._parser = event_parser(self._start, self._end, self._text)
        self._strings = strings
        self._columns: dict[str, int] = {}
        self._row = self._col = 0
        self._kind = self._taking = ""
        self._style = 0
        self._spoken = False
        self._pieces: list[str] = []
        self._length = 0
        self._value: str | None = None
        self._formula: str | None = None
        self._told: dict[str, str] = {}
        self._begin()

    def batches(self, stream: IO[bytes]) -> Iterator[list[list[Any]]]:
        """The cells of a sheet as lists by the names of `COLUMNS`, in the order of the sheet."""
        while block := stream.read(BLOCK):
            self._parser.Parse(block, False)
            if len(self._held[0]) >= _ROWS:
                yield self._held
                self._begin()
        self._parser.Parse(b"", True)
        yield self._held

    def _begin(self) -> None:
        self._held: list[list[Any]] = [[] for _ in COLUMNS]

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "c":
            reference = attributes.get("r")
            self._col = self._column_of(reference.rstrip(_DIGITS)) if reference else self._col + 1
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s") or 0)
            self._value = self._formula = None
        elif element == "v" or (element == "t" and not self._spoken):
            self._taking = "value"
        elif element == "f":
            self._taking = "formula"
            self._told = attributes
        elif element == "row":
            number = int(attributes.get("r", self._row + 1))
            if not self._row < number <= MAX_ROWS:
                raise ValueError(f"row {number} follows row {self._row}")
            self._row, self._col = number, 0
        elif element == "rPh":
            self._spoken = True

    def _end(self, element: str) -> None:
        if element in {"v", "t", "f"}:
            if self._taking:
                self._take("".join(self._pieces))
            self._taking = ""
            self._pieces.clear()
            self._length = 0
        elif element == "c":
            if self._value is not None or self._formula is not None:
                self._cell()
        elif element == "rPh":
            self._spoken = False

    def _text(self, data: str) -> None:
        if self._taking:
            self._length += len(data)
            if self._length > MAX_FORMULA and self._taking == "formula":
                raise ValueError(f"row {self._row} has a formula of more than {MAX_FORMULA} characters")
            if self._length <= MAX_CELL:
                self._pieces.append(data)

    def _take(self, text: str) -> None:
        if self._taking == "formula":
            self._formula = unescaped(text)
        else:
            self._value = text if self._value is None else self._value + text  # runs of letters, each in its own way

    def _cell(self) -> None:
        formula = self._formula
        told = self._told if formula is not None else {}
        kind = told.get("t", "")
        cells = (
            self._row,
            self._col,
            _KINDS.get(self._kind, "text"),
            self._worded(),
            self._style,
            formula,
            int(told["si"]) if kind == "shared" else None,
            told.get("ref", "") if kind in {"array", "dataTable"} else None,
        )
        for held, cell in zip(self._held, cells, strict=True):
            held.append(cell)

    def _worded(self) -> str | None:
        value = self._value
        if self._kind == "s" and value is not None:
            found = self._strings[int(value)]
            return found.beginning if isinstance(found, OversizedCell) else found
        if self._kind == "str" and value is None:
            return ""  # a formula that gives an empty text has no value at all in some programs
        if self._kind in {"str", "inlineStr"} and value is not None:
            return unescaped(value)
        return value if value is None else value.strip() or None

    def _column_of(self, letters: str) -> int:
        known = self._columns.get(letters)
        if known is None:
            known = 0
            for letter in letters:
                known = known * 26 + ord(letter) - ord("A") + 1
            if not letters.isascii() or not letters.isupper() or not 0 < known <= MAX_COLUMNS:
                raise ValueError(f"there is no column {letters[:9]}")
            self._columns[letters] = known
        return known
