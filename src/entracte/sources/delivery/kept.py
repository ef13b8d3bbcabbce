"""A registered delivery: what was in it, kept as Parquet that nobody changes any more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entracte.faults import Fault, near
from entracte.sources.reading import SourceColumn

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "delivery.json"
REJECTED = "rejected.parquet"
_BATCH = 8192


@dataclass(frozen=True)
class KeptFile:
    """A file as it was delivered."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class LeftOut:
    """A file that was not read, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class KeptTable:
    """A table of a delivery.

    `file` and `source_name` say where it comes from; `kind` is the kind of source. `rejected` counts the rows that
    could not be read. `facts` tell how it was read. `data` is its Parquet file's name, empty where it has no rows.
    """

    name: str
    file: str
    source_name: str
    kind: str
    columns: tuple[SourceColumn, ...]
    rows: int
    rejected: int
    facts: dict[str, str]
    data: str


@dataclass(frozen=True)
class RejectedFrom:
    """A row that could not be read: its table (empty: the file as a whole), file and place, its text, and why."""

    table: str
    file: str
    place: str
    text: str
    reason: str


@dataclass(frozen=True)
class Registered:
    """A delivery that was read. `digest` is that of all its files; `folder` holds the Parquet files.

    `other_rejected` counts what could not be read and belongs to no table.
    """

    digest: str
    folder: Path
    name: str
    files: tuple[KeptFile, ...]
    left_out: tuple[LeftOut, ...]
    tables: tuple[KeptTable, ...]
    other_rejected: int = 0

    @property
    def rejected(self) -> int:
        """How many rows could not be read in all."""
        return sum(table.rejected for table in self.tables) + self.other_rejected

    def table(self, name: str) -> KeptTable:
        """The table called so; where none is, the only one that is called so in its file, or whose file is.

        Raises the fault `no-such-table`.
        """
        exact = [table for table in self.tables if table.name == name]
        folded = name.casefold()
        alike = exact or [
            table
            for table in self.tables
            if folded in {table.name.casefold(), table.source_name.casefold(), *_file_names(table)}
        ]
        if len(alike) == 1:
            return alike[0]
        if alike:
            names = ", ".join(table.name for table in alike)
            raise Fault("no-such-table", f"Several tables could be {name}.", hint=f"Name one of: {names}.")
        names_known = [table.name for table in self.tables]
        raise Fault("no-such-table", f"{self.name} has no table {name}.", hint=near(name, names_known))

    def data(self, table: KeptTable) -> Path | None:
        """The Parquet file of a table; None where the table has no rows."""
        return self.folder / table.data if table.data else None

    def batches(self, table: KeptTable) -> Iterator[pa.RecordBatch]:
        """The rows of a table in source order, a batch at a time, as text or null."""
        import pyarrow.parquet as pq

        data = self.data(table)
        if data is not None:
            names = [column.name for column in table.columns]
            with pq.ParquetFile(data) as file:
                for batch in file.iter_batches(_BATCH, use_threads=False):
                    yield batch.rename_columns(names)

    def rejected_rows(self, table: KeptTable | None = None) -> Iterator[RejectedFrom]:
        """The rows that could not be read, of one table or of all."""
        import pyarrow.parquet as pq

        names = {(each.file, each.source_name): each.name for each in self.tables}
        with pq.ParquetFile(self.folder / REJECTED) as file:
            for batch in file.iter_batches(_BATCH):
                for each in batch.to_pylist():
                    name = names.get((each["file"], each["table"]), each["table"])
                    if table is None or name == table.name:
                        yield RejectedFrom(**{**each, "table": name})

    def save(self, lock: dict[str, str] | None) -> None:
        """Write what is known of the delivery beside its data; `lock` guards a delivery that needed a password."""
        told = {**asdict(self), "lock": lock}
        told.pop("folder")
        (self.folder / MANIFEST).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> tuple[Registered, dict[str, str] | None] | None:
    """The delivery kept in a folder, and its lock; None where there is none, or none that can be read."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        lock = told.pop("lock")
        tables = [
            KeptTable(**{**table, "columns": tuple(SourceColumn(**column) for column in table["columns"])})
            for table in told.pop("tables")
        ]
        files = tuple(KeptFile(**each) for each in told.pop("files"))
        left_out = tuple(LeftOut(**each) for each in told.pop("left_out"))
        kept = Registered(folder=folder, files=files, left_out=left_out, tables=tuple(tables), **told)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    is_whole = all((folder / table.data).is_file() for table in tables if table.data) and (folder / REJECTED).is_file()
    return (kept, lock) if is_whole else None


def _file_names(table: KeptTable) -> set[str]:
    path = Path(table.file)
    return {each.casefold() for each in (path.stem, path.name, table.file, f"{path.stem}.{table.source_name}")}
