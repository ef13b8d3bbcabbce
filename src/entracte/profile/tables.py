"""One table: all its columns looked at, a few of them at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from entracte.engine import Engine
from entracte.profile import held, keys
from entracte.profile.columns import ColumnLook, columns_held, empty_column
from entracte.profile.evidence import Evidence
from entracte.profile.mapping import mapped
from entracte.profile.model import ColumnProfile, GivenTable, TableProfile
from entracte.profile.personal import protected

Notice = Callable[[str], None]


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
    columns: list[ColumnProfile] = []
    evidence: dict[str, Evidence] = {}
    with held.opened(engine, table.data, len(looks)):
        while len(columns) < len(looks):
            notice(f"looking at {table.name}, column {len(columns) + 1} of {len(looks)}")
            places = held.hold(engine, len(columns), len(looks), table.rows)
            for column, values in columns_held(engine, [looks[place] for place in places]):
                columns.append(column)
                evidence[column.name] = values
        told = tuple(columns)
        found = keys.keys(told) or keys.key_of_two(engine, told)
    profile = TableProfile(table.name, table.rows, told, found, keys.likely_keys(told))
    return LookedTable(table, protected(mapped(profile, evidence), evidence), evidence)
