"""Reading a script given as text, for tests: tables as lists of rows."""

from __future__ import annotations

from pathlib import Path

from entracte.sources.options import SourceOptions
from entracte.sources.reading import RejectedRow, SourceTable
from entracte.sources.sql import open_reader

SHARED = Path(__file__).parents[3] / "../shared/data"

Rows = list[tuple[str | None, ...]]


class Delivered:
    """A script that was read: `tables` by name, `rows` by table, `rejected`."""

    def __init__(self, path: Path, scratch: Path, options: SourceOptions | None = None) -> None:
        reader = open_reader(path, scratch, options)
        self.tables: dict[str, SourceTable] = {table.name: table for table in reader.tables()}
        self.rows: dict[str, Rows] = {
            name: [tuple(row.values()) for batch in reader.batches(name) for row in batch.to_pylist()]
            for name in self.tables
        }
        self.rejected: list[RejectedRow] = list(reader.rejected())

    def columns(self, table: str) -> list[str]:
        return [column.name for column in self.tables[table].columns]

    def declared(self, table: str) -> list[str]:
        return [column.declared for column in self.tables[table].columns]

    def counts(self) -> dict[str, int]:
        return {name: len(rows) for name, rows in self.rows.items()}


def read_script(folder: Path, script: str | bytes, options: SourceOptions | None = None) -> Delivered:
    """Write a script to a file and read it."""
    path = folder / "script.sql"
    path.write_bytes(script.encode() if isinstance(script, str) else script)
    return Delivered(path, folder / "scratch", options)
