"""Writing a plan of contacts: staging by COPY, then one statement a step, all in the caller's transaction."""

from __future__ import annotations

from typing import Any

from entracte.engine import Engine, quoted
from entracte.institution.statements import statement
from entracte.load.contact.columns import TARGET_COLUMNS


def apply_contacts(engine: Engine, cursor: Any, import_id: str) -> None:
    """Write the engine's tables `contact`, `dropped`, `suppressed` and `generator` into the environment.

    Dropped contacts go first, then logins are released, contacts updated and new ones made, so that a number or a
    login freed by one row is free for the next.
    """
    if engine.count("dropped"):
        _stage(engine, cursor, "dropped_contact", "FROM dropped")
        _run(cursor, "forget_dropped", "drop_contacts")
    changed = f"made_in_row IS NULL AND changed_by = '{import_id}'"
    if engine.scalar(f"SELECT count(*) FROM contact WHERE {changed}"):
        _stage(engine, cursor, "changed_contact", f"SELECT {_target_columns()}, purged FROM contact WHERE {changed}")
        _run(cursor, "keep_before", "forget_purged", "release_logins", "update_contacts")
    if engine.scalar("SELECT count(*) FROM contact WHERE made_in_row IS NOT NULL"):
        _stage(engine, cursor, "new_contact", f"SELECT {_target_columns()} FROM contact WHERE made_in_row IS NOT NULL")
        _run(cursor, "insert_contacts")
    if engine.scalar("SELECT count(*) FROM suppressed WHERE added"):
        _stage(
            engine,
            cursor,
            "new_suppressed",
            "SELECT institution, kind, fingerprint FROM suppressed WHERE added",
        )
        _run(cursor, "insert_suppressed")
    _stage(engine, cursor, "generator", "SELECT institution, number::VARCHAR AS number FROM generator")
    _run(cursor, "raise_numbers")


def _target_columns() -> str:
    return ", ".join(
        f"to_json({quoted(name)})::VARCHAR AS {quoted(name)}" if kind.startswith("MAP") else quoted(name)
        for name, kind in TARGET_COLUMNS.items()
    )


def _stage(engine: Engine, cursor: Any, table: str, query: str) -> None:
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.adbc_ingest(table, engine.batches(query), mode="create", temporary=True)


def _run(cursor: Any, *names: str) -> None:
    for name in names:
        cursor.execute(statement(__package__, name))
