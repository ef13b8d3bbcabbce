"""The column engine: where tables live and SQL runs. Nothing outside this package names DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import duckdb

from entracte.engine.scratch import Scratch
from entracte.faults import Fault

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlglot import exp

BATCH_ROWS = 65_536


class Engine:
    """One embedded DuckDB in a folder of its own, removed when the `with` block ends.

    Tables spill to that folder: memory stays below `memory_limit` whatever the size of the data. Statements are
    sqlglot trees or text without values; values travel as parameters.
    """

    def __init__(self, folder: Path, memory_limit: str = "1500MB", threads: int | None = None) -> None:
        self._scratch = Scratch(folder)
        self.folder = self._scratch.path
        try:
            self._connection = self._connect(memory_limit, threads)
        except BaseException:
            self._scratch.remove()
            raise

    def _connect(self, memory_limit: str, threads: int | None) -> duckdb.DuckDBPyConnection:
        try:
            with _faults_of(self.folder):
                connection = duckdb.connect(
                    config={
                        "memory_limit": memory_limit,
                        "temp_directory": str(self.folder / "spill"),
                        "autoinstall_known_extensions": False,
                        "autoload_known_extensions": False,
                        "preserve_insertion_order": True,
                        **({"threads": threads} if threads else {}),
                    },
                )
                # Tables die with the run: they stay in memory and spill to the folder beyond the limit, which reads a
                # file twice as fast as a database on disk does. A name of their own keeps them apart from TEMP tables.
                connection.execute("ATTACH ':memory:' AS run")
                connection.execute("USE run")
                return connection
        except (duckdb.ParserException, duckdb.InvalidInputException) as error:
            raise Fault(
                "bad-settings",
                f"memory_limit is {memory_limit!r}, which is no size of memory.",
                hint="Write it as 1GB or 500MB, in entracte.toml or ENTRACTE_MEMORY_LIMIT.",
            ) from error

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and remove its folder."""
        self._connection.close()
        self._scratch.remove()

    def execute(self, statement: str | exp.Expression, parameters: list[object] | None = None) -> None:
        """Run one statement (or several, separated by `;`) for its effect."""
        self._run(statement, parameters)

    def attempt(self, statement: str | exp.Expression, parameters: list[object] | None = None) -> bool:
        """Run one statement that the data may defeat, such as reading a file; False, and nothing done, if it did."""
        try:
            self._run(statement, parameters)
        except duckdb.Error:
            return False
        return True

    @contextmanager
    def beside(self) -> Iterator[Engine]:
        """The same tables for another thread, whose statement `interrupt` ends."""
        other = copy(self)
        with _faults_of(self.folder):
            other._connection = self._connection.cursor()
            other._connection.execute("USE run")
        try:
            yield other
        finally:
            other._connection.close()

    def interrupt(self) -> None:
        """End what another thread runs here: it raises KeyboardInterrupt there."""
        self._connection.interrupt()

    def rows(self, query: str | exp.Expression, parameters: list[object] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query whose result is small by construction."""
        found: list[tuple[Any, ...]] = self._run(query, parameters).fetchall()
        return found

    def scalar(self, query: str | exp.Expression, parameters: list[object] | None = None) -> Any:
        """The single value of a query of one row and one column."""
        rows = self.rows(query, parameters)  # to the end: an unfinished result blocks the connection
        return rows[0][0] if rows else None

    def batches(self, query: str | exp.Expression, parameters: list[object] | None = None) -> pa.RecordBatchReader:
        """The result as a stream of Arrow batches, in order, never whole in memory.

        The stream has a connection of its own, so that other statements may run while it is read; it sees no TEMP
        tables. A DB-API result would be held whole before its first batch (5 GB for 20 million findings).
        """
        text = query if isinstance(query, str) else query.sql(dialect="duckdb")
        with _faults_of(self.folder):
            cursor = self._connection.cursor()
            cursor.execute("USE run")
            return cursor.sql(text, params=parameters or None).to_arrow_reader(BATCH_ROWS)

    def create_from_arrow(self, table: str, data: pa.RecordBatchReader | pa.Table, columns: str = "*") -> None:
        """Make a table of an Arrow stream; `columns` is what to select of it, as SQL."""
        self._connection.register("arrow_source", data)
        try:
            self.execute(f"CREATE OR REPLACE TABLE {quoted(table)} AS SELECT {columns} FROM arrow_source")
        finally:
            self._connection.unregister("arrow_source")

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns, in order."""
        return [name for name, *_ in self.rows(f"DESCRIBE {quoted(table)}")]

    def count(self, table: str) -> int:
        """The number of rows of a table."""
        return int(self.scalar(f"SELECT count(*) FROM {quoted(table)}"))

    def create_table(self, table: str, columns: dict[str, str], rows: Iterable[tuple[object, ...]] = ()) -> None:
        """Make a small table from column types and rows held in memory (settings, catalogues)."""
        body = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
        self.execute(f"CREATE OR REPLACE TABLE {quoted(table)} ({body})")
        held = list(rows)
        if held:
            # one statement of whole columns: a statement a row takes a hundred times as long
            values = ", ".join(f"unnest(CAST(? AS {kind}[]))" for kind in columns.values())
            self.execute(
                f"INSERT INTO {quoted(table)} SELECT {values}", [list(column) for column in zip(*held, strict=True)]
            )

    def _run(self, statement: str | exp.Expression, parameters: list[object] | None) -> Any:
        text = statement if isinstance(statement, str) else statement.sql(dialect="duckdb")
        with _faults_of(self.folder):
            return self._connection.execute(text, parameters) if parameters else self._connection.execute(text)


@contextmanager
def _faults_of(folder: Path) -> Iterator[None]:
    """Turn the engine's own troubles (memory, disk) into faults."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except duckdb.OutOfMemoryException as error:
        raise Fault(
            "out-of-memory", f"The engine's memory limit was reached: {error}", hint="Raise `memory_limit`."
        ) from error
    except duckdb.IOException as error:
        raise Fault(
            "disk", f"The engine could not read or write: {error}", hint=f"Is the disk of {folder} full?"
        ) from error


def quoted(identifier: str) -> str:
    """An identifier in the engine's quoting."""
    return '"' + identifier.replace('"', '""') + '"'
