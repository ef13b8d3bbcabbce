"""Aggregates and windows, in Spark's words."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.spark.arguments import constant
from entracte.engine.spark.expressions import Expressions, rule
from entracte.engine.spark.kinds import (
    DECIMAL,
    DOUBLE,
    TEXT,
    WHOLE,
    Typed,
    called,
    list_of,
    literal,
    none,
    refused,
    when,
)


def aggregated(within: Expressions, node: exp.Expr) -> Typed:  # noqa: PLR0911
    """Counts, extremes and windows: spelt alike by both."""
    if isinstance(node, exp.Star):
        return Typed(node.copy(), WHOLE)
    if isinstance(node, (exp.RowNumber, exp.Rank)):
        return Typed(type(node)(), WHOLE)
    if isinstance(node, exp.Distinct):
        (one,) = node.expressions
        made = within(one)
        return Typed(exp.Distinct(expressions=[made.tree]), made.type)
    if isinstance(node, exp.Window):
        return _window(within, node)
    if isinstance(node, exp.Filter):
        where = within(node.args["expression"].this).tree
        if isinstance(node.this, exp.ArrayAgg):
            return _listed(within, node.this, where)
        made = within(node.this)
        return Typed(exp.Filter(this=made.tree, expression=exp.Where(this=where)), made.type)
    made = within(node.this)
    if isinstance(node, exp.Count):
        return Typed(exp.Count(this=made.tree), WHOLE)
    if set(node.args) & {"offset", "default"} and any(node.args.get(each) for each in ("offset", "default")):
        raise refused("LEAD or LAG of more than one row")
    return Typed(type(node)(this=made.tree), made.type)


def _window(within: Expressions, node: exp.Window) -> Typed:
    if node.args.get("spec"):
        raise refused("a window of some rows")
    made = within(node.this)
    by = [within(each).tree for each in node.args.get("partition_by") or []]
    order = node.args.get("order")
    return Typed(
        exp.Window(this=made.tree, partition_by=by, order=ordered(within, order) if order else None, over="OVER"),
        made.type,
    )


def ordered(within: Expressions, order: exp.Order) -> exp.Order:
    """An order; where nulls stand is always said."""
    return exp.Order(expressions=[_ordered(within, each) for each in order.expressions])


def _ordered(within: Expressions, each: exp.Expr) -> exp.Expr:
    bare = each.this if isinstance(each, exp.Ordered) else each
    made = within(bare)
    return exp.Ordered(this=made.tree, desc=bool(each.args.get("desc")), nulls_first=bool(each.args.get("nulls_first")))


@rule(exp.Sum)
def _sum(within: Expressions, node: exp.Expr) -> Typed:
    made = within(node.this)
    if made.type not in (WHOLE, DECIMAL, DOUBLE):
        raise refused(f"the sum of a {made.type.name}")
    return Typed(called("SUM", made.tree), made.type)


@rule(exp.ArgMin, exp.ArgMax)
def _extreme(within: Expressions, node: exp.Expr) -> Typed:
    made, by = within(node.this), within(node.args["expression"])
    name = "MIN_BY" if isinstance(node, exp.ArgMin) else "MAX_BY"
    given = exp.Not(this=none(made.tree))
    return Typed(exp.Filter(this=called(name, made.tree, by.tree), expression=exp.Where(this=given)), made.type)


@rule(exp.ArrayAgg)
def _gathered(within: Expressions, node: exp.Expr) -> Typed:
    return _listed(within, node, None)


def _listed(within: Expressions, node: exp.Expr, where: exp.Expr | None) -> Typed:
    made = within(node.this)
    item = made.tree if where is None else when((where, made.tree))
    # nulls are left out, as our filters do; of no rows DuckDB makes no list
    some = exp.GT(this=exp.Count(this=item.copy()), expression=literal(0))
    return Typed(when((some, called("COLLECT_LIST", item))), list_of(made.type))


@rule(exp.GroupConcat)
def _joined(within: Expressions, node: exp.Expr) -> Typed:
    separator = constant(node.args["separator"], "a separator")
    told = node.this
    if not isinstance(told, exp.Order):
        raise refused("STRING_AGG in no order")
    made = within(told.this)
    group = exp.WithinGroup(
        this=called("LISTAGG", made.tree, separator),
        expression=exp.Order(expressions=[_ordered(within, each) for each in told.expressions]),
    )
    some = exp.GT(this=exp.Count(this=made.tree.copy()), expression=literal(0))
    return Typed(when((some, group)), TEXT)
