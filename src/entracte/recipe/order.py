"""Whether rows come in the order of their table."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from entracte.recipe.selects import Query

_DISTURBING = ("group", "distinct", "order", "limit", "qualify", "laterals")
_MOVING = (exp.Window, exp.AggFunc, exp.Unnest, exp.Explode)


def in_order_of(query: Query, with_steps: Mapping[str, exp.Select]) -> str | None:
    """The table whose rows a query gives in their order, or None where it groups, sorts, numbers or multiplies them.

    Rows may be left out and given more columns, from tables that are joined too. What is joined may be made in any way.
    """
    if isinstance(query, exp.Table):
        return in_order_of(with_steps[query.name], with_steps) if query.name in with_steps else query.name
    below = query.args.get("from_")
    if below is None or any(query.args.get(each) for each in _DISTURBING):
        return None
    if any(join.side != "LEFT" for join in query.args.get("joins") or []):
        return None
    if any(made.find(*_MOVING) is not None for made in query.expressions):
        return None
    inner = below.this.this if isinstance(below.this, exp.Subquery) else below.this
    return in_order_of(inner, with_steps) if isinstance(inner, Query) else None


def joins(query: Query, with_steps: Mapping[str, exp.Select]) -> bool:
    """Whether a query, or one that it takes its rows from, joins anything to them."""
    if isinstance(query, exp.Table):
        return query.name in with_steps and joins(with_steps[query.name], with_steps)
    if query.args.get("joins"):
        return True
    below = query.args["from_"].this
    inner = below.this if isinstance(below, exp.Subquery) else below
    return joins(inner, with_steps)
