"""Samples of what steps did: a first and a last row that each changed, masked.

The first row that a common step changes is near the beginning and the last one near the end, so that a few thousand
rows of either are computed once more, with the cells before and after; all rows only for steps that change none there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from entracte.engine import Engine, quoted
from entracte.engine.expressions import Expression, expression
from entracte.recipe.plan import Plan
from entracte.recipe.selects import NUMBER, Query, of_row, selected, table
from entracte.recipe.steps import Counter

NEAR = 2048
_ENDS = "entracte_ends"
_SHOWN = 60


@dataclass(frozen=True)
class Sample:
    """A cell before and after, masked."""

    before: str | None
    after: str | None


@dataclass(frozen=True)
class Span:
    """The lowest and the highest number of the rows of a query; None where there are none."""

    first: int | None
    last: int | None


def samples_of(
    engine: Engine, plan: Plan, query: Query, counters: Sequence[Counter], span: Span
) -> dict[Counter, tuple[Sample, ...]]:
    """Cells before and after of the first and the last row for which each counter's condition holds."""
    if not counters or span.first is None or span.last is None:
        return {}
    ends = _ends(engine, plan, query, counters, span.first, span.last)
    chosen = _chosen(engine, plan, ends, {place: of_row(f"f{place}") for place in range(len(counters))})
    head, tail = span.first + NEAR, span.last - NEAR
    far = {
        place: counters[place].condition
        for place, numbers in chosen.items()
        if head <= tail and not (numbers and numbers[0] < head and numbers[-1] > tail)
    }
    found = _cells(engine, plan, ends, chosen, {place: (of_row(f"b{place}"), of_row(f"a{place}")) for place in chosen})
    if far:
        chosen |= _chosen(engine, plan, query, far)
        found |= _cells(engine, plan, query, {place: chosen[place] for place in far}, _texts(counters))
    return {
        counters[place]: tuple(Sample(*map(masked, found[place][number])) for number in numbers)
        for place, numbers in chosen.items()
    }


def _ends(  # noqa: PLR0917
    engine: Engine, plan: Plan, query: Query, counters: Sequence[Counter], first: int, last: int
) -> exp.Table:
    """A table of the rows at both ends: their conditions, and their cells before and after."""
    made: dict[str, Expression] = {NUMBER: of_row(NUMBER)}
    for place, counter in enumerate(counters):
        made[f"f{place}"] = counter.condition
    for place, (before, after) in _texts(counters).items():
        made |= {f"b{place}": before, f"a{place}": after}
    where = expression("$number < $low OR $number > $high", number=of_row(NUMBER), low=first + NEAR, high=last - NEAR)
    engine.execute(f"CREATE OR REPLACE TABLE {quoted(_ENDS)} AS {plan.whole(selected(query, made, where=where))}")
    return table(_ENDS)


def _texts(counters: Sequence[Counter]) -> dict[int, tuple[Expression, Expression]]:
    spelt = {}
    for place, counter in enumerate(counters):
        assert counter.sampled is not None
        spelt[place] = (
            expression("CAST($cell AS VARCHAR)", cell=counter.sampled.before),
            expression("CAST($cell AS VARCHAR)", cell=counter.sampled.after),
        )
    return spelt


def _chosen(engine: Engine, plan: Plan, query: Query, conditions: dict[int, Expression]) -> dict[int, list[int]]:
    """The numbers of the first and the last row for which each condition holds."""
    flags = {f"f{place}": condition for place, condition in conditions.items()}
    below = selected(query, {NUMBER: of_row(NUMBER), **flags})
    made = {
        f"{name}{place}": expression(
            f"{name}(CASE WHEN $flag THEN $number END)", flag=of_row(f"f{place}"), number=of_row(NUMBER)
        )
        for place in conditions
        for name in ("min", "max")
    }
    (row,) = engine.rows(plan.whole(selected(below, made)))
    pairs = zip(row[::2], row[1::2], strict=True)
    return {place: sorted(set(pair) - {None}) for place, pair in zip(conditions, pairs, strict=True)}


def _cells(
    engine: Engine,
    plan: Plan,
    query: Query,
    chosen: dict[int, list[int]],
    texts: dict[int, tuple[Expression, Expression]],
) -> dict[int, dict[int, tuple[str | None, str | None]]]:
    """The texts before and after of the chosen rows, by counter and row."""
    wanted = sorted({number for numbers in chosen.values() for number in numbers})
    if not wanted:
        return {place: {} for place in chosen}
    made: dict[str, Expression] = {NUMBER: of_row(NUMBER)}
    for place in chosen:
        before, after = texts[place]
        made |= {f"b{place}": before, f"a{place}": after}
    where = exp.In(this=of_row(NUMBER), expressions=[exp.Literal.number(number) for number in wanted])
    rows = {row[0]: row[1:] for row in engine.rows(plan.whole(selected(query, made, where=where)))}
    return {
        place: {number: tuple(rows[number][2 * at : 2 * at + 2]) for number in numbers}
        for at, (place, numbers) in enumerate(chosen.items())
    }


def masked(text: str | None) -> str | None:
    """A text as a shape: letters are X and x, digits 9, all else stays; long ones are cut."""
    if text is None:
        return None
    shown = "".join(_masked(each) for each in text[:_SHOWN])
    return shown + ("…" if len(text) > _SHOWN else "")


def _masked(character: str) -> str:
    kind = unicodedata.category(character)
    if kind.startswith("N"):
        return "9"
    if kind.startswith(("L", "M")):
        return "X" if kind in ("Lu", "Lt") else "x"
    return character
