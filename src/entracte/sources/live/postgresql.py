"""PostgreSQL: one read-only transaction over all tables, rows spelled by the output functions of their types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from entracte.faults import Fault
from entracte.sources.live import telling
from entracte.sources.live.address import Address
from entracte.sources.live.database import CHUNK, LiveTable, Omitted, TableRefusedError
from entracte.sources.live.postgresql_catalogue import Catalogue, Relation, read_catalogue
from entracte.sources.live.relations import by_chunks
from entracte.sources.reading import RejectedRow

if TYPE_CHECKING:
    import pyarrow as pa

_SESSION = (
    "SET default_transaction_read_only = on",
    "SET search_path = pg_catalog",  # nothing of the customer's stands in for what is called here
    "SET row_security = off",  # a policy that hides rows is an error, not a smaller table
    "SET synchronize_seqscans = off",  # tables without a key come in the same order every time
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    "SET DateStyle = 'ISO, YMD'",
    "SET IntervalStyle = 'postgres'",
    "SET bytea_output = 'hex'",
    "SET standard_conforming_strings = on",
)
_LONG_FLOATS = "SET extra_float_digits = 3"
_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_MARK = "SAVEPOINT entracte"
_BACK = "ROLLBACK TO SAVEPOINT entracte"
_MESSAGE = re.compile(r"(?:ERROR|FATAL|PANIC|FEHLER|ERREUR|ERRORE): +(.*)")
_SHORTEST_FLOATS = 120000
"""The version since which floating-point numbers are spelled exactly by themselves."""


class PostgresqlDatabase:
    """A PostgreSQL database in one snapshot. Errors in a table lead back to a savepoint: the snapshot stays."""

    kind = "postgresql"

    def __init__(self, connection: Any, address: Address, password: str | None) -> None:
        self._connection = connection
        self._address = address
        self._password = password
        self._facts: dict[str, str] = {}
        self._doing = "it was prepared"
        try:
            self._begin()
        except Exception as error:
            connection.close()
            raise self._lost(error) from error

    @classmethod
    def open(cls, address: Address, password: str | None) -> PostgresqlDatabase:
        """Connect and take the snapshot."""
        from adbc_driver_manager import Error
        from adbc_driver_postgresql import dbapi

        told = _connection_string(address, password)
        try:
            connection = dbapi.connect(told, autocommit=True)
        except Error as error:
            raise _refused(address, told, password) from error
        return cls(connection, address, password)

    @property
    def facts(self) -> dict[str, str]:
        """How the tables are read, once for all."""
        return self._facts

    def tables(self) -> list[LiveTable]:
        """The tables of all schemas but the system's; those refused beforehand are among them."""
        return [relation.table for relation in self._catalogue().tables]

    def omitted(self) -> list[Omitted]:
        """Views, tables of extensions and of other servers."""
        return self._catalogue().omitted

    def count(self, table: LiveTable) -> int | None:
        """The number of rows in the snapshot."""
        relation = self._relation(table)
        (row,) = self._tried(f"counting {table.full_name}", f"SELECT count(*) FROM {relation.source}")
        return int(row[0])

    def batches(self, table: LiveTable) -> Iterator[pa.RecordBatch]:
        """The rows by primary key, a chunk at a time where the key's type allows; else in one stream."""
        relation = self._relation(table)
        query = f"SELECT {', '.join(relation.expressions)} FROM {relation.source}"
        if not relation.goes_on:
            yield from self._stream(table, f"{query} {relation.order}")
            return

        def chunk(last: list[str] | None) -> Iterator[pa.RecordBatch]:
            after = relation.after(last) if last else ""
            return self._stream(table, f"{query} {after} {relation.order} LIMIT {CHUNK}")

        yield from by_chunks(relation, CHUNK, chunk)

    def rejected(self) -> list[RejectedRow]:
        """None: the server gives every row or refuses the table."""
        return []

    def close(self) -> None:
        """End the transaction and the session."""
        with suppress(Exception):
            self._connection.close()

    def _begin(self) -> None:
        for statement in _SESSION:
            self._run(statement)
        settings = "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
        ((version, encoding),) = self._rows(settings)
        if version < _SHORTEST_FLOATS:
            self._run(_LONG_FLOATS)
        self._is_any_encoding = encoding == "SQL_ASCII"
        if self._is_any_encoding:
            self._run("SET client_encoding = 'SQL_ASCII'")  # else the server refuses what is not UTF-8
        self._run(_BEGIN)
        ((zone,),) = self._rows("SELECT current_setting('TimeZone')")  # the first query: the snapshot is taken
        self._run(_MARK)
        self._facts = {"snapshot": "one for all tables", "time zone": str(zone)}
        if self._is_any_encoding:
            self._facts["encoding"] = "none stated (SQL_ASCII)"
        self._found: Catalogue | None = None

    def _catalogue(self) -> Catalogue:
        if self._found is None:
            try:
                self._found = read_catalogue(self._rows)
            except Exception as error:
                raise self._lost(error) from error
        return self._found

    def _relation(self, table: LiveTable) -> Relation:
        relation = self._catalogue().relation(table)
        if relation.refusal:
            raise TableRefusedError(relation.refusal)
        return relation

    def _stream(self, table: LiveTable, query: str) -> Iterator[pa.RecordBatch]:
        self._doing = f"reading {table.full_name}"
        with self._connection.cursor() as cursor:
            try:
                cursor.execute(query)
                for batch in cursor.fetch_record_batch():
                    spelt = _spelt(batch)
                    yield self._decoded(spelt) if self._is_any_encoding else spelt
            except Exception as error:
                raise self._refusal(error) from error

    def _tried(self, doing: str, query: str) -> list[tuple[Any, ...]]:
        self._doing = doing
        try:
            return self._rows(query)
        except Exception as error:
            raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> Exception:
        """A table's trouble, if the transaction can go on; else the connection is lost."""
        from adbc_driver_manager import Error

        if not isinstance(error, Error | OSError):
            return error
        try:
            self._run(_BACK)
        except (Error, OSError):
            return self._lost(error)
        return TableRefusedError(_message(self._said(error)))

    def _lost(self, error: Exception) -> Exception:
        from adbc_driver_manager import Error

        if not isinstance(error, Error | OSError):
            return error
        return telling.connection_lost(self._address, self._doing, _message(self._said(error)))

    def _said(self, error: Exception) -> str:
        return telling.without(self._password, str(error))

    def _decoded(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Text of a database that does not know its encoding: UTF-8, and where it is not, Western European."""
        import pyarrow as pa

        from entracte.sources.sql.columns import as_text

        columns = []
        for column in batch.columns:
            text, repaired = as_text(column.cast(pa.binary()))
            columns.append(text)
            if repaired:
                self._facts["encoding"] = "none stated (SQL_ASCII); what is not UTF-8 is read as Windows-1252"
        return pa.record_batch(columns, names=batch.schema.names)

    def _run(self, statement: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(query)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found


def _spelt(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Whole numbers and booleans as the server's output functions spell them; text as it came."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = []
    for column in batch.columns:
        if pa.types.is_boolean(column.type):
            columns.append(pc.if_else(column, "t", "f"))
        elif pa.types.is_integer(column.type):
            columns.append(column.cast(pa.string()))
        else:
            columns.append(column)
    return pa.record_batch(columns, names=batch.schema.names)


def _connection_string(address: Address, password: str | None) -> str:
    from psycopg.conninfo import make_conninfo

    given = {
        "host": address.host,
        "port": address.port,
        "user": address.user,
        "dbname": address.database,
        "password": password,
        "client_encoding": "UTF8",
        "application_name": "entracte",
        **{name: value for name, value in address.options.items() if name.startswith("ssl")},
        "connect_timeout": address.timeout,
    }
    return make_conninfo("", **{name: value for name, value in given.items() if value not in {None, ""}})


def _refused(address: Address, told: str, password: str | None) -> Fault:
    """Why connecting failed: asked once more, of a library that says whether the password was the reason."""
    from psycopg import pq

    probe = pq.PGconn.connect(told.encode())
    said = telling.without(password, probe.error_message.decode("utf-8", "replace"))
    needs, used = probe.needs_password, probe.used_password
    probe.finish()
    if needs:
        return telling.refused_login(address, has_password=False)
    if "authentication failed" in said:
        return telling.refused_login(address, has_password=password is not None)
    if f'database "{address.database}" does not exist' in said:
        return telling.no_such_database(address)
    if _MESSAGE.search(said):
        if used and address.user in said and address.database not in said:  # in whatever language
            return telling.refused_login(address, has_password=True)
        return telling.not_allowed(address, _message(said))
    return telling.server_away(address, said)


def _message(said: str) -> str:
    """What the server said, without what the driver puts around it."""
    match = _MESSAGE.search(said)
    return (match[1] if match else said.partition("\n")[0]).strip()
