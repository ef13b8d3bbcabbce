"""SQLite databases: opened read-only, tables only; no view, trigger or function of theirs is run."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.faults import Fault
from entracte.sources.csv.encoding import FALLBACK
from entracte.sources.limits import MAX_COLUMNS
from entracte.sources.options import SourceOptions, no_such_table
from entracte.sources.reading import RejectedRow, SourceColumn, SourceTable

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"SQLite format 3\x00"
_BATCH = 4096
_BROKEN = (sqlite3.Error, OverflowError, UnicodeDecodeError)
"""What Python's reader raises for damaged files; the last for messages of SQLite that quote them."""

_MAX_VALUE = 256 * 1024 * 1024


def recognise(path: Path, head: bytes) -> bool:
    """Whether the first bytes of a file show an SQLite database."""
    del path
    return head.startswith(MAGIC)


def open_reader(path: Path, scratch: Path, options: SourceOptions | None = None) -> SqliteReader:
    """A reader of the file's tables; raises the fault `damaged-sqlite`."""
    del options
    return SqliteReader(_with_its_log(path, scratch), path)


class SqliteReader:
    """Reads the tables: text as it is, numbers in their shortest exact spelling, bytes as hexadecimal digits."""

    def __init__(self, readable: Path, path: Path) -> None:
        self.path = path
        self._readable = readable
        self._rejected: dict[str, RejectedRow] = {}

    def tables(self) -> list[SourceTable]:
        """The tables in the order of their creation; internal and virtual ones and views are left out."""
        return list(self._tables.values())

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows of one table in the order in which SQLite keeps them."""
        import pyarrow as pa

        if table not in self._tables:
            raise no_such_table(self.path, table, list(self._tables))
        names = [column.name for column in self._tables[table].columns]
        self._rejected.pop(table, None)
        done = 0
        with closing(self._connect()) as connection:
            try:
                cursor = connection.execute(f"SELECT {', '.join(map(_quoted, names))} FROM {_quoted(table)}")
                while rows := cursor.fetchmany(_BATCH):
                    columns = [_texts(column) for column in zip(*rows, strict=True)]
                    yield pa.record_batch([pa.array(column, pa.string()) for column in columns], names=names)
                    done += len(rows)
            except _BROKEN as error:
                reason = f"the table cannot be read from there on: {error}"
                self._rejected[table] = RejectedRow(table, f"after about row {done}", "", reason)

    def rejected(self) -> Iterator[RejectedRow]:
        """The places from which on tables are damaged."""
        yield from self._rejected.values()

    @cached_property
    def _tables(self) -> dict[str, SourceTable]:
        try:
            with closing(self._connect()) as connection:
                listed = connection.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' "
                    "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid"
                ).fetchall()
                found = [self._table(connection, name) for (name,) in listed]
        except _BROKEN as error:
            raise Fault(
                "damaged-sqlite",
                f"{self.path} cannot be read as an SQLite database: {error}.",
                hint="Ask the customer for a new copy, taken while the program that uses it is closed.",
            ) from error
        return {table.name: table for table in found if table.columns}

    def _table(self, connection: sqlite3.Connection, name: str) -> SourceTable:
        # 0: an ordinary column, 2 and 3: a generated one, whose formula would be run
        told = connection.execute("SELECT name, type, hidden FROM pragma_table_xinfo(?)", [name]).fetchall()
        if len(told) > MAX_COLUMNS:
            raise Fault("too-many-columns", f"{self.path}: table {name} has {len(told)} columns.")
        generated = [column for column, _, hidden in told if hidden]
        facts = {"generated columns, not read": ", ".join(generated)} if generated else {}
        return SourceTable(
            name, tuple(SourceColumn(column, kind) for column, kind, hidden in told if not hidden), facts
        )

    def _connect(self) -> sqlite3.Connection:
        immutable = "" if self._readable != self.path else "&immutable=1"
        connection = sqlite3.connect(f"{self._readable.absolute().as_uri()}?mode=ro{immutable}", uri=True)
        connection.text_factory = _text
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        return connection


def _with_its_log(path: Path, scratch: Path) -> Path:
    """The file; or a copy together with its log (`-wal`), which holds rows that are not in the file yet."""
    log = path.with_name(f"{path.name}-wal")
    if not log.is_file() or not log.stat().st_size:
        return path
    copy = scratch / path.name
    shutil.copyfile(path, copy)
    shutil.copyfile(log, scratch / log.name)
    return copy


def _texts(values: tuple[object, ...]) -> list[str | None]:
    return [value if value is None or isinstance(value, str) else _spelled(value) for value in values]


def _spelled(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode(FALLBACK, "replace")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
