"""What an operation is: its name, its parameters and examples as data, and how it becomes a column expression.

An operation takes the text of a column and gives an expression; it never sees a row. Blank is null on the way in and
on the way out: an operation gives null for null, and never the empty text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from entracte.engine.expressions import Expression
from entracte.recipe.cells import Kind

FAILED = "operation-failed"
"""The finding of a cell for which an operation has no result: the cell is empty."""


class ParameterKind(Enum):
    """What a parameter's value may be in the recipe, and what the operation gets."""

    TEXT = "a text"
    """str"""
    WHOLE = "a whole number"
    """int"""
    NUMBER = "a number"
    """float"""
    BOOLEAN = "true or false"
    """bool"""
    CHOICE = "one of some words"
    """str, one of `choices`"""
    TEXTS = "a list of texts"
    """tuple[str, ...]"""
    MAP = "texts and what they become"
    """dict[str, str]"""
    PATTERN = "a regular expression"
    """str, checked: what both engines know of RE2, of bounded size (`patterns.checked`)"""
    VALUE = 'a text, or a column as "[@NAME]"'
    """Expression (VARCHAR): a literal, or the text of another column of the row"""


REQUIRED: Any = object()
"""The default of a parameter that must be given."""


@dataclass(frozen=True)
class Parameter:
    """One parameter. An operation with one required parameter also takes it directly: `{prefix: "CH-"}`.

    `known` gives what a value that is written out can be; one that is a column is only known row by row.
    """

    name: str
    kind: ParameterKind
    about: str
    default: Any = REQUIRED
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    known: Callable[[], Collection[str]] | None = None


@dataclass(frozen=True)
class Example:
    """A cell before and after; `finding` is the code found, `columns` are other columns of the row.

    Values are as `Kind` has them: text for a TEXT operation, "TRUE", "12.5" or "1965-08-01" for others.
    """

    given: str | None
    gives: str | None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    finding: str | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """Something to report of the rows in which `when` is true; `code` is in the catalogue of findings."""

    code: str
    when: Expression
    detail: str = ""


@dataclass(frozen=True)
class Done:
    """What an operation gives: the new value, and what is to be reported. `when` of a finding sees the old value."""

    value: Expression
    findings: tuple[Found, ...] = ()


class Context(Protocol):
    """What an operation may ask of the plan it becomes part of."""

    @property
    def locale(self) -> str:
        """The locale of the recipe, such as `fr-CH` (R6)."""

    def lookup(self, rows: Mapping[str, str], key: Expression) -> Expression:
        """The value of the entry called `key`, or null: a join with a small table, the way to translate by a list."""

    def keep(self, value: Expression) -> Expression:
        """A value that is computed once, as a column to be used any number of times.

        What is used more than once, or by a regular expression, is kept: inside a lambda the engine prepares each
        expression anew for every couple of thousand rows.
        """


Apply = Callable[[Expression, Mapping[str, Any], Context], Done | Mapping[str, Done]]


@dataclass(frozen=True)
class Operation:
    """One named operation.

    `apply(text, arguments, context)` gets an expression of type VARCHAR that may be used any number of times (it is a
    column) and the arguments by name, defaults filled in. It gives `Done`, or for an operation with `parts` one `Done`
    a part. `gives` is the kind of the result: for TEXT a VARCHAR, NUMBER a DOUBLE, BOOLEAN a BOOLEAN, DATE a DATE,
    TIMESTAMP a TIMESTAMP expression. `idempotent` operations give the same when applied to their own result (a
    property test). `engines` are those on which it gives the same bytes; the conformance suite proves it.
    """

    name: str
    about: str
    apply: Apply
    parameters: tuple[Parameter, ...] = ()
    examples: tuple[Example, ...] = ()
    gives: Kind = Kind.TEXT
    parts: tuple[str, ...] = ()
    idempotent: bool = False
    engines: tuple[str, ...] = ("duckdb", "spark")

    def parameter(self, name: str) -> Parameter | None:
        """The parameter called so."""
        return next((each for each in self.parameters if each.name == name), None)

    @property
    def direct(self) -> Parameter | None:
        """The parameter that may be given without its name: the only required one, or the only one at all."""
        required = [each for each in self.parameters if each.default is REQUIRED]
        if len(required) == 1:
            return required[0]
        return self.parameters[0] if not required and len(self.parameters) == 1 else None


def plain(value: Expression, *, failed: Expression | None = None) -> Done:
    """The result of an operation that reports nothing, or only the cells that it could not do."""
    return Done(value, (Found(FAILED, failed),) if failed is not None else ())
