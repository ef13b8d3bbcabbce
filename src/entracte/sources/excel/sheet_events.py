"""A sheet as the events of an XML parser: exact for whatever a sheet may hold, some microseconds a cell."""

from __future__ import annotations

from entracte.sources.excel.cells import Cell, OversizedCell
from entracte.sources.excel.numberformat import typed_cell
from entracte.sources.excel.package import SharedStrings, unescaped
from entracte.sources.excel.values import boolean_cell, error_cell, iso_cell
from entracte.sources.excel.workbook import SheetRow
from entracte.sources.excel.xml import event_parser
from entracte.sources.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS, SHOWN

_DIGITS = "0123456789"
_LONGEST_TAG = len("<sheetData>")
_ROW_CLOSED = len("</row>")


class SheetEvents:
    """Takes a part in pieces; complete rows gather until they are taken.

    Raises `ForbiddenXml`, `expat.ExpatError`, and `LookupError` or `ValueError` for what is not there.
    """

    def __init__(self, formats: list[str], strings: SharedStrings, *, from_1904: bool) -> None:
        self.in_utf8 = True
        """Whether the part is written in UTF-8."""
        self._parser = event_parser(self._start, self._end, self._text)
        self._parser.XmlDeclHandler = self._declaration
        self._fed = 0
        self._rest_at = -1
        self._rows: list[SheetRow] = []
        self._formats = formats
        self._strings = strings
        self._from_1904 = from_1904
        self._columns: dict[str, int] = {}
        self._row = 0
        self._column = -1
        self._cells: dict[int, Cell] = {}
        self._kind = self._style = ""
        self._taking = self._spoken = False
        self._pieces: list[str] = []
        self._length = 0

    def feed(self, piece: bytes) -> None:
        """Read on."""
        self._fed += len(piece)
        self._parser.Parse(piece, False)

    def close(self) -> None:
        """The part ends here."""
        self._parser.Parse(b"", True)

    def take(self) -> list[SheetRow]:
        """The rows that became complete since the last time."""
        rows, self._rows = self._rows, []
        return rows

    @property
    def row(self) -> int:
        """The number of the last row that began."""
        return self._row

    @property
    def is_between_rows(self) -> bool:
        """Whether what was read ends with the tag that begins all rows, or that ends one, and nothing is pending."""
        pending = self._taking or self._spoken or self._cells or self._pieces
        return self._rest_at == self._fed and not pending

    def stand_after(self, row: int, column: int, kind: str | None, style: str) -> None:
        """Others have read rows from here to that row; these are the place and the attributes of its last cell.

        `kind` is None where no cell was among them.
        """
        self._row, self._column = row, column
        if kind is not None:
            self._kind, self._style = kind, style

    def _declaration(self, _: str, encoding: str | None, __: int) -> None:
        self.in_utf8 = encoding is None or encoding.lower() == "utf-8"

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "c":
            self._start_cell(attributes)
        elif element == "v" or (element == "t" and not self._spoken):
            self._taking = True
        elif element == "row":
            self._start_row(attributes)
        elif element == "rPh":
            self._spoken = True
        elif element == "sheetData":
            self._rest_at = self._parser.CurrentByteIndex + _LONGEST_TAG

    def _end(self, element: str) -> None:
        if element in {"v", "t"}:
            self._taking = False
        elif element == "c":
            if self._pieces:
                self._cells[self._column] = self._cell()
                self._pieces.clear()
                self._length = 0
        elif element == "row":
            self._rest_at = self._parser.CurrentByteIndex + _ROW_CLOSED
            if self._cells:
                self._rows.append((self._row, self._cells))
                self._cells = {}
        elif element == "rPh":
            self._spoken = False

    def _text(self, data: str) -> None:
        if self._taking:
            self._length += len(data)
            if self._length <= MAX_CELL + 1024 or not self._pieces:
                self._pieces.append(data)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._row + 1))
        if not self._row < number <= MAX_ROWS:
            raise ValueError(f"row {number} follows row {self._row}")
        self._row, self._column = number, -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._column = self._column_of(reference.rstrip(_DIGITS)) if reference else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")

    def _column_of(self, letters: str) -> int:
        known = self._columns.get(letters)
        if known is None:
            known = -1
            for letter in letters:
                known = (known + 1) * 26 + ord(letter) - ord("A")
            if not letters.isascii() or not letters.isupper() or not 0 <= known < MAX_COLUMNS:
                raise ValueError(f"there is no column {letters[:9]}")
            self._columns[letters] = known
        return known

    def _cell(self) -> Cell:
        text = "".join(self._pieces)
        kind = self._kind
        if kind == "s":
            return self._strings[int(text)]
        if self._length > MAX_CELL:
            return OversizedCell(self._length, text[:SHOWN])
        if kind == "n":
            return typed_cell(text.strip(), self._format(), from_1904=self._from_1904)
        if kind == "b":
            return boolean_cell(text)
        if kind == "d":
            return iso_cell(text)
        return error_cell(unescaped(text)) if kind == "e" else unescaped(text)

    def _format(self) -> str:
        style = int(self._style) if self._style else 0
        return self._formats[style] if style < len(self._formats) else ""
