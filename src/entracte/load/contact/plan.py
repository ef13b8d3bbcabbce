"""The plan of a contact import: what every row will do, worked out in the engine before anything is written."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from entracte.engine import Engine, quoted
from entracte.findings import Outcome, catalogue
from entracte.load.contact.apply import apply_contacts
from entracte.load.contact.given import prepare_given
from entracte.load.contact.numbers import find_unnumbered, give_numbers
from entracte.load.contact.phones import create_phone_tables
from entracte.load.contact.schedule import end_turn, next_turn, prepare_schedule
from entracte.load.contact.state import read_state
from entracte.load.contact.suppression import read_suppression
from entracte.load.contact.turn import play_turn
from entracte.load.plan import Counts

Progress = Callable[[str, int, int], None]
"""Told the step, how many rows are done and how many there are."""


@dataclass(frozen=True)
class ContactPlan:
    """A contact import that was worked out; `findings` and `outcomes` are engine tables (see `load.plan.Plan`)."""

    engine: Engine
    import_id: str
    findings: str = "finding"
    outcomes: str = "outcome"
    counts: Counts = field(default_factory=Counts)

    def apply(self, cursor: Any) -> None:
        """Write the contacts, the journal for undo, the fingerprints of the erased, and the number generator."""
        apply_contacts(self.engine, cursor, self.import_id)


def plan_contacts(  # noqa: PLR0917
    engine: Engine,
    cursor: Any,
    checked: Any,
    import_id: str,
    now: datetime.datetime,
    progress: Progress = lambda step, done, total: None,
) -> ContactPlan:
    """Work out what the checked rows do to the contacts of the environment that `cursor` sees.

    `checked` is the result of `check.contact.check_contacts` with a target; the tables `reference_*` hold the
    institutions' settings. Rows act in file order (D16), in turns (see `schedule`).
    """
    engine.execute(f"CREATE OR REPLACE TABLE finding AS FROM {quoted(checked.findings)}")
    engine.execute(
        f"CREATE OR REPLACE TABLE outcome AS SELECT row, 'rejected' AS outcome FROM {quoted(checked.rejected)}"
    )
    engine.execute(f"CREATE OR REPLACE VIEW criterion_said AS FROM {quoted(checked.criteria)}")
    engine.create_table("dropped", {"institution": "VARCHAR", "number": "VARCHAR"})
    given = prepare_given(engine, checked.values, checked.criteria)
    engine.execute(
        "INSERT INTO finding SELECT row, 'TOWN_COMPLEMENT', 'town-complement-cut', told_complement, "
        '"TOWN_COMPLEMENT" FROM given WHERE complement_cut'
    )
    create_phone_tables(engine)
    read_suppression(engine, cursor)
    read_state(engine, cursor)
    exhausted = find_unnumbered(engine, checked.highest_numbers)
    prepare_schedule(engine)
    total = engine.count("pending")
    while left := engine.count("pending"):
        progress("load", total - left, total)
        next_turn(engine)
        play_turn(engine, given, import_id, now, exhausted=exhausted)
        end_turn(engine)
    give_numbers(engine)
    _tell_drops_alone(engine)
    return ContactPlan(engine, import_id, counts=_count(engine, import_id))


def _tell_drops_alone(engine: Engine) -> None:
    """Of a cell that was dropped it is not also told how it was changed before, nor of one that was cut twice."""
    of_outcome = {
        outcome: ", ".join(f"'{kind.code}'" for kind in catalogue().values() if kind.outcome is outcome)
        for outcome in (Outcome.FIELD_DROPPED, Outcome.VALUE_CHANGED)
    }
    engine.execute(
        f"DELETE FROM finding WHERE code IN ({of_outcome[Outcome.VALUE_CHANGED]}) AND (row, field) IN "
        f"(SELECT (row, field) FROM finding WHERE code IN ({of_outcome[Outcome.FIELD_DROPPED]}))"
    )
    engine.execute(
        "DELETE FROM finding WHERE code = 'text-truncated' AND (row, field) IN "
        "(SELECT (row, field) FROM finding WHERE code = 'town-complement-cut')"
    )


def _count(engine: Engine, import_id: str) -> Counts:
    created = engine.rows("SELECT kind, count(*) FROM contact WHERE made_in_row IS NOT NULL GROUP BY kind")
    updated = engine.rows(
        "SELECT kind, count(*) FROM contact WHERE made_in_row IS NULL AND changed_by = ? GROUP BY kind", [import_id]
    )
    none = {"individual": 0, "structure": 0, "relay": 0}
    return Counts(created=none | dict(created), updated=none | dict(updated))
