"""How much each step did: counted over whole columns, in one pass over each query that is measured."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from entracte.engine import Engine
from entracte.engine.expressions import Expression, expression
from entracte.recipe.plan import Plan
from entracte.recipe.selects import NUMBER, of_row, selected
from entracte.recipe.steps import Counter, Measured, Reported, Step

FEW = 3
SHARE = 0.1
"""A step of at most `FEW` rows, and at most this share of them, amounts to naming rows (D33)."""

_SHOWN = 60


@dataclass(frozen=True)
class Sample:
    """A cell before and after, masked."""

    before: str | None
    after: str | None


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
    effects: list[Effect]
    counted: list[Counted]


def measure(engine: Engine, plan: Plan, measured: Measured) -> Measurement:
    """Count everything over one query, and look at a first and a last row of each change."""
    began = time.perf_counter()
    counts = _counts(engine, plan, measured)
    rows, numbers, reported = counts
    gives = rows
    if measured.gives is not None:
        gives = int(engine.scalar(plan.whole(_count(measured.gives))))
    chosen = {
        counter: _chosen(measured, counter, numbers)
        for counter in _telling(measured, numbers)
        if counter.sampled is not None
    }
    samples = _samples(engine, plan, measured, chosen)
    seconds = time.perf_counter() - began
    effects = []
    for step in _steps(measured):
        of_step = [counter for counter in measured.counters if counter.step is step]
        effect = _effect(step, of_step, rows, gives if step is measured.rows_step else rows, numbers)
        effect.samples = next((samples[counter] for counter in of_step if counter in samples), ())
        effect.findings = {
            each.code: reported[each] for each in measured.reports if each.step is step and reported[each]
        }
        effect.seconds = seconds
        effects.append(effect)
    return Measurement(measured, rows, effects, [Counted(each, reported[each]) for each in measured.reports])


Numbers = dict[Counter, tuple[int, int | None, int | None]]


def _steps(measured: Measured) -> list[Step]:
    steps = [each.step for each in measured.counters] + [each.step for each in measured.reports]
    if measured.rows_step is not None:
        steps.append(measured.rows_step)
    return sorted(set(steps), key=lambda step: step.number)


def _count(query: exp.Select | exp.Table) -> exp.Select:
    return selected(query, {"count": expression("count(*)")})


def _counts(engine: Engine, plan: Plan, measured: Measured) -> tuple[int, Numbers, dict[Reported, int]]:
    # The conditions as columns first: each is asked for up to three times, and the engine would compute it as often.
    # Without FILTER: an aggregate that filters for itself takes several times as long.
    flags = {f"f{place}": counter.condition for place, counter in enumerate(measured.counters)}
    flags |= {f"g{place}": report.when for place, report in enumerate(measured.reports)}
    below = selected(measured.query, {NUMBER: of_row(NUMBER), **flags})
    made: dict[str, Expression] = {"rows": expression("count(*)")}
    for place, counter in enumerate(measured.counters):
        flag = of_row(f"f{place}")
        made[f"n{place}"] = expression("count(CASE WHEN $flag THEN 1 END)", flag=flag)
        if counter.sampled is not None:
            for name in ("min", "max"):
                made[f"{name}{place}"] = expression(
                    f"{name}(CASE WHEN $flag THEN $number END)", number=of_row(NUMBER), flag=flag
                )
    for place in range(len(measured.reports)):
        made[f"r{place}"] = expression("count(CASE WHEN $flag THEN 1 END)", flag=of_row(f"g{place}"))
    (row,) = engine.rows(plan.whole(selected(below, made)))
    told = dict(zip(made, row, strict=True))
    numbers = {
        counter: (told[f"n{place}"], told.get(f"min{place}"), told.get(f"max{place}"))
        for place, counter in enumerate(measured.counters)
    }
    return told["rows"], numbers, {each: told[f"r{place}"] for place, each in enumerate(measured.reports)}


def _effect(step: Step, counters: Sequence[Counter], rows: int, gives: int, numbers: Numbers) -> Effect:
    """A formula is counted against the column that it changes least; its comparisons can only make it fewer rows.

    One that resembles no column is also judged by the rows that it fills.
    """
    by_role: dict[str, list[int]] = {}
    for counter in counters:
        by_role.setdefault(counter.role, []).append(numbers[counter][0])
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
        if counter.role == "changed" and numbers[counter][0]:
            held = best.get(counter.step)
            if held is None or numbers[counter][0] < numbers[held][0]:
                best[counter.step] = counter
    return list(best.values())


def _chosen(measured: Measured, counter: Counter, numbers: Numbers) -> list[int]:
    _, first, last = numbers[counter]
    return sorted({each for each in (first, last) if each is not None})


def _samples(
    engine: Engine, plan: Plan, measured: Measured, chosen: dict[Counter, list[int]]
) -> dict[Counter, tuple[Sample, ...]]:
    """Cells before and after of the chosen rows, computed once more for these rows only."""
    wanted = sorted({number for numbers in chosen.values() for number in numbers})
    if not wanted:
        return {}
    made: dict[str, Expression] = {NUMBER: of_row(NUMBER)}
    for place, counter in enumerate(chosen):
        assert counter.sampled is not None
        made[f"b{place}"] = expression("CAST($cell AS VARCHAR)", cell=counter.sampled.before)
        made[f"a{place}"] = expression("CAST($cell AS VARCHAR)", cell=counter.sampled.after)
    where = exp.In(this=of_row(NUMBER), expressions=[exp.Literal.number(number) for number in wanted])
    found = {row[0]: row[1:] for row in engine.rows(plan.whole(selected(measured.query, made, where=where)))}
    return {
        counter: tuple(
            Sample(masked(found[number][2 * place]), masked(found[number][2 * place + 1])) for number in numbers
        )
        for place, (counter, numbers) in enumerate(chosen.items())
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
