"""Tables and columns of a bacpac, from its `model.xml`, read as a stream."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

from entracte.faults import Fault
from entracte.sources.bacpac.archive import BROKEN, damaged
from entracte.sources.limits import MAX_COLUMNS

MAX_DEPTH = 200
MAX_TABLES = 100_000


@dataclass(frozen=True)
class ColumnType:
    """A type as the model states it: `name` without brackets; lengths in characters or bytes, None where not stated."""

    name: str
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    is_max: bool = False

    def __str__(self) -> str:
        if self.is_max:
            return f"{self.name}(max)"
        if self.length is not None:
            return f"{self.name}({self.length})"
        if self.precision is not None:
            return f"{self.name}({self.precision},{self.scale or 0})"
        return f"{self.name}({self.scale})" if self.scale is not None else self.name


@dataclass(frozen=True)
class Column:
    """A stored column."""

    name: str
    type: ColumnType
    is_nullable: bool


@dataclass
class Table:
    """A table; `columns` are the stored ones, since the rows do not hold the computed ones."""

    schema: str
    name: str
    columns: list[Column] = field(default_factory=list)
    computed: list[str] = field(default_factory=list)


def tables_of(path: Path, model: IO[bytes]) -> list[Table]:
    """The tables in the order of the model. Raises the faults `damaged-bacpac` and `hostile-xml`."""
    reading = _Model(path)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.EntityDeclHandler = reading.refuse_entities
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        while block := model.read(1024 * 1024):
            parser.Parse(block)
        parser.Parse(b"", True)
    except (expat.ExpatError, *BROKEN) as error:
        raise damaged(path, f"its model.xml is broken: {error}") from error
    return reading.tables()


@dataclass
class _Open:
    """An element being read: what its properties, its type and its columns are."""

    kind: str
    name: str
    relationship: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    type_name: str = ""
    specifier: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _RawColumn:
    name: str
    type_name: str
    specifier: dict[str, str]
    is_nullable: bool


class _Model:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack: list[_Open | None] = []
        self._tables: list[tuple[str, list[_RawColumn], list[str]]] = []
        self._aliases: dict[str, _Open] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise expat.ExpatError("it is nested too deeply")
        element = self._innermost()
        opened: _Open | None = None
        if tag == "Element":
            opened = self._opened(attributes.get("Type", ""), attributes.get("Name", ""))
        elif element is not None:
            self._note(element, tag, attributes, is_direct=self._stack[-1] is element)
        self._stack.append(opened)

    @staticmethod
    def _note(element: _Open, tag: str, attributes: dict[str, str], *, is_direct: bool) -> None:
        """Take what a tag within an element says of it; annotations have properties too, but not of the element."""
        if tag == "Relationship" and is_direct:
            element.relationship = attributes.get("Name", "")
        elif tag == "Property" and is_direct:
            element.properties[attributes.get("Name", "")] = attributes.get("Value", "")
        elif tag == "References" and element.relationship == "Type":
            element.type_name = attributes.get("Name", "")

    def end(self, _tag: str) -> None:
        closed = self._stack.pop()
        if closed is None:
            return
        holder = self._innermost()
        if closed.kind in ("SqlTypeSpecifier", "SqlXmlTypeSpecifier") and holder is not None:
            holder.type_name = closed.type_name or ("[xml]" if closed.kind == "SqlXmlTypeSpecifier" else "")
            holder.specifier = closed.properties
        elif closed.kind == "SqlUserDefinedDataType":
            self._aliases[closed.name] = closed
        elif closed.kind.endswith("Column") and self._is_in_table():
            self._take_column(closed)

    def refuse_entities(self, *_: object) -> None:
        raise Fault(
            "hostile-xml",
            f"{self._path} declares XML entities in its model, which SQL Server never does. It was not read.",
            hint="Ask the customer for a new export.",
        )

    def tables(self) -> list[Table]:
        found = []
        for name, raw, computed in self._tables:
            names = _name_parts(name)
            table = Table(names[0] if len(names) > 1 else "dbo", names[-1] if names else "", computed=computed)
            table.columns = [self._column(each) for each in raw]
            found.append(table)
        return found

    def _opened(self, kind: str, name: str) -> _Open:
        if kind == "SqlTable":
            if len(self._tables) >= MAX_TABLES:
                raise expat.ExpatError("it has too many tables")
            self._tables.append((name, [], []))
        return _Open(kind, name)

    def _innermost(self) -> _Open | None:
        return next((each for each in reversed(self._stack) if each is not None), None)

    def _is_in_table(self) -> bool:
        holder = self._innermost()
        return holder is not None and holder.kind == "SqlTable" and holder.relationship == "Columns"

    def _take_column(self, element: _Open) -> None:
        _, columns, computed = self._tables[-1]
        name = (_name_parts(element.name) or [""])[-1]
        if element.kind != "SqlSimpleColumn":
            computed.append(name)
            return
        if len(columns) >= MAX_COLUMNS:
            raise expat.ExpatError(f"a table has more than {MAX_COLUMNS} columns")
        is_nullable = element.properties.get("IsNullable", "True") != "False"
        columns.append(_RawColumn(name, element.type_name, element.specifier, is_nullable))

    def _column(self, raw: _RawColumn) -> Column:
        """A column with the built-in type that stands behind its own; an alias brings its length along."""
        type_name, specifier = raw.type_name, raw.specifier
        alias = self._aliases.get(type_name)
        if alias is not None:
            type_name, specifier = alias.type_name, {**alias.properties, **specifier}
        parts = _name_parts(type_name)
        return Column(raw.name, _column_type(parts[-1].lower() if parts else "", specifier), raw.is_nullable)


def _column_type(name: str, specifier: dict[str, str]) -> ColumnType:
    def number(key: str) -> int | None:
        text = specifier.get(key, "")
        return int(text) if text.isdigit() and len(text) < 10 else None

    is_max = specifier.get("IsMax") == "True"
    return ColumnType(name, number("Length"), number("Precision"), number("Scale"), is_max)


def _name_parts(name: str) -> list[str]:
    """`[dbo].[a ]] b].[c]` in its parts: a closing bracket is doubled within a name."""
    parts: list[str] = []
    at = 0
    while at < len(name):
        if name[at] != "[":
            at += 1
            continue
        part = ""
        at += 1
        while at < len(name):
            if name[at] == "]":
                if name[at + 1 : at + 2] != "]":
                    break
                at += 1
            part += name[at]
            at += 1
        parts.append(part)
        at += 1
    return parts
