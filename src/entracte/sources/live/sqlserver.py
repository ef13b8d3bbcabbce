"""SQL Server: one transaction in SNAPSHOT isolation where the database allows it, values converted by the server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from entracte.faults import Fault
from entracte.sources.live import telling
from entracte.sources.live.address import Address
from entracte.sources.live.database import BATCH, CHUNK, LiveTable, Omitted, TableRefusedError
from entracte.sources.live.fetched import as_batch
from entracte.sources.live.relations import by_chunks
from entracte.sources.live.sqlserver_catalogue import Catalogue, Relation, read_catalogue
from entracte.sources.reading import RejectedRow

if TYPE_CHECKING:
    import pyarrow as pa

_ALLOWED = "SELECT snapshot_isolation_state FROM sys.databases WHERE name = DB_NAME()"
_LOGIN_FAILED, _CANNOT_OPEN = 18456, 4060
_AWAY = frozenset({0, 20002, 20003, 20004, 20006, 20009, 20017, 20047})
_LIBRARY = re.compile(r"DB-Lib error message \d+, severity \d+:\s*")
_TLS = {"off": "off", "on": "require"}


class SqlServerDatabase:
    """An SQL Server database.

    It has no read-only transactions: nothing but SELECT is ever sent, and the transaction is rolled back. Where the
    database allows no snapshot, tables are read one after the other as they are then, which is said as a fact.
    """

    kind = "sql-server"

    def __init__(self, connection: Any, address: Address, password: str | None) -> None:
        self._connection = connection
        self._address = address
        self._password = password
        self._doing = "it was prepared"
        self._found: Catalogue | None = None
        try:
            state = self._rows(_ALLOWED)
            if state and state[0][0] == 1:
                self._run("SET TRANSACTION ISOLATION LEVEL SNAPSHOT")
                self.facts = {"snapshot": "one for all tables"}
            else:
                self._run("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
                self.facts = {"snapshot": "none: the database does not allow it (ALLOW_SNAPSHOT_ISOLATION)"}
            self._run("BEGIN TRANSACTION")
        except Exception as error:
            self.close()
            raise self._fault(error) from error

    @classmethod
    def open(cls, address: Address, password: str | None) -> SqlServerDatabase:
        """Connect and take the snapshot."""
        import pymssql

        tls = address.options.get("tls")
        if tls is not None and tls not in _TLS:
            raise Fault("bad-url", f"tls is {tls}.", hint="It may be off or on.")
        try:
            connection = pymssql.connect(
                server=address.host or "127.0.0.1",
                port=str(address.port),
                user=address.user,
                password=password or "",
                database=address.database,
                appname="entracte",
                login_timeout=address.timeout,
                autocommit=True,
                read_only=True,
                encryption=_TLS[tls] if tls else None,
            )
        except pymssql.Error as error:
            raise _refused(address, password, error) from error
        return cls(connection, address, password)

    def tables(self) -> list[LiveTable]:
        """The tables by schema and name."""
        return [relation.table for relation in self._catalogue().tables]

    def omitted(self) -> list[Omitted]:
        """Views and external tables."""
        return self._catalogue().omitted

    def count(self, table: LiveTable) -> int | None:
        """The number of rows."""
        self._doing = f"counting {table.full_name}"
        try:
            ((rows,),) = self._rows(f"SELECT COUNT_BIG(*) FROM {self._relation(table).source}")
        except Exception as error:
            raise self._refusal(error) from error
        return int(rows)

    def batches(self, table: LiveTable) -> Iterator[pa.RecordBatch]:
        """The rows by primary key, a chunk at a time where it is of whole numbers; else in one stream."""
        self._doing = f"reading {table.full_name}"
        relation = self._relation(table)
        top = f"TOP ({CHUNK}) " if relation.goes_on else ""
        selected = f"SELECT {top}{', '.join(column.expression for column in relation.columns)} FROM {relation.source}"
        if not relation.goes_on:
            yield from self._stream(relation, f"{selected} {relation.order}")
            return
        yield from by_chunks(
            relation,
            CHUNK,
            lambda last: self._stream(relation, f"{selected} {relation.after(last) if last else ''} {relation.order}"),
        )

    def rejected(self) -> list[RejectedRow]:
        """None: the server gives every row or refuses the table."""
        return []

    def close(self) -> None:
        """Roll back and end the session."""
        with suppress(Exception):
            self._run("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION")
        with suppress(Exception):
            self._connection.close()

    def _catalogue(self) -> Catalogue:
        if self._found is None:
            try:
                self._found = read_catalogue(self._rows, self._rows_if_known)
            except Exception as error:
                raise self._fault(error) from error
        return self._found

    def _relation(self, table: LiveTable) -> Relation:
        return self._catalogue().relation(table)

    def _stream(self, relation: Relation, query: str) -> Iterator[pa.RecordBatch]:
        names = [column.name for column in relation.columns]
        spellers = [column.speller for column in relation.columns]
        try:
            cursor = self._connection.cursor()
            cursor.execute(query)
            while rows := cursor.fetchmany(BATCH):
                yield as_batch(rows, names, spellers)
            cursor.close()
        except Exception as error:
            raise self._refusal(error) from error

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        cursor = self._connection.cursor()
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
        return found

    def _rows_if_known(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a view of the system that an older server does not have."""
        import pymssql

        try:
            return self._rows(query)
        except pymssql.Error:
            return []

    def _run(self, statement: str) -> None:
        cursor = self._connection.cursor()
        cursor.execute(statement)
        cursor.close()

    def _refusal(self, error: Exception) -> Exception:
        """A table's trouble, if the session can go on; else the connection is lost."""
        import pymssql

        if not isinstance(error, pymssql.Error):
            return error
        try:
            self._rows("SELECT 1")
        except pymssql.Error:
            return self._fault(error)
        return TableRefusedError(_message(error, self._password))

    def _fault(self, error: Exception) -> Exception:
        import pymssql

        if not isinstance(error, pymssql.Error):
            return error
        return telling.connection_lost(self._address, self._doing, _message(error, self._password))


def _refused(address: Address, password: str | None, error: Exception) -> Fault:
    number, said = _number(error), _message(error, password)
    if number == _LOGIN_FAILED or "18456" in said:
        return telling.refused_login(address, has_password=password is not None)
    if number == _CANNOT_OPEN or "4060" in said:
        return telling.no_such_database(address)
    if number in _AWAY:
        return telling.server_away(address, said)
    return telling.not_allowed(address, said)


def _number(error: Exception) -> int:
    """The number of an error, however deep the driver puts it."""
    told: Any = error.args
    while isinstance(told, tuple) and told:
        told = told[0]
    return told if isinstance(told, int) else 0


def _message(error: Exception, password: str | None) -> str:
    """The server's own sentence, or the first of the driver's library."""
    told: Any = error.args
    while isinstance(told, tuple) and told:
        told = told[-1]
    said = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    first = next((each.strip() for each in _LIBRARY.split(said) if each.strip()), said)
    return telling.without(password, first)
