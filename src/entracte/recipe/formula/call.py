"""A call of a function: its arguments as a function needs them, and the errors that they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entracte.faults import Fault
from entracte.recipe.cells import Kind
from entracte.recipe.formula.coercion import as_boolean, as_number, as_text
from entracte.recipe.formula.terms import Term, applied, choose, either, literal, parameter, sql
from entracte.recipe.formula.tree import Call as CallNode
from entracte.recipe.formula.tree import Missing, Node
from entracte.recipe.formula.values import (
    BAD_VALUE,
    BLANK,
    Argument,
    Many,
    Value,
    boolean_value,
    guarded,
    number_value,
    text_value,
)

if TYPE_CHECKING:
    from entracte.recipe.formula.compiler import Compiler
    from entracte.recipe.formula.registry import Function


class Call:
    """One call. Arguments are asked for in order: the first error is the result, as in Excel."""

    def __init__(
        self, compiler: Compiler, function: Function, node: CallNode, arguments: tuple[Argument | None, ...]
    ) -> None:
        self.compiler = compiler
        self.function = function
        self.node = node
        self.arguments = arguments
        self.error: Term | None = None

    @property
    def locale(self) -> str:
        """The locale that decides how text becomes a number."""
        return self.compiler.scope.locale

    @property
    def count(self) -> int:
        """The number of arguments."""
        return len(self.node.arguments)

    def given(self, index: int) -> bool:
        """Whether an argument is there and not left empty."""
        return index < self.count and not isinstance(self.node.arguments[index], Missing)

    def tree(self, index: int) -> Node:
        """An argument as it is written."""
        return self.node.arguments[index]

    def argument(self, index: int) -> Argument:
        """An argument as it is; blank where it is left empty."""
        found = self.arguments[index] if index < len(self.arguments) else None
        return BLANK if found is None else found

    def value(self, index: int) -> Value:
        """An argument as one cell, its errors not yet counted."""
        found = self.argument(index)
        if isinstance(found, Value):
            return found
        if isinstance(found, Many) and len(found.values) == 1:
            return found.values[0]
        raise self.wrong(index, "is several cells where one is expected", "Write [@COLUMN] for this row's value.")

    def wrong(self, index: int, message: str, hint: str = "") -> Fault:
        """The fault of an argument that can never be right."""
        node = self.node.arguments[index] if index < self.count else self.node
        return Fault(
            "wrong-argument",
            f"{self.function.name}: argument {index + 1} ({self.function.parameter(index)}) {message}.",
            hint=hint or f"{self.function.syntax}. {self.function.sentence}",
            function=self.function.name,
            position=node.at + 1,
        )

    # arguments as they are needed

    def text(self, index: int, default: str | None = None) -> Term:
        """An argument as text."""
        if default is not None and index >= self.count:
            return literal(default)
        value = self.value(index)
        self._count_error(value.error)
        return as_text(value)

    def number(self, index: int, default: float | None = None) -> Term:
        """An argument as a number."""
        if default is not None and index >= self.count:
            return literal(float(default))
        number, error = as_number(self.value(index), self.locale)
        self._count_error(error)
        return number

    def whole(self, index: int, default: float | None = None) -> Term:
        """An argument as a number without its decimals."""
        number = self.number(index, default)
        constant = self._constant_number(index, None if default is None else float(default))
        return number if constant is not None and constant.is_integer() else truncated(number)

    def _constant_number(self, index: int, default: float | None) -> float | None:
        if index >= self.count:
            return default
        argument = self.argument(index)
        constant = argument.constant if isinstance(argument, Value) else None
        return constant if isinstance(constant, float) else None

    def boolean(self, index: int, default: bool | None = None) -> Term:
        """An argument as a truth value."""
        if default is not None and index >= self.count:
            return literal(default)
        truth, error = as_boolean(self.value(index))
        self._count_error(error)
        return truth

    def constant(self, index: int, default: float | bool | str | None = None) -> float | bool | str | None:
        """An argument that has to be written out."""
        if index >= self.count:
            return default
        value = self.value(index)
        if value is BLANK:
            return default if not isinstance(default, (int, float)) else type(default)(0)
        if value.constant is None:
            raise self.wrong(index, "has to be written out, not computed")
        return value.constant

    def constant_number(self, index: int, default: float) -> int:
        """A whole number that has to be written out."""
        constant = self.constant(index, default)
        if isinstance(constant, str):
            raise self.wrong(index, f"is the text {constant!r}; it has to be a number")
        return int(constant or 0)

    def _count_error(self, error: Term | None) -> None:
        self.error = either(self.error, error)

    def fail(self, condition: Term, code: str = BAD_VALUE) -> None:
        """The result is an error where a condition holds."""
        if condition.operation == "literal" and condition.arguments[0] is not True:
            return
        self._count_error(choose((condition, literal(code))))

    def fail_with(self, error: Term | None) -> None:
        """The result is an error where there is one."""
        self._count_error(error)

    # results

    def gives_text(self, term: Term) -> Value:
        """The result, a text."""
        return guarded(text_value(term), self.error)

    def gives_number(self, term: Term, shown_as: Kind = Kind.NUMBER) -> Value:
        """The result, a number."""
        return guarded(number_value(term, shown_as), self.error)

    def gives_boolean(self, term: Term) -> Value:
        """The result, a truth value."""
        return guarded(boolean_value(term), self.error)

    def gives(self, value: Value) -> Value:
        """The result, whatever it is."""
        return guarded(value.result(), self.error)


_TRUNCATED = choose(
    (sql("$a < 0e0", parameter("a")), sql("-FLOOR(-$a)", parameter("a"))), otherwise=sql("FLOOR($a)", parameter("a"))
)


def truncated(number: Term) -> Term:
    """A number without its decimals."""
    return applied(_TRUNCATED, number)
