"""An Access file as tables of text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from entracte.faults import Fault
from entracte.sources.access.catalogue import Catalogue, catalogue_of
from entracte.sources.access.definitions import COMPLEX, Definition, definition_at, with_results
from entracte.sources.access.pages import Pages
from entracte.sources.access.properties import result_types
from entracte.sources.access.rows import Anatomy, Block, Lost, blocks
from entracte.sources.access.values import Speller
from entracte.sources.limits import SHOWN
from entracte.sources.options import SourceOptions, no_such_table
from entracte.sources.reading import RejectedRow, SourceColumn, SourceTable

if TYPE_CHECKING:
    import pyarrow as pa


LONG_VALUES_AT_ONCE = 64 * 1024 * 1024
"""Bytes of memos and objects that are held together."""


class AccessReader:
    """Reads a `.mdb` or `.accdb`: text as it is, Yes/No as 1 and 0, dates with time, currency with four decimals.

    Objects (pictures, documents) are hexadecimal digits. A column of several values holds the number under which
    Access keeps them in a hidden table.
    """

    def __init__(self, path: Path, options: SourceOptions) -> None:
        self.path = path
        self._pages = Pages(path, options)
        self._rejected: dict[str, list[RejectedRow]] = {}
        self._damaged_tables: list[RejectedRow] = []

    def tables(self) -> list[SourceTable]:
        """The user's tables, in the order of the file's own list."""
        found = []
        for name, definition in self._definitions.items():
            facts = {"made with": self._pages.version}
            if self._pages.is_encrypted:
                facts["encrypted"] = "yes"
            several = [column.name for column in definition.columns if column.type == COMPLEX]
            if several:
                facts["columns of several values, not read"] = ", ".join(several)
            columns = tuple(SourceColumn(column.name, column.declared) for column in definition.columns)
            found.append(SourceTable(name, columns, facts))
        return found

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows of one table in the order of its pages."""
        if table not in self._definitions:
            raise no_such_table(self.path, table, list(self._definitions))
        self._rejected[table] = []
        definition = self._definitions[table]
        lost: list[Lost] = []
        count = 0
        for block in blocks(self._pages, definition, lost):
            count += len(block.starts)
            for part in self._parts(definition, block):
                yield self._batch(table, definition, part)
        self._rejected[table] += [RejectedRow(table, each.place, "", each.reason) for each in lost]
        if count < definition.rows:
            reason = f"the table states {definition.rows} rows, but only {count} are in the file"
            self._rejected[table].append(RejectedRow(table, "the whole table", "", reason))

    def rejected(self) -> Iterator[RejectedRow]:
        """Damaged rows of the tables read so far, tables whose definition is damaged, and linked tables."""
        for rows in self._rejected.values():
            yield from rows
        yield from self._damaged_tables
        if self._catalogue.missing:
            reason = f"{self._catalogue.missing} objects of the file's own list are missing: there may be more tables"
            yield RejectedRow("", "the list of tables", "", reason)
        for name, place in self._catalogue.linked.items():
            yield RejectedRow(name, "linked table", "", f"its rows are not in this file but in {place}")

    @cached_property
    def _catalogue(self) -> Catalogue:
        return catalogue_of(self._pages)

    @cached_property
    def _definitions(self) -> dict[str, Definition]:
        found = {}
        for name, page in self._catalogue.tables.items():
            try:
                types = result_types(self._catalogue.properties[name])
                found[name] = with_results(definition_at(self._pages, page), types)
            except Fault as fault:
                self._damaged_tables.append(RejectedRow(name, f"page {page}", "", fault.message))
        if self._damaged_tables and not found:
            raise Fault(
                "damaged-access", self._damaged_tables[0].reason, hint="Ask the customer to compact and repair it."
            )
        return found

    def _parts(self, definition: Definition, block: Block) -> Iterator[Block]:
        """The rows of a block, in parts whose long values fit into memory together."""
        anatomy = Anatomy(block, definition.columns, is_jet3=self._pages.is_jet3)
        sizes = Speller(self._pages, block, anatomy).long_sizes(definition.columns)
        if not len(sizes):
            return
        if sizes.sum() <= LONG_VALUES_AT_ONCE:
            yield block
            return
        first = held = 0
        for row, size in enumerate(sizes.tolist()):
            if held + size > LONG_VALUES_AT_ONCE and row > first:
                yield block.part(first, row)
                first, held = row, 0
            held += size
        yield block.part(first, len(sizes))

    def _batch(self, table: str, definition: Definition, block: Block) -> pa.RecordBatch:
        import pyarrow as pa

        anatomy = Anatomy(block, definition.columns, is_jet3=self._pages.is_jet3)
        speller = Speller(self._pages, block, anatomy)
        columns = [speller.column(column) for column in definition.columns]
        bad = dict.fromkeys(np.nonzero(anatomy.broken)[0].tolist(), "the row is damaged")
        bad |= dict(speller.lost)
        for row, reason in sorted(bad.items()):
            start, end = int(block.starts[row]), int(block.ends[row])
            text = bytes(block.data[start : min(end, start + SHOWN // 3)]).hex(" ")
            self._rejected[table].append(RejectedRow(table, block.places[row], text, reason))
        batch = pa.record_batch(columns, names=[column.name for column in definition.columns])
        if not bad:
            return batch
        kept = np.ones(len(block.starts), bool)
        kept[list(bad)] = False
        return batch.filter(pa.array(kept))
