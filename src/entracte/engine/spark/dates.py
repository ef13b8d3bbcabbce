"""Days and moments, in Spark's words."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.spark.arguments import constant
from entracte.engine.spark.expressions import Expressions, renamed, rule
from entracte.engine.spark.kinds import DATE, TEXT, WHOLE, Typed, called, refused

_FORMS = {
    "%d.%m.%Y": "dd.MM.yyyy",
    "%d.%m.%Y %H:%M:%S": "dd.MM.yyyy HH:mm:ss",
    "%Y-%m-%d %H:%M:%S": "yyyy-MM-dd HH:mm:ss",
    "%Y-%m-%d": "yyyy-MM-dd",
}


renamed(
    {exp.Year: "YEAR", exp.Month: "MONTH", exp.DayOfMonth: "DAY", exp.Day: "DAY", exp.WeekOfYear: "WEEKOFYEAR"}, WHOLE
)
renamed({exp.LastDay: "LAST_DAY"}, DATE)


@rule(exp.DateDiff)
def _days(within: Expressions, node: exp.Expr) -> Typed:
    if str(node.args.get("unit") or "DAY").upper() != "DAY":
        raise refused("a difference of dates in other units than days")
    return Typed(called("DATEDIFF", within(node.this).tree, within(node.args["expression"]).tree), WHOLE)


@rule(exp.TimeToStr)
def _spelt(within: Expressions, node: exp.Expr) -> Typed:
    form = constant(node.args["format"], "a form of dates")
    if form not in _FORMS:
        raise refused(f"dates as {form}")
    # years beyond 9999 have a sign before them in Java
    return Typed(called("REPLACE", called("DATE_FORMAT", within(node.this).tree, _FORMS[form]), "+", ""), TEXT)
