"""Everything that drifted in a table that both extractions have, but for its rows."""

from __future__ import annotations

from collections.abc import Iterator

from entracte.engine import Engine
from entracte.profile.comparing import thresholds
from entracte.profile.comparing.columns import ColumnPair, moved
from entracte.profile.comparing.model import Drift, ExtractedTable
from entracte.profile.comparing.quantiles import quantiles_of
from entracte.profile.comparing.ranges import range_drift
from entracte.profile.comparing.shares import share_drift, told_share
from entracte.profile.comparing.spelling import fact_shown
from entracte.profile.comparing.values import new_values
from entracte.profile.model import ColumnProfile, Relation
from entracte.profile.types import DATES, NUMBERS

_READING = {"encoding": "encoding", "separator": "separator", "header": "row of the titles"}
"""Facts of how a file was read that a recipe may state."""

_FORMS = frozenset({"code", "identifier", "phone"})
"""Types whose values have a form that tells something."""


def drift_of(engine: Engine, old: ExtractedTable, new: ExtractedTable, pairs: list[ColumnPair]) -> tuple[Drift, ...]:
    """What drifted: first the table as a whole, then its columns in order."""
    found = [*_of_table(old, new, pairs), *_of_columns(pairs)]
    common = [(each.old, each.new, each.name) for each in pairs if each.old and each.new]
    if old.profile.rows and new.profile.rows:
        measured = [
            (one, other) for one, other, _ in common if any({one.type, other.type} <= f for f in (NUMBERS, DATES))
        ]
        before = quantiles_of(engine, old, [one for one, _ in measured])
        now = quantiles_of(engine, new, [other for _, other in measured])
        for one, other, name in common:
            found += share_drift(one, other, name)
            found += range_drift(one, other, name, (before.get(one.place), now.get(other.place)))
        found += new_values(engine, old, new, pairs)
    places = {each.name: number for number, each in enumerate(pairs)}
    return tuple(sorted(found, key=lambda each: -1 if each.column is None else places[each.column]))


def _of_table(old: ExtractedTable, new: ExtractedTable, pairs: list[ColumnPair]) -> Iterator[Drift]:
    if old.name != new.name:
        yield Drift("name", None, old.name, new.name, f"the table is called {new.name}, {old.name} before")
    if old.kind != new.kind:
        yield Drift("source", None, old.kind, new.kind, f"read as {new.kind}, {old.kind} before")
    for fact, what in _READING.items():
        was, told = old.facts.get(fact), new.facts.get(fact)
        if was != told and was is not None and told is not None:
            yield Drift(fact, None, was, told, f"{what}: {fact_shown(told)}, {fact_shown(was)} before")
    before, now = old.profile.rows, new.profile.rows
    if abs(now - before) >= thresholds.VOLUME * max(before, 1):
        change = f" ({(now - before) / before:+.0%})" if before else ""
        yield Drift("rows", None, before, now, f"{now} rows, {before} before{change}")
    if old.rejected != new.rejected:
        yield Drift(
            "rejected",
            None,
            old.rejected,
            new.rejected,
            f"rows that could not be read: {new.rejected}, {old.rejected} before",
        )
    elsewhere = moved(pairs)
    if elsewhere:
        shown = ", ".join(elsewhere[:5]) + (f" and {len(elsewhere) - 5} more" if len(elsewhere) > 5 else "")
        yield Drift("order", None, None, len(elsewhere), f"columns that stand elsewhere: {shown}")
    yield from _references(old, new, pairs)


def _of_columns(pairs: list[ColumnPair]) -> Iterator[Drift]:
    for each in pairs:
        if each.old is None:
            yield Drift("new-column", each.name, None, each.name, "a new column")
        elif each.new is None:
            yield Drift("gone-column", each.name, each.name, None, "the column is gone")
        else:
            yield from _of_column(each, each.old, each.new)


def _of_column(pair: ColumnPair, old: ColumnProfile, new: ColumnProfile) -> Iterator[Drift]:
    if pair.score is not None:
        message = f"probably {old.name} renamed ({pair.evidence})"
        yield Drift("renamed-column", pair.name, old.name, new.name, message)
    elif old.name != new.name:
        yield Drift("spelling", pair.name, old.name, new.name, f"spelled {new.name}, {old.name} before")
    if pair.is_retyped:
        yield Drift("type", pair.name, old.type, new.type, f"holds {new.type}, {old.type} before")
    if old.declared != new.declared and old.declared and new.declared:
        message = f"declared as {new.declared}, {old.declared} before"
        yield Drift("declared", pair.name, old.declared, new.declared, message)
    if {old.type, new.type} <= _FORMS and old.patterns and new.patterns:
        shapes = {each.shape for each in old.patterns}
        form = new.patterns[0].shape
        if form not in shapes:
            message = f"most values have the form {form}, {old.patterns[0].shape} before"
            yield Drift("form", pair.name, old.patterns[0].shape, form, message)


def _references(old: ExtractedTable, new: ExtractedTable, pairs: list[ColumnPair]) -> Iterator[Drift]:
    """References to other tables of which more lead nowhere."""
    names = {each.old.name: each.new.name for each in pairs if each.old and each.new}
    now = {(each.column, each.target_table.casefold()): each for each in new.profile.foreign_keys}
    for before in old.profile.foreign_keys:
        told = now.get((names.get(before.column, ""), before.target_table.casefold()))
        if told is not None and _lost(old, before) + thresholds.SMALL_SHARE <= _lost(new, told):
            was, share = _lost(old, before), _lost(new, told)
            yield Drift(
                "references",
                told.column,
                round(was, 6),
                round(share, 6),
                f"{told_share(share)} of the rows refer to no row of {told.target_table}, {told_share(was)} before",
            )


def _lost(table: ExtractedTable, relation: Relation) -> float:
    return relation.missing_rows / table.profile.rows if table.profile.rows else 0.0
