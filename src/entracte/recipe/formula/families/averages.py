"""Averages and shares that Excel has besides the usual ones."""

from __future__ import annotations

from entracte.recipe.formula.call import Call
from entracte.recipe.formula.families.distribution import (
    COUNT,
    LIST,
    MEAN,
    declare,
    distribution,
    if_more_than,
    interpolated,
    kth,
)
from entracte.recipe.formula.terms import Term, block, choose, sql
from entracte.recipe.formula.values import BAD_NUMBER, NOT_AVAILABLE, Argument

for _name in ("MODE", "MODE.SNGL"):
    declare(
        _name,
        "The number that is there most often; of several the smallest (Excel takes the one that comes first).",
        block("most_frequent", LIST),
        {f"={_name}(5,3,3,4)": 3, f"={_name}(1,2)": "#N/A", f"={_name}(4,4,2,2)": 2},
        NOT_AVAILABLE,
    )
declare(
    "HARMEAN",
    "The harmonic average.",
    if_more_than(
        0,
        choose(
            (
                sql("$a > 0e0", block("piece", LIST, 1.0)),
                sql("$a / $b", COUNT, block("total", block("reciprocals", LIST))),
            )
        ),
    ),
    {"=HARMEAN(1,2,4)": 12 / 7, "=HARMEAN(0,1)": "#NUM!"},
    BAD_NUMBER,
)
declare(
    "AVEDEV",
    "The average distance from the average.",
    if_more_than(0, sql("$a / $b", block("total", block("distances_from", LIST, MEAN)), COUNT)),
    {"=AVEDEV(4,5,6,7,5,4,3)": 1.02040816326531},
    BAD_NUMBER,
)


def _exclusive(share: Term) -> Term:
    """The number below which a share lies, the ends not counted."""
    rank = sql("$a * ($b + 1e0)", share, COUNT)
    return choose((sql("$a >= 1e0 AND $a <= $b", rank, COUNT), interpolated(sql("$a - 1e0", rank))))


@distribution(
    "PERCENTILE.EXC(array, k)",
    "The number below which a share lies, neither the least nor the largest counted.",
    {"=PERCENTILE.EXC({6,7,15,36,39,40,41,42,43,47,49},0.25)": 15, "=PERCENTILE.EXC({1,2},0.1)": "#NUM!"},
    arrays=True,
)
def _percentile(call: Call) -> Argument:
    return kth(call, _exclusive)


@distribution(
    "QUARTILE.EXC(array, quarter)",
    "The number below which so many quarters lie, neither the least nor the largest counted.",
    {"=QUARTILE.EXC({6,7,15,36,39,40,41,42,43,47,49},3)": 43, "=QUARTILE.EXC({1,2,3},0)": "#NUM!"},
    arrays=True,
)
def _quartile(call: Call) -> Argument:
    return kth(call, lambda quarter: _exclusive(sql("FLOOR($a) / 4e0", quarter)))
