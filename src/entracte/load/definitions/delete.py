"""DELETE of definitions: what is there and not in use goes, with its parts (D27)."""

from __future__ import annotations

from entracte.engine import quoted
from entracte.load.definitions.text import listed, matched
from entracte.load.definitions.work import Work, label, part_given


def delete_run(work: Work, run: int) -> None:
    """Apply the DELETE rows of one run: outcomes, findings and the new state.

    A row that names a part deletes the part, one that names none the definition and all its parts.
    """
    candidates = work.create_candidates("DELETE", run)
    verdicts = work.scratch("verdicts")
    work.engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {verdicts} "
        "(row BIGINT, code VARCHAR, field VARCHAR, label VARCHAR, detail VARCHAR)"
    )
    _judge_whole(work, candidates, verdicts)
    if work.parts is not None:
        _judge_parts(work, candidates, verdicts)
    work.engine.execute(
        f"INSERT INTO {quoted(work.outcomes)} "
        f"SELECT row, CASE WHEN code IS NULL THEN 'imported' ELSE 'rejected' END FROM {verdicts}"
    )
    work.engine.execute(
        f"INSERT INTO {quoted(work.findings)} "
        f"SELECT row, field, code, label, detail FROM {verdicts} WHERE code IS NOT NULL"
    )
    for state in work.states:
        whole = work.state.keys
        gone = (
            f"SELECT {listed(whole, 'c')} FROM {candidates} AS c JOIN {verdicts} AS v USING (row) WHERE v.code IS NULL"
        )
        named = "TRUE" if work.parts is None else f"NOT ({part_given(work.parts, 'c')})"
        work.engine.execute(f"DELETE FROM {quoted(state.current)} WHERE ({listed(whole)}) IN ({gone} AND {named})")


def _judge_whole(work: Work, candidates: str, verdicts: str) -> None:
    """Judge the rows that name a whole definition; the first that can delete it does."""
    state = work.state
    named = "TRUE" if work.parts is None else f"NOT ({part_given(work.parts, 'c')})"
    usage = quoted(work.usage(state))
    work.engine.execute(
        f"""
        INSERT INTO {verdicts}
        SELECT c.row,
            CASE
                WHEN s.{quoted(state.keys[0])} IS NULL THEN 'definition-absent'
                WHEN u.detail IS NOT NULL THEN 'definition-in-use'
                WHEN row_number() OVER (PARTITION BY {listed(state.keys, "c")} ORDER BY c.row) > 1
                    THEN 'definition-absent'
            END,
            '{state.keys[-1]}', {label(state, "c")}, CASE WHEN s.{quoted(state.keys[0])} IS NOT NULL THEN u.detail END
        FROM {candidates} AS c
        LEFT JOIN {quoted(state.current)} AS s ON {matched(state.keys, "c", "s")}
        LEFT JOIN {usage} AS u ON {matched(state.keys, "c", "u")}
        WHERE {named}
        """
    )


def _judge_parts(work: Work, candidates: str, verdicts: str) -> None:
    """Judge the rows that name a part, and delete those parts; after the whole is deleted its parts are absent."""
    parts, state = work.parts, work.state
    if parts is None:
        return
    usage = quoted(work.usage(parts))
    judged = work.scratch("judged_parts")
    work.engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {judged} AS
        WITH whole AS (
            SELECT {listed(state.keys, "c")}, c.row FROM {candidates} AS c JOIN {verdicts} AS v USING (row)
            WHERE v.code IS NULL
        )
        SELECT c.row, {listed(parts.keys, "c")},
            CASE
                WHEN s.{quoted(parts.keys[0])} IS NULL OR w.row < c.row THEN 'definition-absent'
                WHEN u.detail IS NOT NULL THEN 'definition-in-use'
                WHEN row_number() OVER (PARTITION BY {listed(parts.keys, "c")} ORDER BY c.row) > 1
                    THEN 'definition-absent'
            END AS code,
            u.detail
        FROM {candidates} AS c
        LEFT JOIN {quoted(parts.current)} AS s ON {matched(parts.keys, "c", "s")}
        LEFT JOIN {usage} AS u ON {matched(parts.keys, "c", "u")}
        LEFT JOIN whole AS w ON {matched(state.keys, "c", "w")}
        WHERE {part_given(parts, "c")}
        """
    )
    work.engine.execute(
        f"INSERT INTO {verdicts} SELECT j.row, j.code, '{parts.keys[-1]}', {label(parts, 'j')}, "
        f"CASE WHEN j.code = 'definition-in-use' THEN j.detail END FROM {judged} AS j"
    )
    work.engine.execute(
        f"DELETE FROM {quoted(parts.current)} WHERE ({listed(parts.keys)}) IN "
        f"(SELECT ({listed(parts.keys, 'j')}) FROM {judged} AS j WHERE j.code IS NULL)"
    )
