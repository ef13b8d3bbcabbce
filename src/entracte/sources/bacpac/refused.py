"""What SQL Server writes for itself and nobody else can read: told by content, so that a renamed file is told too."""

from __future__ import annotations

from pathlib import Path

from entracte.faults import Fault

_PAGE = 8192
_FILE_HEADER = 15


def refused_kind(head: bytes) -> str | None:
    """What a file is that starts so, if it is a backup or a data file of SQL Server."""
    if head.startswith(b"TAPE") and b"\0" in head[4:12]:
        return "a backup of SQL Server (.bak)"
    if head.startswith(b"MSSQLBAK"):
        return "a compressed backup of SQL Server (.bak)"
    if len(head) >= 96 and head[0] == 1 and head[1] == _FILE_HEADER and head[32:36] == b"\0\0\0\0":
        return "a data or log file of SQL Server (.mdf, .ndf, .ldf)"
    return None


def refuse(path: Path) -> None:
    """Raise the fault `sql-server-backup` for a file that only SQL Server can read."""
    with path.open("rb") as stream:
        kind = refused_kind(stream.read(_PAGE))
    if kind is not None:
        raise Fault(
            "sql-server-backup",
            f"{path} is {kind}; only SQL Server itself can read it.",
            hint="Ask the customer for a .bacpac (SQL Server Management Studio: Tasks, Export Data-tier Application) "
            "or for a script of schema and data (Tasks, Generate Scripts, Types of data to script: Schema and data).",
        )
