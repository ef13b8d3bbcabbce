"""What tables an Oracle user has, and how each column is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from entracte.sources.live import fetched, relations
from entracte.sources.live.database import LiveTable, Omitted
from entracte.sources.live.fetched import Speller
from entracte.sources.reading import SourceColumn

TABLES = """
SELECT t.table_name, t.temporary, t.nested, t.iot_type FROM all_tables t
WHERE t.owner = :owner AND t.dropped = 'NO' AND t.secondary = 'N'
  AND NOT EXISTS (SELECT NULL FROM all_mviews m WHERE m.owner = t.owner AND m.mview_name = t.table_name)
  AND NOT EXISTS (SELECT NULL FROM all_external_tables x WHERE x.owner = t.owner AND x.table_name = t.table_name)
ORDER BY t.table_name
"""
COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, c.data_length, c.char_length, c.char_used, c.data_precision,
       c.data_scale, c.virtual_column
FROM all_tab_cols c WHERE c.owner = :owner AND c.hidden_column = 'NO'
ORDER BY c.table_name, c.internal_column_id
"""
KEYS = """
SELECT k.table_name, k.column_name FROM all_constraints p
JOIN all_cons_columns k ON k.owner = p.owner AND k.constraint_name = p.constraint_name
WHERE p.owner = :owner AND p.constraint_type = 'P' AND p.status = 'ENABLED'
ORDER BY k.table_name, k.position
"""
OTHERS = """
SELECT view_name, 'a view; the tables behind it are read' FROM all_views WHERE owner = :owner
UNION ALL SELECT mview_name, 'a materialized view; the tables behind it are read' FROM all_mviews WHERE owner = :owner
UNION ALL SELECT table_name, 'an external table: its rows lie in files' FROM all_external_tables WHERE owner = :owner
ORDER BY 1
"""

_TEXT = frozenset({"VARCHAR2", "NVARCHAR2", "CHAR", "NCHAR"})
_AS_IT_IS = frozenset({"CLOB", "NCLOB", "LONG"})
_SPELLERS: dict[str, Speller] = {
    **dict.fromkeys(("RAW", "LONG RAW", "BLOB"), fetched.digits),
    "BINARY_FLOAT": fetched.single,
    "BINARY_DOUBLE": fetched.double,
}
"""Types whose values come as they are, since a text of the server's would cut them, or could not hold them."""
_PLAIN_NUMBER = "TO_CHAR({}, 'TM9', 'NLS_NUMERIC_CHARACTERS=''.,''')"
_SPELLED = {
    "NUMBER": _PLAIN_NUMBER,
    "FLOAT": _PLAIN_NUMBER,
    "DATE": "LTRIM(TO_CHAR({}, 'SYYYY-MM-DD HH24:MI:SS'))",  # a blank stands where years before our era have a minus
    "ROWID": "ROWIDTOCHAR({})",
    "UROWID": "ROWIDTOCHAR({})",
    "XMLTYPE": "XMLSERIALIZE(CONTENT {} AS CLOB)",
    "JSON": "JSON_SERIALIZE({} RETURNING CLOB)",
    "BOOLEAN": "CASE {} WHEN TRUE THEN 'TRUE' WHEN FALSE THEN 'FALSE' END",
}
"""The text of a value by type."""
_TIMESTAMP = re.compile(r"TIMESTAMP\(\d\)( WITH(?: LOCAL)? TIME ZONE)?\Z")


@dataclass(frozen=True)
class Column:
    """A column as the dictionary tells it."""

    name: str
    type: str
    length: int | None
    characters: int | None
    counted_in: str | None
    precision: int | None
    scale: int | None
    virtual: str

    @property
    def quoted(self) -> str:
        """The column in a statement."""
        return f"t.{quoted(self.name)}"

    @property
    def declared(self) -> str:
        """The type as one writes it."""
        if self.type in _TEXT:
            return f"{self.type}({self.characters}{' CHAR' if self.counted_in == 'C' else ''})"
        if self.type == "NUMBER" and (self.precision is not None or self.scale is not None):
            return f"NUMBER({'*' if self.precision is None else self.precision},{self.scale or 0})"
        return f"RAW({self.length})" if self.type == "RAW" else self.type

    @property
    def expression(self) -> str | None:
        """The text of a value; None for types of the customer's own, which have none without running their code."""
        if self.type in _TEXT | _AS_IT_IS or self.type in _SPELLERS:
            return self.quoted
        if match := _TIMESTAMP.match(self.type):
            zone = " TZR" if match[1] == " WITH TIME ZONE" else ""
            return f"LTRIM(TO_CHAR({self.quoted}, 'SYYYY-MM-DD HH24:MI:SS.FF{zone}'))"
        if self.type.startswith("INTERVAL"):
            return f"TO_CHAR({self.quoted})"
        pattern = _SPELLED.get(self.type)
        return pattern.format(self.quoted) if pattern else None

    @property
    def speller(self) -> Speller:
        """What makes text of what the driver gives."""
        return _SPELLERS.get(self.type, fetched.text)

    @property
    def is_whole_number(self) -> bool:
        """Its text compares as it does."""
        return self.type == "NUMBER" and self.scale == 0


@dataclass(frozen=True)
class Relation(relations.Relation[Column]):
    """A table and those of its columns that have a text."""

    @property
    def source(self) -> str:
        """The table in a statement."""
        return f"{quoted(self.table.schema)}.{quoted(self.table.name)} t"

    @property
    def goes_on(self) -> bool:
        """Whether the rows behind a key can be asked for: one of whole numbers."""
        return bool(self.key) and all(column.is_whole_number for column in self.key)

    @property
    def after(self) -> str:
        """The condition for the rows behind a key, whose numbers are bound as text to :k0, :k1 ..."""
        return f"WHERE {self.behind([f'TO_NUMBER(:k{place})' for place in range(len(self.key))])}"


Catalogue = relations.Catalogue[Relation]


def read_catalogue(rows: Callable[[str, dict[str, str]], list[tuple[Any, ...]]], owner: str) -> Catalogue:
    """All tables of one owner; virtual columns are computed by the customer's expressions, and left out."""
    bound = {"owner": owner}
    columns: dict[str, list[Column]] = {}
    for table, *told in rows(COLUMNS, bound):
        columns.setdefault(table, []).append(Column(*told))
    keys: dict[str, list[str]] = {}
    for table, name in rows(KEYS, bound):
        keys.setdefault(table, []).append(name)
    found = Catalogue([], [Omitted(name, reason) for name, reason in rows(OTHERS, bound)])
    for name, temporary, nested, organised in rows(TABLES, bound):
        if organised == "IOT_OVERFLOW":
            continue  # the rest of another table's rows
        if temporary == "Y" or nested == "YES":
            reason = "a temporary table" if temporary == "Y" else "a nested table, part of another"
            found.omitted.append(Omitted(name, reason))
            continue
        found.tables.append(_relation(owner, name, columns.get(name, []), tuple(keys.get(name, ()))))
    return found


def quoted(name: str) -> str:
    """A name between quotes; names of Oracle hold none themselves."""
    if '"' in name:
        raise ValueError(f"no name of Oracle's: {name!r}")
    return f'"{name}"'


def _relation(owner: str, name: str, columns: list[Column], key: tuple[str, ...]) -> Relation:
    facts = {}
    kept = []
    virtual = [column.name for column in columns if column.virtual == "YES"]
    objects = [column.name for column in columns if column.virtual != "YES" and column.expression is None]
    if virtual:
        facts["virtual columns, not read"] = ", ".join(virtual)
    if objects:
        facts["columns of types without a text, not read"] = ", ".join(objects)
    kept = [column for column in columns if column.name not in {*virtual, *objects}]
    told = tuple(SourceColumn(column.name, column.declared) for column in kept)
    if not set(key) <= {column.name for column in kept}:
        key = ()
    return Relation(LiveTable(owner, name, told, key, facts), tuple(kept))
