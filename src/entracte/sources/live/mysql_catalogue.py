"""What tables a MySQL or MariaDB database has, and how each column is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from entracte.sources.live import relations
from entracte.sources.live.database import LiveTable, Omitted
from entracte.sources.reading import SourceColumn

_TABLES = """
SELECT table_name, table_type, COALESCE(engine, ''), COALESCE(table_comment, '') FROM information_schema.tables
WHERE table_schema = DATABASE() ORDER BY table_name
"""
_COLUMNS = """
SELECT table_name, column_name, data_type, column_type
FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position
"""
_KEYS = """
SELECT table_name, column_name, sub_part IS NOT NULL FROM information_schema.statistics
WHERE table_schema = DATABASE() AND index_name = 'PRIMARY' ORDER BY table_name, seq_in_index
"""

_TABLE_TYPES = frozenset({"BASE TABLE", "SYSTEM VERSIONED"})
_KEPT_ELSEWHERE = frozenset({"FEDERATED", "CONNECT", "SPIDER", "MRG_MYISAM", "S3"})
_IN_SNAPSHOT = frozenset({"INNODB", "ROCKSDB", "TOKUDB"})

_TEXT = frozenset({"char", "varchar", "tinytext", "text", "enum", "set"})
_LONG_TEXT = frozenset({"mediumtext", "longtext", "json"})
_BYTES = frozenset({"binary", "varbinary", "tinyblob", "blob"})
_LONG_BYTES = frozenset({"mediumblob", "longblob"})
_SHAPES = frozenset(
    {
        "geometry",
        "point",
        "linestring",
        "polygon",
        "multipoint",
        "multilinestring",
        "multipolygon",
        "geometrycollection",
        "geomcollection",
    }
)
_WHOLE_NUMBERS = frozenset({"tinyint", "smallint", "mediumint", "int", "bigint"})
_MOMENTS = frozenset({"date", "datetime", "timestamp", "time", "year"})
_KNOWN = _WHOLE_NUMBERS | _MOMENTS | _TEXT | _LONG_TEXT | _LONG_BYTES | _SHAPES | {"decimal", "float", "double"}
"""The types whose values print as what they are; what others hold is asked for as text."""

_WHOLE = re.compile(r"-?\d+\Z")
_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?\Z")
_MOMENT = re.compile(r"[\d:. -]+\Z")
_LITERALS = {
    **dict.fromkeys(_WHOLE_NUMBERS, (_WHOLE, "{}")),
    "decimal": (_DECIMAL, "{}"),
    "date": (_MOMENT, "'{}'"),
    "datetime": (_MOMENT, "'{}'"),
}
"""How keys are written, and what they must look like for that."""


@dataclass(frozen=True)
class Column:
    """A column; `is_prefix` says that only the beginning of its values is in the key."""

    name: str
    data_type: str
    declared: str
    is_prefix: bool = False

    @property
    def quoted(self) -> str:
        """The column in a statement."""
        return f"t.{quoted(self.name)}"

    @property
    def holds_long_bytes(self) -> bool:
        """Its values are bytes, and maybe more than the server can spell out (max_allowed_packet): that is our part."""
        return self.data_type in _LONG_BYTES | _SHAPES

    @property
    def expression(self) -> str:
        """What the server prints for it; of bytes the hexadecimal digits, of bits their number."""
        if self.data_type in _BYTES:
            return f"HEX({self.quoted})"
        if self.data_type == "bit":
            return f"{self.quoted} + 0"
        if self.data_type in _KNOWN:
            return self.quoted
        return f"CAST({self.quoted} AS CHAR)"

    def literal(self, text: str) -> str | None:
        """The text of a key as a literal that compares as the key does; None for types of which that is not sure."""
        if self.is_prefix:
            return None
        if self.data_type in _TEXT - {"enum", "set"}:
            return f"_utf8mb4 x'{text.encode().hex()}'"
        if self.data_type in _BYTES:
            return f"x'{text}'"
        pattern, literal = _LITERALS.get(self.data_type, (_WHOLE, ""))
        return literal.format(text) if literal and pattern.match(text) else None


@dataclass(frozen=True)
class Relation(relations.Relation[Column]):
    """A table and its columns."""

    @property
    def source(self) -> str:
        """The table in a statement."""
        return f"{quoted(self.table.name)} AS t"

    def after(self, last: list[str]) -> str | None:
        """The condition for the rows behind a key: `a >= 1 AND (a > 1 OR (a = 1 AND b > 2))`; None if it has none."""
        literals = [column.literal(text) for column, text in zip(self.key, last, strict=True)]
        known = [literal for literal in literals if literal is not None]
        if len(known) < len(literals):
            return None
        return f"WHERE {self.key[0].quoted} >= {known[0]} AND {self.behind(known)}"

    @property
    def goes_on(self) -> bool:
        """Whether the rows behind a key can be asked for."""
        samples = {"date": "2000-01-01", "datetime": "2000-01-01 00:00:00"}
        return bool(self.key) and self.after([samples.get(each.data_type, "00") for each in self.key]) is not None


Catalogue = relations.Catalogue[Relation]


def read_catalogue(rows: Callable[[str], list[tuple[Any, ...]]]) -> Catalogue:
    """All tables of the database that the address names."""
    columns: dict[str, list[Column]] = {}
    keys: dict[str, dict[str, bool]] = {}
    for table, column, is_prefix in rows(_KEYS):
        keys.setdefault(table, {})[column] = bool(is_prefix)
    for table, name, data_type, declared in rows(_COLUMNS):
        is_prefix = keys.get(table, {}).get(name, False)
        columns.setdefault(table, []).append(Column(name, data_type.lower(), declared, is_prefix))
    found = Catalogue()
    for name, table_type, engine, comment in rows(_TABLES):
        if "VIEW" in table_type:
            broken = " (it is broken)" if "invalid" in comment else ""
            found.omitted.append(Omitted(name, f"a view{broken}; the tables behind it are read"))
        elif engine.upper() in _KEPT_ELSEWHERE:
            found.omitted.append(Omitted(name, f"its rows lie elsewhere (engine {engine})"))
        elif table_type in _TABLE_TYPES:
            found.tables.append(_relation(name, engine, tuple(columns.get(name, ())), tuple(keys.get(name, ()))))
    return found


def quoted(name: str) -> str:
    """A name in backquotes."""
    return "`" + name.replace("`", "``") + "`"


def _relation(name: str, engine: str, columns: tuple[Column, ...], key: tuple[str, ...]) -> Relation:
    facts = {"engine": engine}
    if engine.upper() not in _IN_SNAPSHOT:
        facts["not in the snapshot"] = "its engine has none"
    told = tuple(SourceColumn(column.name, column.declared) for column in columns)
    return Relation(LiveTable("", name, told, key, facts), columns)
