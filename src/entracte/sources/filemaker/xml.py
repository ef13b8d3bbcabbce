"""FileMaker's XML: FMPXMLRESULT, which describes its fields, and FMPDSORESULT, whose tags are the fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

from entracte.faults import Fault
from entracte.sources.filemaker.markup import encoding_of, mended, restored, root_of, rows_of, strict_parser
from entracte.sources.filemaker.plainrows import plain_cells
from entracte.sources.filemaker.records import REPETITION
from entracte.sources.limits import MAX_COLUMNS, SHOWN
from entracte.sources.options import no_such_table
from entracte.sources.reading import RejectedRow, SourceColumn, SourceTable

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 8192
BATCH_CHARACTERS = 32 * 1024 * 1024
MAX_DEPTH = 16

_TAG = re.compile(r"<([^\s/>!?&][^\s/>]*)")
_FACTS = {"NAME": "database", "LAYOUT": "layout", "DATEFORMAT": "date format", "TIMEFORMAT": "time format"}

Row = list[str | None]


class XmlReader:
    """Reads one exported table; it is called as the file.

    Repetitions of a field are separated by U+001D, as FileMaker does in its other exports. A row that is not
    well-formed is reported with its text, and reading goes on with the next.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as stream:
            head = stream.read(1024)
        self._encoding = encoding_of(head)
        self._is_described = root_of(head) == "FMPXMLRESULT"
        self._rejected: list[RejectedRow] = []

    def tables(self) -> list[SourceTable]:
        """The one table of the file."""
        head = self._head
        return [SourceTable(self.path.stem, tuple(head.columns), {"encoding": self._encoding, **head.facts})]

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows in the order of the file."""
        if table != self.path.stem:
            raise no_such_table(self.path, table, [self.path.stem])
        self._rejected = []
        held: list[Row] = []
        size = 0
        for row in self._rows():
            held.append(row)
            size += sum(len(cell) for cell in row if cell)
            if len(held) == BATCH or size > BATCH_CHARACTERS:
                yield self._batch(held)
                held, size = [], 0
        if held:
            yield self._batch(held)

    def rejected(self) -> Iterator[RejectedRow]:
        """The rows that are not well-formed, and what the file states to hold but does not."""
        yield from self._rejected

    @cached_property
    def _head(self) -> _Head:
        pieces = rows_of(self.path)
        head = _Head(self.path)
        head.read(next(pieces))
        if not self._is_described:
            head.columns = _columns_by_tags(pieces)
        if not head.columns and self._is_described:
            raise Fault(
                "damaged-filemaker",
                f"{self.path} cannot be read: it is cut off before its field descriptions end.",
                hint="Ask the customer to export it anew from FileMaker as XML (FMPXMLRESULT).",
            )
        if len(head.columns) > MAX_COLUMNS:
            raise Fault(
                "too-many-columns", f"{self.path} has {len(head.columns)} fields; {MAX_COLUMNS} are read at most."
            )
        return head

    def _rows(self) -> Iterator[Row]:
        pieces = rows_of(self.path)
        next(pieces)
        reading = _Rows(self.path, [column.name for column in self._head.columns], is_described=self._is_described)
        count = 0
        for count, piece in enumerate(pieces, start=1):
            row, reason = reading.read(piece)
            if row is None:
                text = " ".join(piece.split())[:SHOWN]
                self._rejected.append(RejectedRow(self.path.stem, f"row {count}", text, reason))
            else:
                yield row
        if self._head.found is not None and self._head.found > count:
            reason = f"the file states {self._head.found} rows, but it ends after {count}"
            self._rejected.append(RejectedRow(self.path.stem, f"after row {count}", "", reason))

    def _batch(self, rows: list[Row]) -> pa.RecordBatch:
        import pyarrow as pa

        columns = zip(*rows, strict=True)
        names = [column.name for column in self._head.columns]
        return pa.record_batch([pa.array(column, pa.string()) for column in columns], names=names)


class _Head:
    """What stands before the rows: the fields, the database, how many rows were found."""

    def __init__(self, path: Path) -> None:
        self.columns: list[SourceColumn] = []
        self.facts: dict[str, str] = {}
        self.found: int | None = None
        self._path = path

    def read(self, text: str) -> None:
        parser = strict_parser(self._path)
        parser.StartElementHandler = self._start
        try:
            parser.Parse(mended(text))
        except expat.ExpatError as error:
            raise Fault(
                "damaged-filemaker",
                f"{self._path} cannot be read as XML: {error}.",
                hint="Ask the customer to export it anew from FileMaker as XML (FMPXMLRESULT).",
            ) from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "FIELD":
            name = _unique(restored(attributes.get("NAME", "")), [column.name for column in self.columns])
            self.columns.append(SourceColumn(name, attributes.get("TYPE", "").lower()))
            if attributes.get("MAXREPEAT", "1") not in ("1", ""):
                key = "repeating fields, separated by U+001D"
                self.facts[key] = ", ".join(filter(None, (self.facts.get(key), name)))
        elif tag == "DATABASE":
            self.facts |= {_FACTS[key]: value for key, value in attributes.items() if key in _FACTS and value}
        elif tag == "RESULTSET" and attributes.get("FOUND", "").isdigit():
            self.found = int(attributes["FOUND"][:12])


class _Rows:
    """Parses the rows one by one; after a row that is not well-formed it starts afresh."""

    def __init__(self, path: Path, names: list[str], *, is_described: bool) -> None:
        self._path = path
        self._is_described = is_described
        self._places = {name: place for place, name in enumerate(names)}
        self._width = len(names)
        self._row: Row = []
        self._begin()

    def read(self, piece: str) -> tuple[Row | None, str]:
        """The cells of a row, or None and why it has none."""
        piece = mended(piece)
        plain = plain_cells(piece) if self._is_described else None
        if plain is not None and len(plain) <= self._width:
            return plain + [None] * (self._width - len(plain)), ""
        row: Row = [None] * self._width
        self._row, self._unknown, self._next, self._has_row = row, "", 0, False
        try:
            self._parser.Parse(piece)
        except (expat.ExpatError, RecursionError) as error:
            is_whole, unknown = self._has_row and self._depth == _ABOVE_ROW, self._unknown
            self._begin()
            return (row, "") if is_whole and not unknown else (None, unknown or f"the row is not well-formed: {error}")
        if self._depth != _ABOVE_ROW:
            self._begin()
            return None, "the row is cut off"
        return (None, self._unknown) if self._unknown else (row, "")

    def _begin(self) -> None:
        self._parser = strict_parser(self._path)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._unknown = ""
        self._next = 0
        self._depth = 0
        self._has_row = False
        self._field: int | None = None
        self._values: list[str] = []
        self._text: list[str] | None = None
        self._parser.Parse("<rows>")

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise expat.ExpatError("it is nested too deeply")
        if self._depth == _FIELD_DEPTH:
            self._field = self._place(tag)
            self._values = []
            self._text = None if self._is_described else []
        elif self._depth == _FIELD_DEPTH + 1 and tag == "DATA":
            self._text = []

    def _place(self, tag: str) -> int | None:
        if self._is_described:
            self._next += 1
            if self._next > self._width:
                self._unknown = f"the row has more than the {self._width} columns that are described"
                return None
            return self._next - 1
        return self._places.get(tag)

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        if self._depth == _FIELD_DEPTH + 1 and tag == "DATA":
            self._values.append("".join(self._text or ()))
            self._text = None
        elif self._depth == _FIELD_DEPTH:
            if self._text is not None and not self._values:
                self._values.append("".join(self._text))
            if self._field is not None:
                self._row[self._field] = restored(REPETITION.join(self._values).rstrip(REPETITION)) or None
            self._text = None
        self._depth -= 1
        self._has_row = self._has_row or self._depth == _ABOVE_ROW


_ABOVE_ROW = 1
_FIELD_DEPTH = 3


def _columns_by_tags(pieces: Iterator[str]) -> list[SourceColumn]:
    """The fields of a document without descriptions: every tag within its rows, in the order of their first use."""
    names: dict[str, None] = {}
    for piece in pieces:
        names.update(dict.fromkeys(_TAG.findall(piece)))
        if len(names) > MAX_COLUMNS:
            break
    return [SourceColumn(name) for name in names if name not in ("ROW", "DATA")]


def _unique(name: str, taken: list[str]) -> str:
    name = name or f"column_{len(taken) + 1}"
    chosen, count = name, 2
    while chosen in taken:
        chosen, count = f"{name}_{count}", count + 1
    return chosen
