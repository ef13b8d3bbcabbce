"""What a plan writes: the difference between the definitions before the first row and after the last."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.engine import Engine, quoted
from entracte.load.definitions.state import State, StateColumn
from entracte.load.definitions.statements import key_labels
from entracte.load.definitions.tables import Stored, Table
from entracte.load.definitions.text import listed, literal, matched
from entracte.load.definitions.work import Work

CHANGE_COLUMNS = {"kind": "VARCHAR", "key": "VARCHAR", "before": "VARCHAR", "after": "VARCHAR"}
"""A table of changes: the target's table, the key, and the row before and after as JSON (null: none)."""


@dataclass(frozen=True)
class Changed:
    """How many definitions a plan creates, changes and deletes; a changed part changes its definition."""

    created: int
    updated: int
    deleted: int


def add_changes(engine: Engine, state: State, changes: str) -> None:
    """Add to the table of changes every definition that was made, changed or deleted."""
    either = ", ".join(f"coalesce(n.{quoted(name)}, o.{quoted(name)}) AS {quoted(name)}" for name in state.keys)
    columns = ", ".join(f"n.{quoted(name)}" for name in state.names)
    engine.execute(
        f"""
        INSERT INTO {quoted(changes)}
        SELECT {literal(state.table.name)}, {key_object(state.table, "c")}, c.held,
            CASE WHEN c.stays THEN {_row_object(state)} END
        FROM (
            SELECT {either}, {columns}, n.place, o.held, n.{quoted(state.keys[0])} IS NOT NULL AS stays
            FROM {quoted(state.opening)} AS o FULL JOIN {quoted(state.current)} AS n ON {matched(state.keys, "o", "n")}
            WHERE {_differs(state)}
        ) AS c
        """
    )


def count_changes(work: Work) -> Changed:
    """Count the definitions of the format itself, parts being part of theirs."""
    state, engine = work.state, work.engine
    touched = work.scratch("touched")
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {touched} AS SELECT {listed(state.keys, 'o')} "
        f"FROM {quoted(state.opening)} AS o JOIN {quoted(state.current)} AS n ON {matched(state.keys, 'o', 'n')} "
        f"WHERE {_differs(state)}"
    )
    if work.parts is not None:
        parts = work.parts
        either = ", ".join(f"coalesce(n.{quoted(name)}, o.{quoted(name)})" for name in state.keys)
        engine.execute(
            f"INSERT INTO {touched} SELECT {either} FROM {quoted(parts.opening)} AS o "
            f"FULL JOIN {quoted(parts.current)} AS n ON {matched(parts.keys, 'o', 'n')} WHERE {_differs(parts)}"
        )
    opening, current = f"(SELECT ({listed(state.keys)}) FROM {quoted(state.opening)})", quoted(state.current)
    remaining = f"(SELECT ({listed(state.keys)}) FROM {current})"
    key = f"({listed(state.keys)})"
    return Changed(
        created=engine.scalar(f"SELECT count(*) FROM {current} WHERE {key} NOT IN {opening}"),
        updated=engine.scalar(
            f"SELECT count(DISTINCT {key}) FROM {touched} WHERE {key} IN {opening} AND {key} IN {remaining}"
        ),
        deleted=engine.scalar(f"SELECT count(*) FROM {quoted(state.opening)} WHERE {key} NOT IN {remaining}"),
    )


def key_object(table: Table, alias: str) -> str:
    """The expression of a key as a JSON object, from the fields of the file."""
    members = ", ".join(
        f"'{label}', {alias}.{quoted(name)}" for label, name in zip(key_labels(table), table.key_fields, strict=True)
    )
    return f"json_object({members})::VARCHAR"


def _differs(state: State) -> str:
    """Whether a definition is not as it was: made, deleted, or with another value or place."""
    first = quoted(state.keys[0])
    values = " OR ".join(f"o.{quoted(name)} IS DISTINCT FROM n.{quoted(name)}" for name in state.names)
    return f"(o.{first} IS NULL OR n.{first} IS NULL OR o.place IS DISTINCT FROM n.place OR {values})"


def _row_object(state: State) -> str:
    """The expression of a whole row as a JSON object, by the columns of the target."""
    table = state.table
    members = [f"'{column}', c.{quoted(name)}" for name, column in table.keys]
    for attribute in table.attributes:
        columns = [column for column in state.columns if column.attribute == attribute]
        translated = attribute.stored is Stored.TRANSLATIONS
        value = translations_object(columns, "c") if translated else f"c.{quoted(columns[0].name)}"
        members.append(f"'{attribute.column}', {value}")
    if table.place:
        members.append(f"'{table.place}', c.place")
    return f"json_object({', '.join(members)})::VARCHAR"


def translations_object(columns: list[StateColumn], alias: str) -> str:
    """The expression of an object {language: text} without the languages that have none."""
    members = ", ".join(f"{literal(column.language or '')}, {alias}.{quoted(column.name)}" for column in columns)
    # A merge patch takes out what is null.
    return f"json_merge_patch('{{}}', json_object({members}))"
