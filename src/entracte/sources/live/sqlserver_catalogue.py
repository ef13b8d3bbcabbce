"""What tables an SQL Server database has, and how each column is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from entracte.sources.live import fetched, relations
from entracte.sources.live.database import LiveTable, Omitted
from entracte.sources.live.fetched import Speller
from entracte.sources.reading import SourceColumn

TABLES = """
SELECT s.name, t.name, t.object_id FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id
WHERE t.is_ms_shipped = 0 ORDER BY s.name, t.name
"""
COLUMNS = """
SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE,
       DATETIME_PRECISION
FROM INFORMATION_SCHEMA.COLUMNS ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION
"""
KEYS = """
SELECT i.object_id, c.name FROM sys.indexes i
JOIN sys.index_columns ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id
JOIN sys.columns c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
WHERE i.is_primary_key = 1 ORDER BY i.object_id, ic.key_ordinal
"""
COMPUTED = "SELECT object_id, name FROM sys.columns WHERE is_computed = 1"
VIEWS = "SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.VIEWS ORDER BY TABLE_SCHEMA, TABLE_NAME"

# Views of later versions: where they are missing, so is what they would tell.
EXTERNAL = "SELECT object_id FROM sys.external_tables"
MASKED = """
SELECT object_id, name FROM sys.masked_columns
WHERE is_masked = 1 AND HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'UNMASK') = 0
"""
POLICIES = """
SELECT p.target_object_id FROM sys.security_predicates p JOIN sys.security_policies s ON s.object_id = p.object_id
WHERE s.is_enabled = 1 AND p.predicate_type_desc = 'FILTER'
"""

_WHOLE = frozenset({"tinyint", "smallint", "int", "bigint"})
_MOMENTS = frozenset({"date", "time", "datetime", "datetime2", "smalldatetime", "datetimeoffset"})
_MONEY = frozenset({"money", "smallmoney"})
_BYTES = frozenset({"binary", "varbinary", "image", "timestamp", "rowversion"})
_SHAPES = frozenset({"geometry", "geography", "hierarchyid"})
_SIZED = frozenset({"char", "varchar", "nchar", "nvarchar", "binary", "varbinary"})
_KNOWN = frozenset({"bit", "decimal", "numeric", "uniqueidentifier", "xml", "sql_variant", "text", "ntext"})


@dataclass(frozen=True)
class Column:
    """A column and its type as INFORMATION_SCHEMA tells it: that behind a type of the customer's own."""

    name: str
    type: str
    length: int | None
    precision: int | None
    scale: int | None
    fraction: int | None

    @property
    def quoted(self) -> str:
        """The column in a statement."""
        return f"t.{quoted(self.name)}"

    @property
    def declared(self) -> str:
        """The type as one writes it."""
        if self.type in _SIZED and self.length is not None:
            return f"{self.type}({'max' if self.length < 0 else self.length})"
        if self.type in {"decimal", "numeric"} and self.precision is not None:
            return f"{self.type}({self.precision},{self.scale or 0})"
        if self.type in {"datetime2", "time", "datetimeoffset"} and self.fraction is not None:
            return f"{self.type}({self.fraction})"
        return self.type

    @property
    def is_whole_number(self) -> bool:
        """Its text compares as it does."""
        return self.type in _WHOLE

    @property
    def expression(self) -> str:
        """The text of a value; numbers with a binary fraction and bytes as they are, since text would cut them."""
        if self.type in {"float", "real"} | _BYTES:
            return self.quoted
        if self.type in _MOMENTS:
            return f"CONVERT(nvarchar(max), {self.quoted}, 121)"
        if self.type in _MONEY:
            return f"CONVERT(nvarchar(max), {self.quoted}, 2)"
        if self.type in _SHAPES:
            return f"{self.quoted}.ToString()"
        if self.type in _WHOLE | _SIZED | _KNOWN:
            return f"CONVERT(nvarchar(max), {self.quoted})"
        return f"CONVERT(varbinary(max), {self.quoted})"  # a type of the customer's own program, which is not run

    @property
    def speller(self) -> Speller:
        """What makes text of what the driver gives."""
        if self.type == "float":
            return fetched.double
        if self.type == "real":
            return fetched.single
        if self.type in _WHOLE | _SIZED - _BYTES | _KNOWN | _MOMENTS | _MONEY | _SHAPES:
            return fetched.text
        return fetched.prefixed_digits


@dataclass(frozen=True)
class Relation(relations.Relation[Column]):
    """A table and its columns."""

    @property
    def source(self) -> str:
        """The table in a statement."""
        return f"{quoted(self.table.schema)}.{quoted(self.table.name)} AS t"

    @property
    def goes_on(self) -> bool:
        """Whether the rows behind a key can be asked for: other types than whole numbers compare by collation."""
        return bool(self.key) and all(column.is_whole_number for column in self.key)

    def after(self, last: list[str]) -> str:
        """The condition for the rows behind a key of whole numbers."""
        return f"WHERE {self.behind([str(int(text)) for text in last])}"


Catalogue = relations.Catalogue[Relation]


Rows = Callable[[str], list[tuple[Any, ...]]]


def read_catalogue(rows: Rows, rows_if_known: Rows) -> Catalogue:
    """All tables but the system's; `rows_if_known` asks what older servers do not know."""
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, *told in rows(COLUMNS):
        columns.setdefault((schema, table), []).append(Column(*told))
    keys = _by_object(rows(KEYS))
    computed = _by_object(rows(COMPUTED))
    masked = _by_object(rows_if_known(MASKED))
    external = {number for (number,) in rows_if_known(EXTERNAL)}
    policies = {number for (number,) in rows_if_known(POLICIES)}
    found = Catalogue()
    for schema, name, number in rows(TABLES):
        if number in external:
            found.omitted.append(Omitted(f"{schema}.{name}", "an external table: its rows lie elsewhere"))
            continue
        facts = {}
        if number in computed:
            facts["computed columns, not read"] = ", ".join(computed[number])
        if number in masked:
            facts["masked by the server for this user"] = ", ".join(masked[number])
        if number in policies:
            facts["security policy"] = "it may hide rows from this user"
        kept = tuple(each for each in columns.get((schema, name), ()) if each.name not in computed.get(number, ()))
        shown = tuple(SourceColumn(column.name, column.declared) for column in kept)
        key = tuple(keys.get(number, ()))
        if not set(key) <= {column.name for column in kept}:
            key = ()
        found.tables.append(Relation(LiveTable(schema, name, shown, key, facts), kept))
    for schema, name in rows(VIEWS):
        found.omitted.append(Omitted(f"{schema}.{name}", "a view; the tables behind it are read"))
    return found


def quoted(name: str) -> str:
    """A name in brackets."""
    return f"[{name.replace(']', ']]')}]"


def _by_object(rows: list[tuple[Any, ...]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, name in rows:
        found.setdefault(number, []).append(name)
    return found
