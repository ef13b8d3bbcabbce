"""Parquet files, as tables of text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entracte.faults import Fault
from entracte.sources.limits import MAX_COLUMNS
from entracte.sources.options import SourceOptions, no_such_table
from entracte.sources.reading import RejectedRow, SourceColumn, SourceTable
from entracte.sources.titles import column_names

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"PAR1"
_BATCH = 8192


def recognise(path: Path, head: bytes) -> bool:
    """Whether the first bytes of a file show a Parquet file."""
    del path
    return head.startswith(MAGIC)


def open_reader(path: Path, scratch: Path, options: SourceOptions | None = None) -> ParquetReader:
    """A reader of the file as one table; raises the fault `damaged-parquet`."""
    del scratch, options
    return ParquetReader(path)


class ParquetReader:
    """Reads the file as one table, called as the file.

    Numbers and dates are in their plain spelling, bytes in hexadecimal digits, lists and structures as JSON.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rejected: list[RejectedRow] = []

    def tables(self) -> list[SourceTable]:
        """The one table."""
        schema = self._file.schema_arrow
        if len(schema) > MAX_COLUMNS:
            raise Fault("too-many-columns", f"{self.path} has {len(schema)} columns; {MAX_COLUMNS} are read at most.")
        names = column_names(schema.names, len(schema))
        columns = tuple(SourceColumn(name, str(field.type)) for name, field in zip(names, schema, strict=True))
        return [SourceTable(self.path.stem, columns)]

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows in the order of the file."""
        import pyarrow as pa

        if table != self.path.stem:
            raise no_such_table(self.path, table, [self.path.stem])
        self._rejected = []
        names = [column.name for column in self.tables()[0].columns]
        done = 0
        try:
            for batch in self._file.iter_batches(_BATCH):
                yield pa.record_batch([_texts(column) for column in batch.columns], names=names)
                done += batch.num_rows
        except (pa.ArrowException, OSError, ValueError) as error:
            missing = self._file.metadata.num_rows - done
            reason = f"the file cannot be read from there on, {missing} rows are missing: {error}"
            self._rejected.append(RejectedRow(table, f"after row {done}", "", reason))

    def rejected(self) -> Iterator[RejectedRow]:
        """The place from which on the file is damaged."""
        yield from self._rejected

    @cached_property
    def _file(self) -> Any:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.ParquetFile(self.path, memory_map=False)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise Fault(
                "damaged-parquet",
                f"{self.path} cannot be read as a Parquet file: {error}.",
                hint="Ask the customer for the file anew, or for CSV.",
            ) from error


def _texts(column: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        return _texts(column.dictionary_decode())
    if pa.types.is_nested(kind):
        return pa.array([None if value is None else _json(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array([None if value is None else value.hex() for value in column.to_pylist()], pa.string())
    try:
        return pc.cast(column, pa.string())
    except pa.ArrowNotImplementedError:
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())


def _json(value: object) -> str:
    return json.dumps(
        value, ensure_ascii=False, default=lambda other: other.hex() if isinstance(other, bytes) else str(other)
    )
