"""The rows of a file that the target can judge: institution and references known, numbered in runs."""

from __future__ import annotations

from entracte.engine import Engine, quoted
from entracte.load.definitions.tables import Definition
from entracte.load.definitions.text import listed, literal
from entracte.load.definitions.work import Work


def report_unknown_institutions(engine: Engine, values: str, institutions: str, findings: str) -> None:
    """Reject the rows whose institution the target does not have."""
    engine.execute(
        f"""
        INSERT INTO {quoted(findings)}
        SELECT row, 'INSTITUTION', 'institution-unknown', "INSTITUTION", NULL
        FROM {quoted(values)}
        WHERE "INSTITUTION" NOT IN (SELECT "INSTITUTION" FROM {quoted(institutions)})
        """
    )


def report_unknown_references(  # noqa: PLR0917
    engine: Engine, definition: Definition, values: str, institutions: str, known: dict[str, str], findings: str
) -> None:
    """Reject the rows of known institutions that name what their institution has not defined.

    `known`: for each referenced table the engine table of its rows, as JSON in a column `held`.
    """
    for reference in definition.references:
        given = " AND ".join(
            f"{quoted(name)} IS NOT NULL"
            + "".join(f" AND {quoted(name)} <> {literal(value)}" for value in reference.besides)
            for name in reference.fields
        )
        columns = ("institution", *reference.columns)
        defined = ", ".join(f"json_extract_string(held, '$.{quoted(column)}')" for column in columns)
        engine.execute(
            f"INSERT INTO {quoted(findings)} "
            f"SELECT row, ?, ?, concat_ws('/', {listed(reference.fields)}), NULL FROM {quoted(values)} "
            f'WHERE {given} AND "INSTITUTION" IN (SELECT "INSTITUTION" FROM {quoted(institutions)}) '
            f'AND ("INSTITUTION", {listed(reference.fields)}) NOT IN '
            f"(SELECT ({defined}) FROM {quoted(known[reference.table])})",
            [reference.fields[-1], reference.code],
        )


def create_rows(work: Work, values: str, rejected: str) -> None:
    """Make the table of rows to apply: what is not in `rejected`, numbered in runs of one operation a key."""
    present = set(work.engine.columns(values))
    keys = tuple(dict.fromkeys(name for state in work.states for name in state.keys))
    names = tuple(name for state in work.states for name in state.names)
    absent = ", ".join(f"NULL::VARCHAR AS {quoted(name)}" for name in names if name not in present)
    given = ", ".join(f"v.{quoted(name)}" for name in (*keys, *names) if name in present)
    whole = listed(work.state.keys)
    work.engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {quoted(work.rows)} AS
        WITH accepted AS (
            SELECT v.row, v."OPERATION" AS operation, {given}{", " if absent else ""}{absent}
            FROM {quoted(values)} AS v WHERE v.row NOT IN (SELECT row FROM {quoted(rejected)})
        ), turns AS (
            SELECT *, lag(operation) OVER (PARTITION BY {whole} ORDER BY row) IS DISTINCT FROM operation AS turn
            FROM accepted
        )
        SELECT * EXCLUDE (turn), count(*) FILTER (turn) OVER (PARTITION BY {whole} ORDER BY row) AS run FROM turns
        """
    )
