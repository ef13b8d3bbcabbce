"""Where the real files are, and how a reader is read to the end."""

from __future__ import annotations

from pathlib import Path

from entracte.sources.filemaker import open_reader
from entracte.sources.options import SourceOptions
from entracte.sources.reading import RejectedRow

DATA = Path(__file__).parents[3] / "../shared/data/filemaker"

Rows = list[dict[str, str | None]]


def read(path: Path, options: SourceOptions | None = None) -> tuple[dict[str, Rows], list[RejectedRow]]:
    """All rows of all tables, and what was rejected."""
    reader = open_reader(path, path.parent, options)
    rows = {
        table.name: [row for batch in reader.batches(table.name) for row in batch.to_pylist()]
        for table in reader.tables()
    }
    return rows, list(reader.rejected())
