"""MySQL and MariaDB: one read-only transaction, values as the server prints them, taken by whole columns."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from entracte.faults import Fault
from entracte.sources.live import telling
from entracte.sources.live.address import Address
from entracte.sources.live.database import BATCH, CHUNK, LiveTable, Omitted, TableRefusedError
from entracte.sources.live.fetched import digits
from entracte.sources.live.mysql_catalogue import Catalogue, Relation, read_catalogue
from entracte.sources.live.text_rows import Rows, receive
from entracte.sources.reading import RejectedRow

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")

_SESSION = (
    "SET NAMES utf8mb4",  # servers may set another encoding on whoever connects, and put ? for what it lacks
    "SET SESSION sql_mode = ''",  # backquotes are quotes, and blanks of CHAR stay off
    "SET SESSION net_write_timeout = 3600",  # the server waits while we write
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION TRANSACTION READ ONLY",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)
_LOOPBACK = frozenset({"", "localhost", "127.0.0.1", "::1"})
_DENIED, _NO_DATABASE, _DENIED_DATABASE, _DENIED_BY_SOCKET = 1045, 1049, 1044, 1698
_AWAY = frozenset({2002, 2003, 2005, 2006, 2013})
_BATCH_BYTES = 64 * 1024 * 1024


class MysqlDatabase:
    """A MySQL or MariaDB database in one snapshot.

    Values come as the server prints them (`0000-00-00`, `838:59:59`, every digit), bytes as hexadecimal digits.
    """

    def __init__(self, runner: asyncio.Runner, connection: Any, address: Address, password: str | None) -> None:
        self._runner = runner
        self._connection = connection
        self._address = address
        self._password = password
        self._doing = "it was prepared"
        self._found: Catalogue | None = None
        try:
            for statement in _SESSION:
                self._rows(statement)
            ((version, zone, system_zone),) = self._rows("SELECT VERSION(), @@session.time_zone, @@system_time_zone")
        except Exception as error:
            self.close()
            raise self._fault(error) from error
        self.kind = "mariadb" if "mariadb" in version.lower() else "mysql"
        self.facts = {
            "snapshot": "one for all tables",
            "time zone": system_zone if zone == "SYSTEM" else zone,
        }

    @classmethod
    def open(cls, address: Address, password: str | None) -> MysqlDatabase:
        """Connect and take the snapshot."""
        import asyncmy
        from asyncmy.errors import MySQLError

        runner = asyncio.Runner()
        try:
            connection = runner.run(
                asyncmy.connect(
                    host=address.host or "127.0.0.1",
                    port=address.port,
                    user=address.user,
                    password=(password or "").encode(),  # a text would be taken for Latin 1
                    database=address.database,
                    charset="utf8mb4",
                    autocommit=True,
                    connect_timeout=address.timeout,
                    ssl=_tls(address),
                    program_name="entracte",
                )
            )
        except (TimeoutError, MySQLError, OSError, RuntimeError) as error:
            runner.close()
            raise _refused(address, password, error) from error
        return cls(runner, connection, address, password)

    def tables(self) -> list[LiveTable]:
        """The tables of the database by name."""
        return [relation.table for relation in self._catalogue().tables]

    def omitted(self) -> list[Omitted]:
        """Views, and tables whose rows lie elsewhere."""
        return self._catalogue().omitted

    def count(self, table: LiveTable) -> int | None:
        """The number of rows in the snapshot."""
        self._doing = f"counting {table.full_name}"
        ((rows,),) = self._tried(f"SELECT COUNT(*) FROM {self._relation(table).source}")
        return int(rows)

    def batches(self, table: LiveTable) -> Iterator[pa.RecordBatch]:
        """The rows by primary key, a chunk at a time where the key's type allows; else in one stream."""
        self._doing = f"reading {table.full_name}"
        relation = self._relation(table)
        mended = 0
        try:
            for rows in self._stream(relation):
                batch, count = _batch(relation, rows)
                mended += count
                if count:
                    table.facts["other encoding"] = f"{mended} values hold bytes that are not of their character set"
                yield batch
        except Exception as error:
            raise self._refusal(error) from error

    def rejected(self) -> list[RejectedRow]:
        """None: the server gives every row or refuses the table."""
        return []

    def close(self) -> None:
        """End the transaction and the session."""
        with suppress(Exception):
            self._connection.close()
        self._runner.close()

    def _catalogue(self) -> Catalogue:
        if self._found is None:
            try:
                self._found = read_catalogue(self._rows)
            except Exception as error:
                raise self._fault(error) from error
        return self._found

    def _relation(self, table: LiveTable) -> Relation:
        return self._catalogue().relation(table)

    def _stream(self, relation: Relation) -> Iterator[Rows]:
        """The rows as they come, some thousands at a time."""
        query = f"SELECT {', '.join(column.expression for column in relation.columns)} FROM {relation.source}"
        limit = f"LIMIT {CHUNK}" if relation.goes_on else ""
        self._ask(f"{query} {relation.order} {limit}")
        last = Rows()
        done = 0
        goes_on = True
        while goes_on:
            rows = Rows()
            goes_on = self._run(receive(self._connection, rows, BATCH, _BATCH_BYTES))
            done += len(rows)
            last = rows.last() if rows else last
            if not goes_on and limit and done == CHUNK:
                # the server is at work on the next chunk while we are at the end of this one
                self._ask(f"{query} {_after(relation, last)} {relation.order} {limit}")
                done, goes_on = 0, True
            if rows:
                yield rows

    def _ask(self, query: str) -> None:
        """Have a query begun, whose rows are to be received."""
        self._run(self._connection.query(query, unbuffered=True))

    def _tried(self, query: str) -> list[tuple[Any, ...]]:
        try:
            return self._rows(query)
        except Exception as error:
            raise self._refusal(error) from error

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        cursor = self._connection.cursor()
        self._run(cursor.execute(query))
        found: list[tuple[Any, ...]] = list(self._run(cursor.fetchall()))
        return found

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def _refusal(self, error: Exception) -> Exception:
        """A table's trouble, if the session can go on; else the connection is lost."""
        from asyncmy.errors import MySQLError

        if not isinstance(error, MySQLError | OSError | RuntimeError):
            return error
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a result that was left in the middle: that is why we ask
                self._rows("SELECT 1")
        except Exception:
            return self._fault(error)
        return TableRefusedError(_message(error, self._password))

    def _fault(self, error: Exception) -> Exception:
        from asyncmy.errors import MySQLError

        if not isinstance(error, MySQLError | OSError | RuntimeError):
            return error
        return telling.connection_lost(self._address, self._doing, _message(error, self._password))


def _batch(relation: Relation, rows: Rows) -> tuple[pa.RecordBatch, int]:
    """Rows as columns of text, the bytes of long columns as digits; and how many values were not of their encoding."""
    import pyarrow as pa

    from entracte.sources.sql.columns import as_text

    columns = []
    mended = 0
    for column, values in zip(relation.columns, rows.columns(len(relation.columns)), strict=True):
        text, count = (digits(values.to_pylist()), 0) if column.holds_long_bytes else as_text(values)
        columns.append(text)
        mended += count
    return pa.record_batch(columns, [column.name for column in relation.columns]), mended


def _after(relation: Relation, row: Rows) -> str:
    """The condition for the rows behind this one."""
    batch, _ = _batch(relation, row)
    condition = relation.after([batch.column(place)[0].as_py() for place in relation.key_places])
    if condition is None:
        raise TableRefusedError("its rows cannot be asked for by its key")
    return condition


def _tls(address: Address) -> Any:
    """Encryption: without a word for other machines; `tls=verify` checks who answers too, `tls=off` does without."""
    import ssl

    told = address.options.get("tls", "off" if address.host in _LOOPBACK else "on")
    if told == "off":
        return None
    if told not in {"on", "verify"}:
        raise Fault("bad-url", f"tls is {told}.", hint="It may be off, on, or verify.")
    context = ssl.create_default_context(cafile=address.options.get("ca"))
    if told == "on":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _refused(address: Address, password: str | None, error: Exception) -> Fault:
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    said = _message(error, password)
    if number in {_DENIED, _DENIED_BY_SOCKET}:
        return telling.refused_login(address, has_password=password is not None)
    if number in {_NO_DATABASE, _DENIED_DATABASE}:
        return telling.no_such_database(address)
    if "SSL" in said:
        return Fault(
            "server-refused",
            f"The server at {address.place} cannot be spoken to with encryption: {said}.",
            hint="On a network that you trust add ?tls=off to the address; ?ca=FILE names the server's certificate.",
        )
    if number in _AWAY or not number or isinstance(error, OSError):
        return telling.server_away(address, said)
    return telling.not_allowed(address, said)


def _message(error: Exception, password: str | None) -> str:
    said = str(error.args[-1]) if error.args else type(error).__name__
    return telling.without(password, said)
