"""Writing a plan into the target: staged by COPY, then one statement a table, with a journal for undo (D31)."""

from __future__ import annotations

import json
from typing import Any

from entracte.engine import Engine, quoted
from entracte.load.definitions.statements import statement
from entracte.load.definitions.tables import TABLES

STAGING = "definition_change"


def write_changes(engine: Engine, cursor: Any, changes: str, import_id: str) -> None:
    """Write a table of changes and journal it under the import; nothing is committed."""
    kinds = {kind for (kind,) in engine.rows(f"SELECT DISTINCT kind FROM {quoted(changes)}")}
    if not kinds:
        return
    tables = [table for table in TABLES if table.name in kinds]
    institutions = engine.rows(f"SELECT DISTINCT key ->> '$.institution' FROM {quoted(changes)} ORDER BY 1")
    cursor.adbc_ingest(STAGING, engine.batches(f"FROM {quoted(changes)}"), mode="create", temporary=True)
    cursor.execute(statement("journal_before"), (import_id,))
    for table in reversed(tables):
        cursor.execute(statement("delete_definitions", table), (table.name,))
    for table in tables:
        cursor.execute(statement("write_definitions", table), (table.name,))
        cursor.execute(statement("journal_after", table), (import_id, table.name))
    cursor.execute(statement("touch_institutions"), (json.dumps([code for (code,) in institutions]),))
    cursor.execute(f"DROP TABLE pg_temp.{STAGING}")
