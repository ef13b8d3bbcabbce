"""What is kept of a live database, whatever the server: digests, names, refused tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entracte.faults import Fault
from entracte.sources.delivery import databases
from entracte.sources.delivery.databases import register_database
from entracte.sources.live import LiveReader
from entracte.sources.live.database import LiveTable, Omitted, TableRefusedError
from entracte.sources.options import SourceOptions
from entracte.sources.reading import RejectedRow, SourceColumn

URL = "postgresql://ann@host/venue"
ROWS = st.lists(st.tuples(st.none() | st.text(max_size=3), st.none() | st.text(max_size=3)), max_size=12)


@dataclass
class Fake:
    """A database in memory; `refused_after` rows the server changes its mind about a table."""

    rows: dict[tuple[str, str], list[tuple[str | None, ...]]]
    size: int = 3
    refused_after: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    kind = "fake"
    facts: dict[str, str] = field(default_factory=lambda: {"snapshot": "one for all tables"})

    def tables(self) -> list[LiveTable]:
        columns = (SourceColumn("a", "text"), SourceColumn("b", "int"))
        return [LiveTable(schema, name, columns) for schema, name in self.rows]

    def omitted(self) -> list[Omitted]:
        return [Omitted("v", "a view")]

    def count(self, table: LiveTable) -> int:
        return len(self.rows[table.schema, table.name]) + self.lost

    def batches(self, table: LiveTable) -> Iterator[pa.RecordBatch]:
        rows = self.rows[table.schema, table.name]
        for start in range(0, len(rows), self.size):
            if start >= self.refused_after.get(table.name, len(rows)):
                raise TableRefusedError("permission was taken away")
            columns = [pa.array(each, pa.string()) for each in zip(*rows[start : start + self.size], strict=True)]
            yield pa.record_batch(columns, names=["a", "b"])

    def rejected(self) -> list[RejectedRow]:
        return []

    def close(self) -> None:
        pass


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Fake:
    fake = Fake({("s", "t"): [("1", None), ("2", ""), ("3", "x"), ("4", "y")], ("s", "u"): [("9", "z")]})
    monkeypatch.setattr(
        databases, "open_live", lambda address, options, notice: LiveReader(fake, address.shown, notice)
    )
    return fake


@given(ROWS, st.integers(1, 5), st.integers(1, 5))
def test_a_digest_does_not_depend_on_the_batches(rows: list[tuple[str | None, ...]], one: int, other: int) -> None:
    digests = []
    for size in (one, other):
        fake = Fake({("", "t"): rows}, size)
        digest = databases._TableDigest([("a", ""), ("b", "")])
        for batch in fake.batches(fake.tables()[0]):
            digest.take(batch)
        digests.append((digest.text(), digest.size))
    assert digests[0] == digests[1]


@given(ROWS, ROWS)
def test_other_rows_have_another_digest(
    rows: list[tuple[str | None, ...]], others: list[tuple[str | None, ...]]
) -> None:
    texts = []
    for each in (rows, others):
        digest = databases._TableDigest([("a", ""), ("b", "")])
        fake = Fake({("", "t"): each})
        for batch in fake.batches(fake.tables()[0]):
            digest.take(batch)
        texts.append(digest.text())
    assert (texts[0] == texts[1]) == (rows == others)


def test_what_is_known_is_kept(served: Fake, tmp_path: Path) -> None:
    kept = register_database(URL, tmp_path, SourceOptions(password="hunter2"))
    assert [(table.name, table.rows, table.kind) for table in kept.tables] == [("t", 4, "fake"), ("u", 1, "fake")]
    assert kept.files[0].name == "postgresql://ann@host:5432/venue"
    assert kept.files[0].size == len("1234xy9z")
    assert [each.name for each in kept.left_out] == ["v"]
    assert not (kept.folder / kept.tables[0].data).stat().st_mode & 0o222


def test_a_table_refused_in_the_middle_is_no_table(served: Fake, tmp_path: Path) -> None:
    whole = register_database(URL, tmp_path, SourceOptions())
    served.refused_after["t"] = 3
    kept = register_database(URL, tmp_path, SourceOptions())
    assert [table.name for table in kept.tables] == ["u"]
    assert {each.name: each.reason for each in kept.left_out} == {"v": "a view", "t": "permission was taken away"}
    (rejected,) = kept.rejected_rows()
    assert (rejected.table, rejected.place) == ("t", "after 3 rows")
    assert kept.rejected == 1
    assert kept.digest != whole.digest
    assert sorted(path.name for path in kept.folder.iterdir()) == [
        "delivery.json",
        "rejected.parquet",
        "table1.parquet",
    ]


def test_a_database_of_which_nothing_may_be_read_is_a_fault(served: Fake, tmp_path: Path) -> None:
    served.refused_after |= {"t": 0, "u": 0}
    with pytest.raises(Fault) as caught:
        register_database(URL, tmp_path, SourceOptions())
    assert caught.value.code == "no-tables"
    assert "None of the 2 tables" in caught.value.message
    assert "t: permission was taken away." in caught.value.message
    assert not list((tmp_path / "deliveries").iterdir())


def test_rows_that_are_missing_are_told(served: Fake, tmp_path: Path) -> None:
    served.lost = 2
    kept = register_database(URL, tmp_path, SourceOptions())
    assert [table.rejected for table in kept.tables] == [1, 1]
    assert [each.reason.partition(":")[0] for each in kept.rejected_rows()] == [
        "the server counts 6 rows, 4 were read",
        "the server counts 3 rows, 1 were read",
    ]


def test_schemas_are_named_where_tables_clash(served: Fake, tmp_path: Path) -> None:
    served.rows["other", "T"] = [("1", "2")]
    kept = register_database(URL, tmp_path, SourceOptions())
    assert [table.name for table in kept.tables] == ["s.t", "u", "other.T"]
    assert kept.table("other.T").rows == 1


def test_a_full_disk_stops_the_reading(served: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*told: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(databases, "write_table", full)
    served.rows["s", "t"] *= 1000
    with pytest.raises(OSError, match="No space left"):
        register_database(URL, tmp_path, SourceOptions())
    assert not list((tmp_path / "deliveries").iterdir())


def test_an_address_with_a_password_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        register_database("postgresql://ann:hunter2@host/venue", tmp_path, SourceOptions())
    assert caught.value.code == "password-in-url"
    assert not list(tmp_path.iterdir())
