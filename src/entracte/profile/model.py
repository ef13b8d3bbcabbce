"""What is known of a delivery's tables: plain facts, which the document of `documents.py` writes and reads back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class GivenTable:
    """A table to be looked at: its columns with the types its source declares, and its rows as Parquet, if any."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int
    data: Path | None


@dataclass(frozen=True)
class Counted:
    """A value, masked where it is personal, and in how many rows it stands."""

    value: str
    count: int


@dataclass(frozen=True)
class Pattern:
    """A shape of values: `A` for a capital, `a` for a small letter, `9` for a digit; `+` after one that is repeated.

    `count` is of rows; where the column's `patterns_sampled` is set, of the rows looked at.
    """

    shape: str
    count: int


@dataclass(frozen=True)
class Placeholder:
    """A value that stands for none. `kind` is `word`, `date`, `repeated`, `number` or `too-frequent`."""

    value: str
    count: int
    kind: str


@dataclass(frozen=True)
class DateOrders:
    """How dates are written, with the evidence: rows that fit one order only, both, or no calendar at all.

    `orders` are the ways found, the most frequent first (`dd/mm/yyyy`). `day_first` counts the rows that only fit day
    before month, `month_first` those that only fit month before day, `either` those that fit both, `impossible` those
    of the shape of a date that are none. `year_first` counts those that begin with the year.
    """

    orders: tuple[Pattern, ...]
    day_first: int
    month_first: int
    either: int
    year_first: int
    impossible: int
    two_digit_years: int

    @property
    def mixed(self) -> bool:
        """Whether some dates only fit day before month, and others only month before day."""
        return self.day_first > 0 and self.month_first > 0


@dataclass(frozen=True)
class Encodings:
    """Rows with marks of text that was read in a wrong encoding, or of characters that were lost on the way.

    `control` counts those with the control characters that a wrong table of Latin letters leaves (U+0080 to U+009F).
    """

    mojibake: int = 0
    replaced: int = 0
    control: int = 0

    @property
    def troubled(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.mojibake or self.replaced or self.control)


@dataclass(frozen=True)
class Personal:
    """A class of personal data that a column holds.

    `kind` is `name`, `e-mail`, `phone`, `birth-date`, `address`, `iban` or `card-number`; `count` is of the rows that
    show it by their values, none where only the column's name and the form of its values tell. `warning` is set for
    what should not be in a delivery at all.
    """

    kind: str
    count: int | None
    score: float
    reason: str
    warning: bool = False


@dataclass(frozen=True)
class Mapping:
    """A field of a target format that a column may be, never more than a proposal. Scores are from 0 to 1.

    `by_name` and `by_values` are what the column's name and its values say; null where they say nothing.
    """

    format: str
    field: str
    score: float
    by_name: float | None
    by_values: float | None
    reason: str


@dataclass(frozen=True)
class Bin:
    """A bar of a histogram: rows from `start` up to `end`."""

    start: str
    end: str
    count: int


@dataclass(frozen=True)
class ColumnProfile:
    """What is in a column.

    `rows` = `null` + `blank` (nothing but white space) + `filled`. `type` is the type by content, `type_count` the
    filled rows that are of it, placeholders left out of the account; `exceptions` samples those that are not.
    `distinct` counts the different filled values. `minimum` and `maximum` go by the type. `leading_zeros` counts the
    rows that lose zeros if read as numbers. `histogram` is of numbers and dates, `frequent` of values that repeat.
    """

    name: str
    declared: str
    place: int
    type: str
    rows: int
    null: int
    blank: int
    filled: int
    distinct: int
    distinct_exact: bool
    type_count: int
    exception_count: int
    exceptions: tuple[str, ...]
    minimum: str | None
    maximum: str | None
    shortest: int | None
    longest: int | None
    padded: int
    leading_zeros: int
    decimal_mark: str | None
    dates: DateOrders | None
    encodings: Encodings
    patterns: tuple[Pattern, ...]
    patterns_sampled: bool
    samples: tuple[str, ...]
    masked: bool
    frequent: tuple[Counted, ...]
    histogram: tuple[Bin, ...]
    placeholders: tuple[Placeholder, ...]
    personal: tuple[Personal, ...]
    mappings: tuple[Mapping, ...]

    @property
    def fill(self) -> float:
        """The share of rows that are filled, from 0 to 1."""
        return self.filled / self.rows if self.rows else 0.0

    @property
    def placeholder_count(self) -> int:
        """The rows that hold a placeholder."""
        return sum(each.count for each in self.placeholders)


@dataclass(frozen=True)
class Key:
    """Columns that tell the rows of a table apart.

    Of a likely key, `repeated` counts the rows whose value another row has already, `missing` those without one.
    """

    columns: tuple[str, ...]
    repeated: int = 0
    missing: int = 0


@dataclass(frozen=True)
class Relation:
    """A foreign key by content: values of `column` are looked up in the key `target_column` of `target_table`.

    `share` is of the different values found there, `missing` counts those that are not and `missing_rows` their rows.
    `score` weighs share, names and how much a chance hit is to be expected; `reason` says so.
    """

    table: str
    column: str
    target_table: str
    target_column: str
    share: float
    missing: int
    missing_rows: int
    score: float
    reason: str


@dataclass(frozen=True)
class FormatFit:
    """How well a table as a whole fits a format: the column proposed for each field, and the score of the whole."""

    format: str
    score: float
    fields: dict[str, str]


@dataclass(frozen=True)
class TableProfile:
    """What is in a table; `foreign_keys` are the relations that leave it, `formats` the best fit first."""

    name: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    keys: tuple[Key, ...]
    likely_keys: tuple[Key, ...]
    foreign_keys: tuple[Relation, ...] = ()
    formats: tuple[FormatFit, ...] = ()

    def column(self, name: str) -> ColumnProfile:
        """The column called so."""
        return next(each for each in self.columns if each.name == name)


@dataclass(frozen=True)
class DeliveryProfile:
    """What is in all tables of a delivery, and how they hang together."""

    tables: tuple[TableProfile, ...]
    relations: tuple[Relation, ...] = field(default=())

    def table(self, name: str) -> TableProfile:
        """The table called so."""
        return next(each for each in self.tables if each.name == name)
