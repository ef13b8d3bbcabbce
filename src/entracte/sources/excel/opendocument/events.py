"""The content of a spreadsheet as events: its styles, then the rows of one of its tables."""

from __future__ import annotations

from entracte.sources.excel.cells import Cell
from entracte.sources.excel.opendocument.cells import cell_of
from entracte.sources.excel.opendocument.formats import DataStyles
from entracte.sources.excel.opendocument.names import OFFICE, STYLE, TABLE, TEXT
from entracte.sources.excel.workbook import Sheet, SheetRow
from entracte.sources.excel.xml import namespaced_parser
from entracte.sources.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS

_MOST_REPEATED = 20_000_000
"""So many cells may be there by repetition alone; what says more is made to fill a memory."""

_TABLE = f"{TABLE}table"
_ROW = f"{TABLE}table-row"
_NAME = f"{TABLE}name"
_STYLE, _TABLE_PROPERTIES = f"{STYLE}style", f"{STYLE}table-properties"
_PARAGRAPH = f"{TEXT}p"
_STYLE_NAME, _DEFAULT_STYLE = f"{TABLE}style-name", f"{TABLE}default-cell-style-name"
_COLUMNS_REPEATED, _ROWS_REPEATED = f"{TABLE}number-columns-repeated", f"{TABLE}number-rows-repeated"
_TYPE = f"{OFFICE}value-type"
_BODY, _SPREADSHEET = f"{OFFICE}body", f"{OFFICE}spreadsheet"
_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
_SPOKEN = f"{TEXT}ruby-text"


class Styles:
    """Takes the styles of a document: the number formats of its cells."""

    def __init__(self) -> None:
        self.data = DataStyles()
        self._formats: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._codes: dict[str, str] = {}

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if element == _STYLE:
            if attributes.get(f"{STYLE}family") == "table-cell":
                name = attributes.get(f"{STYLE}name", "")
                self._parents[name] = attributes.get(f"{STYLE}parent-style-name", "")
                self._formats[name] = attributes.get(f"{STYLE}data-style-name", "")
        else:
            self.data.start(element, attributes)

    def code(self, name: str) -> str:
        """The number format of cells of that style, its own or that of a style it is derived from."""
        known = self._codes.get(name)
        if known is None:
            seen: set[str] = set()
            each = name
            while each and each not in seen and not self._formats.get(each):
                seen.add(each)
                each = self._parents.get(each, "")
            known = self._codes[name] = self.data.code(self._formats.get(each, ""))
        return known


class TableList:
    """Lists the tables that are sheets; `parser` is to be given all of the content.

    Tables in cells, of tracked changes and of links to other programs (DDE) stand elsewhere and are none.

    `places` are the bytes at which they begin, by name; the first of those that are called alike.
    """

    def __init__(self) -> None:
        self.parser = namespaced_parser(self._start, self._end)
        self.places: dict[str, int] = {}
        self._tables: list[tuple[str, str]] = []
        self._hidden: set[str] = set()
        self._style = ""
        self._depth = self._depth_of_sheets = 0

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The tables in the order of their tabs."""
        return tuple(Sheet(name, style in self._hidden) for name, style in self._tables)

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if element == _TABLE:
            if self._depth == self._depth_of_sheets:
                name = attributes.get(_NAME, "")
                self.places.setdefault(name, self.parser.CurrentByteIndex)
                self._tables.append((name, attributes.get(_STYLE_NAME, "")))
        elif element == _SPREADSHEET:
            self._depth_of_sheets = self._depth + 1
        elif element == _STYLE:
            self._style = attributes.get(f"{STYLE}name", "")
        elif element == _TABLE_PROPERTIES and attributes.get(f"{TABLE}display") == "false":
            self._hidden.add(self._style)

    def _end(self, element: str) -> None:
        self._depth -= 1


class ContentEvents:
    """Takes the content; gathers the rows of the table `wanted`; raises `ValueError` for what is not there."""

    def __init__(self, styles: Styles, wanted: str) -> None:
        self.is_done = False
        self._styles = styles
        self._wanted = wanted
        self._in_body = False
        self._tables = 0
        self._taking = False
        self._rows: list[SheetRow] = []
        self._row = self._column = 0
        self._cells: dict[int, Cell] = {}
        self._defaults: list[str] = []
        self._row_style = ""
        self._attributes: dict[str, str] | None = None
        self._pieces: list[str] | None = None
        self._length = self._skipped = self._repeated = self._times = 0

    def take(self) -> list[SheetRow]:
        """The rows that became complete since the last time."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if not self._in_body:
            self._in_body = element == _BODY
            self._styles.start(element, attributes)
        elif element == _TABLE:
            self._start_table(attributes)
        elif not self._taking or self._tables > 1:
            return
        elif self._attributes is not None:
            if element == _PARAGRAPH and self._pieces is None and not self._skipped:
                self._pieces = []
            else:
                self._start_inside(element, attributes)
        elif element in _CELLS:
            self._attributes, self._pieces, self._length = attributes, None, 0
        elif element == _ROW:
            self._times = _times(attributes, _ROWS_REPEATED)
            self._row_style = attributes.get(_DEFAULT_STYLE, "")
            self._column = 0
            self._cells = {}
        elif element == f"{TABLE}table-column":
            name = attributes.get(_DEFAULT_STYLE, "")
            count = min(_times(attributes, _COLUMNS_REPEATED), MAX_COLUMNS - len(self._defaults))
            self._defaults += [name] * count

    def end(self, element: str) -> None:
        """An element ends."""
        if not self._in_body:
            self._styles.data.end(element)
        elif element == _TABLE:
            self._tables -= 1
            if self._taking and not self._tables:
                self._taking, self.is_done = False, True
        elif not self._taking or self._tables > 1:
            return
        elif self._skipped:
            self._skipped -= 1
        elif element in _CELLS and self._attributes is not None:
            self._end_cell(self._attributes)
            self._attributes = None
        elif element == _ROW:
            self._end_row()

    def text(self, data: str) -> None:
        """Characters."""
        if not self._in_body:
            self._styles.data.text(data)
        elif self._pieces is not None and self._attributes is not None and not self._skipped:
            self._length += len(data)
            if self._length <= MAX_CELL + 1024 or not self._pieces:
                self._pieces.append(data)

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._tables += 1
        if self._tables > 1:
            return
        self._taking = attributes.get(_NAME, "") == self._wanted and not self.is_done
        self._row = 0
        self._defaults = []

    def _start_inside(self, element: str, attributes: dict[str, str]) -> None:
        """Paragraphs are lines of the text; notes and drawings are none of it."""
        if self._skipped or not element.startswith(TEXT) or element == _SPOKEN:
            self._skipped += 1
        elif element == _PARAGRAPH:
            self.text("\n")
        elif element == f"{TEXT}s":
            self.text(" " * min(_times(attributes, f"{TEXT}c"), MAX_CELL + 1))
        elif element == f"{TEXT}tab":
            self.text("\t")
        elif element == f"{TEXT}line-break":
            self.text("\n")

    def _end_cell(self, attributes: dict[str, str]) -> None:
        times = _times(attributes, _COLUMNS_REPEATED) if _COLUMNS_REPEATED in attributes else 1
        text = "".join(self._pieces) if self._pieces is not None else None
        self._pieces = None
        if _TYPE in attributes or text:
            own = attributes.get(_STYLE_NAME, "") or self._row_style
            if self._column + times > MAX_COLUMNS:
                raise ValueError(f"row {self._row + 1} has cells beyond column {MAX_COLUMNS}")
            for column in range(self._column, self._column + times):
                style = own or (self._defaults[column] if column < len(self._defaults) else "")
                cell = cell_of(attributes, text, self._length, self._styles.code(style))
                if cell is not None:
                    self._cells[column] = cell
            self._repeat(times - 1)
        self._column += times

    def _end_row(self) -> None:
        times = self._times
        if self._cells:
            if self._row + times > MAX_ROWS:
                raise ValueError(f"it has rows beyond row {MAX_ROWS}")
            self._repeat((times - 1) * len(self._cells))
            self._rows += [(number, self._cells) for number in range(self._row + 1, self._row + times + 1)]
        self._row += times

    def _repeat(self, cells: int) -> None:
        self._repeated += cells
        if self._repeated > _MOST_REPEATED:
            raise ValueError(f"it repeats the same cells more than {_MOST_REPEATED:,} times")


def _times(attributes: dict[str, str], name: str) -> int:
    told = attributes.get(name, "1")
    return int(told) if told.isdecimal() and len(told) < 10 else 1
