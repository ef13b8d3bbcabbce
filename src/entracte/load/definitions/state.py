"""The definitions of the target as engine tables: as they were when the plan began, and as the rows leave them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from entracte.engine import Engine, quoted
from entracte.load.definitions.statements import statement
from entracte.load.definitions.tables import Attribute, Stored, Table


@dataclass(frozen=True)
class StateColumn:
    """One value of a definition as text: a whole attribute, or one language of its translations."""

    name: str
    attribute: Attribute
    language: str | None = None


@dataclass(frozen=True)
class State:
    """A settings table held in the engine.

    `current` has the fields of the key, a text column per `columns`, `place` (the order among the parts of one
    definition), `held` (the target's row as JSON; null for a new one) and `made` (the row of the file that made it;
    null for the target's). `opening` is a copy from before the first row. `defaults` are by column.
    """

    table: Table
    columns: tuple[StateColumn, ...]
    current: str
    opening: str
    defaults: dict[str, str]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the value columns."""
        return tuple(column.name for column in self.columns)

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields of the key."""
        return self.table.key_fields


def fetch(engine: Engine, cursor: Any, table: str, query: str, parameters: tuple[object, ...] = ()) -> None:
    """Make an engine table of a query of the target."""
    cursor.execute(query, parameters or None)
    engine.create_from_arrow(table, cursor.fetch_record_batch())


def fetch_held(engine: Engine, cursor: Any, name: str, table: Table, institutions: list[str]) -> None:
    """Make an engine table with one column `held`: the rows of a settings table as JSON."""
    fetch(engine, cursor, name, statement("read_definitions", table), (json.dumps(institutions),))


def languages_held(engine: Engine, held: str, table: Table) -> set[str]:
    """The languages that the translations of these rows use."""
    found: set[str] = set()
    for attribute in table.attributes:
        if attribute.stored is Stored.TRANSLATIONS:
            query = f"SELECT DISTINCT unnest(json_keys(held, '$.' || ?)) FROM {quoted(held)}"
            found |= {language for (language,) in engine.rows(query, [quoted(attribute.column)])}
    return found


def create_state(  # noqa: PLR0917
    engine: Engine, held: str, table: Table, languages: Iterable[str], defaults: dict[str, str], prefix: str
) -> State:
    """Spread the JSON rows of `held` over columns; `languages` are all that the file or the target may use."""
    columns = tuple(_columns(table, sorted(languages)))
    state = State(table, columns, f"{prefix}{table.name}", f"{prefix}{table.name}_opening", defaults)
    keys = [f"json_extract_string(held, '$.{quoted(column)}') AS {quoted(name)}" for name, column in table.keys]
    values = [f"{_extracted(column)} AS {quoted(column.name)}" for column in columns]
    place = f"(held ->> '$.{quoted(table.place)}')::BIGINT" if table.place else "NULL::BIGINT"
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {quoted(state.opening)} AS "
        f"SELECT {', '.join([*keys, *values])}, {place} AS place, held, NULL::BIGINT AS made FROM {quoted(held)}"
    )
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(state.current)} AS FROM {quoted(state.opening)}")
    return state


def _columns(table: Table, languages: list[str]) -> Iterable[StateColumn]:
    for attribute in table.attributes:
        if attribute.stored is Stored.TRANSLATIONS:
            for language in languages:
                yield StateColumn(f"{attribute.field}_{language.upper()}", attribute, language)
        else:
            yield StateColumn(attribute.field, attribute)


def _extracted(column: StateColumn) -> str:
    path = f"$.{quoted(column.attribute.column)}"
    if column.language is not None:
        path += f".{quoted(column.language)}"
    text = f"json_extract_string(held, '{_literal(path)}')"
    return f"upper({text})" if column.attribute.stored is Stored.BOOLEAN else text


def _literal(text: str) -> str:
    return text.replace("'", "''")
