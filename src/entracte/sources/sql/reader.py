"""Reads a script in one pass into a scratch folder, then gives its tables from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.faults import Fault
from entracte.sources.limits import MAX_COLUMNS
from entracte.sources.options import no_such_table
from entracte.sources.reading import RejectedRow, SourceTable
from entracte.sources.sql.catalogue import Catalogue, Table
from entracte.sources.sql.collecting import Collector
from entracte.sources.sql.copying import CopyReader
from entracte.sources.sql.dialect import Dialect, dialect_of
from entracte.sources.sql.grammar import Grammar
from entracte.sources.sql.heads import Copy, Target
from entracte.sources.sql.rejects import Rejects
from entracte.sources.sql.rows import RowReader
from entracte.sources.sql.statements import Statements
from entracte.sources.sql.store import Store
from entracte.sources.sql.walking import Walk
from entracte.sources.sql.window import Window

if TYPE_CHECKING:
    import pyarrow as pa

_SIGNS = 256 * 1024
"""Bytes in which signs of an engine are looked for."""


@dataclass(frozen=True)
class Text:
    """The text of a script: `read` gives its next bytes in UTF-8; `codec` is what it was in."""

    read: Callable[[int], bytes]
    codec: str
    close: Callable[[], None]


class SqlReader:
    """The tables of one script or dump (a `SourceReader`).

    The text is read once, when the tables are first asked for. Raises the fault `no-tables` if there are none.
    """

    def __init__(self, path: Path, scratch: Path, open_text: Callable[[], Text]) -> None:
        self.path = path
        self._folder = scratch
        self._open_text = open_text
        self._catalogue = Catalogue()
        self._names: dict[str, Table] = {}
        self._facts: dict[str, str] = {}
        self._store = Store(scratch)
        self._rejects: Rejects | None = None

    def tables(self) -> list[SourceTable]:
        """The tables, in the order in which the script mentions them; `facts` say how each was read."""
        self._read()
        return [
            SourceTable(name, tuple(table.final_columns()), self._facts_of(table))
            for name, table in self._names.items()
        ]

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows of one table in the order of the script; the fault `no-such-table` for another name."""
        self._read()
        if table not in self._names:
            raise no_such_table(self.path, table, list(self._names))
        return self._store.batches(self._names[table])

    def hand_over(self, table: str, path: Path) -> int | None:
        """Move the rows of a table, kept as Parquet while they were read, to `path`: how many; None if they are not."""
        self._read()
        return self._store.hand_over(self._names[table], path)

    def rejected(self) -> Iterator[RejectedRow]:
        """The rows that could not be read, with their text and the line where they begin."""
        self._read()
        assert self._rejects is not None
        return self._rejects.rows({table.number: name for name, table in self._names.items()})

    def _read(self) -> None:
        if self._rejects is not None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        self._rejects = Rejects(self._folder / "rejected.jsonl")
        text = self._open_text()
        try:
            self._read_text(text, self._rejects)
        finally:
            text.close()
            self._store.close()
            self._rejects.close()
        names = self._catalogue.shown_names()
        self._names = {names[table.number]: table for table in self._catalogue.tables}
        if not self._names:
            raise Fault(
                "no-tables",
                f"{self.path} holds no tables: neither definitions nor rows were found in it.",
                hint="Ask for a dump with the data in it, as plain SQL with INSERT or COPY statements.",
            )

    def _read_text(self, text: Text, rejects: Rejects) -> None:
        window = Window(text.read)
        window.more()
        dialect = dialect_of(window.data[:_SIGNS])
        grammar = Grammar(dialect, backslash=dialect is Dialect.MYSQL, codec=text.codec)
        statements = Statements(Walk(window, grammar, rejects), self._catalogue, rejects)
        rows = RowReader(statements, Collector(self._store, rejects), rejects)
        copies = CopyReader(window, self._store, rejects)
        here: Target | Copy | None = statements.next()
        while here is not None:
            self._guard(here.target if isinstance(here, Copy) else here)
            if isinstance(here, Copy):
                copies.read(here)
                here = statements.next()
            else:
                here = rows.read(here)
        self._facts = {"dialect": str(dialect), "encoding": text.codec}
        if dialect is Dialect.MYSQL and not statements.grammar.backslash:
            self._facts["escapes"] = "backslashes stand for themselves"

    def _guard(self, target: Target) -> None:
        """Refuse a table wider than anything honest before its rows are read."""
        table = target.table
        name = table.name.name.text
        width = max(len(target.columns or ()), len(table.columns or ()), table.width or 0)
        if width > MAX_COLUMNS:
            raise Fault(
                "too-many-columns",
                f"{self.path} has a table of {width} columns ({name}); more than {MAX_COLUMNS} are not read.",
                hint="Ask the customer what the table is, and for the delivery without it.",
            )

    def _facts_of(self, table: Table) -> dict[str, str]:
        facts = {**self._facts, "rows": str(table.rows)}
        assert self._rejects is not None
        if rejected := self._rejects.counts[table.number]:
            facts["rejected"] = str(rejected)
        if table.repaired:
            facts["other encoding"] = f"{table.repaired} values were not {self._facts['encoding']}"
        if table.is_assumed:
            facts["columns"] = "rows without names of columns were taken to have those that other rows name"
        if table.ignored:
            facts["not run"] = ", ".join(f"{count} {word}" for word, count in sorted(table.ignored.items()))
        return facts
