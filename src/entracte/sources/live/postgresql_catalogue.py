"""What tables a PostgreSQL database has, and how each is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from entracte.sources.live import relations
from entracte.sources.live.database import LiveTable, Omitted
from entracte.sources.reading import SourceColumn

_RELATIONS = """
SELECT c.oid::int8, n.nspname::text, c.relname::text, c.relkind::text, c.relispartition,
       has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE'), row_security_active(c.oid),
       (SELECT min(e.extname)::text FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
ORDER BY n.nspname, c.relname
"""

_COLUMNS = """
WITH RECURSIVE base (type, oid) AS (
    SELECT t.oid, t.oid FROM pg_type t
    UNION ALL
    SELECT base.type, t.typbasetype FROM base JOIN pg_type t ON t.oid = base.oid WHERE t.typtype = 'd'
)
SELECT a.attrelid::int8, a.attname::text, format_type(a.atttypid, a.atttypmod),
       EXISTS (SELECT FROM pg_cast x WHERE x.castsource = t.oid AND x.casttarget = 'text'::regtype
               AND x.castmethod = 'f'),
       CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN t.typname::text END,
       (SELECT p.place::int8 FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS p (number, place)
        WHERE i.indrelid = a.attrelid AND i.indisprimary AND i.indisvalid AND p.number = a.attnum)
FROM pg_attribute a
JOIN base ON base.type = a.atttypid
JOIN pg_type t ON t.oid = base.oid AND t.typtype <> 'd'
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
ORDER BY a.attrelid, a.attnum
"""

_ELSEWHERE = {
    "v": "a view; the tables behind it are read",
    "m": "a materialized view; the tables behind it are read",
    "f": "a foreign table: its rows lie on another server",
}


_SPELT_HERE = frozenset({"int2", "int4", "int8", "bool"})
"""Types that have one spelling only: spelt after they came, they cost the server nothing."""


@dataclass(frozen=True)
class _Column:
    """A column; `built_in` is PostgreSQL's own type behind its declared one, `key_place` its place in the key."""

    name: str
    declared: str
    has_own_cast: bool
    built_in: str | None
    key_place: int | None

    @property
    def quoted(self) -> str:
        return f"t.{_quoted(self.name)}"

    @property
    def expression(self) -> str:
        """The text that the type's output function gives, as in COPY and psql; a cast may give another, or be theirs.

        So `boolean` is `t` and `f`, and `character(n)` keeps its blanks. Whole numbers and booleans come as they are.
        """
        if self.built_in in _SPELT_HERE:
            text = f"{self.quoted}::pg_catalog.{self.built_in}"
        elif self.has_own_cast:
            text = f"CASE WHEN {self.quoted} IS NULL THEN NULL ELSE concat({self.quoted}) END"
        else:
            text = f"{self.quoted}::text"
        return f"{text} AS {_quoted(self.name)}"


@dataclass(frozen=True)
class Relation(relations.Relation[_Column]):
    """A table and the pieces of its query; `refusal` says why it cannot be read, where that is known beforehand."""

    source: str
    refusal: str = ""

    @property
    def expressions(self) -> list[str]:
        """What is selected."""
        return [column.expression for column in self.columns]

    @property
    def goes_on(self) -> bool:
        """Whether the text of a key finds its place again: with types and comparisons of PostgreSQL's own."""
        return bool(self.key) and all(column.built_in for column in self.key)

    def after(self, last: list[str]) -> str:
        """The condition for the rows behind a key, given as text."""
        literals = [
            f"{sql.Literal(text).as_string(None)}::pg_catalog.{_quoted(column.built_in or '')}"
            for text, column in zip(last, self.key, strict=True)
        ]
        return f"WHERE ({', '.join(column.quoted for column in self.key)}) > ({', '.join(literals)})"


Catalogue = relations.Catalogue[Relation]


def read_catalogue(rows: Callable[[str], list[tuple[Any, ...]]]) -> Catalogue:
    """All tables outside of the system's schemas; partitions are read with the table that they are parts of."""
    columns: dict[int, list[_Column]] = {}
    for oid, *told in rows(_COLUMNS):
        columns.setdefault(oid, []).append(_Column(*told))
    found = Catalogue()
    for oid, schema, name, kind, is_partition, may_read, has_policy, extension in rows(_RELATIONS):
        full_name = f"{schema}.{name}"
        if is_partition:
            continue
        if extension:
            found.omitted.append(Omitted(full_name, f"it belongs to the extension {extension}"))
        elif oid not in columns and kind not in _ELSEWHERE:
            found.omitted.append(Omitted(full_name, "it has no columns"))
        elif kind in _ELSEWHERE:
            found.omitted.append(Omitted(full_name, _ELSEWHERE[kind]))
        else:
            refusal = ""
            if not may_read:
                refusal = "this user may not read it (permission denied)"
            elif has_policy:
                refusal = "a row-level security policy would hide rows from this user"
            found.tables.append(_relation(schema, name, kind, tuple(columns.get(oid, ())), refusal))
    return found


def _relation(schema: str, name: str, kind: str, columns: tuple[_Column, ...], refusal: str) -> Relation:
    key = sorted((column for column in columns if column.key_place), key=lambda column: column.key_place or 0)
    table = LiveTable(
        schema,
        name,
        tuple(SourceColumn(column.name, column.declared) for column in columns),
        tuple(column.name for column in key),
        {"partitioned": "read as one table"} if kind == "p" else {},
    )
    only = "" if kind == "p" else "ONLY "  # rows of tables that inherit are read with those
    return Relation(table, columns, f"{only}{_quoted(schema)}.{_quoted(name)} AS t", refusal)


def _quoted(name: str) -> str:
    return sql.Identifier(name).as_string(None)
