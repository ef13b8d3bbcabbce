"""INSERT of definitions: what is absent is made, what is there must be equal as far as the row says (D68)."""

from __future__ import annotations

from entracte.engine import quoted
from entracte.load.definitions.state import State
from entracte.load.definitions.text import listed, literal, matched
from entracte.load.definitions.work import Work, label, part_given


def insert_run(work: Work, run: int) -> None:
    """Apply the INSERT rows of one run: outcomes, findings and the new state.

    The first row that names an absent definition makes it, with defaults; every other row is compared with it. A row
    may add a part (an element) to a definition that it makes or finds equal, not to one that differs.
    """
    candidates = work.create_candidates("INSERT", run)
    verdicts = work.scratch("verdicts")
    work.engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {verdicts} "
        "(row BIGINT, made BOOLEAN, differing VARCHAR, field VARCHAR, label VARCHAR)"
    )
    for state in work.states:
        _judge(work, state, candidates, verdicts)
    work.engine.execute(
        f"""
        INSERT INTO {quoted(work.outcomes)}
        SELECT row,
            CASE WHEN count(differing) > 0 THEN 'rejected' WHEN bool_or(made) THEN 'imported' ELSE 'unchanged' END
        FROM {verdicts} GROUP BY row
        """
    )
    work.engine.execute(
        f"INSERT INTO {quoted(work.findings)} "
        f"SELECT row, field, 'definition-exists', label, differing FROM {verdicts} WHERE differing IS NOT NULL"
    )


def _judge(work: Work, state: State, candidates: str, verdicts: str) -> None:
    """Make what is absent in one table and add a verdict for each row that names something in it."""
    named = work.scratch("named")
    work.engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {named} AS SELECT c.* FROM {candidates} AS c WHERE {part_given(state, 'c')} "
        f"AND c.row NOT IN (SELECT row FROM {verdicts} WHERE differing IS NOT NULL)"
    )
    new = work.scratch("new")
    work.engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {new} AS SELECT min(c.row) AS row FROM {named} AS c "
        f"WHERE NOT EXISTS (FROM {quoted(state.current)} AS s WHERE {matched(state.keys, 'c', 's')}) "
        f"GROUP BY {listed(state.keys, 'c')}"
    )
    _make(work, state, named, new)
    compared = ", ".join(
        f"CASE WHEN c.{quoted(name)} IS NOT NULL AND c.{quoted(name)} IS DISTINCT FROM s.{quoted(name)} "
        f"THEN {literal(name)} END"
        for name in state.names
    )
    work.engine.execute(
        f"""
        INSERT INTO {verdicts}
        SELECT c.row, c.row IN (SELECT row FROM {new}), nullif(concat_ws(', ', {compared}), ''),
            '{state.keys[-1]}', {label(state, "c")}
        FROM {named} AS c JOIN {quoted(state.current)} AS s ON {matched(state.keys, "c", "s")}
        """
    )


def _make(work: Work, state: State, named: str, new: str) -> None:
    """Add the definitions that rows make; parts take the places after the last one there, in the order of the rows."""
    parent = state.keys[:-1]
    values = ", ".join(
        f"coalesce(c.{quoted(name)}, ?)" if name in state.defaults else f"c.{quoted(name)}" for name in state.names
    )
    place = (
        f"coalesce((SELECT max(s.place) FROM {quoted(state.current)} AS s WHERE {matched(parent, 's', 'c')}), 0) "
        f"+ row_number() OVER (PARTITION BY {listed(parent, 'c')} ORDER BY c.row)"
        if state.table.place
        else "NULL"
    )
    work.engine.execute(
        f"INSERT INTO {quoted(state.current)} SELECT {listed(state.keys, 'c')}, {values}, {place}, NULL, c.row "
        f"FROM {named} AS c WHERE c.row IN (SELECT row FROM {new})",
        [state.defaults[name] for name in state.names if name in state.defaults],
    )
