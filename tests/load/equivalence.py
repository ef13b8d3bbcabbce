"""One story told to the oracle and to the load, what they disagree about, and the shortest story that shows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from entracte.engine import Engine
from tests.load import worlds
from tests.load.loaded import LoadedTarget
from tests.load.worlds import Step
from tests.oracle import ImportResult, Target

Story = list[Step]


def disagreement(engine: Engine, cursor: Any, story: Story) -> tuple[str, object] | None:
    """What the load says or does otherwise than the oracle: its kind and the difference; None if they agree."""
    oracle = Target(worlds.institutions(), today=worlds.TODAY)
    load = LoadedTarget(engine, cursor, worlds.institutions(), worlds.TODAY)
    for at, step in enumerate(story):
        oracle.sales = load.sales = {("HARBOUR", number) for number in step.bought} & oracle.contacts.keys()
        for number in step.typed:
            load.contacts["HARBOUR", number].imported_by = None
            if ("HARBOUR", number) in oracle.contacts:
                oracle.contacts["HARBOUR", number].imported_by = None
        expected, found = oracle.import_rows(step.rows, f"i{at}"), load.import_rows(step.rows, f"i{at}")
        for name, told in _told(expected).items():
            if _told(found)[name] != told:
                return name, _difference(_told(found)[name], told)
        if load.records() != oracle.records():
            return "records", _difference(_by_number(load.records()), _by_number(oracle.records()))
    return None


def shrink(story: Story, still_fails: Callable[[Story], bool], seconds: float = 30) -> Story:
    """A shorter story that still fails: steps, then rows, then cells are left out one by one, for so long at most."""
    end = time.monotonic() + seconds
    shorter = True
    while shorter and time.monotonic() < end:
        shorter = False
        for candidate in _shorter(story):
            if time.monotonic() > end:
                break
            if still_fails(candidate):
                story, shorter = candidate, True
                break
    return story


def _shorter(story: Story) -> Iterator[Story]:
    for at in range(len(story)) if len(story) > 1 else ():
        yield story[:at] + story[at + 1 :]
    for at, step in enumerate(story):
        before, after = story[:at], story[at + 1 :]
        for row in range(len(step.rows)) if len(step.rows) > 1 else ():
            yield [*before, replace(step, rows=step.rows[:row] + step.rows[row + 1 :]), *after]
        for name in ("bought", "typed"):
            if getattr(step, name):
                yield [*before, replace(step, **{name: []}), *after]
    for at, step in enumerate(story):
        for row, cells in enumerate(step.rows):
            for field in cells:
                fewer = {name: cell for name, cell in cells.items() if name != field}
                rows = [*step.rows[:row], fewer, *step.rows[row + 1 :]]
                yield [*story[:at], replace(step, rows=rows), *story[at + 1 :]]


def _told(result: ImportResult) -> dict[str, dict[Any, Any]]:
    """What a result says, comparable: of a rejected row only that it is, since the first reason is a choice."""
    rejected = {row for row, outcome in result.outcomes.items() if outcome == "rejected"}
    return {
        "outcomes": result.outcomes,
        "findings": {(row, field, outcome): True for row, field, outcome, _ in result.findings if row not in rejected},
        "created": {name: count for name, count in result.created.items() if count},
        "updated": {name: count for name, count in result.updated.items() if count},
        "cleaned": result.cleaned,
    }


def _by_number(records: list[dict[str, Any]]) -> dict[Any, Any]:
    return {(each["institution"], each["number"], field): value for each in records for field, value in each.items()}


def _difference(found: dict[Any, Any], expected: dict[Any, Any]) -> dict[Any, tuple[object, object]]:
    """By key: what the load says, what the oracle says."""
    return {
        key: (found.get(key), expected.get(key)) for key in {*found, *expected} if found.get(key) != expected.get(key)
    }
