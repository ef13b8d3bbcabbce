"""Rows on their way into a Parquet file: a thread beside the reader compresses and writes them in groups."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_ROWS = 65_536
GROUP_BYTES = 64 * 1024 * 1024
_LOOKED_AT = 8192
_FEW = 8
"""A dictionary pays where a value comes so many times on average."""
_ARRAY = 512
"""Bytes that an array costs beside its values: they count where rows come a few at a time."""


@runtime_checkable
class KeepsParquet(Protocol):
    """A reader that kept the rows of some tables as Parquet while it read them."""

    def hand_over(self, table: str, path: Path) -> int | None:
        """Move the Parquet file of a table to `path` and say how many rows it has; None where there is no such file."""


class Beside:
    """A thread that writes one group at a time: handing over the next waits until the one before is written.

    So there are never more than two groups in memory, the one that is written and the one that is put together.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None

    def __enter__(self) -> Beside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def hand(self, work: Callable[[Any], None], group: Any) -> None:
        """Have a group written; raises what went wrong with the one before."""
        self.wait()
        self._writing = self._pool.submit(work, group)

    def wait(self) -> None:
        """Wait until everything handed over is written; raises what went wrong."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            writing.result()

    def abandon(self) -> None:
        """Wait until nothing is being written, well or not."""
        if self._writing is not None:
            self._writing.exception()
            self._writing = None

    def close(self) -> None:
        """End the thread."""
        self._pool.shutdown()


class ParquetKeeper:
    """Takes the rows of one table; `held` says how many bytes of them wait, `is_begun` whether there is a file yet."""

    def __init__(self, path: Path, schema: pa.Schema, beside: Beside) -> None:
        self.rows = 0
        self.held = 0
        self.is_begun = False
        self._path = path
        self._schema = schema
        self._beside = beside
        self._batches: list[pa.RecordBatch] = []
        self._held_rows = 0
        self._writer: Any = None

    def add(self, batch: pa.RecordBatch) -> None:
        """Take rows of the schema; a group of them is written when it is worth it."""
        self._batches.append(batch)
        self._held_rows += batch.num_rows
        self.held += batch.nbytes + _ARRAY * batch.num_columns
        self.rows += batch.num_rows
        if self._held_rows >= GROUP_ROWS or self.held >= GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        """Hand over what waits as a group of its own."""
        if self._batches:
            batches, self._batches, self._held_rows, self.held = self._batches, [], 0, 0
            self.is_begun = True
            self._beside.hand(self._write, batches)

    def close(self) -> None:
        """Write what waits and finish the file, if there were rows."""
        self.flush()
        self._beside.wait()
        self._finish()

    def abandon(self) -> None:
        """Give up what waits: reading failed, and the file will not be used."""
        self._batches, self._held_rows, self.held = [], 0, 0
        self._beside.abandon()
        self._finish()

    def _finish(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _write(self, batches: list[pa.RecordBatch]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        group = pa.Table.from_batches(batches)
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._path, self._schema, compression="zstd", compression_level=1, use_dictionary=_repeated(group)
            )
        self._writer.write_table(group, row_group_size=GROUP_ROWS)


def _repeated(group: pa.Table) -> list[str]:
    """The columns whose values come again and again: a dictionary of all other values costs time and space."""
    import pyarrow.compute as pc

    looked_at = group.slice(0, _LOOKED_AT)
    return [
        name
        for name, column in zip(looked_at.column_names, looked_at.columns, strict=True)
        if pc.count_distinct(column, mode="all").as_py() * _FEW <= looked_at.num_rows
    ]
