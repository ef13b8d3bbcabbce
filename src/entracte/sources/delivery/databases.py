"""Registers a live database: reads all of it in one snapshot, and keeps it as any other delivery."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from queue import Full, Queue
from typing import TYPE_CHECKING, Any

import numpy as np

from entracte.sources.delivery.kept import REJECTED, KeptFile, KeptTable, LeftOut, Registered
from entracte.sources.delivery.registering import MAKING, Notice, clear_what_was_left, moved, way_of_reading
from entracte.sources.delivery.writing import RejectedWriter, write_table
from entracte.sources.live import Address, LiveReader, open_live, parse_address
from entracte.sources.live.telling import no_tables
from entracte.sources.options import SourceOptions
from entracte.sources.reading import RejectedRow, SourceTable

if TYPE_CHECKING:
    import pyarrow as pa


def register_database(url: str, home: Path, options: SourceOptions, notice: Notice = lambda what: None) -> Registered:
    """Read the database at an address; it is read anew each time, and kept in `home`/deliveries.

    The digest is that of its tables and their rows: an unchanged database is the same delivery. Its one file is the
    address, which holds no password. Raises the faults of `open_live`, `connection-lost` and `no-tables`.
    """
    address = parse_address(url)
    kept_in = home / "deliveries"
    kept_in.mkdir(parents=True, exist_ok=True)
    clear_what_was_left(kept_in)
    making = Path(tempfile.mkdtemp(prefix=MAKING, dir=kept_in))
    try:
        registered = _read(address, making / "data", options, notice)
        registered.save(None)
        return moved(registered, kept_in / registered.digest / _variant(registered))
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _read(address: Address, data: Path, options: SourceOptions, notice: Notice) -> Registered:
    data.mkdir()
    reader = open_live(address, options, notice)
    try:
        with RejectedWriter(data / REJECTED) as rejected:
            counted = _Counted(reader)
            written = {
                table.name: _written(counted, table, data / f"table{number}.parquet")
                for number, table in enumerate(reader.tables())
            }
            rejected.take(address.shown, reader.rejected())
            left_out = tuple(LeftOut(each.name, each.reason) for each in reader.left_out())
            tables = [_kept(reader.kind, address, table, *written[table.name]) for table in reader.tables()]
    finally:
        reader.close()
    for name in {path for _, path in written.values() if path} - {table.data for table in tables}:
        (data / name).unlink()  # begun, then refused
    if not tables:
        raise no_tables(address, {each.name: each.reason for each in reader.left_out() if each.name in written})
    tables = [replace(table, rejected=rejected.counts.pop((table.file, table.name), 0)) for table in tables]
    digest = counted.digest([table.name for table in tables])
    files = (KeptFile(address.shown, counted.size([table.name for table in tables]), digest),)
    other_rejected = sum(rejected.counts.values())
    return Registered(digest, data, address.database, files, left_out, tuple(tables), other_rejected)


def _written(counted: _Counted, table: SourceTable, path: Path) -> tuple[int, str]:
    """Write a table in a thread of its own, while the next rows come."""
    handed = _Handed(counted.path, table)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_table, handed, table, path)
        try:
            for batch in counted.batches(table.name):
                handed.put(batch, writing)
            handed.put(None, writing)
            rows = writing.result()
        except BaseException:
            handed.put(_STOP, writing)
            raise
    return rows, path.name if path.exists() else ""


def _kept(kind: str, address: Address, table: SourceTable, rows: int, data: str) -> KeptTable:
    return KeptTable(table.name, address.shown, table.name, kind, table.columns, rows, 0, table.facts, data)


def _variant(registered: Registered) -> str:
    """A folder's name for what is known of a database beside its rows: where it was read, and by which code."""
    told = {**asdict(registered), "folder": "", "code": way_of_reading(SourceOptions())}
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


class _Counted:
    """Reads the tables, and digests their rows on the way."""

    def __init__(self, reader: LiveReader) -> None:
        self.path = reader.path
        self._reader = reader
        self._digests: dict[str, _TableDigest] = {}

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows of the reader."""
        columns = next(each.columns for each in self._reader.tables() if each.name == table)
        digest = self._digests[table] = _TableDigest([(column.name, column.declared) for column in columns])
        for batch in self._reader.batches(table):
            digest.take(batch)
            yield batch

    def digest(self, tables: Iterable[str]) -> str:
        """One digest of several tables."""
        told = [[name, self._digests[name].text()] for name in tables]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def size(self, tables: Iterable[str]) -> int:
        """Bytes of all values as UTF-8."""
        return sum(self._digests[name].size for name in tables)


class _Stop:
    """Handed over when there will be no more rows, because reading them failed."""


_STOP = _Stop()


@dataclass
class _Handed:
    """One table as a reader whose batches another thread hands over, a few at a time."""

    path: Path
    table: SourceTable
    queue: Queue[pa.RecordBatch | _Stop | None] = field(default_factory=lambda: Queue(maxsize=2))

    def put(self, batch: pa.RecordBatch | _Stop | None, writing: Future[int]) -> None:
        """Hand over a batch, or None at the end; raises what the writer raised, if it gave up."""
        while not writing.done():
            try:
                self.queue.put(batch, timeout=1)
            except Full:
                continue
            return
        if batch is not _STOP:
            writing.result()

    def tables(self) -> list[SourceTable]:
        """The one table."""
        return [self.table]

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """What was handed over."""
        del table
        while (batch := self.queue.get()) is not None:
            if isinstance(batch, _Stop):
                return
            yield batch

    def rejected(self) -> Iterator[RejectedRow]:
        """Whoever hands over knows them."""
        return iter(())


class _TableDigest:
    """The digest of a table, however its rows are cut into batches: two for each column, of lengths and of bytes."""

    def __init__(self, columns: list[tuple[str, str]]) -> None:
        self.size = 0
        self._columns = columns
        self._digests = [(hashlib.sha256(), hashlib.sha256()) for _ in columns]

    def take(self, batch: pa.RecordBatch) -> None:
        """Add rows."""
        for column, (lengths, octets) in zip(batch.columns, self._digests, strict=True):
            told, data = _parts(column)
            lengths.update(told)
            octets.update(data)
            self.size += len(data)

    def text(self) -> list[object]:
        """What identifies the table's columns and rows."""
        return [self._columns, [(lengths.hexdigest(), octets.hexdigest()) for lengths, octets in self._digests]]


def _parts(column: Any) -> tuple[bytes, memoryview]:
    """The lengths of a column's values (-1 for null), and the values one after the other."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pc.fill_null(column, "") if column.null_count else column  # what lies behind a null is nobody's value
    offsets = np.frombuffer(whole.buffers()[1], np.int32)[whole.offset : whole.offset + len(whole) + 1]
    lengths = np.diff(offsets)
    if column.null_count:
        lengths[np.asarray(column.is_null())] = -1
    data = memoryview(whole.buffers()[2] or pa.py_buffer(b""))
    return lengths.tobytes(), data[offsets[0] : offsets[-1]]
