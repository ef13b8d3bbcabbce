"""One table: its columns, its keys, and what both together tell."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.engine import Engine
from entracte.profile import held, keys
from entracte.profile.columns import ColumnLook, empty_column
from entracte.profile.evidence import Evidence
from entracte.profile.looking import Notice, look_at_columns
from entracte.profile.mapping import mapped
from entracte.profile.model import GivenTable, TableProfile
from entracte.profile.personal import protected


@dataclass(frozen=True)
class LookedTable:
    """A table that was looked at, with the evidence of its columns' values by name."""

    given: GivenTable
    profile: TableProfile
    evidence: dict[str, Evidence]


def look_at_table(engine: Engine, table: GivenTable, notice: Notice) -> LookedTable:
    """What is in a table, but for what only other tables tell."""
    looks = [ColumnLook(place, name, declared, table.rows) for place, (name, declared) in enumerate(table.columns)]
    if table.data is None or not table.rows:
        return LookedTable(table, TableProfile(table.name, 0, tuple(empty_column(each) for each in looks), (), ()), {})
    with held.opened(engine, table.data, len(looks)):
        known = look_at_columns(engine, table.name, looks, notice)
        told = tuple(column for column, _ in known)
        found = keys.keys(told) or keys.key_of_two(engine, told)
    evidence = {column.name: values for column, values in known}
    profile = TableProfile(table.name, table.rows, told, found, keys.likely_keys(told))
    return LookedTable(table, protected(mapped(profile, evidence), evidence), evidence)
