"""How much each step did: counted over whole columns, in one pass over each query that is measured."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from entracte.engine import Engine
from entracte.engine.expressions import case, expression
from entracte.recipe.plan import Plan
from entracte.recipe.samples import Sample, Span, samples_of
from entracte.recipe.selects import NUMBER, of_row, selected, sql
from entracte.recipe.steps import Counter, Measured, Reported, Step

FEW = 3
SHARE = 0.1
"""A step of at most `FEW` rows, and at most this share of them, amounts to naming rows (D33)."""


@dataclass
class Effect:
    """What a step did.

    The rows it was given and left, those it changed, and the fewest rows that anything in it singles out.
    """

    step: Step
    rows_in: int
    rows_out: int
    rows_changed: int
    fewest: int | None
    samples: tuple[Sample, ...]
    findings: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """The share of rows changed."""
        return self.rows_changed / self.rows_in if self.rows_in else 0.0

    @property
    def flagged(self) -> bool:
        """Whether its effect is confined to so few rows that it amounts to naming them (D33)."""
        return self.fewest is not None and 0 < self.fewest <= FEW and self.fewest <= self.rows_in * SHARE


@dataclass(frozen=True)
class Counted:
    """A report and how many rows it is about."""

    report: Reported
    count: int


@dataclass(frozen=True)
class Measurement:
    """What was counted over one query."""

    measured: Measured
    rows: int
    span: Span
    effects: list[Effect]
    counted: list[Counted]

    @property
    def without_gaps(self) -> bool:
        """Whether the rows are numbered one after the other."""
        first, last = self.span.first, self.span.last
        return first is not None and last is not None and last - first + 1 == self.rows


def measure(engine: Engine, plan: Plan, measured: Measured) -> Measurement:
    """Count everything over one query, and look at a first and a last row of each change."""
    began = time.perf_counter()
    rows, span, numbers, reported = _counts(engine, plan, measured)
    gives = rows
    if measured.gives is not None:
        gives = int(engine.scalar(plan.whole(_count(measured.gives))))
    naming = _naming(engine, plan, measured, rows, numbers)
    samples = samples_of(engine, plan, measured.query, _telling(measured, numbers), span)
    seconds = time.perf_counter() - began
    effects = []
    for step in _steps(measured):
        of_step = [counter for counter in measured.counters if counter.step is step]
        effect = _effect(step, of_step, rows, gives if step is measured.rows_step else rows, numbers)
        if step in naming:
            effect.fewest = 1
        effect.samples = next((samples[counter] for counter in of_step if counter in samples), ())
        effect.findings = {
            each.code: reported[each] for each in measured.reports if each.step is step and reported[each]
        }
        effect.seconds = seconds
        effects.append(effect)
    return Measurement(measured, rows, span, effects, [Counted(each, reported[each]) for each in measured.reports])


Numbers = dict[Counter, int]


def _steps(measured: Measured) -> list[Step]:
    steps = [each.step for each in measured.counters] + [each.step for each in measured.reports]
    if measured.rows_step is not None:
        steps.append(measured.rows_step)
    return sorted(set(steps), key=lambda step: step.number)


def _count(query: exp.Select | exp.Table) -> exp.Select:
    return selected(query, {"count": expression("count(*)")})


def _counts(engine: Engine, plan: Plan, measured: Measured) -> tuple[int, Span, Numbers, dict[Reported, int]]:
    """How many rows there are, from which to which number, and for how many of them each condition holds."""
    conditions = [each.condition for each in measured.counters] + [each.when for each in measured.reports]
    spelt = [sql(each) for each in conditions]
    # Without FILTER: an aggregate that filters for itself takes several times as long.
    counts = {
        text: expression("count(CASE WHEN $flag THEN 1 END)", flag=condition)
        for text, condition in zip(spelt, conditions, strict=True)
    }
    made = {
        "rows": expression("count(*)"),
        "first": expression("min($number)", number=of_row(NUMBER)),
        "last": expression("max($number)", number=of_row(NUMBER)),
        **{f"n{place}": count for place, count in enumerate(counts.values())},
    }
    ((rows, first, last, *found),) = engine.rows(plan.whole(selected(measured.query, made)))
    told = dict(zip(counts, found, strict=True))
    of_counters = len(measured.counters)
    return (
        rows,
        Span(first, last),
        {each: told[text] for each, text in zip(measured.counters, spelt[:of_counters], strict=True)},
        {each: told[text] for each, text in zip(measured.reports, spelt[of_counters:], strict=True)},
    )


def _naming(engine: Engine, plan: Plan, measured: Measured, rows: int, numbers: Numbers) -> set[Step]:
    """The steps that name rows one by one: each value that they list is the value of a row of its own.

    So it is where the values of the column differ from row to row, those of the listed rows among themselves too (a
    placeholder of many rows names none), and the listed ones are few. A crosswalk may empty all others; whatever else
    a step changes shows that it is about more than these rows.
    """
    changed = {each.step: numbers[each] for each in measured.counters if each.role == "changed"}
    listing = [
        each
        for each in measured.counters
        if each.role == "listed"
        and 0 < numbers[each] <= rows * SHARE
        and (each.step.kind == "crosswalk" or changed.get(each.step) == numbers[each])
    ]
    if not listing:
        return set()
    counts = {}
    for place, each in enumerate(listing):
        assert each.sampled is not None
        counts[f"a{place}"] = expression("count($value)", value=each.sampled.before)
        counts[f"d{place}"] = expression("count(DISTINCT $value)", value=each.sampled.before)
        named = case((each.condition, each.sampled.before))
        counts[f"n{place}"] = expression("count(DISTINCT $value)", value=named)
    ((*told,),) = engine.rows(plan.whole(selected(measured.query, counts)))
    found = zip(listing, told[::3], told[1::3], told[2::3], strict=True)
    return {
        each.step
        for each, filled, different, named in found
        if different >= filled * (1 - SHARE) and named >= numbers[each] * (1 - SHARE)
    }


def _effect(step: Step, counters: Sequence[Counter], rows: int, gives: int, numbers: Numbers) -> Effect:
    """A formula is counted against the column that it changes least; its comparisons can only make it fewer rows.

    One that resembles no column is also judged by the rows that it fills.
    """
    by_role: dict[str, list[int]] = {}
    for counter in counters:
        by_role.setdefault(counter.role, []).append(numbers[counter])
    if dropped := by_role.get("dropped"):
        changed = dropped[0]
        singled = [changed, rows - changed, *_sides(by_role.get("test", []), rows)]
        return Effect(step, rows, rows - changed, changed, _fewest(singled), ())
    if found := by_role.get("found"):
        return Effect(step, rows, gives, found[0], _fewest([found[0], rows - found[0]]), ())
    compared = by_role.get("changed")
    filled = by_role.get("filled", [rows])[0]
    changed = min(compared) if compared else filled if counters else 0
    singled = [*(compared or []), *_sides(by_role.get("test", []), rows)]
    if "filled" in by_role and filled <= changed:
        singled.append(filled)
    return Effect(step, rows, gives, changed, _fewest(singled), ())


def _sides(tests: list[int], rows: int) -> list[int]:
    """The rows for which a comparison holds, and those for which it does not."""
    return [side for count in tests for side in (count, rows - count)]


def _fewest(counts: list[int]) -> int | None:
    return min((count for count in counts if count > 0), default=None)


def _telling(measured: Measured, numbers: Numbers) -> list[Counter]:
    """The counter of each step that its samples are taken from: the one of the fewest changes."""
    best: dict[Step, Counter] = {}
    for counter in measured.counters:
        if counter.role == "changed" and numbers[counter] and counter.sampled is not None:
            held = best.get(counter.step)
            if held is None or numbers[counter] < numbers[held]:
                best[counter.step] = counter
    return list(best.values())
