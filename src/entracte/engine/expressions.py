"""Column expressions: sqlglot trees in the engine's dialect, composed, never glued from strings."""

from __future__ import annotations

from functools import cache

import sqlglot
from sqlglot import exp

Expression = exp.Expr


@cache
def _template(text: str) -> Expression:
    return sqlglot.parse_one(text, dialect="duckdb")


def expression(text: str, /, **parts: Expression | str | int | bool | None) -> Expression:
    """A tree from a template with `$name` placeholders; trees are put in as they are, other parts as literals."""
    return exp.replace_placeholders(_template(text), **{name: _operand(part) for name, part in parts.items()})


def _operand(part: Expression | str | int | bool | None) -> Expression:
    """A part as it can stand anywhere in a template: operators in parentheses."""
    if not isinstance(part, Expression):
        return exp.convert(part)
    return exp.paren(part) if isinstance(part, (exp.Binary, exp.Unary, exp.In)) else part.copy()


def column(name: str, table: str | None = None) -> Expression:
    """A reference to a column, always quoted."""
    return exp.column(name, table=table, quoted=True)


def texts(values: tuple[str, ...] | list[str]) -> list[Expression]:
    """Text literals."""
    return [exp.Literal.string(value) for value in values]


def one_of(cell: Expression, values: tuple[str, ...] | list[str]) -> Expression:
    """Whether a cell is one of some texts; false for none."""
    return exp.In(this=cell.copy(), expressions=texts(values)) if values else exp.false()


def case(*branches: tuple[Expression, Expression], otherwise: Expression | None = None) -> Expression:
    """The first result whose condition holds, else `otherwise` (null unless given)."""
    if not branches:
        return otherwise or exp.null()
    built = exp.Case()
    for condition, result in branches:
        built = built.when(condition.copy(), result.copy(), copy=False)
    return built.else_(otherwise.copy(), copy=False) if otherwise is not None else built
