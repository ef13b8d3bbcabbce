"""Scripts that belong together: tables defined in one file of a delivery and filled in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from entracte.sources.delivery.kept import KeptTable
from entracte.sources.delivery.kinds import SQL


def joined(tables: Sequence[KeptTable]) -> list[KeptTable]:
    """The tables without those that one script only defines and another fills; the filled ones get names and types.

    Rows without column names get those of the definition, if it has as many. A table that several scripts fill stays
    as often as it is filled.
    """
    alike: dict[str, list[KeptTable]] = defaultdict(list)
    for table in tables:
        if table.kind == SQL.name:
            alike[table.source_name.casefold()].append(table)
    filled: dict[int, KeptTable] = {}
    needless: set[int] = set()
    for group in alike.values():
        empty = [table for table in group if not table.rows and not table.rejected]
        full = [table for table in group if table.rows or table.rejected]
        if full and empty:
            needless |= {id(table) for table in empty}
            filled |= {id(table): _defined(table, empty[0]) for table in full}
    return [filled.get(id(table), table) for table in tables if id(table) not in needless]


def _defined(table: KeptTable, definition: KeptTable) -> KeptTable:
    facts = {**table.facts, "defined in": definition.file}
    names = [column.name for column in table.columns]
    if names == [f"column_{place}" for place in range(1, len(names) + 1)]:
        if len(names) != len(definition.columns):
            return table
        return replace(table, columns=definition.columns, facts=facts)
    known = {column.name.casefold(): column for column in definition.columns}
    if not all(name.casefold() in known for name in names):
        return table
    columns = tuple(
        replace(column, declared=column.declared or known[column.name.casefold()].declared) for column in table.columns
    )
    return replace(table, columns=columns, facts=facts)
