"""What is held in memory while a script is read, and how its rows come to be kept: neither grows with the script."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from entracte.sources import keeping
from entracte.sources.delivery.writing import write_table
from entracte.sources.sql import open_reader, store
from entracte.sources.sql.catalogue import DeclaredColumn, Identifier, QualifiedName, Table
from entracte.sources.sql.store import Store
from tests.sources.sql.reading import Delivered

_ROWS = 40
_BATCHES = 300


def _table(number: int) -> Table:
    return Table(number, QualifiedName(Identifier(f"t{number}")), [DeclaredColumn(Identifier("a"), "text")])


@pytest.mark.parametrize("tables", [1, 100])
def test_no_more_rows_wait_than_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tables: int) -> None:
    """One table without end, and a hundred of them in turn, none of which ever has a group of rows together."""
    monkeypatch.setattr(store, "MAX_HELD", 100_000)
    monkeypatch.setattr(store, "_OPEN_FILES", 8)
    if tables == 1:
        monkeypatch.setattr(keeping, "GROUP_BYTES", 50_000)
    met = [_table(number) for number in range(tables)]
    kept = Store(tmp_path)
    allocated = pa.total_allocated_bytes()
    written = 0
    for number, table in enumerate(islice(cycle(met), _BATCHES)):
        values = pa.array([f"{number} {row} {'x' * 100}" for row in range(_ROWS)])
        kept.append(table, ["a"], [values])
        written += values.nbytes
        assert kept.held <= store.MAX_HELD
        assert pa.total_allocated_bytes() - allocated < 10 * store.MAX_HELD
    kept.close()
    assert written > 10 * store.MAX_HELD
    for table in met:
        read = [value for batch in kept.batches(table) for value in batch.column(0).to_pylist()]
        numbers = range(table.number, _BATCHES, tables)
        assert read == [f"{number} {row} {'x' * 100}" for number in numbers for row in range(_ROWS)]


def test_rows_are_not_mapped_into_memory(tmp_path: Path) -> None:
    """What is mapped counts as memory of ours: it made three gigabytes of script two of memory."""
    rows = ",".join(f"({number},'{number:0100}')" for number in range(5000))
    path = tmp_path / "script.sql"
    path.write_text(f"CREATE TABLE t (a int, b text);\nINSERT INTO t VALUES {rows};\n")
    reader = open_reader(path, tmp_path / "scratch")
    reader.tables()
    for _ in reader.batches("t"):
        assert str(tmp_path / "scratch") not in Path("/proc/self/maps").read_text()


_DEFINED = "CREATE TABLE t (a int, b text);\nINSERT INTO t VALUES (1,'x');\nINSERT INTO t (b) VALUES ('y');\n"
_GROWING = "COPY t (a) FROM stdin;\n1\n\\.\nCOPY t (b, a) FROM stdin;\ny\t2\n\\.\n"
_UNNAMED = "INSERT INTO t VALUES (1,'x'),(2,NULL);\n"
_DEFINED_LATER = "COPY t FROM stdin;\n1\tx\n2\t\\N\n\\.\nCREATE TABLE t (a int, b text);\n"


@pytest.mark.parametrize(
    ("script", "moved"), [(_DEFINED, True), (_GROWING, False), (_UNNAMED, True), (_DEFINED_LATER, False)]
)
def test_rows_are_written_once_where_columns_stay(tmp_path: Path, script: str, moved: bool) -> None:
    """A file whose columns are those of the table in the end is only moved; others are written anew."""
    path, target = tmp_path / "script.sql", tmp_path / "kept.parquet"
    path.write_text(script)
    expected = Delivered(path, tmp_path / "expected")
    reader = open_reader(path, tmp_path / "scratch")
    (table,) = reader.tables()
    assert write_table(reader, table, target) == 2
    assert (not list((tmp_path / "scratch").glob("*.parquet"))) == moved
    kept = pq.read_table(target)
    assert kept.column_names == [column.name for column in table.columns] == expected.columns("t")
    assert [tuple(row.values()) for row in kept.to_pylist()] == expected.rows["t"]
    assert [tuple(row.values()) for batch in reader.batches("t") for row in batch.to_pylist()] == expected.rows["t"]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    """The thread beside fails; whoever reads hears of it."""
    kept = Store(tmp_path / "missing")
    kept.append(_table(0), ["a"], [pa.array(["x"])])
    with pytest.raises(FileNotFoundError):
        kept.close()


def test_only_repeated_values_get_a_dictionary(tmp_path: Path) -> None:
    path = tmp_path / "kept.parquet"
    schema = pa.schema([("few", pa.string()), ("many", pa.string())])
    with keeping.Beside() as beside:
        keeper = keeping.ParquetKeeper(path, schema, beside)
        arrays = [pa.array([str(row % 3) for row in range(100)]), pa.array([str(row) for row in range(100)])]
        keeper.add(pa.record_batch(arrays, schema=schema))
        keeper.close()
    group = pq.ParquetFile(path).metadata.row_group(0)
    assert [group.column(place).has_dictionary_page for place in range(2)] == [True, False]
