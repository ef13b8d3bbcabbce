"""Oracle 12.1 and later, without a client: one read-only transaction, values spelled by the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from entracte.faults import Fault
from entracte.sources.live import telling
from entracte.sources.live.address import Address
from entracte.sources.live.database import BATCH, CHUNK, LiveTable, Omitted, TableRefusedError
from entracte.sources.live.fetched import as_batch
from entracte.sources.live.oracle_catalogue import Catalogue, Relation, read_catalogue
from entracte.sources.live.relations import by_chunks
from entracte.sources.reading import RejectedRow

if TYPE_CHECKING:
    import pyarrow as pa

_READ_ONLY = "SET TRANSACTION READ ONLY"
_WHO = "SELECT USER, SESSIONTIMEZONE FROM dual"
_LOGIN = ("ORA-01017", "ORA-01005", "ORA-28000", "ORA-28001")
_SERVICE = ("ORA-12514", "ORA-12505", "DPY-6001", "DPY-6003")
_OLD = "DPY-3010"


class OracleDatabase:
    """The tables of one user of an Oracle database in one snapshot: the one who reads, or the address's `schema`.

    Numbers come with a decimal point, dates as `2026-11-22 18:00:00`, bytes as hexadecimal digits.
    """

    kind = "oracle"

    def __init__(self, connection: Any, address: Address, password: str | None) -> None:
        self._connection = connection
        self._address = address
        self._password = password
        self._doing = "it was prepared"
        self._found: Catalogue | None = None
        try:
            with connection.cursor() as cursor:
                cursor.execute(_READ_ONLY)
            ((user, zone),) = self._rows(_WHO, {})
        except Exception as error:
            self.close()
            raise self._fault(error) from error
        self._owner = address.options.get("schema") or user
        self.facts = {"snapshot": "one for all tables", "time zone": zone}

    @classmethod
    def open(cls, address: Address, password: str | None) -> OracleDatabase:
        """Connect and take the snapshot."""
        import oracledb

        tls = address.options.get("tls", "off")
        if tls not in {"off", "on"}:
            raise Fault("bad-url", f"tls is {tls}.", hint="It may be off or on.")
        if not password:
            raise telling.refused_login(address, has_password=False)  # Oracle knows no login without one
        oracledb.defaults.fetch_lobs = False
        try:
            connection = oracledb.connect(
                user=address.user,
                password=password,
                host=address.host or "127.0.0.1",
                port=address.port,
                service_name=address.database,
                protocol="tcps" if tls == "on" else "tcp",
                tcp_connect_timeout=address.timeout,
                program="entracte",
            )
        except (oracledb.Error, OSError) as error:
            raise _refused(address, password, error) from error
        return cls(connection, address, password)

    def tables(self) -> list[LiveTable]:
        """The tables of the owner by name."""
        return [relation.table for relation in self._catalogue().tables]

    def omitted(self) -> list[Omitted]:
        """Views, temporary, nested and external tables."""
        return self._catalogue().omitted

    def count(self, table: LiveTable) -> int | None:
        """The number of rows in the snapshot."""
        self._doing = f"counting {table.full_name}"
        try:
            ((rows,),) = self._rows(f"SELECT COUNT(*) FROM {self._relation(table).source}", {})
        except Exception as error:
            raise self._refusal(error) from error
        return int(rows)

    def batches(self, table: LiveTable) -> Iterator[pa.RecordBatch]:
        """The rows by primary key, a chunk at a time where it is of whole numbers; else in one stream."""
        self._doing = f"reading {table.full_name}"
        relation = self._relation(table)
        selected = f"SELECT {', '.join(str(column.expression) for column in relation.columns)} FROM {relation.source}"
        if not relation.goes_on:
            yield from self._stream(relation, f"{selected} {relation.order}", {})
            return

        def chunk(last: list[str] | None) -> Iterator[pa.RecordBatch]:
            after = relation.after if last else ""
            bound = {f"k{place}": text for place, text in enumerate(last or ())}
            return self._stream(relation, f"{selected} {after} {relation.order} FETCH FIRST {CHUNK} ROWS ONLY", bound)

        yield from by_chunks(relation, CHUNK, chunk)

    def rejected(self) -> list[RejectedRow]:
        """None: the server gives every row or refuses the table."""
        return []

    def close(self) -> None:
        """End the transaction and the session."""
        with suppress(Exception):
            self._connection.rollback()
        with suppress(Exception):
            self._connection.close()

    def _catalogue(self) -> Catalogue:
        if self._found is None:
            try:
                self._found = read_catalogue(self._rows, self._owner)
            except Exception as error:
                raise self._fault(error) from error
        return self._found

    def _relation(self, table: LiveTable) -> Relation:
        return self._catalogue().relation(table)

    def _stream(self, relation: Relation, query: str, bound: dict[str, str]) -> Iterator[pa.RecordBatch]:
        names = [column.name for column in relation.columns]
        spellers = [column.speller for column in relation.columns]
        try:
            with self._connection.cursor() as cursor:
                cursor.arraysize = BATCH
                cursor.execute(query, bound)
                while rows := cursor.fetchmany(BATCH):
                    yield as_batch(rows, names, spellers)
        except Exception as error:
            raise self._refusal(error) from error

    def _rows(self, query: str, bound: dict[str, str]) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(query, bound)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def _refusal(self, error: Exception) -> Exception:
        """A table's trouble, if the session can go on; else the connection is lost."""
        import oracledb

        if not isinstance(error, oracledb.Error):
            return error
        try:
            self._rows(_WHO, {})
        except oracledb.Error:
            return self._fault(error)
        return TableRefusedError(_message(error, self._password))

    def _fault(self, error: Exception) -> Exception:
        import oracledb

        if not isinstance(error, oracledb.Error):
            return error
        return telling.connection_lost(self._address, self._doing, _message(error, self._password))


def _refused(address: Address, password: str | None, error: Exception) -> Fault:
    said = _message(error, password)
    if said.startswith(_LOGIN):
        return telling.refused_login(address, has_password=password is not None)
    if said.startswith(_SERVICE):
        return telling.no_such_database(address)
    if said.startswith(_OLD):
        return Fault(
            "unsupported-server",
            f"The server at {address.place} is older than Oracle 12.1, which is not read over the network here.",
            hint="Ask for an export (exp), or for scripts of SQL Developer.",
        )
    if said.startswith("ORA-"):
        return telling.not_allowed(address, said)
    return telling.server_away(address, said)


def _message(error: Exception, password: str | None) -> str:
    return telling.without(password, str(error).partition("\n")[0])
