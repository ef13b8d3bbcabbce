"""The plan, counted back from milestone J: who does what by when, as documented, and what is late already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DELIVERY, PREPRODUCTION, SECOND_EXTRACTION = 14, 7, 1
"""Days before J: the customer's data is there, it is in preproduction, the customer extracts once more."""

_SATURDAY = 5


@dataclass(frozen=True)
class _Documented:
    """A step between two days counted from J; null where nothing is documented."""

    name: str
    who: str
    first: int | None
    last: int | None
    optional: bool = False


_STEPS = (
    _Documented("announce", "project-leader", None, -DELIVERY),
    _Documented("documents", "team-leader", None, -DELIVERY),
    _Documented("clean", "customer", None, -DELIVERY),
    _Documented("deliver", "customer", -DELIVERY, -DELIVERY),
    _Documented("ticket", "project-leader", -DELIVERY, -DELIVERY),
    _Documented("analyse", "data-team", -DELIVERY, -PREPRODUCTION),
    _Documented("approve", "operations", -DELIVERY, -PREPRODUCTION),
    _Documented("transform", "data-team", -DELIVERY, -PREPRODUCTION),
    _Documented("rehearse", "data-team", -DELIVERY, -PREPRODUCTION),
    _Documented("quality-gate", "quality-reviewer", -DELIVERY, -PREPRODUCTION),
    _Documented("copy-settings", "operations", -PREPRODUCTION, -PREPRODUCTION),
    _Documented("preproduction", "operations", -PREPRODUCTION, -PREPRODUCTION),
    _Documented("validate", "customer", -PREPRODUCTION, -SECOND_EXTRACTION),
    _Documented("second-extraction", "customer", -SECOND_EXTRACTION, -SECOND_EXTRACTION, optional=True),
    _Documented("production", "operations", 0, 0),
    _Documented("log", "operations", 0, None),
    _Documented("close", "project-leader", 0, None),
)
"""The documented steps (contact.md 1.1, sales.md 13.1), in their order."""


@dataclass(frozen=True)
class Step:
    """A step of the plan. `first` and `last` are its days, `first_day` and `last_day` the same counted from J.

    `late`: its last day is over. `weekend`: its last day is a Saturday or a Sunday, so it is better done before.
    """

    name: str
    who: str
    first_day: int | None
    last_day: int | None
    first: date | None
    last: date | None
    optional: bool
    late: bool
    weekend: bool


@dataclass(frozen=True)
class Plan:
    """The steps. `past`: the milestone is over. `earliest`: the first milestone that leaves all documented time."""

    milestone: date | None
    today: date
    past: bool
    earliest: date
    steps: tuple[Step, ...]

    @property
    def late(self) -> int:
        """How many steps are late."""
        return sum(each.late for each in self.steps)


def plan(milestone: date | None, today: date) -> Plan:
    """The plan for a milestone; without one, the steps without dates."""
    steps = tuple(_dated(each, milestone, today) for each in _STEPS)
    past = milestone is not None and milestone < today
    return Plan(milestone, today, past, today + timedelta(days=DELIVERY), steps)


def _dated(step: _Documented, milestone: date | None, today: date) -> Step:
    first, last = _day(milestone, step.first), _day(milestone, step.last)
    return Step(
        step.name,
        step.who,
        step.first,
        step.last,
        first,
        last,
        step.optional,
        late=last is not None and last < today,
        weekend=last is not None and last.weekday() >= _SATURDAY,
    )


def _day(milestone: date | None, days: int | None) -> date | None:
    return None if milestone is None or days is None else milestone + timedelta(days=days)
