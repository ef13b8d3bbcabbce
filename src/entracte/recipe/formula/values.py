"""Values of a formula while it is compiled: a cell, several cells side by side, or columns of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from entracte.recipe.cells import Kind
from entracte.recipe.formula.terms import FALSE, NULL, Term, choose, coalesce, every, literal, null, present

ITEM = "item"
"""The alias of a table whose rows are looked through."""


@dataclass(frozen=True)
class Value:
    """A cell, as terms of which at most one is not null; where all are, it is blank.

    `blank` is whether it can be blank, `reference` whether it is a cell of a column rather than a result,
    `constant` the value if it is written out, `name` the column a warning would name. A text that is not `readable` is
    what is left of a declared column: it is known to be no number.
    """

    text: Term | None = None
    number: Term | None = None
    boolean: Term | None = None
    error: Term | None = None
    blank: bool = False
    shown_as: Kind = Kind.NUMBER
    reference: bool = False
    constant: str | float | bool | None = None
    name: str = ""
    readable: bool = True

    @property
    def parts(self) -> list[Term]:
        """The parts that are there."""
        return [part for part in (self.text, self.number, self.boolean, self.error) if part is not None]

    @property
    def is_blank(self) -> Term:
        """Whether it is blank."""
        if not self.blank:
            return FALSE
        return every(null(part) for part in self.parts)

    @property
    def only_text(self) -> bool:
        """Whether it can be nothing but text or blank (or an error)."""
        return self.number is None and self.boolean is None

    @property
    def only_number(self) -> bool:
        """Whether it can be nothing but a number or blank (or an error)."""
        return self.text is None and self.boolean is None

    @property
    def failed(self) -> Term:
        """Whether it is an error."""
        return FALSE if self.error is None else present(self.error)

    def result(self) -> Value:
        """The same as the result of a function: no longer a cell of a column."""
        return replace(self, reference=False) if self.reference else self


def text_value(term: Term, *, blank: bool = False) -> Value:
    """A text."""
    return Value(text=term, blank=blank)


def number_value(term: Term, shown_as: Kind = Kind.NUMBER) -> Value:
    """A number."""
    return Value(number=term, shown_as=shown_as)


def boolean_value(term: Term) -> Value:
    """A truth value."""
    return Value(boolean=term)


def error_value(code: str) -> Value:
    """An error."""
    return Value(error=literal(code))


BLANK = Value(blank=True)
NOT_AVAILABLE = "#N/A"
BAD_VALUE = "#VALUE!"
BAD_NUMBER = "#NUM!"
BAD_REFERENCE = "#REF!"
DIVISION = "#DIV/0!"


def constant_value(value: str | float | bool) -> Value:
    """A value that is written out."""
    term = literal(value)
    if isinstance(value, bool):
        return Value(boolean=term, constant=value)
    if isinstance(value, str):
        return Value(text=term, constant=value)
    return Value(number=literal(float(value)), constant=float(value))


def guarded(value: Value, error: Term | None) -> Value:
    """A value where there is no error, else the error."""
    if error is None or error is NULL:
        return value
    if error.operation == "literal":
        return Value(error=error)
    fine = null(error)

    def only(part: Term | None) -> Term | None:
        return None if part is None else choose((fine, part))

    return replace(
        value,
        text=only(value.text),
        number=only(value.number),
        boolean=only(value.boolean),
        error=error if value.error is None else coalesce(error, value.error),
        constant=None,
        reference=False,
    )


@dataclass(frozen=True)
class Many:
    """Cells side by side: an array that is written out, or several columns of this row."""

    rows: tuple[tuple[Value, ...], ...]

    @property
    def values(self) -> list[Value]:
        """All of them, row after row."""
        return [value for row in self.rows for value in row]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def map(self, function: Callable[[Value], Value]) -> Many:
        """The results of a function."""
        return Many(tuple(tuple(map(function, row)) for row in self.rows))


@dataclass(frozen=True)
class Across:
    """Columns of a table, or what is computed from them: values over the alias `item`."""

    table: str
    columns: tuple[Value, ...]
    names: tuple[str, ...] = field(default=())

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns)

    def map(self, function: Callable[[Value], Value]) -> Across:
        """The results of a function."""
        return Across(self.table, tuple(map(function, self.columns)))


Argument = Value | Many | Across
