"""Whether rows come in the order of their table by themselves."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from entracte.recipe.selects import Query

_DISTURBING = ("joins", "group", "distinct", "order", "limit", "qualify", "laterals")
_MOVING = (exp.Window, exp.AggFunc, exp.Unnest, exp.Explode)


def keeps_order(query: Query, with_steps: Mapping[str, exp.Select]) -> bool:
    """Whether the engine promises to give the rows of a query in the order of the table that they come from.

    It does where rows are only left out and given more columns: a join, a group or a sort may move them.
    """
    if isinstance(query, exp.Table):
        return query.name not in with_steps or keeps_order(with_steps[query.name], with_steps)
    below = query.args.get("from_")
    if below is None or any(query.args.get(each) for each in _DISTURBING):
        return False
    if any(made.find(*_MOVING) is not None for made in query.expressions):
        return False
    inner = below.this.this if isinstance(below.this, exp.Subquery) else below.this
    return isinstance(inner, Query) and keeps_order(inner, with_steps)
