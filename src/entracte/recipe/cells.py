"""A column in Excel's value model: text, number, truth value or error, cell by cell; blank where it is none of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entracte.engine.expressions import Expression


class Kind(Enum):
    """What a column holds. Dates, timestamps and times are numbers (Excel's serials) that are shown as dates."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIME = "time"

    @property
    def numeric(self) -> bool:
        """Whether the cells are numbers to a formula."""
        return self not in (Kind.TEXT, Kind.BOOLEAN)


@dataclass(frozen=True)
class ColumnType:
    """What a source column is (R3), and how its text says so.

    `form` is the spelling of a declared date, such as `dd.mm.yyyy`; ISO unless given. `locale` decides how a declared
    number is spelt. A cell that is not spelt so stays text, as it would in a sheet.
    """

    kind: Kind = Kind.TEXT
    form: str = ""
    locale: str = "en"


TEXT = ColumnType()


@dataclass(frozen=True)
class Cells:
    """Parallel expressions of which at most one is not null in a row; where all are null, the cell is blank.

    An expression that is None is null in every row. `shown_as` says what the numbers are shown as.
    """

    text: Expression | None = None
    number: Expression | None = None
    boolean: Expression | None = None
    error: Expression | None = None
    shown_as: Kind = Kind.NUMBER

    def parts(self) -> Iterator[tuple[str, Expression]]:
        """The parts that are there, by name."""
        for name in ("text", "number", "boolean", "error"):
            part: Expression | None = getattr(self, name)
            if part is not None:
                yield name, part

    def as_text(self, form: str = "") -> Expression:
        """What is written to a file: null for a blank and for an error.

        Dates are written in `form`, Excel's spelling of a date (`dd.mm.yyyy`); ISO unless given. Truth values are
        TRUE and FALSE, numbers have at most 15 significant digits.
        """
        from entracte.recipe.formula.written import written

        return written(self, form)
