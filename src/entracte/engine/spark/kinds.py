"""What an expression gives, as DuckDB sees it: Spark's spelling of a cast, a division or a length depends on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import sqlglot
from sqlglot import exp

from entracte.faults import Fault


@dataclass(frozen=True)
class Type:
    """A type by its name.

    `item` is what a list holds or a map gives, `key` what a map is asked by, `fields` what a struct is made of.
    """

    name: str
    item: Type | None = None
    fields: tuple[tuple[str, Type], ...] = ()
    key: Type | None = None


TEXT, WHOLE, DOUBLE, DECIMAL = Type("text"), Type("whole number"), Type("double"), Type("decimal")
DATE, TIMESTAMP, TRUTH, NULL = Type("date"), Type("timestamp"), Type("truth value"), Type("null")
_NUMBERS = (WHOLE, DECIMAL, DOUBLE)

_OF_DUCKDB = {
    exp.DType.TEXT: TEXT,
    exp.DType.VARCHAR: TEXT,
    exp.DType.DOUBLE: DOUBLE,
    exp.DType.DECIMAL: DECIMAL,
    exp.DType.DATE: DATE,
    exp.DType.TIMESTAMP: TIMESTAMP,
    exp.DType.TIMESTAMPNTZ: TIMESTAMP,
    exp.DType.BOOLEAN: TRUTH,
    exp.DType.TINYINT: WHOLE,
    exp.DType.SMALLINT: WHOLE,
    exp.DType.INT: WHOLE,
    exp.DType.BIGINT: WHOLE,
}


@dataclass(frozen=True)
class Typed:
    """An expression in Spark's words, and what it gives."""

    tree: exp.Expr
    type: Type


def list_of(item: Type) -> Type:
    """A list."""
    return Type("list", item)


def type_of(told: exp.DataType) -> Type:
    """The type that a cast names; the fault `not-on-spark`."""
    if told.this is exp.DType.ARRAY:
        return list_of(type_of(told.expressions[0]))
    found = _OF_DUCKDB.get(told.this)
    if found is None:
        raise refused(f"the type {told.sql(dialect='duckdb')}")
    return found


def common(types: Iterable[Type]) -> Type:
    """What a choice between expressions gives."""
    held = [each for each in types if each is not NULL]
    if not held:
        return NULL
    if all(each in _NUMBERS for each in held):
        return max(held, key=_NUMBERS.index)
    return next((each for each in held if each.item is None or each.item is not NULL), held[0])


def refused(what: str) -> Fault:
    """The fault of what Spark cannot be asked for, since it would not give the same as DuckDB."""
    return Fault(
        "not-on-spark",
        f"Spark cannot compute {what} so that every byte is as DuckDB has it.",
        hint="Run this recipe with --engine duckdb, or say it in another way.",
    )


def called(name: str, *parts: exp.Expr | str | int | float) -> exp.Anonymous:
    """A function of Spark's."""
    return exp.Anonymous(
        this=name, expressions=[each if isinstance(each, exp.Expr) else literal(each) for each in parts]
    )


def literal(value: str | int | float) -> exp.Expr:
    """A constant; a float is a double."""
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, float):
        return exp.Literal.number(text if "e" in (text := repr(value)) else f"{text}e0")
    return exp.Literal.number(value) if value >= 0 else exp.paren(exp.Neg(this=exp.Literal.number(-value)))


def cast(tree: exp.Expr, to: str, *, trying: bool = False) -> exp.Expr:
    """A cast in Spark's own sense."""
    into = _data_type(to).copy()
    return exp.TryCast(this=tree, to=into, safe=True) if trying else exp.Cast(this=tree, to=into)


@cache
def _data_type(name: str) -> exp.DataType:
    return exp.DataType.build(name, dialect="spark")


def closed(tree: exp.Expr) -> exp.Expr:
    """A tree as it can stand anywhere: operators in parentheses."""
    if isinstance(tree, (exp.Binary, exp.Unary, exp.In, exp.Between, exp.Case)) and not isinstance(
        tree, (exp.Paren, exp.Dot, exp.Column)
    ):
        return exp.Paren(this=tree)
    return tree


def words(text: str, **parts: exp.Expr) -> exp.Expr:
    """An expression from a template in Spark's own words, `:name` for a part."""
    return exp.replace_placeholders(_template(text), **{name: closed(part) for name, part in parts.items()})


@cache
def _template(text: str) -> exp.Expr:
    return sqlglot.parse_one(text, dialect="spark")


def none(tree: exp.Expr) -> exp.Expr:
    """Whether it is null."""
    return exp.Is(this=tree.copy(), expression=exp.null())


def equals(tree: exp.Expr, value: str | int | float) -> exp.Expr:
    """Whether it is a constant."""
    return exp.EQ(this=tree.copy(), expression=literal(value))


def below(tree: exp.Expr, value: int | float) -> exp.Expr:
    """Whether it is less than a constant."""
    return exp.LT(this=tree.copy(), expression=literal(value))


def when(*branches: tuple[exp.Expr, exp.Expr], otherwise: exp.Expr | None = None) -> exp.Case:
    """The first result whose condition holds."""
    return exp.Case(ifs=[exp.If(this=test, true=made) for test, made in branches], default=otherwise)
