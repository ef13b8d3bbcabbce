"""The tables of one source into Parquet, and what could not be read into one more file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from entracte.sources.keeping import Beside, KeepsParquet, ParquetKeeper
from entracte.sources.reading import RejectedRow, SourceReader, SourceTable

_REJECTED_BATCH = 4096


def write_table(reader: SourceReader, table: SourceTable, path: Path) -> int:
    """Write the rows of a table to a Parquet file, nothing but two groups of them in memory; how many there were.

    One group is compressed and written while the next is read; what the reader kept as Parquet itself is only moved. No
    file is written where there are no rows.
    """
    import pyarrow as pa

    if not table.columns:
        return sum(batch.num_rows for batch in reader.batches(table.name))
    if isinstance(reader, KeepsParquet) and (rows := reader.hand_over(table.name, path)) is not None:
        return rows
    schema = pa.schema([(column.name, pa.string()) for column in table.columns])
    with Beside() as beside:
        keeper = ParquetKeeper(path, schema, beside)
        try:
            for batch in reader.batches(table.name):
                if batch.num_rows:
                    keeper.add(pa.record_batch([_as_text(column) for column in batch.columns], schema=schema))
            keeper.close()
        except BaseException:
            keeper.abandon()
            raise
    return keeper.rows


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
