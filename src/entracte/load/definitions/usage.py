"""Definitions in use: what a DELETE, or the undo of a creation, must leave where it is (D27)."""

from __future__ import annotations

import json
from typing import Any

from entracte.engine import quoted
from entracte.load.definitions.state import State, fetch
from entracte.load.definitions.statements import has_statement, key_labels, statement
from entracte.load.definitions.tables import INSTITUTION, Table
from entracte.load.definitions.work import Work, part_given


def usage_query(table: Table) -> str | None:
    """The query of what is in use (`key`, `detail`) among given keys, if anything can use this table."""
    name = f"usage_{table.name}"
    return statement(name) if has_statement(name) else None


def usage_parameters(table: Table, keys: str) -> tuple[object, ...]:
    """The parameters of the query; `keys` is a JSON array of keys."""
    return (keys, json.dumps(standard_keys())) if table is INSTITUTION else (keys,)


def standard_keys() -> list[dict[str, object]]:
    """The values that every institution is created with, as {list, code}."""
    from entracte.institution import standard_values

    return [{"list": each["list"], "code": each["code"]} for each in standard_values()]


def create_usage(work: Work, cursor: Any, state: State) -> None:
    """Make the engine table of the definitions of one table that rows delete and something uses."""
    name = work.usage(state)
    keys = ", ".join(f"{quoted(each)} VARCHAR" for each in state.keys)
    work.engine.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} ({keys}, detail VARCHAR)")
    query = usage_query(state.table)
    wanted = _deleted_keys(work, state)
    if query is None or wanted is None:
        return
    found = f"{name}_found"
    fetch(work.engine, cursor, found, query, usage_parameters(state.table, wanted))
    extracted = ", ".join(f"json_extract_string(key, '$.{quoted(each)}')" for each in key_labels(state.table))
    work.engine.execute(f"INSERT INTO {quoted(name)} SELECT {extracted}, detail FROM {quoted(found)}")


def _deleted_keys(work: Work, state: State) -> str | None:
    """The keys that DELETE rows name, as a JSON array; none when there are none."""
    labelled = ", ".join(
        f"'{label}', r.{quoted(name)}" for label, name in zip(key_labels(state.table), state.keys, strict=True)
    )
    whole = "TRUE" if state is not work.state or work.parts is None else f"NOT ({part_given(work.parts, 'r')})"
    keys: str | None = work.engine.scalar(
        f"SELECT to_json(list(DISTINCT json_object({labelled})))::VARCHAR FROM {quoted(work.rows)} AS r "
        f"WHERE operation = 'DELETE' AND {part_given(state, 'r')} AND {whole}"
    )
    return keys
