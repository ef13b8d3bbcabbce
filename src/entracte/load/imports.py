"""The environment's book of imports: what came in, when, with which outcome (D31)."""

from __future__ import annotations

import datetime
import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

from entracte.institution.statements import statement


@dataclass(frozen=True)
class ImportRecord:
    """One import: `identity` is the same for the same file, format version and options."""

    id: str
    format: str
    file_name: str
    digest: str
    identity: str
    institutions: tuple[str, ...]
    started: datetime.datetime


def new_import_id(now: datetime.datetime) -> str:
    """An id that sorts by time and that a person can copy, such as `20260114-093000-4f2a`."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def identity_of(digest: str, format_name: str, format_version: str, options: dict[str, str | None]) -> str:
    """What makes two imports the same: the file's digest, the format's version and the options (D31)."""
    told = json.dumps([digest, format_name, format_version, sorted(options.items())], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def imported_before(cursor: Any, identity: str) -> tuple[str, str] | None:
    """Id and day of the import of the same identity that changed something and was not undone, if there is one."""
    cursor.execute(statement(__package__, "imported_before"), [identity])
    found = cursor.fetchone()
    return (str(found[0]), str(found[1])) if found else None


def record_import(cursor: Any, record: ImportRecord, finished: datetime.datetime, summary: dict[str, object]) -> None:
    """Enter an import into the book, in its own transaction."""
    cursor.execute(
        statement(__package__, "record_import"),
        [
            record.id,
            "\x1f".join(record.institutions),
            record.format,
            record.file_name,
            record.digest,
            record.identity,
            record.started.isoformat(),
            finished.isoformat(),
            json.dumps(summary, ensure_ascii=False),
        ],
    )


def recorded_import(cursor: Any, import_id: str) -> tuple[str, list[str], bool] | None:
    """Format, institutions and whether it was undone of an import, or none."""
    cursor.execute(statement(__package__, "recorded_import"), [import_id])
    found = cursor.fetchone()
    return (str(found[0]), [code for code in str(found[1]).split("\x1f") if code], bool(found[2])) if found else None


def mark_undone(cursor: Any, import_id: str) -> None:
    """Note that an import was taken back; the same file may then be imported again."""
    cursor.execute(statement(__package__, "mark_undone"), [import_id])
