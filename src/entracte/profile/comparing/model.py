"""What a comparison of two extractions says: plain facts, which `documents.py` writes for programs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from entracte.profile.model import TableProfile

Fact = str | int | float | None
"""One side of a drift: a number, a text, or nothing."""


@dataclass(frozen=True)
class ExtractedTable:
    """A table of one side, as it was kept and profiled.

    `kind` and `facts` say how it was read, `rejected` counts the rows that could not be. `data` is its Parquet file,
    None where it has no rows. `called_as_file` is set where its name is that of its file.
    """

    profile: TableProfile
    kind: str
    facts: Mapping[str, str]
    rejected: int
    data: Path | None
    called_as_file: bool

    @property
    def name(self) -> str:
        """What the table is called."""
        return self.profile.name

    @property
    def names(self) -> list[str]:
        """What its columns are called, in order."""
        return [each.name for each in self.profile.columns]


@dataclass(frozen=True)
class Extraction:
    """One side of a comparison. `single` is set where a delivery is one file with one table, called as the file."""

    name: str
    tables: tuple[ExtractedTable, ...]
    single: bool = False


@dataclass(frozen=True)
class Reason:
    """Why a recipe made for the old extraction does not fit the new one; names are those of the old."""

    code: str
    table: str
    column: str | None
    message: str
    advice: str


@dataclass(frozen=True)
class Drift:
    """Something that is not as it was. `column` is None where it is about the table; `old` and `new` are the measures.

    Shares are from 0 to 1. What hides personal data is hidden here too.
    """

    code: str
    column: str | None
    old: Fact
    new: Fact
    message: str


@dataclass(frozen=True)
class ColumnComparison:
    """A column of one side or both. `state` is `same`, `new`, `gone`, `renamed` (probably) or `retyped`.

    Of a renamed one, `score` (0 to 1) and `evidence` say why it is thought to be the same. Places count from 1.
    """

    name: str
    state: str
    name_old: str | None
    name_new: str | None
    type_old: str | None
    type_new: str | None
    declared_old: str | None
    declared_new: str | None
    place_old: int | None
    place_new: int | None
    fill_old: float | None
    fill_new: float | None
    distinct_old: int | None
    distinct_new: int | None
    score: float | None = None
    evidence: str = ""


@dataclass(frozen=True)
class SampleRow:
    """A row that is new or vanished: its key, and its values (all that are filled), by column."""

    key: dict[str, str | None]
    values: dict[str, str | None]


@dataclass(frozen=True)
class SampleChange:
    """A row that changed: its key, and by column the values before and after."""

    key: dict[str, str | None]
    changes: dict[str, tuple[str | None, str | None]]


@dataclass(frozen=True)
class Delta:
    """The rows of two tables compared, by `key` or, where it is empty, as whole rows.

    `how` is `given` (by the user), `found` (by content), or `rows`. `repeated_old` and `repeated_new` are the rows
    whose key is not unique on either side: they cannot be told apart and are not compared. So the rows of before are
    `vanished` + `changed` + `unchanged` + `repeated_old`, the rows now `new` + `changed` + `unchanged` +
    `repeated_new`. `changed_columns` counts the changed rows by column, most first; a row counts in each of them.
    """

    key: tuple[str, ...]
    how: str
    new: int
    changed: int
    vanished: int
    unchanged: int
    repeated_old: int = 0
    repeated_new: int = 0
    changed_columns: dict[str, int] = field(default_factory=dict)
    new_samples: tuple[SampleRow, ...] = ()
    changed_samples: tuple[SampleChange, ...] = ()
    vanished_samples: tuple[SampleRow, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether all rows are as they were, as far as they can be told apart."""
        return not (self.new or self.changed or self.vanished)


@dataclass(frozen=True)
class TableComparison:
    """A table of one side or both. `state` is `same`, `new`, `gone` or `renamed` (probably; `evidence` says why)."""

    name: str
    state: str
    name_old: str | None
    name_new: str | None
    rows_old: int | None
    rows_new: int | None
    columns: tuple[ColumnComparison, ...]
    drift: tuple[Drift, ...]
    delta: Delta | None
    evidence: str = ""


@dataclass(frozen=True)
class Comparison:
    """What differs between an old extraction and a new one."""

    old: str
    new: str
    tables: tuple[TableComparison, ...]
    reasons: tuple[Reason, ...]

    @property
    def fits(self) -> bool:
        """Whether a recipe made for the old extraction fits the new one."""
        return not self.reasons

    def reasons_for(self, used: Mapping[str, Collection[str]]) -> tuple[Reason, ...]:
        """The reasons that touch what a recipe uses: columns by table, as the old extraction calls them, in any case.

        What is said of a table as a whole touches whoever uses the table.
        """
        wanted = {table.casefold(): {each.casefold() for each in columns} for table, columns in used.items()}
        return tuple(
            each
            for each in self.reasons
            if each.table.casefold() in wanted
            and (each.column is None or each.column.casefold() in wanted[each.table.casefold()])
        )
