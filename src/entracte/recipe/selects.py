"""Selects over selects: every step of a plan is a query over the one below, which it calls `row`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from entracte.engine.expressions import Expression, column

ALIAS = "row"
NUMBER = "entracte_row"
"""The column that holds the place of a row in its table; unique, and never written."""

Query = exp.Select | exp.Table


@dataclass(frozen=True)
class LeftJoin:
    """A table that adds columns to a row and never rows: `condition` fits one of its rows at most."""

    table: Query
    alias: str
    condition: Expression


def table(name: str) -> exp.Table:
    """A table of the engine."""
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def of_row(name: str) -> Expression:
    """A column of the query below."""
    return column(name, ALIAS)


def aliased(query: Query, alias: str = ALIAS) -> Expression:
    """A query or table under a name."""
    named = exp.TableAlias(this=exp.to_identifier(alias, quoted=True))
    if isinstance(query, exp.Select):
        return exp.Subquery(this=query, alias=named)
    found = query.copy()
    found.set("alias", named)
    return found


def selected(
    below: Query,
    columns: Mapping[str, Expression],
    *,
    everything: bool = False,
    joins: Sequence[LeftJoin] = (),
    where: Expression | None = None,
) -> exp.Select:
    """Columns made of the query below; `everything`: after all that it has."""
    star: list[Expression] = (
        [exp.Column(this=exp.Star(), table=exp.to_identifier(ALIAS, quoted=True))] if everything else []
    )
    made = [exp.alias_(made, name, quoted=True, copy=False) for name, made in columns.items()]
    query = exp.Select(expressions=[*star, *made]).from_(aliased(below), copy=False)
    for each in joins:
        query = query.join(aliased(each.table, each.alias), on=each.condition, join_type="left", copy=False)
    return query.where(where, copy=False) if where is not None else query


def numbered(order: Sequence[tuple[Expression, bool]], by: Sequence[Expression] = ()) -> Expression:
    """The place of a row in an order (expressions, and whether the largest come first), blanks last."""
    ordered = [exp.Ordered(this=each.copy(), desc=descending, nulls_first=False) for each, descending in order]
    return exp.Window(
        this=exp.RowNumber(), partition_by=[each.copy() for each in by], order=exp.Order(expressions=ordered)
    )


def sql(query: Expression) -> str:
    """A query as text."""
    return query.sql(dialect="duckdb")
