"""Why a recipe made for the old extraction does not fit the new one, and what to do about each reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from entracte.engine import Engine
from entracte.profile.comparing.columns import ColumnPair
from entracte.profile.comparing.files import rows_of
from entracte.profile.comparing.keys import ChosenKey
from entracte.profile.comparing.model import ExtractedTable, Reason
from entracte.profile.comparing.ranges import new_orders, orders_of
from entracte.profile.comparing.spelling import fact_shown
from entracte.profile.comparing.tables import TablePair
from entracte.profile.model import ColumnProfile
from entracte.profile.types import NUMBERS

_USED = 0.5
"""A column filled in this share of the rows was there to be used."""

_SOME = 0.01
"""The share of values with zeros at the left from which on they belong to the values."""

_FITS = {
    "integer": NUMBERS,
    "decimal": NUMBERS,
    "boolean": frozenset({"boolean"}),
    "date": frozenset({"date", "date-time"}),
    "date-time": frozenset({"date-time"}),
    "time": frozenset({"time"}),
}
"""Types that a recipe reads as more than text, and what it can read so: other types hold whatever comes."""

_DECLARED = {
    "number": r"int|serial|number|numeric|decimal|dec\b|float|double|real|money|currency|long\b|byte\b",
    "date": r"date|time|year",
    "boolean": r"bool|\bbit\b|yes/?no|logical",
}


def table_reasons(pair: TablePair) -> Iterator[Reason]:
    """Reasons for which the table as a whole cannot be read as before."""
    old, new = pair.old, pair.new
    if old is None:
        return
    if new is None:
        yield Reason(
            "table-gone",
            old.name,
            None,
            f"The table {old.name} is gone.",
            "Ask the customer for it, or take its steps out of the recipe.",
        )
    elif pair.evidence:
        yield Reason(
            "table-renamed",
            old.name,
            None,
            f"The table {old.name} is gone; it is probably {new.name} now ({pair.evidence}).",
            f"Look at both; if it is, write {new.name} in the recipe's sources.",
        )
    elif old.profile.rows and not new.profile.rows:
        yield Reason(
            "table-emptied",
            old.name,
            None,
            f"The table {old.name} holds no rows any more; it had {old.profile.rows}.",
            "Ask the customer whether the extraction is complete.",
        )


def reading_reasons(engine: Engine, old: ExtractedTable, new: ExtractedTable) -> Iterator[Reason]:
    """Reasons that lie in how the file must be read: a recipe that states it reads the new one wrongly."""
    for fact, what in (("encoding", "encoding"), ("separator", "separator"), ("header", "row of the titles")):
        was, told = old.facts.get(fact), new.facts.get(fact)
        if was is None or told is None or was == told:
            continue
        if fact == "encoding" and not all(_holds_more_than_ascii(engine, each) for each in (old, new)):
            continue  # every encoding reads it alike
        was, told = fact_shown(was), fact_shown(told)
        yield Reason(
            f"{fact}-changed",
            old.name,
            None,
            f"The {what} of {new.name} is {told}, {was} before.",
            f"If the recipe states it for this source, state {told} there, or leave it to be found.",
        )


def _holds_more_than_ascii(engine: Engine, table: ExtractedTable) -> bool:
    """Whether any value has a character that encodings spell differently."""
    if table.data is None:
        return False
    told = " OR ".join(f"strlen(c{place}) <> length(c{place})" for place in range(len(table.names)))
    return bool(engine.scalar(f"SELECT bool_or({told}) FROM {rows_of(table.data, len(table.names))}"))


def column_reasons(old: ExtractedTable, new: ExtractedTable, pairs: list[ColumnPair]) -> Iterator[Reason]:
    """Reasons that lie in the columns, in their order."""
    for each in pairs:
        if each.old is None:
            continue
        if each.new is None:
            yield Reason(
                "column-gone",
                old.name,
                each.old.name,
                f"The column {each.old.name} of {old.name} is gone.",
                "Ask the customer for it, or take it out of the recipe.",
            )
            continue
        if each.score is not None:
            yield Reason(
                "column-renamed",
                old.name,
                each.old.name,
                f"The column {each.old.name} of {old.name} is gone; "
                f"it is probably {each.new.name} now ({each.evidence}).",
                f"Look at both; if it is, write {each.new.name} in the recipe.",
            )
        if new.profile.rows:
            yield from _content_reasons(old.name, each.old, each.new)


def _content_reasons(table: str, old: ColumnProfile, new: ColumnProfile) -> Iterator[Reason]:
    where = f"{new.name} of {table}"
    if old.fill >= _USED and not new.filled:
        message = f"The column {where} is empty; it was filled in {old.fill:.0%} of the rows."
        yield Reason("column-emptied", table, old.name, message, "Ask the customer whether the extraction is complete.")
        return
    if not _still_fits(old, new):
        yield Reason(
            "type-changed",
            table,
            old.name,
            f"The column {where} holds {new.type}, {old.type} before: {_examples(old, new)}.",
            f"Change how the recipe reads it, or ask the customer for the {old.type} of before.",
        )
    elif _declared_family(old.declared) not in {None, _declared_family(new.declared)} and new.declared:
        yield Reason(
            "type-changed",
            table,
            old.name,
            f"The column {where} is declared as {new.declared}, {old.declared} before.",
            "Declare its type under `types` of the recipe's source.",
        )
    if old.dates and new.dates and (unknown := new_orders(old.dates, new.dates)):
        yield Reason(
            "date-order-changed",
            table,
            old.name,
            f"Dates in {where} are written {', '.join(unknown)}, {orders_of(old.dates)} before.",
            "Change the form of the date in the recipe, or ask for the form of before.",
        )
    if old.decimal_mark and new.decimal_mark and old.decimal_mark != new.decimal_mark:
        yield Reason(
            "decimal-mark-changed",
            table,
            old.name,
            f"The decimal mark in {where} is “{new.decimal_mark}”, “{old.decimal_mark}” before.",
            "Change the `locale` of the recipe's source.",
        )
    if old.leading_zeros >= _SOME * old.filled > 0 and not new.leading_zeros and new.filled:
        yield Reason(
            "zeros-lost",
            table,
            old.name,
            f"No value in {where} has zeros at the left any more; {old.leading_zeros} had. Was it opened in Excel?",
            "Ask for the values with their zeros, or bring them back in the recipe: else they are other values.",
        )


def _still_fits(old: ColumnProfile, new: ColumnProfile) -> bool:
    """Whether what reads the old values reads the new ones."""
    if new.type == "empty" or old.type not in _FITS or (_is_numeric(old) and _is_numeric(new)):
        return True
    if old.type == "date" and new.type == "date-time" and (new.longest or 0) > (old.longest or 0):
        return False  # a time of day that was not there
    if old.type == "date-time" and new.type == "date":
        return (new.shortest or 0) >= (old.shortest or 0)  # midnight is still written
    return new.type in _FITS[old.type]


def _is_numeric(column: ColumnProfile) -> bool:
    """Whether all values are numbers: yes and no may be 1 and 0."""
    told = (column.minimum or "", column.maximum or "")
    return column.type in NUMBERS or (column.type == "boolean" and all(each.isdecimal() for each in told))


def _examples(old: ColumnProfile, new: ColumnProfile) -> str:
    told = [f"“{samples[0][:40]}”" if samples else "nothing" for samples in (new.samples, old.samples)]
    return f"{told[0]} instead of {told[1]}"


def _declared_family(declared: str) -> str | None:
    """Number, date or boolean; None of text, and of what is not declared."""
    return next((family for family, words in _DECLARED.items() if re.search(words, declared.casefold())), None)


def key_reasons(old: ExtractedTable, key: ChosenKey) -> Iterator[Reason]:
    """The reason that a key is none any more."""
    if key.lost:
        names = ", ".join(key.lost)
        yield Reason(
            "key-not-unique",
            old.name,
            key.lost[0] if len(key.lost) == 1 else None,
            f"{names} told the rows of {old.name} apart and no longer does: "
            f"{key.lost_rows} rows share theirs or have none.",
            "Find out with the customer why; until then the recipe makes several contacts or sales of one.",
        )
