"""What is in the tables of a delivery: types, keys, placeholders, personal data, drift, mapping proposals, quote."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from entracte.profile.model import DeliveryProfile, GivenTable

if TYPE_CHECKING:
    from entracte.engine import Engine

__all__ = ["DeliveryProfile", "GivenTable", "profile_tables"]


def profile_tables(
    engine: Engine, tables: Iterable[GivenTable], notice: Callable[[str], None] = lambda what: None
) -> DeliveryProfile:
    """What is in tables, and how they hang together."""
    from entracte.profile import evidence, placeholders
    from entracte.profile.relations import relations_of
    from entracte.profile.tables import look_at_table

    placeholders.make_list(engine)
    evidence.make_list(engine)
    looked = [look_at_table(engine, table, notice) for table in tables]
    notice("looking for what refers to what")
    relations = relations_of(engine, looked)
    return DeliveryProfile(
        tuple(
            replace(
                each.profile,
                foreign_keys=tuple(relation for relation in relations if relation.table == each.profile.name),
            )
            for each in looked
        ),
        relations,
    )
