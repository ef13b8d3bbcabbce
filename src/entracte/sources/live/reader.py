"""A live database as a source: its tables under plain names, every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.sources.live.database import Database, LiveTable, Notice, Omitted, TableRefusedError
from entracte.sources.options import no_such_table
from entracte.sources.reading import RejectedRow, SourceTable

if TYPE_CHECKING:
    import pyarrow as pa


class LiveReader:
    """Reads the tables of a database opened for reading.

    Values are text as the server spells them. Tables are called without their schema unless two clash (S2). A table
    that the server refuses is no table here: `left_out` names it, and `rejected` says that its rows were not read.
    """

    def __init__(self, database: Database, shown: str, notice: Notice = lambda what: None) -> None:
        self.path = Path(shown)
        self.kind = database.kind
        self._database = database
        self._notice = notice
        self._rejected: list[RejectedRow] = []
        self._refused: dict[str, str] = {}

    def tables(self) -> list[SourceTable]:
        """The tables by schema and name, without those that were refused."""
        return [
            SourceTable(name, table.columns, _facts(table, self._database.facts))
            for name, table in self._tables.items()
            if name not in self._refused
        ]

    def left_out(self) -> list[Omitted]:
        """Views, tables of others, and tables that the server refused, each with the reason."""
        return [*self._database.omitted(), *(Omitted(name, reason) for name, reason in self._refused.items())]

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows in the order of the primary key; counted against the server's count at the end."""
        if table not in self._tables:
            raise no_such_table(self.path, table, list(self._tables))
        found = self._tables[table]
        rows = 0
        try:
            counted = self._database.count(found)
            self._tell(table, 0, counted)
            for batch in self._database.batches(found):
                rows += batch.num_rows
                self._tell(table, rows, counted)
                yield batch
        except TableRefusedError as refusal:
            self._refuse(table, str(refusal), rows)
            return
        self._account(table, found, rows, counted)

    def rejected(self) -> Iterator[RejectedRow]:
        """The tables and rows that could not be read, known once all batches were consumed."""
        yield from self._rejected

    def close(self) -> None:
        """End the session."""
        self._database.close()

    @cached_property
    def _tables(self) -> dict[str, LiveTable]:
        found = self._database.tables()
        counts = Counter(table.name.casefold() for table in found)
        names = [table.name if counts[table.name.casefold()] == 1 else table.full_name for table in found]
        return dict(zip(names, found, strict=True))

    def _tell(self, table: str, rows: int, counted: int | None) -> None:
        of = "" if counted is None else f" of {counted:,}".replace(",", " ")
        self._notice(f"reading {table}: {rows:,}".replace(",", " ") + f"{of} rows")

    def _refuse(self, table: str, reason: str, rows: int) -> None:
        after = f"after {rows} rows" if rows else ""
        self._refused[table] = reason
        self._rejected.append(RejectedRow(table, after, "", f"{reason}; the table was not read"))

    def _account(self, table: str, found: LiveTable, rows: int, counted: int | None) -> None:
        """Rows in = rows out + rejected; a difference is told."""
        rejected = [each for each in self._database.rejected() if each.table == found.full_name]
        self._rejected += [RejectedRow(table, each.place, each.text, each.reason) for each in rejected]
        if counted is not None and counted != rows + len(rejected):
            reason = f"the server counts {counted} rows, {rows + len(rejected)} were read: was the table being changed?"
            self._rejected.append(RejectedRow(table, "the whole table", "", reason))


def _facts(table: LiveTable, facts: dict[str, str]) -> dict[str, str]:
    told = {"schema": table.schema} if table.schema else {}
    if table.key:
        told["ordered by"] = ", ".join(table.key)
    return {**told, **table.facts, **facts}
