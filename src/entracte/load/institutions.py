"""One import at a time into an institution: the others wait, and are told so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def lock_institutions(cursor: Any, codes: list[str], waiting: Callable[[str], None] = lambda code: None) -> None:
    """Hold the institutions until the end of the transaction, in a fixed order, so that no two imports mix.

    `waiting` is told the code of an institution that another import holds.
    """
    for code in sorted(set(codes)):
        key = f"entracte institution {code}"
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", [key])
        if not cursor.fetchone()[0]:
            waiting(code)
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [key])
            cursor.fetchall()
