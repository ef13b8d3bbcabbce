"""Rows whose columns become known only as they come, kept in Arrow files until the last one is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa

Strings: TypeAlias = Any
"""An Arrow array of strings (Arrow has no type hints)."""

_ROWS = 8192
_CHARACTERS = 16 * 1024 * 1024
_PLACES = 4 * 1024 * 1024
_UNPACKED = 512 * 1024 * 1024
"""So many bytes are kept as they are, since packing them costs more than writing them."""


class GrowingTable:
    """Takes rows as cells by place, or columns; a new file begins whenever there are more columns than before, and
    when the rows become so many that they are packed from there on.

    Memory holds one batch. `rows` and `width` say how many rows and columns there are so far.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._files: list[Path] = []
        self._writer: Any = None
        self._shape = (-1, False)
        self._bytes = 0
        self._held: list[list[str | None]] = []
        self._count = self._characters = 0
        self.rows = self.width = 0

    def append(self, cells: Mapping[int, str | None]) -> None:
        """Add a row; places without a cell are null."""
        for place, text in cells.items():
            while place >= len(self._held):
                self._held.append([None] * self._count)
            column = self._held[place]
            column += [None] * (self._count - len(column))
            column.append(text)
            self._characters += len(text or "")
        self._count += 1
        self.rows += 1
        self.width = max(self.width, len(self._held))
        if self._count == _ROWS or self._characters > _CHARACTERS or self._count * len(self._held) > _PLACES:
            self._flush()

    def extend(self, rows: int, columns: Mapping[int, Strings]) -> None:
        """Add rows as columns of Arrow strings by place; places without a column are null."""
        import pyarrow as pa

        self._flush()
        self.rows += rows
        self.width = max(self.width, max(columns, default=-1) + 1)
        nulls = pa.nulls(rows, pa.string())
        self._write([columns.get(place, nulls) for place in range(max(self.width, 1))])

    def close(self) -> None:
        """Nothing more will be added."""
        self._flush()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def batches(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The rows in their order, with as many columns as there are names."""
        import pyarrow as pa

        schema = pa.schema([(name, pa.string()) for name in names])
        for path in self._files:
            with pa.memory_map(str(path)) as source, pa.ipc.open_stream(source) as reader:
                for batch in reader:
                    missing = [pa.nulls(batch.num_rows, pa.string())] * (len(names) - batch.num_columns)
                    yield pa.record_batch([*batch.columns, *missing], schema=schema)

    def _flush(self) -> None:
        import pyarrow as pa

        if not self._count:
            return
        width = max(self.width, 1)
        held = [*self._held, *([] for _ in range(width - len(self._held)))]
        arrays = [pa.array(column + [None] * (self._count - len(column)), pa.string()) for column in held]
        self._held = []
        self._count = self._characters = 0
        self._write(arrays)

    def _write(self, arrays: Sequence[Strings]) -> None:
        import pyarrow as pa

        schema = pa.schema([(str(place), pa.string()) for place in range(len(arrays))])
        batch = pa.record_batch(arrays, schema=schema)
        shape = (len(arrays), self._bytes > _UNPACKED)
        if shape != self._shape:
            if self._writer is not None:
                self._writer.close()
            path = self._folder / f"{self._name}-{len(self._files)}.arrow"
            options = pa.ipc.IpcWriteOptions(compression="lz4" if shape[1] else None)
            self._writer = pa.ipc.new_stream(str(path), schema, options=options)
            self._files.append(path)
            self._shape = shape
        self._writer.write_batch(batch)
        self._bytes += batch.nbytes
