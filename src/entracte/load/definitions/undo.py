"""Taking an import of settings back: what it made goes, what it changed or deleted is as before (D31)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from entracte.load.definitions.statements import statement
from entracte.load.definitions.tables import DEFINITIONS, INSTITUTION, TABLES
from entracte.load.definitions.usage import usage_parameters, usage_query


@dataclass(frozen=True)
class KeptDefinition:
    """A definition that undo left as it is: its table, its key and why.

    `reason` is `modified-since`, `in-use` (`detail` says by what) or `belongs-to-kept` (`detail` names the table of
    what it belongs to, which is gone or stays as it is).
    """

    kind: str
    key: dict[str, str]
    reason: str
    detail: str | None


@dataclass(frozen=True)
class UndoneDefinitions:
    """What undo did, in rows by table: removed what was made, restored what was deleted, reverted what was changed."""

    removed: dict[str, int]
    restored: dict[str, int]
    reverted: dict[str, int]
    kept: tuple[KeptDefinition, ...]


def undo_definitions(cursor: Any, import_id: str) -> UndoneDefinitions:
    """Take back what an import did to the settings, in the transaction of `cursor`; committing is the caller's.

    What was modified since, or is in use by now, is kept and listed.
    """
    cursor.execute(statement("undo_begin"))
    for table in TABLES:
        cursor.execute(statement("undo_read", table), (import_id, table.name))
    _keep(cursor)
    for table in reversed(TABLES):
        cursor.execute(statement("undo_remove", table), (table.name,))
    for table in TABLES:
        cursor.execute(statement("undo_restore", table), (table.name,))
    cursor.execute(statement("undo_result"))
    result = [tuple(row) for row in cursor.fetchall()]
    undone = {json.loads(key)["institution"] for _, key, kept, _, _ in result if kept is None}
    cursor.execute(statement("touch_institutions"), (json.dumps(sorted(undone)),))
    cursor.execute("DROP TABLE pg_temp.definition_undo")
    return _told(result)


def _keep(cursor: Any) -> None:
    """Mark what cannot be taken back: in use, with parts of others, belonging to what is gone."""
    for table in TABLES:
        query = usage_query(table)
        if query is None:
            continue
        cursor.execute(statement("undo_created"), (table.name,))
        keys = cursor.fetchone()[0]
        if keys == "[]":
            continue
        cursor.execute(query, usage_parameters(table, keys))
        used = [{"key": json.loads(key), "detail": detail} for key, detail in cursor.fetchall()]
        cursor.execute(statement("undo_keep_used"), (table.name, json.dumps(used)))
    cursor.execute(statement("undo_keep_unowned"))
    for definition in DEFINITIONS:
        for table in definition.tables:
            if table is not INSTITUTION:
                cursor.execute(statement("undo_keep_orphans", table, INSTITUTION), (table.name, INSTITUTION.name))
        if definition.parts is not None:
            whole, parts = definition.table, definition.parts
            cursor.execute(statement("undo_keep_orphans", parts, whole), (parts.name, whole.name))
            cursor.execute(statement("undo_keep_wholes", parts, whole), (whole.name, parts.name))
    cursor.execute(statement("undo_keep_institutions"))


def _told(result: list[tuple[Any, ...]]) -> UndoneDefinitions:
    counts: dict[str, dict[str, int]] = {"removed": {}, "restored": {}, "reverted": {}}
    for kind, _, kept, _, action in result:
        if kept is None:
            counts[action][kind] = counts[action].get(kind, 0) + 1
    kept_ones = (KeptDefinition(kind, json.loads(key), kept, detail) for kind, key, kept, detail, _ in result if kept)
    return UndoneDefinitions(counts["removed"], counts["restored"], counts["reverted"], tuple(kept_ones))
