"""The rows of all tables on their way from one pass over the script to the batches of each table: Arrow files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from entracte.sources.sql.catalogue import Table, distinct, positions

Key = str | int
"""What a column of rows is known by: its name, or its place from 0 where rows come without names."""

_OPEN_FILES = 64


@dataclass
class _Part:
    path: Path
    keys: tuple[Key, ...]
    schema: Any
    writer: Any


@dataclass
class Store:
    """Arrow files in a folder; a table has a new one whenever the columns of its rows change."""

    folder: Path
    _parts: dict[int, list[_Part]] = field(default_factory=dict)
    _open: dict[int, _Part] = field(default_factory=dict)

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
            part.writer.close()
            part = None
        if part is None:
            part = self._new_part(table, tuple(keys))
        self._open[table.number] = part  # the one used last stands last
        part.writer.write_batch(pa.record_batch(arrays, schema=part.schema))
        table.rows += len(arrays[0])

    def close(self) -> None:
        """Nothing more will be added."""
        for part in self._open.values():
            part.writer.close()
        self._open.clear()

    def batches(self, table: Table) -> Iterator[pa.RecordBatch]:
        """The rows of a table in their order, with the columns that it has in the end."""
        names = [column.name for column in table.final_columns()]
        schema = pa.schema([(name, pa.string()) for name in names])
        for part in self._parts.get(table.number, ()):
            places = {name: place for place, name in enumerate(_names(table, part.keys))}
            with pa.memory_map(str(part.path)) as source, pa.ipc.open_stream(source) as reader:
                for batch in reader:
                    empty = pa.nulls(batch.num_rows, pa.string())
                    columns = [batch.column(places[name]) if name in places else empty for name in names]
                    yield pa.record_batch(columns, schema=schema)

    def _new_part(self, table: Table, keys: tuple[Key, ...]) -> _Part:
        if len(self._open) >= _OPEN_FILES:
            oldest = next(iter(self._open))
            self._open.pop(oldest).writer.close()
        parts = self._parts.setdefault(table.number, [])
        path = self.folder / f"table{table.number}-{len(parts)}.arrow"
        schema = pa.schema([(str(place), pa.string()) for place in range(len(keys))])
        writer = pa.ipc.new_stream(str(path), schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))
        part = _Part(path, keys, schema, writer)
        parts.append(part)
        return part


def _names(table: Table, keys: tuple[Key, ...]) -> list[str]:
    """The names of the columns of a part; rows without names get those of the definition, or positions."""
    if keys and isinstance(keys[0], int):
        return table.positional(len(keys)) or positions(len(keys))
    return distinct(str(key) for key in keys)
