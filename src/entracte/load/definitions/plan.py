"""The plan of a settings file: what every row does to the definitions of the target, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from entracte.engine import Engine, quoted
from entracte.formats import Format
from entracte.load.definitions.belongings import add_belongings
from entracte.load.definitions.changes import CHANGE_COLUMNS, add_changes, count_changes
from entracte.load.definitions.delete import delete_run
from entracte.load.definitions.insert import insert_run
from entracte.load.definitions.prepare import prepare
from entracte.load.definitions.update import update_run
from entracte.load.definitions.write import write_changes
from entracte.load.plan import Counts

RUNS = {"INSERT": insert_run, "UPDATE": update_run, "DELETE": delete_run}


@dataclass(frozen=True)
class DefinitionPlan:
    """A settings import that was worked out (see `load.plan.Plan`).

    `outcomes` (engine table `row`, `outcome`) says of every row whether it is imported, unchanged (D60) or rejected;
    `findings` (`FINDING_COLUMNS`) holds those of the check and those of the target. The counts are of definitions, by
    format; an element is part of its criterion.
    """

    engine: Engine
    import_id: str
    findings: str
    outcomes: str
    changes: str
    counts: Counts
    deleted: dict[str, int]

    def apply(self, cursor: Any) -> None:
        """Write the definitions and the journal for undo in the cursor's transaction; committing is the caller's."""
        write_changes(self.engine, cursor, self.changes, self.import_id)


def plan_definitions(
    engine: Engine, cursor: Any, definition: Format, checked: Any, import_id: str, *, prefix: str = ""
) -> DefinitionPlan:
    """Work out what the checked rows of a settings format do to the definitions of the environment that `cursor` sees.

    `checked` is the result of `check.definitions.check_definitions`. Rows act in file order (D16), in as many rounds as
    one key has runs of the same operation. The tables made are named `prefix` + what they hold. Raises a fault if the
    format is none of settings.
    """
    work = prepare(engine, cursor, definition, checked, prefix=prefix)
    for run, operation in engine.rows(f"SELECT DISTINCT run, operation FROM {quoted(work.rows)} ORDER BY 1, 2"):
        RUNS[operation](work, run)
    changes = f"{prefix}changes"
    engine.create_table(changes, CHANGE_COLUMNS)
    for state in work.states:
        add_changes(engine, state, changes)
    add_belongings(work, cursor, changes)
    count = count_changes(work)
    return DefinitionPlan(
        engine,
        import_id,
        work.findings,
        work.outcomes,
        changes,
        Counts(created={definition.name: count.created}, updated={definition.name: count.updated}),
        deleted={definition.name: count.deleted},
    )
