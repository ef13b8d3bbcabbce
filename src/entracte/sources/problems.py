"""Problems of single rows, written to a file as they are met, so that any number of them fits in memory."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from entracte.sources.limits import MAX_CELL

if TYPE_CHECKING:
    from entracte.engine import Engine

PROBLEM_COLUMNS = {"row": "BIGINT", "position": "INTEGER", "code": "VARCHAR", "value": "VARCHAR", "detail": "VARCHAR"}
"""`position` is the place of the column, counted from 0 (null: the whole row); the rest as in a table of findings."""

REJECTING = ("broken-quotes", "too-many-cells", "cell-too-large")
"""The problems that make a row unreadable; others are about rows that are read."""

_BATCH = 8192


class ProblemWriter:
    """Takes problems one by one; `load` makes an engine table of them."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa

        self._path = path
        self._schema = pa.schema(
            [("row", pa.int64()), ("position", pa.int32())]
            + [(name, pa.string()) for name in ("code", "value", "detail")]
        )
        self._sink = pa.ipc.new_stream(path, self._schema)
        self._held: list[tuple[int, int | None, str, str, str | None]] = []

    def __enter__(self) -> ProblemWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()
        self._sink.close()

    def add(self, row: int, code: str, value: str, detail: str | None = None, position: int | None = None) -> None:
        """Note one problem; its text is kept as long as a cell of Excel can show it."""
        self._held.append((row, position, code, value[:MAX_CELL], detail))
        if len(self._held) == _BATCH:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        columns = list(zip(*self._held, strict=True)) or [()] * len(self._schema)
        arrays = [pa.array(column, kind.type) for column, kind in zip(columns, self._schema, strict=True)]
        self._sink.write_batch(pa.record_batch(arrays, schema=self._schema))
        self._held.clear()


def load_problems(engine: Engine, table: str, path: Path) -> None:
    """Make an engine table (`PROBLEM_COLUMNS`) of the problems written to `path`."""
    import pyarrow as pa

    with pa.memory_map(str(path)) as source, pa.ipc.open_stream(source) as reader:
        engine.create_from_arrow(table, reader)
