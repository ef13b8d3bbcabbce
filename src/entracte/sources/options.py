"""What the user says of a source, and the faults of asking it wrongly: shared by the readers of legacy sources."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from entracte.faults import Fault, near

PASSWORD_VARIABLE = "ENTRACTE_DELIVERY_PASSWORD"  # noqa: S105 - the name of a variable, not a password


@dataclass(frozen=True)
class SourceOptions:
    """What the user says of a source: its `encoding` where the source cannot tell, its `password`.

    For text also the `separator`; for text and workbooks the number of the row of titles (`header`, 0: there is none).
    """

    encoding: str | None = None
    password: str | None = None
    separator: str | None = None
    header: int | None = None

    def password_for(self, path: Path) -> str:
        """The password told, or the one of the environment; raises the fault `password-needed` (S5) without one."""
        password = self.password or os.environ.get(PASSWORD_VARIABLE)
        if not password:
            raise Fault(
                "password-needed",
                f"{path} is encrypted: it needs a password.",
                hint=f"Set {PASSWORD_VARIABLE} to the password, or ask the customer for a copy without one.",
            )
        return password


def no_such_table(path: Path, table: str, known: list[str]) -> Fault:
    """The fault for a table name that a source does not have."""
    return Fault("no-such-table", f"{path} has no table {table}.", hint=near(table, known) if known else "It has none.")
