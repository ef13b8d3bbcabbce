"""Whether the [old] values of a file are still those of the environment (contact.md 7.3)."""

from __future__ import annotations

from typing import Any

from entracte.engine import Engine, quoted
from entracte.formats.contact import AUTHORIZATIONS
from entracte.institution.statements import statement


def compare_changes(engine: Engine, cursor: Any, rows: str, changes: str, findings: str, *, criteria: bool) -> None:
    """Report every change whose [old] is not what the contact has now, with both values (old-value-changed).

    `rows` and `changes` are the tables of `check.updates.Changes`. `criteria`: the codes are those of criteria, else
    of authorizations. Of contacts that are not there nothing is said: the plan will.
    """
    cursor.adbc_ingest(
        "file_contact",
        engine.batches(f"SELECT DISTINCT institution, number FROM {quoted(rows)} WHERE number IS NOT NULL"),
        mode="create",
        temporary=True,
    )
    cursor.execute("ANALYZE file_contact")
    cursor.execute(statement(__package__, "values_by_number"))
    engine.create_from_arrow("value_now", cursor.fetch_record_batch())
    cursor.execute("DROP TABLE file_contact")
    if criteria:
        held = "CAST(criteria::JSON AS MAP(VARCHAR, VARCHAR[]))[code]"
    else:
        held = "CASE code " + " ".join(f"WHEN '{name}' THEN {name.lower()}" for name in AUTHORIZATIONS) + " END"
        held = f"CASE WHEN {held} IS NOT NULL THEN [upper({held}::VARCHAR)] END"
    engine.execute(
        f"""
        INSERT INTO {quoted(findings)}
        SELECT row, '[old] ' || code, 'old-value-changed', coalesce(old, ''), array_to_string(held, '|') FROM (
            SELECT row, code, old, expected, coalesce(list_sort({held}), []) AS held
            FROM {quoted(changes)} AS changes JOIN {quoted(rows)} AS told USING (row)
            JOIN value_now USING (institution, number)
        ) WHERE coalesce(expected, []) <> held
        """
    )
