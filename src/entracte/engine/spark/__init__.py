"""Apache Spark as the engine of queries: one machine or a cluster computes them, and the results lie beside DuckDB.

Nothing is distributed by code of ours: Spark reads the kept files of the delivery, runs the very queries that DuckDB
would run, in its own words (`queries`), and writes their results as Parquet. Where the two would differ by a byte, the
query is refused before a row is read. Files are read and written by the workers of a cluster: `ENTRACTE_HOME` has to be
a folder that all of them see under the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from entracte.engine.spark.queries import BaseTable, spark_query, spark_sql, texts_and
from entracte.engine.spark.session import LOCAL, end, start, unreachable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from entracte.engine import Engine

__all__ = ["LOCAL", "Spark"]


class _NotKnownError(LookupError):
    """A table that lies in the engine only."""


@dataclass(frozen=True)
class _File:
    """A Parquet file of rows: what its columns are called in the table, and how many rows come before its own."""

    path: Path
    columns: tuple[str, ...]
    before: int


@dataclass
class Spark:
    """Computes queries on Spark for an engine that then has their results.

    `master` is `local[*]` or the address of a cluster (`spark://host:7077`). It is started by the first query that
    needs it, and stopped when the `with` block ends.
    """

    engine: Engine
    master: str
    memory: str
    _tables: dict[str, BaseTable] = field(default_factory=dict)
    _files: dict[str, list[_File]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _steps: dict[str, Any] = field(default_factory=dict)
    _kept: dict[str, Any] = field(default_factory=dict)
    _named: int = 0
    _session: SparkSession | None = None
    _begun: bool = False
    _landed: int = 0
    _lock: Any = field(default_factory=Lock)

    def __enter__(self) -> Spark:
        return self

    def __exit__(self, *_: object) -> None:
        if self._session is not None and self._begun:
            end(self._session)
        elif self._session is not None:
            for kept in self._kept.values():
                kept.unpersist()

    def know(self, name: str, columns: Sequence[str], number: str | None = None) -> None:
        """Let queries read a table of text; `number` is a column of whole numbers that it also has."""
        own = [number] if number else []
        self._tables[name.lower()] = BaseTable(self._view(), texts_and([*own, *columns], own))

    def _view(self) -> str:
        self._named += 1
        return f"entracte_table_{self._named}"

    def know_files(self, name: str, parts: Sequence[tuple[Path, Sequence[str], int]]) -> None:
        """Where the rows of a table lie: Parquet files, what their columns are called, and how many rows each has."""
        before = 0
        files = []
        for path, columns, rows in parts:
            files.append(_File(path, tuple(columns), before))
            before += rows
        self._files[name.lower()] = files

    def spelt(self, text: str) -> str:
        """A query of DuckDB's in Spark's words; raises the fault `not-on-spark`."""
        return spark_sql(text, self._table)

    def landed(self, text: str, steps: Sequence[tuple[str, str]]) -> str:
        """Compute a query over named steps on Spark; gives the query by which the engine reads the result, in order.

        What reads only what lies in the engine itself is left to the engine.
        """
        with self._lock:
            # behind the lock: pyspark's modules import one another, and two threads that do so at once fail
            from py4j.protocol import Py4JError
            from pyspark.errors import PySparkException

            try:
                self._take(steps, text)
                query, _ = spark_query(text, self._found)
                self._landed += 1
                path = self.engine.folder / f"spark-{self._landed}"
                found = self._started().sql(query)
            except _NotKnownError:
                return text
            except (PySparkException, Py4JError) as error:
                raise unreachable(self.master, error) from error
        try:
            # a column without any type cannot be written
            cells = [f"CAST(`{name}` AS STRING)" if kind == "void" else f"`{name}`" for name, kind in found.dtypes]
            named = [f"{cell} AS `{name}`" for cell, name in zip(cells, found.columns, strict=True)]
            found.selectExpr(*named).write.parquet(str(path))
        except (PySparkException, Py4JError) as error:
            raise unreachable(self.master, error) from error
        return f"SELECT * FROM read_parquet({_text(str(path / '*.parquet'))})"

    def _take(self, steps: Sequence[tuple[str, str]], text: str) -> None:
        """Make views of the steps that are new; one that a query reads itself is read by others too: Spark keeps it."""
        for name, step in steps:
            if name.lower() not in self._steps:
                query, columns = spark_query(step, self._found)
                table = BaseTable(self._view(), columns)
                self._steps[name.lower()] = self._started().sql(query)
                self._steps[name.lower()].createOrReplaceTempView(table.view)
                self._tables[name.lower()] = table
            if _name(name, '"') in text and name.lower() not in self._kept:
                self._kept[name.lower()] = self._steps[name.lower()].persist(_on_disk())

    def _found(self, name: str) -> BaseTable:
        """A table that queries read, shown to Spark by then."""
        table = self._table(name)
        if name.lower() not in self._steps and name.lower() not in self._seen:
            self._show(self._started(), name.lower())
        return table

    def _table(self, name: str) -> BaseTable:
        table = self._tables.get(name.lower())
        if table is None:
            raise _NotKnownError(name)
        return table

    def _started(self) -> SparkSession:
        if self._session is None:
            self._session, self._begun = start(self.master, self.engine.folder, self.memory)
        return self._session

    def _show(self, session: SparkSession, name: str) -> None:
        """Make a table known to Spark: a view of its files, or the few rows of one that lies in the engine."""
        table = self._tables[name]
        if name in self._files:
            session.sql(" UNION ALL ".join(map(_rows, self._files[name]))).createOrReplaceTempView(table.view)
        else:
            columns = ", ".join(exp.to_identifier(each, quoted=True).sql(dialect="duckdb") for each in table.types)
            held = self._own(f"SELECT {columns} FROM {exp.to_identifier(name, quoted=True).sql(dialect='duckdb')}")
            session.createDataFrame(held).createOrReplaceTempView(table.view)
        self._seen.add(name)

    def _own(self, query: str) -> Any:
        """What a small table of the engine holds."""
        return self.engine.batches(query).read_all()


def _rows(file: _File) -> str:
    """The rows of a file in Spark's words, numbered as DuckDB numbers them."""
    import pyarrow.parquet as pq

    names = pq.read_schema(file.path).names
    cells = [f"CAST({_name(held)} AS STRING) AS {_name(name)}" for held, name in zip(names, file.columns, strict=False)]
    number = f"_metadata.row_index + {file.before + 1} AS `entracte_row`"
    return f"SELECT {', '.join([number, *cells])} FROM parquet.{_name(str(file.path))}"


def _name(name: str, quote: str = "`") -> str:
    return quote + name.replace(quote, quote * 2) + quote


def _on_disk() -> Any:
    from pyspark import StorageLevel

    return StorageLevel.DISK_ONLY


def _text(text: str) -> str:
    return exp.Literal.string(text).sql(dialect="duckdb")
