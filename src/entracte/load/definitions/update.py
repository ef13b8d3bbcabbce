"""UPDATE of definitions: given cells replace, empty ones leave as it is, `=` erases."""

from __future__ import annotations

from entracte.engine import quoted
from entracte.load.definitions.state import State
from entracte.load.definitions.text import listed, matched
from entracte.load.definitions.work import Work, label, part_given


def update_run(work: Work, run: int) -> None:
    """Apply the UPDATE rows of one run: outcomes, findings and the new state.

    A row that names something absent, be it the definition or its part, changes nothing.
    """
    candidates = work.create_candidates("UPDATE", run)
    for state in work.states:
        _reject_absent(work, state, candidates)
    changes = work.scratch("row_changes")
    work.engine.execute(f"CREATE OR REPLACE TEMP TABLE {changes} (row BIGINT, changed BOOLEAN)")
    for state in work.states:
        _apply(work, state, candidates, changes)
    work.engine.execute(
        f"INSERT INTO {quoted(work.outcomes)} "
        f"SELECT row, CASE WHEN bool_or(changed) THEN 'imported' ELSE 'unchanged' END FROM {changes} GROUP BY row"
    )


def _reject_absent(work: Work, state: State, candidates: str) -> None:
    """Take out of the candidates, and reject, the rows that name what is not there."""
    absent = work.scratch("absent")
    work.engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {absent} AS SELECT c.row, {label(state, 'c')} AS label FROM {candidates} AS c "
        f"WHERE {part_given(state, 'c')} "
        f"AND NOT EXISTS (FROM {quoted(state.current)} AS s WHERE {matched(state.keys, 'c', 's')})"
    )
    work.engine.execute(
        f"INSERT INTO {quoted(work.findings)} SELECT row, ?, 'definition-absent', label, NULL FROM {absent}",
        [state.keys[-1]],
    )
    work.engine.execute(f"INSERT INTO {quoted(work.outcomes)} SELECT row, 'rejected' FROM {absent}")
    work.engine.execute(f"DELETE FROM {candidates} WHERE row IN (SELECT row FROM {absent})")


def _apply(work: Work, state: State, candidates: str, changes: str) -> None:
    """Compute the state after each row, note which rows changed it, and keep the last."""
    after = work.scratch("after")
    before = ", ".join(f"{_value(name, 'earlier')} AS {quoted(f'before {name}')}" for name in state.names)
    values = ", ".join(f"{_value(name, 'so_far')} AS {quoted(name)}" for name in state.names)
    window = f"PARTITION BY {listed(state.keys, 'c')} ORDER BY c.row ROWS"
    work.engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {after} AS
        SELECT c.row, {listed(state.keys, "c")}, {before}, {values},
            row_number() OVER (PARTITION BY {listed(state.keys, "c")} ORDER BY c.row DESC) = 1 AS last
        FROM {candidates} AS c JOIN {quoted(state.current)} AS s ON {matched(state.keys, "c", "s")}
        WINDOW so_far AS ({window} UNBOUNDED PRECEDING),
            earlier AS ({window} BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        """
    )
    changed = " OR ".join(f"{quoted(name)} IS DISTINCT FROM {quoted(f'before {name}')}" for name in state.names)
    work.engine.execute(f"INSERT INTO {changes} SELECT row, {changed} FROM {after}")
    assigned = ", ".join(f"{quoted(name)} = a.{quoted(name)}" for name in state.names)
    current = quoted(state.current)
    work.engine.execute(
        f"UPDATE {current} SET {assigned} FROM {after} AS a WHERE a.last AND {matched(state.keys, current, 'a')}"
    )


def _value(name: str, window: str) -> str:
    """A value after the rows of a window: what the last of them says that says anything, else what was there."""
    said = f"last_value(c.{quoted(name)} IGNORE NULLS) OVER {window}"
    return f"CASE WHEN {said} IS NULL THEN s.{quoted(name)} ELSE nullif({said}, '=') END"
