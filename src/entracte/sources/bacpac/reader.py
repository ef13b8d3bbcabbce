"""A bacpac as tables of text."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from entracte.sources.bacpac.archive import BROKEN, Archive
from entracte.sources.bacpac.model import Table, tables_of
from entracte.sources.bacpac.scanning import Layout, Scan
from entracte.sources.bacpac.wire import candidates
from entracte.sources.limits import SHOWN
from entracte.sources.options import no_such_table
from entracte.sources.reading import RejectedRow, SourceColumn, SourceTable

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 4 * 1024 * 1024
"""Bytes unpacked at a time."""

MAX_ROW = 256 * 1024 * 1024
"""Bytes of a row; a larger one ends the part it stands in."""

BATCH = 65_536
"""Rows of a batch at most."""

SAMPLE = 2000
"""Rows by which the layout of a table is told."""


class BacpacReader:
    """Reads a `.bacpac`: text as it is, numbers and dates as `spelling` spells them, bytes as hexadecimal digits.

    Tables are called without their schema unless two clash (S2). Computed columns are not in the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._archive = Archive(path)
        self._rejected: dict[str, list[RejectedRow]] = {}
        self._rows_read: dict[str, int] = {}

    def tables(self) -> list[SourceTable]:
        """The tables in the order of the model, empty ones included."""
        found = []
        for name, table in self._tables.items():
            facts = {"schema": table.schema}
            if table.computed:
                facts["computed columns, not in the file"] = ", ".join(table.computed)
            columns = tuple(SourceColumn(column.name, str(column.type)) for column in table.columns)
            found.append(SourceTable(name, columns, facts))
        return found

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows of one table in the order of its parts."""
        if table not in self._tables:
            raise no_such_table(self.path, table, list(self._tables))
        self._rejected[table] = []
        self._rows_read[table] = 0
        found = self._tables[table]
        parts = self._parts.get(f"{found.schema}.{found.name}", [])
        if not parts:
            return
        layout = self._layout(found, parts)
        for run in _runs(parts):
            for batch in self._run(table, found, layout, run):
                self._rows_read[table] += batch.num_rows
                yield batch

    def rejected(self) -> Iterator[RejectedRow]:
        """The places from which on a part could not be read, and a difference to the stated count of all rows."""
        for rows in self._rejected.values():
            yield from rows
        stated = self._archive.stated_rows()
        read = sum(self._rows_read.values())
        if stated is not None and len(self._rows_read) == len(self._tables) and read != stated:
            yield RejectedRow("", "Origin.xml", "", f"the export states {stated} rows in all tables, {read} were read")

    @cached_property
    def _parts(self) -> dict[str, list[zipfile.ZipInfo]]:
        return self._archive.parts()

    @cached_property
    def _tables(self) -> dict[str, Table]:
        with self._archive.model() as model:
            found = [table for table in tables_of(self.path, model) if table.columns]
        names = [table.name for table in found]
        return {
            table.name if names.count(table.name) == 1 else f"{table.schema}.{table.name}": table for table in found
        }

    def _layout(self, table: Table, parts: list[zipfile.ZipInfo]) -> Layout:
        """The first layout that fits the first rows to the last byte, else the first of all."""
        layouts = [Layout(wires) for wires in candidates(table.columns)]
        if len(layouts) == 1:
            return layouts[0]
        try:
            sample = next(self._archive.blocks(parts[0], BLOCK), b"")
        except BROKEN:
            return layouts[0]
        is_whole = len(sample) == parts[0].file_size
        for layout in layouts:
            scan = layout.scan(sample, SAMPLE)
            is_at_end = scan.end == len(sample) or not is_whole or len(scan.starts) == SAMPLE
            if not scan.problem and is_at_end and (len(scan.starts) or not is_whole):
                return layout
        return layouts[0]

    def _run(self, name: str, table: Table, layout: Layout, parts: list[zipfile.ZipInfo]) -> Iterator[pa.RecordBatch]:
        """Small parts as one, unless that does not come out even: then each by itself, to tell which is damaged."""
        if len(parts) > 1:
            try:
                data = b"".join(block for part in parts for block in self._archive.blocks(part, BLOCK))
                scan = layout.scan(data, len(data) + 1)
            except BROKEN:
                scan = None
            if scan is not None and not scan.problem and scan.end == len(data):
                yield self._batch(table, layout, data, scan)
                return
        for part in parts:
            yield from self._part(name, table, layout, part)

    def _part(self, name: str, table: Table, layout: Layout, part: zipfile.ZipInfo) -> Iterator[pa.RecordBatch]:
        held = b""
        done = 0
        try:
            for block in self._archive.blocks(part, BLOCK):
                held += block
                while True:
                    scan = layout.scan(held, BATCH)
                    if len(scan.starts):
                        yield self._batch(table, layout, held, scan)
                        held = held[scan.end :]
                        done += scan.end
                    if scan.problem or len(held) > MAX_ROW:
                        self._reject(name, part, done, held, scan.problem or "a row is larger than is read")
                        return
                    if len(scan.starts) < BATCH:
                        break
        except BROKEN as error:
            self._reject(name, part, done, held, f"the archive is damaged: {error}")
            return
        if held:
            self._reject(name, part, done, held, "the last row is cut off")

    def _batch(self, table: Table, layout: Layout, held: bytes, scan: Scan) -> pa.RecordBatch:
        import pyarrow as pa

        from entracte.sources.bacpac.values import spelled

        data = np.frombuffer(held, np.uint8)
        columns = []
        for place, column in enumerate(table.columns):
            starts = scan.starts[:, place]
            columns.append(spelled(column.type, data, starts, layout.lengths(data, place, starts)))
        return pa.record_batch(columns, names=[column.name for column in table.columns])

    def _reject(self, name: str, part: zipfile.ZipInfo, done: int, held: bytes, reason: str) -> None:
        place = f"{part.filename}, byte {done}"
        text = held[: SHOWN // 3].hex(" ")
        rest = f"; what follows in this part ({part.file_size - done} bytes) was not read"
        self._rejected[name].append(RejectedRow(name, place, text, reason + rest))


def _runs(parts: list[zipfile.ZipInfo]) -> Iterator[list[zipfile.ZipInfo]]:
    """Neighbouring parts that are small enough to be read as one."""
    run: list[zipfile.ZipInfo] = []
    for part in parts:
        if run and sum(each.file_size for each in run) + part.file_size > BLOCK:
            yield run
            run = []
        run.append(part)
    yield run
