"""XML in no known vocabulary: the elements that repeat are records, what is inside them are their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from entracte.faults import Fault
from entracte.sources.growing import GrowingTable
from entracte.sources.limits import MAX_COLUMNS, MAX_LINE
from entracte.sources.options import SourceOptions, no_such_table
from entracte.sources.reading import RejectedRow, SourceColumn, SourceTable
from entracte.sources.titles import column_names

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 256 * 1024
_DEPTH = 64
_PATHS = 100_000
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PAGES = (b"<html", b"<!doctype html", b"<head", b"<meta", b"<table", b"<body", b"<div", b"<style")

Steps = tuple[str, ...]


def recognise(path: Path, head: bytes) -> bool:
    """Whether a file starts like XML that is no web page."""
    del path
    start = head
    for mark in _MARKS:
        start = start.removeprefix(mark)
    start = start.replace(b"\0", b"").lstrip().lower()
    is_markup = start.startswith((b"<?xml", b"<!--", b"<!doctype")) or (start[:1] == b"<" and start[1:2].isalpha())
    return is_markup and not any(page in start[:1024] for page in _PAGES)


def open_reader(path: Path, scratch: Path, options: SourceOptions | None = None) -> XmlReader:
    """A reader of the records in a document.

    Raises the faults `hostile-xml` (entities, nesting, too many columns), `damaged-xml` and `no-records`.
    """
    del options
    return XmlReader(path, scratch)


class XmlReader:
    """Reads the document twice: which elements repeat, then their content, into the scratch folder.

    A table is called as its element. Columns are the attributes and inner elements of a record that hold text, `a.b`
    for b inside a; one that occurs several times in a record is numbered (`phone`, `phone_2`). Empty elements are null.
    """

    def __init__(self, path: Path, scratch: Path) -> None:
        self.path = path
        self._scratch = scratch
        self._rejected: list[RejectedRow] = []

    def tables(self) -> list[SourceTable]:
        """The kinds of records, in the order in which they first occur."""
        return [
            SourceTable(
                name, tuple(SourceColumn(column) for column in table.columns), {"element": "/".join(table.path)}
            )
            for name, table in self._tables.items()
        ]

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The records in the order of the document."""
        if table not in self._tables:
            raise no_such_table(self.path, table, list(self._tables))
        found = self._tables[table]
        return found.rows.batches(found.columns)

    def rejected(self) -> Iterator[RejectedRow]:
        """The place from which on the document is damaged."""
        yield from self._rejected

    @cached_property
    def _tables(self) -> dict[str, _Records]:
        census = _Census()
        self._parse(census, is_first=True)
        paths = census.record_paths()
        if not paths:
            raise Fault(
                "no-records",
                f"{self.path} is XML, but no element of it repeats, so that there are no rows.",
                hint="Ask the customer for an export of the tables as CSV, or as XML with one element a row.",
            )
        names = column_names([path[-1] for path in paths], len(paths))
        tables = {
            name: _Records(path, GrowingTable(self._scratch, f"records{place}"))
            for place, (name, path) in enumerate(zip(names, paths, strict=True))
        }
        gathering = _Gathering(self.path, {table.path: table for table in tables.values()})
        self._parse(gathering, is_first=False)
        for table in tables.values():
            table.rows.close()
        return tables

    def _parse(self, taking: _Census | _Gathering, *, is_first: bool) -> None:
        parser = _parser(self.path, taking)
        with self.path.open("rb") as stream:
            try:
                while block := stream.read(_BLOCK):
                    parser.Parse(block, False)
                parser.Parse(b"", True)
            except (expat.ExpatError, LookupError, ValueError) as error:
                if is_first and not taking.is_useful:
                    raise Fault(
                        "damaged-xml",
                        f"{self.path} cannot be read as XML: {error}.",
                        hint="Ask the customer to export it anew.",
                    ) from error
                if not is_first:
                    place = f"line {parser.CurrentLineNumber}"
                    reason = f"the document is damaged here, and what follows was not read: {error}"
                    self._rejected.append(RejectedRow("", place, "", reason))


class _Census:
    """Counts the elements by path, and notes which of them hold anything."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._counts: Counter[Steps] = Counter()
        self._most: Counter[Steps] = Counter()
        self._inside: list[Counter[str]] = [Counter()]
        self._structured: set[Steps] = set()

    @property
    def is_useful(self) -> bool:
        """Some element was complete before the document broke off."""
        return bool(self.record_paths())

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._path:
            self._structured.add(tuple(self._path))
        self._path.append(tag)
        path = tuple(self._path)
        self._counts[path] += 1
        siblings = self._inside[-1]
        siblings[tag] += 1
        self._most[path] = max(self._most[path], siblings[tag])
        self._inside.append(Counter())
        if attributes:
            self._structured.add(path)
        if len(self._counts) > _PATHS:
            raise _Hostile(f"it has more than {_PATHS} kinds of elements")

    def end(self, tag: str) -> None:
        self._path.pop()
        self._inside.pop()

    def text(self, data: str) -> None:
        pass

    def record_paths(self) -> list[Steps]:
        """The outermost paths below the root that repeat and have an inner structure; else the children of the root."""
        repeating = [path for path in self._counts if len(path) > 1 and self._most[path] > 1]
        structured = [path for path in repeating if path in self._structured] or repeating
        outermost = [
            path for path in structured if not any(path[:depth] in structured for depth in range(1, len(path)))
        ]
        alone = [path for path in self._counts if len(path) == 2 and path in self._structured]
        lonely = [path for path in alone if not any(each[:2] == path for each in outermost)]
        chosen = {*outermost, *lonely}
        return [path for path in self._counts if path in chosen]


class _Records:
    """One kind of records."""

    def __init__(self, path: Steps, rows: GrowingTable) -> None:
        self.path = path
        self.rows = rows
        self._places: dict[tuple[Steps, int], int] = {}

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return column_names(
            [".".join(key).replace(".@", ".").lstrip("@") for key, _ in self._places], len(self._places)
        )

    def place(self, key: Steps, occurrence: int) -> int:
        """The place of a column, a new one for what was not met before."""
        return self._places.setdefault((key, occurrence), len(self._places))


class _Gathering:
    """Turns records into rows."""

    is_useful = True

    def __init__(self, path: Path, tables: dict[Steps, _Records]) -> None:
        self._file = path
        self._tables = tables
        self._path: list[str] = []
        self._record: _Records | None = None
        self._cells: dict[int, str | None] = {}
        self._seen: Counter[Steps] = Counter()
        self._texts: list[list[str]] = []
        self._size = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag)
        if self._record is None:
            self._record = self._tables.get(tuple(self._path))
            self._cells, self._texts, self._size = {}, [], 0
            self._seen.clear()
        if self._record is not None:
            self._texts.append([])
            inner = tuple(self._path[len(self._record.path) :])
            for name, value in attributes.items():
                self._put((*inner, f"@{name}"), value)

    def end(self, tag: str) -> None:
        if self._record is not None:
            inner = tuple(self._path[len(self._record.path) :])
            text = "".join(self._texts.pop())
            if text.strip():
                self._put(inner or (tag,), text)
            if not inner:
                self._record.rows.append(self._cells)
                self._record = None
        self._path.pop()

    def text(self, data: str) -> None:
        if self._texts:
            self._size += len(data)
            if self._size > MAX_LINE:
                raise _Hostile("a record of it is larger than any is")
            self._texts[-1].append(data)

    def _put(self, key: Steps, value: str) -> None:
        assert self._record is not None
        self._seen[key] += 1
        place = self._record.place(key, self._seen[key])
        if place >= MAX_COLUMNS:
            raise _Hostile(f"records of it have more than {MAX_COLUMNS} columns")
        self._cells[place] = value or None


class _Hostile(Exception):  # noqa: N818 - it is a fact about the document, and becomes a fault
    """The document is made to harm, or not what it says."""


def _parser(path: Path, taking: _Census | _Gathering) -> Any:
    """A parser without entities; whatever is hostile becomes a fault."""
    parser: Any = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def hostile(why: str) -> Fault:
        return Fault(
            "hostile-xml",
            f"{path} was not read: {why} (line {parser.CurrentLineNumber}).",
            hint="Ask the customer for CSV files of the tables.",
        )

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise hostile(f"it is nested more than {_DEPTH} deep")
        _told(lambda: taking.start(_local(tag), {_local(name): value for name, value in attributes.items()}))

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        _told(lambda: taking.end(_local(tag)))

    def text(data: str) -> None:
        _told(lambda: taking.text(data))

    def entity(*_: object) -> None:
        raise hostile("it declares entities of its own")

    def _told(take: Any) -> None:
        try:
            take()
        except _Hostile as error:
            raise hostile(str(error)) from error

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = text, entity
    return parser


def _local(name: str) -> str:
    """A name without the prefix of its namespace."""
    return name.rpartition(":")[2]
