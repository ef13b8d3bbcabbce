"""The rows of all tables, from one pass over the script to the batches of each table: Parquet files in a folder.

The files are never mapped into memory: what is mapped counts as ours, and would grow with the script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from entracte.sources.keeping import GROUP_BYTES, Beside, ParquetKeeper
from entracte.sources.sql.catalogue import Table, distinct, positions

if TYPE_CHECKING:
    import pyarrow.parquet as pq

Key = str | int
"""What a column of rows is known by: its name, or its place from 0 where rows come without names."""

MAX_HELD = GROUP_BYTES
"""Bytes of rows of all tables that wait for their group to be written."""

_OPEN_FILES = 64
_BATCH = 8192


@dataclass
class _Part:
    path: Path
    keys: tuple[Key, ...]
    schema: Any
    keeper: ParquetKeeper


class Store:
    """Parquet files in a folder; a table has a new one whenever the columns of its rows change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: dict[int, list[_Part]] = {}
        self._open: dict[int, _Part] = {}
        self._held = 0
        self._beside: Beside | None = None

    @property
    def held(self) -> int:
        """Bytes of rows that wait in memory, those apart that are being written: never more than `MAX_HELD`."""
        return self._held

    def append(self, table: Table, keys: Sequence[Key], arrays: list[Any]) -> None:
        """Add rows: one string array for each column.

        Columns of the table that these rows do not name are added as nulls, so that rows that name now these and now
        those columns need no new file each time.
        """
        if not isinstance(keys[0], int):
            given = dict(zip(keys, arrays, strict=True))
            keys = list(dict.fromkeys([*table.known_columns(), *keys]))
            empty = pa.nulls(len(arrays[0]), pa.string())
            arrays = [given.get(key, empty) for key in keys]
        part = self._open.pop(table.number, None)
        if part is not None and part.keys != tuple(keys):
            self._close(part)
            part = None
        if part is None:
            part = self._new_part(table, tuple(keys))
        self._open[table.number] = part  # the one used last stands last
        before = part.keeper.held
        part.keeper.add(pa.record_batch(arrays, schema=part.schema))
        self._held += part.keeper.held - before
        table.rows += len(arrays[0])
        self._make_room()

    def close(self) -> None:
        """Nothing more will be added."""
        try:
            while self._open:
                self._close(self._open.popitem()[1])
        finally:
            if self._beside is not None:
                self._beside.close()

    def batches(self, table: Table) -> Iterator[pa.RecordBatch]:
        """The rows of a table in their order, with the columns that it has in the end."""
        names = _final_names(table)
        schema = pa.schema([(name, pa.string()) for name in names])
        for part in self._parts.get(table.number, ()):
            places = {name: place for place, name in enumerate(_names(table, part.keys))}
            with _opened(part.path) as file:
                for batch in file.iter_batches(_BATCH, use_threads=False):
                    empty = pa.nulls(batch.num_rows, pa.string())
                    columns = [batch.column(places[name]) if name in places else empty for name in names]
                    yield pa.record_batch(columns, schema=schema)

    def hand_over(self, table: Table, path: Path) -> int | None:
        """Move the one file of a table to `path` if it has just the columns that the table has in the end: its rows."""
        parts = self._parts.get(table.number, ())
        if len(parts) != 1 or parts[0].schema.names != _final_names(table):
            return None
        parts[0].path = parts[0].path.rename(path)
        return parts[0].keeper.rows

    def _close(self, part: _Part) -> None:
        self._held -= part.keeper.held
        part.keeper.close()

    def _make_room(self) -> None:
        """Write what waits most while too much waits, so that rows of many tables in turn need no more memory."""
        while self._held > MAX_HELD:
            fullest = max(self._open.values(), key=lambda part: part.keeper.held)
            self._held -= fullest.keeper.held
            fullest.keeper.flush()
        begun = [number for number, part in self._open.items() if part.keeper.is_begun]
        for number in begun[:-_OPEN_FILES]:
            self._close(self._open.pop(number))

    def _new_part(self, table: Table, keys: tuple[Key, ...]) -> _Part:
        if self._beside is None:
            self._beside = Beside()
        parts = self._parts.setdefault(table.number, [])
        path = self._folder / f"table{table.number}-{len(parts)}.parquet"
        schema = pa.schema([(name, pa.string()) for name in _names(table, keys)])
        part = _Part(path, keys, schema, ParquetKeeper(path, schema, self._beside))
        parts.append(part)
        return part


def _opened(path: Path) -> pq.ParquetFile:
    import pyarrow.parquet as pq

    return pq.ParquetFile(path, memory_map=False, pre_buffer=False)


def _final_names(table: Table) -> list[str]:
    return [column.name for column in table.final_columns()]


def _names(table: Table, keys: tuple[Key, ...]) -> list[str]:
    """The names of the columns of a part; rows without names get those of the definition, or positions."""
    if keys and isinstance(keys[0], int):
        return table.positional(len(keys)) or positions(len(keys))
    return distinct(str(key) for key in keys)
