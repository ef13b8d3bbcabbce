"""Undoing a contact import: what it made goes, what it changed comes back, what was touched since is kept (D31)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from entracte.institution.statements import statement


@dataclass(frozen=True)
class Kept:
    """A contact that an undo left as it is, and why."""

    institution: str
    number: str
    reason: str


@dataclass(frozen=True)
class UndoneContacts:
    """What an undo did: contacts removed, contacts restored, and those kept; a lost login is kept by who has it now."""

    removed: int
    restored: int
    kept: tuple[Kept, ...]


def undo_contacts(cursor: Any, import_id: str) -> UndoneContacts:
    """Take back what an import did to contacts, in the caller's transaction.

    Only what the import was the last to change is taken back; DELETE, ANONYMIZE and DROP are final (contact.md 5.2).
    """
    _run(cursor, "find_undoable", import_id)
    cursor.execute(statement(__package__, "list_kept"), [import_id])
    kept = tuple(Kept(*row) for row in cursor.fetchall())
    cursor.execute("SELECT count(*) FROM undoable")
    removed = int(cursor.fetchone()[0])
    cursor.execute(
        "SELECT count(*) FROM contact JOIN contact_before AS undone USING (institution, number) "
        "WHERE undone.import = $1 AND contact.changed_by = $1",
        [import_id],
    )
    restored = int(cursor.fetchone()[0])
    cursor.execute(statement(__package__, "undo_creations"))
    for name in ("release_undone_logins", "undo_updates"):
        _run(cursor, name, import_id)
    cursor.execute(statement(__package__, "list_lost_logins"), [import_id])
    kept += tuple(Kept(*row) for row in cursor.fetchall())
    _run(cursor, "forget_undone", import_id)
    cursor.execute("DROP TABLE undoable")
    return UndoneContacts(removed, restored, kept)


def _run(cursor: Any, name: str, import_id: str) -> None:
    cursor.execute(statement(__package__, name), [import_id])
