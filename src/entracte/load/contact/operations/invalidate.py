"""INVALIDATE: the contact is marked invalid and can no longer log in; everything else is kept (D24, D61)."""

from __future__ import annotations

import datetime

from entracte.engine import Engine
from entracte.load.contact.operations import add_after, held, named_by


def invalidate(engine: Engine, import_id: str, now: datetime.datetime) -> set[str]:
    """Add the contacts that rows of this turn invalidate; one that was invalid already stays as it is."""
    columns = held(
        import_id,
        login="FALSE",
        valid="FALSE",
        invalid_reason="CASE WHEN held.valid THEN 'ACCOUNT_DELETED' ELSE held.invalid_reason END",
        invalid_since=f"CASE WHEN held.valid THEN TIMESTAMP '{now:%Y-%m-%d %H:%M:%S}' ELSE held.invalid_since END",
    )
    return add_after(engine, columns, named_by("INVALIDATE"))
