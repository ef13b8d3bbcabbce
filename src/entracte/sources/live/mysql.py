"""MySQL and MariaDB: one read-only transaction, rows packed by the server into one value each."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from entracte.faults import Fault
from entracte.sources.limits import SHOWN
from entracte.sources.live import fetched as values_as
from entracte.sources.live import telling
from entracte.sources.live.address import Address
from entracte.sources.live.database import BATCH, CHUNK, LiveTable, Omitted, TableRefusedError
from entracte.sources.live.mysql_catalogue import Catalogue, Relation, read_catalogue
from entracte.sources.live.packed import NOTHING, VALUE_END, UnevenRowsError, split
from entracte.sources.reading import RejectedRow

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")

_SESSION = (
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
_MANY, _FEW = 2000, 16
"""Rows asked of the driver at once; few where each may be many megabytes long."""
_TOO_LONG = "the row is longer than the server puts together (max_allowed_packet)"


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
        self._rejected: list[RejectedRow] = []
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
        query = f"SELECT {_selected(relation)} FROM {relation.source}"
        limit = f"LIMIT {CHUNK}" if relation.goes_on else ""
        after = ""
        done = 0
        while True:
            rows = 0
            batch = None
            for fetched in self._stream(relation, f"{query} {after} {relation.order} {limit}"):
                batch = self._batch(relation, fetched, done + rows)
                rows += len(fetched)
                yield batch
            done += rows
            if not limit or rows < CHUNK or batch is None or not batch.num_rows:
                return
            after = relation.after([batch.column(place)[-1].as_py() for place in relation.key_places]) or ""

    def rejected(self) -> list[RejectedRow]:
        """Rows that the server could not put together."""
        return self._rejected

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

    def _batch(self, relation: Relation, fetched: list[tuple[Any, ...]], before: int) -> pa.RecordBatch:
        """Rows as columns: those packed are split, the long ones stand beside them."""
        import pyarrow as pa

        from entracte.sources.sql.columns import as_text

        packed = [column for column in relation.columns if not column.is_long]
        columns: dict[str, Any] = {}
        rows = fetched
        if packed:
            joined = [row[0] for row in fetched]
            if None in joined:
                rows = self._whole(relation, fetched, before)
                joined = [row[0] for row in rows]
            try:
                arrays = split(joined, len(packed))
            except UnevenRowsError:
                rows = self._even(relation, rows, len(packed), before)
                arrays = split([row[0] for row in rows], len(packed))
            columns = {column.name: as_text(array)[0] for column, array in zip(packed, arrays, strict=True)}
        long = [column for column in relation.columns if column.is_long]
        for place, column in enumerate(long, 1 if packed else 0):
            speller = values_as.digits if column.holds_bytes else values_as.text
            columns[column.name] = speller([row[place] for row in rows])
        names = [column.name for column in relation.columns]
        return pa.record_batch([columns[name] for name in names], names)

    def _whole(self, relation: Relation, fetched: list[tuple[Any, ...]], before: int) -> list[tuple[Any, ...]]:
        """The rows that the server could put together; the others are rejected."""
        for place, row in enumerate(fetched, before + 1):
            if row[0] is None:
                self._rejected.append(RejectedRow(relation.table.full_name, f"row {place}", "", _TOO_LONG))
        return [row for row in fetched if row[0] is not None]

    def _even(self, relation: Relation, rows: list[tuple[Any, ...]], width: int, before: int) -> list[tuple[Any, ...]]:
        """The rows with as many values as there are columns; the others hold bytes that no text has."""
        even = []
        for place, row in enumerate(rows, before + 1):
            if row[0].count(VALUE_END) == width - 1:
                even.append(row)
            else:
                text = row[0].replace(bytes([VALUE_END]), b"\t").decode("utf-8", "replace")[:SHOWN]
                reason = "a text holds bytes that are not in its character set"
                self._rejected.append(RejectedRow(relation.table.full_name, f"row {place}", text, reason))
        return even

    def _stream(self, relation: Relation, query: str) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query as they come, some thousands at a time; fewer where they are long."""
        from asyncmy.cursors import SSCursor

        step = _FEW if any(column.is_long for column in relation.columns) else _MANY
        cursor = self._connection.cursor(SSCursor)
        held: list[tuple[Any, ...]] = []
        size = 0
        try:
            self._run(cursor.execute(query))
            while rows := self._run(cursor.fetchmany(step)):
                held += rows
                size += sum(map(len, filter(None, chain.from_iterable(rows))))
                if len(held) >= BATCH or size >= _BATCH_BYTES:
                    yield held
                    held, size = [], 0
            if held:
                yield held
            self._run(cursor.close())
        except Exception as error:
            raise self._refusal(error) from error

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


def _selected(relation: Relation) -> str:
    """One packed value of all columns but the long ones, then those."""
    null = f"_binary x'{NOTHING:02x}'"
    packed = [f"IFNULL({column.expression}, {null})" for column in relation.columns if not column.is_long]
    joined = [f"CONCAT_WS(_binary x'{VALUE_END:02x}', {', '.join(packed)})"] if packed else []
    return ", ".join([*joined, *(column.quoted for column in relation.columns if column.is_long)])


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
