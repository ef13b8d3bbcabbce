"""Whether a file is a dump or a script, told by its content."""

from __future__ import annotations

import codecs
import re
import tarfile
from itertools import islice
from pathlib import Path

ARCHIVE = b"PGDMP"
TABLE_OF_CONTENTS = "toc.dat"
_MOST_MEMBERS = 100_000
_SQL = re.compile(
    r"^\s*(?:INSERT\s+(?:ALL|INTO|IGNORE|\[|\"\w)|REPLACE\s+INTO|CREATE\s+(?:OR\s+REPLACE\s+)?(?:GLOBAL\s+TEMPORARY\s+)?"
    r"(?:TABLE|DATABASE|SCHEMA|SEQUENCE|TYPE|VIEW|FUNCTION)\b|DROP\s+TABLE\b|COPY\s+\S+.*\bFROM\s+stdin|BEGIN\s+TRANSACTION;"
    r"|SET\s+(?:NAMES|client_encoding|statement_timeout|DEFINE|NOCOUNT|ANSI_NULLS|IDENTITY_INSERT|SQL_MODE|@OLD)\b"
    r"|USE\s+\[|PRAGMA\s+foreign_keys|REM\s+INSERTING|ALTER\s+TABLE\s+\S+\s|-- (?:MySQL|MariaDB|PostgreSQL)\b.*\bdump"
    r"|-- phpMyAdmin SQL Dump|/\*M?!\d{5,6}\b|LOCK\s+TABLES\s)",
    re.IGNORECASE | re.MULTILINE,
)


def recognise(path: Path, head: bytes) -> bool:
    """A script (SQL statements begin its lines), or a custom, tar or directory dump of PostgreSQL.

    `head` is the beginning of the file, a few kilobytes at least; empty for a folder.
    """
    if path.is_dir():
        return is_directory_dump(path)
    if head.startswith(ARCHIVE) or is_tar_dump(path, head):
        return True
    return _SQL.search(_as_text(head)) is not None


def is_directory_dump(path: Path) -> bool:
    """A folder as `pg_dump -Fd` makes it."""
    return (path / TABLE_OF_CONTENTS).is_file()


def is_tar_dump(path: Path, head: bytes) -> bool:
    """A tar archive with the table of contents of a dump in it."""
    if head[257:262] != b"ustar":
        return False
    try:
        with tarfile.open(path) as archive:
            return any(Path(member.name).name == TABLE_OF_CONTENTS for member in islice(archive, _MOST_MEMBERS))
    except (tarfile.TarError, OSError, EOFError):
        return False


def _as_text(head: bytes) -> str:
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return head.decode(codec, "replace")
    if head[1:200:2].count(0) * 3 > len(head[1:200:2]):
        return head.decode("utf-16-le", "replace")
    return head.decode("latin-1")
