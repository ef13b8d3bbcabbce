"""The tables of one source into Parquet, and what could not be read into one more file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from entracte.sources.reading import RejectedRow, SourceReader, SourceTable

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_ROWS = 65_536
GROUP_BYTES = 64 * 1024 * 1024
_REJECTED_BATCH = 4096


def write_table(reader: SourceReader, table: SourceTable, path: Path) -> int:
    """Write the rows of a table to a Parquet file, nothing but two groups of them in memory; how many there were.

    One group is compressed and written while the next is read. No file is written where there are no rows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not table.columns:
        return sum(batch.num_rows for batch in reader.batches(table.name))
    schema = pa.schema([(column.name, pa.string()) for column in table.columns])
    rows = 0
    writer: Any = None
    writing: Future[None] | None = None
    try:
        with ThreadPoolExecutor(1) as beside:
            for group in _groups(reader.batches(table.name), schema):
                if writing is not None:
                    writing.result()
                writer = writer or pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)
                writing = beside.submit(writer.write_table, group, row_group_size=GROUP_ROWS)
                rows += group.num_rows
            if writing is not None:
                writing.result()
    finally:
        if writer is not None:
            writer.close()
    return rows


def _groups(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterable[pa.Table]:
    """Batches put together until they are worth a group of their own."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        if not batch.num_rows:
            continue
        held.append(pa.record_batch([_as_text(column) for column in batch.columns], schema=schema))
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield pa.Table.from_batches(held)
            held, rows, size = [], 0, 0
    if held:
        yield pa.Table.from_batches(held)


def _as_text(column: Any) -> Any:
    import pyarrow as pa

    return column if pa.types.is_string(column.type) else column.cast(pa.string())


class RejectedWriter:
    """Takes the rejected rows of all sources; `counts` says how many there were by file and table."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.counts: Counter[tuple[str, str]] = Counter()
        self._schema = pa.schema([(name, pa.string()) for name in ("table", "file", "place", "text", "reason")])
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")

    def __enter__(self) -> RejectedWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    def take(self, file: str, rejected: Iterable[RejectedRow]) -> None:
        """Write the rejected rows of one file."""
        held: list[RejectedRow] = []
        for each in rejected:
            self.counts[file, each.table] += 1
            held.append(each)
            if len(held) == _REJECTED_BATCH:
                self._write(file, held)
                held = []
        self._write(file, held)

    def _write(self, file: str, held: list[RejectedRow]) -> None:
        import pyarrow as pa

        if held:
            rows = [(each.table, file, each.place, each.text, each.reason) for each in held]
            arrays = [pa.array([_clean(cell) for cell in column], pa.string()) for column in zip(*rows, strict=True)]
            self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))


def _clean(text: str) -> str:
    """Text that can be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
