"""What to clean before the import, column by column, with counts: what the format would drop, reject or misread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from entracte.formats import Field, FieldType, all_formats
from entracte.profile.masking import HIDDEN, masked
from entracte.profile.model import ColumnProfile, DeliveryProfile, TableProfile
from entracte.profile.quote.crosswalks import CODED
from entracte.profile.quote.destinations import Destination

AUTOMATIC = frozenset({"white-space", "leading-zeros"})
"""What the import does by itself, or what only has to be known."""

_WARNED = frozenset({"iban", "card-number"})


@dataclass(frozen=True)
class Cleaning:
    """What is wrong in a column, and in how many rows; `example` hides all that may be personal.

    `automatic`: nobody has to do anything about it.
    """

    table: str
    column: str
    field: str
    kind: str
    count: int
    automatic: bool
    example: str


@dataclass(frozen=True)
class Sensitive:
    """A column that should not be in a delivery at all; `kind` is `iban` or `card-number`."""

    table: str
    column: str
    kind: str
    count: int | None


Counting = Callable[[TableProfile, ColumnProfile, str], int]
"""Counts the rows of a column whose `text`, trimmed and not empty, meets a condition in SQL."""


def cleaning(profile: DeliveryProfile, found: tuple[Destination, ...], counting: Counting) -> tuple[Cleaning, ...]:
    """The cleaning of all columns that go to a field, table by table."""
    return tuple(
        each
        for destination in found
        for field in destination.fields
        for each in _of_column(destination, field, profile.table(destination.table), counting)
    )


def sensitive(profile: DeliveryProfile) -> tuple[Sensitive, ...]:
    """The columns with numbers of accounts or cards, wherever they are."""
    return tuple(
        Sensitive(table.name, column.name, personal.kind, personal.count)
        for table in profile.tables
        for column in table.columns
        for personal in column.personal
        if personal.kind in _WARNED
    )


def _of_column(destination: Destination, name: str, table: TableProfile, counting: Counting) -> Iterator[Cleaning]:
    column = table.column(destination.fields[name])
    known = all_formats().get(destination.format)
    field = next((each for each in known.fields if each.name == name), None) if known else None
    problems = [*_problems(column, field)]
    if field is not None:
        problems += _counted(column, field, lambda condition: counting(table, column, condition))
    for kind, count, example in problems:
        if count > 0:
            yield Cleaning(destination.table, column.name, name, kind, count, kind in AUTOMATIC, example)


def _problems(column: ColumnProfile, field: Field | None) -> Iterator[tuple[str, int, str]]:
    """What the profile has counted already."""
    none = column.placeholder_count
    yield "placeholders", none, ", ".join(_shown(column, each.value) for each in column.placeholders[:3])
    wrong = max(0, column.exception_count - none)
    kind = field.type if field else None
    if kind is FieldType.EMAIL:
        yield "bad-emails", wrong if column.type == "e-mail" else 0, _exceptions(column)
    elif kind is FieldType.PHONE:
        yield "bad-phones", wrong if column.type == "phone" else 0, _exceptions(column)
    elif kind in {FieldType.DATE, FieldType.TIMESTAMP} or column.dates:
        yield from _dates(column, wrong)
    elif column.type in {"integer", "decimal", "boolean"} and wrong:
        yield "exceptions", wrong, _exceptions(column)
    yield "mojibake", column.encodings.mojibake, ""
    yield "lost-characters", column.encodings.replaced, ""
    yield "control-characters", column.encodings.control, ""
    yield "white-space", column.padded, ""
    yield "leading-zeros", column.leading_zeros, ""


def _dates(column: ColumnProfile, wrong: int) -> Iterator[tuple[str, int, str]]:
    dates = column.dates
    if dates is None:
        return
    if dates.mixed:
        yield (
            "mixed-dates",
            dates.day_first + dates.month_first + dates.either,
            ", ".join(each.shape for each in dates.orders[:3]),
        )
    yield "impossible-dates", dates.impossible, ""
    yield "two-digit-years", dates.two_digit_years, ""
    yield "exceptions", max(0, wrong - dates.impossible), _exceptions(column)


def _counted(column: ColumnProfile, field: Field, count: Callable[[str], int]) -> Iterator[tuple[str, int, str]]:
    """What has to be counted for the field: too long for it, and what a contact number may not be."""
    length = field.length or 0
    # of a phone number only the digits count, and codes are translated anyway
    measured = field.type is not FieldType.PHONE and field.name not in CODED
    if length and (column.longest or 0) > length and measured:
        yield "too-long", count(f"length(text) > {length}"), f"{column.longest} > {length}"
    if field.name == "CONTACT_NR":
        yield "repeated-numbers", max(0, column.filled - column.distinct), ""
        yield "missing-numbers", column.null + column.blank, ""
        if column.type != "integer" or column.exception_count:
            yield "not-digits", count("NOT regexp_full_match(text, '[0-9]+')"), ""


def _exceptions(column: ColumnProfile) -> str:
    """Values that do not fit, never in clear: nobody knows what stands where it should not."""
    known = {each.value for each in column.placeholders}
    return ", ".join(masked(each) for each in column.exceptions if each not in known)[:120] if column.exceptions else ""


def _shown(column: ColumnProfile, value: str) -> str:
    """A placeholder in clear if it is one by itself; what is only too frequent may be somebody's."""
    kinds = {each.kind for each in column.placeholders if each.value == value}
    return value if "too-frequent" not in kinds or HIDDEN in value else masked(value)
