"""Native FileMaker files as tables of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.faults import Fault
from entracte.sources.filemaker import scsu
from entracte.sources.filemaker.catalogue import Field, Table, codes_of, first_path, tables_of
from entracte.sources.filemaker.codes import Entry, UnknownCodeError
from entracte.sources.filemaker.records import REPETITION, Record
from entracte.sources.filemaker.sectors import Sectors, damaged
from entracte.sources.limits import MAX_COLUMNS, SHOWN
from entracte.sources.options import SourceOptions, no_such_table
from entracte.sources.reading import RejectedRow, SourceColumn, SourceTable

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 8192
"""Records of a batch; fewer where they are large."""

BATCH_BYTES = 32 * 1024 * 1024

_READABLE = re.compile(r"[^\x20-\x7e\u00a0-\uffff]+")


class NativeReader:
    """Reads a `.fmp12`, `.fp7`, `.fp5` or `.fp3` file.

    Values are the text that FileMaker stores: it keeps numbers, dates and times as they were typed. Line ends within a
    value stay carriage returns. Repetitions of a field are separated by U+001D, as FileMaker exports them. Containers
    (pictures, files) are null. A record in which no field is filled is reported, not read.
    """

    def __init__(self, path: Path, options: SourceOptions) -> None:
        self.path = path
        self._sectors = Sectors(path)
        self._encoding = options.encoding or "mac_roman"
        self._codes = codes_of(self._sectors)
        self._rejected: list[RejectedRow] = []

    def tables(self) -> list[SourceTable]:
        """The tables that have fields, in the order of their creation."""
        return [
            SourceTable(
                table.name,
                tuple(
                    SourceColumn(name, field.declared) for name, field in zip(_names(table), table.columns, strict=True)
                ),
                self._facts(table),
            )
            for table in self._tables.values()
        ]

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The records of one table in the order of their creation."""
        if table not in self._tables:
            raise no_such_table(self.path, table, list(self._tables))
        self._rejected = [each for each in self._rejected if each.table != table]
        found = self._tables[table]
        held: list[Record] = []
        size = 0
        for record in self._records(found):
            held.append(record)
            size += 200 + record.size
            if len(held) >= BATCH or size > BATCH_BYTES:
                yield self._batch(found, held)
                held, size = [], 0
        if held:
            yield self._batch(found, held)

    def rejected(self) -> Iterator[RejectedRow]:
        """Empty records, records cut by damage, and the damaged places, of the tables read so far."""
        yield from self._rejected

    @cached_property
    def _tables(self) -> dict[str, Table]:
        found, unknown = tables_of(self._sectors, self.path.stem, self._text)
        if not found:
            if unknown:
                raise _encrypted(self.path)
            raise damaged(self.path, "it describes no table")
        names: dict[str, Table] = {}
        for table in found:
            if len(table.fields) > MAX_COLUMNS:
                raise damaged(self.path, f"table {table.name} claims {len(table.fields)} fields")
            name = table.name
            while name in names:
                name = f"{table.name}_{sum(each.startswith(table.name) for each in names) + 1}"
            table.name = name
            names[name] = table
        return names

    def _facts(self, table: Table) -> dict[str, str]:
        facts = {"made with": self._sectors.version(), "encoding": "SCSU" if self._sectors.is_new else self._encoding}
        repeating = [field.name for field in table.columns if field.repetitions > 1]
        if repeating:
            facts["repeating fields, separated by U+001D"] = ", ".join(repeating)
        containers = [field.name for field in table.columns if _is_container(field)]
        if containers:
            facts["containers, not read"] = ", ".join(containers)
        return facts

    def _records(self, table: Table) -> Iterator[Record]:
        """The whole records; the others go to `rejected`."""
        known = frozenset(table.fields)
        for record, damage in _Gatherer(table, self._entries(table)).records():
            if damage:
                shown = _READABLE.sub(" ", " ".join(self._text(value) for value in record.values.values()))
                self._reject(table, _place(record), shown, damage)
            elif not known.isdisjoint(record.values) or record.pieces:
                yield record
            else:
                self._reject(table, _place(record), "", "the record is empty: none of its fields is filled")

    def _entries(self, table: Table) -> Iterator[list[Entry] | None]:
        """The entries of a table's records, sector by sector; None where a sector or the rest of the chain is lost."""
        if table.start is None:
            return
        last = table.start
        for sector in self._sectors.follow(table.start):
            last = sector.number
            start = first_path(self._codes, sector.payload)
            if sector.number != table.start and start and start[: len(table.records)] != table.records:
                return
            found: list[Entry] = []
            try:
                for entry in self._codes(sector.payload):
                    found.append(entry)
            except (UnknownCodeError, IndexError) as error:
                yield found
                self._reject(table, f"sector {sector.number}", "", f"the sector is damaged: {error}")
                yield None
            else:
                yield found
        if self._sectors.is_broken_off(last):
            self._reject(table, f"after sector {last}", "", "the file is cut off: the next sector is missing")
            yield None

    def _reject(self, table: Table, place: str, text: str, reason: str) -> None:
        self._rejected.append(RejectedRow(table.name, place, text[:SHOWN], reason))

    def _batch(self, table: Table, records: list[Record]) -> pa.RecordBatch:
        import pyarrow as pa

        columns = [self._column(field, records) for field in table.columns]
        return pa.record_batch([pa.array(column, pa.string()) for column in columns], names=_names(table))

    def _column(self, field: Field, records: list[Record]) -> list[str | None]:
        texts: list[str | None] = [None] * len(records)
        if _is_container(field):
            return texts
        whole = [
            (row, record.values[field.number]) for row, record in enumerate(records) if field.number in record.values
        ]
        for (row, _), text in zip(whole, self._texts([value for _, value in whole]), strict=True):
            texts[row] = text or None
        for row, record in enumerate(records):
            if record.pieces:
                parts = record.repetitions(field.number)
                if len(parts) > 1 or (parts and field.number not in record.values):
                    texts[row] = REPETITION.join(self._texts(parts)).rstrip(REPETITION) or None
        return texts

    @property
    def _text(self) -> Callable[[bytes], str]:
        return scsu.decoded if self._sectors.is_new else self._old_text

    def _texts(self, values: list[bytes]) -> list[str]:
        if not values:
            return []
        if self._sectors.is_new:
            return scsu.decoded_all(values)
        texts = self._old_text(b"\0".join(values)).split("\0")
        return texts if len(texts) == len(values) else [self._old_text(value) for value in values]

    def _old_text(self, value: bytes) -> str:
        return value.decode(self._encoding, "replace")


class _Gatherer:
    """Puts the entries of a table's sectors together to records, and says which of them damage may have cut."""

    def __init__(self, table: Table, sectors: Iterator[list[Entry] | None]) -> None:
        self._below = table.records
        self._sectors = sectors
        is_new = len(table.records) == 2
        several = [number for number, field in table.fields.items() if field.repetitions > 1]
        self._repeating = frozenset(several if is_new else ())

    def records(self) -> Iterator[tuple[Record, str]]:
        """Each record, with what damaged it (empty: nothing did): the last before a lost place, the first after it."""
        depth = len(self._below)
        record: Record | None = None
        is_cut = is_next_cut = False
        for entries in self._sectors:
            if entries is None:
                is_cut = is_next_cut = True
                continue
            for path, key, value in entries:
                if len(path) <= depth or path[:depth] != self._below:
                    continue
                if record is None or record.number != path[depth]:
                    if record is not None:
                        yield record, _CUT if is_cut else ""
                    record = Record(path[depth])
                    is_cut = is_next_cut
                is_next_cut = False
                if len(path) == depth + 1 and type(key) is int:
                    record.values[key] = value  # nearly every entry: kept out of a call
                else:
                    record.add(path[depth + 1 :], key, value, self._repeating)
        if record is not None:
            yield record, _CUT if is_cut else ""


_CUT = "it lies next to a damaged place of the file and may be incomplete"


def _names(table: Table) -> list[str]:
    """The names of the columns: as the fields are called, numbered where two are called alike (S2)."""
    names: list[str] = []
    for place, field in enumerate(table.columns, start=1):
        name = field.name or f"column_{place}"
        count = 2
        chosen = name
        while chosen in names:
            chosen = f"{name}_{count}"
            count += 1
        names.append(chosen)
    return names


def _place(record: Record) -> str:
    return f"record {record.number.hex() if isinstance(record.number, bytes) else record.number}"


def _is_container(field: Field) -> bool:
    return field.declared.endswith("container")


def _encrypted(path: Path) -> Fault:
    return Fault(
        "encrypted-filemaker",
        f"{path} is a FileMaker file, but its content is encrypted or damaged beyond reading.",
        hint="Ask the customer to open it in FileMaker Pro, choose Tools, Developer Utilities, Remove Database "
        "Encryption, and deliver the copy; or to export every table as XML (FMPXMLRESULT).",
    )
