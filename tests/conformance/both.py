"""One query on both engines: what they give has to be the same to the last byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from entracte.engine import Engine, quoted
from entracte.engine.spark.queries import BaseTable, spark_sql, texts_and

Row = tuple[Any, ...]


@dataclass
class Both:
    """DuckDB, which holds the tables, and Spark, which is shown them; `numbers` are columns that are no text."""

    engine: Engine
    session: Any
    numbers: frozenset[str]
    _shown: dict[str, BaseTable] = field(default_factory=dict)

    def find(self, name: str) -> BaseTable:
        """A table as Spark sees it."""
        if name not in self._shown:
            columns = tuple(self.engine.columns(name))
            view = f"conformance_{len(self._shown) + 1}"
            rows = self.engine.batches(f"SELECT * FROM {quoted(name)}").read_all()
            self.session.createDataFrame(rows).createOrReplaceTempView(view)
            self._shown[name] = BaseTable(view, texts_and(columns, self.numbers))
        return self._shown[name]

    def differences(
        self, columns: Mapping[str, exp.Expr], query: Callable[[Mapping[str, exp.Expr]], exp.Select]
    ) -> list[str]:
        """The columns that differ, each with its first difference; all in one query, by halves where that fails."""
        text = query(columns).sql(dialect="duckdb")
        try:
            found = self.on_spark(text)
        except Exception as error:
            if len(columns) == 1:
                return [f"{next(iter(columns))}: {str(error)[:300]}"]
            names = list(columns)
            halves = (names[: len(names) // 2], names[len(names) // 2 :])
            return [told for half in halves for told in self.differences({name: columns[name] for name in half}, query)]
        return told_differences(list(columns), self.engine.rows(text), found)

    def on_spark(self, text: str) -> list[Row]:
        """The rows of a query of DuckDB's, computed on Spark."""
        table = self.session.sql(spark_sql(text, self.find)).toArrow()
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def told_differences(names: Sequence[str], wanted: Sequence[Row], found: Sequence[Row]) -> list[str]:
    """What differs, a line a column."""
    if len(wanted) != len(found):
        return [f"{len(found)} rows instead of {len(wanted)}"]
    told: dict[str, str] = {}
    for place, (one, other) in enumerate(zip(wanted, found, strict=True)):
        for name, duckdb, spark in zip(names, one, other, strict=True):
            if not _same(duckdb, spark):
                told.setdefault(name, f"{name}, row {place}: DuckDB {duckdb!r}, Spark {spark!r}"[:400])
    return list(told.values())


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (one != one and other != other)
    return type(one) is type(other) and bool(one == other)
