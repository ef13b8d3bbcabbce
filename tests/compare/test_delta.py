"""Which rows are new, changed and vanished: as a plain comparison in Python says, for any tables and edits."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entracte.engine import Engine
from entracte.profile.columns import ColumnLook, empty_column
from entracte.profile.comparing.columns import ColumnPair
from entracte.profile.comparing.delta import delta_of
from entracte.profile.comparing.keys import ChosenKey
from entracte.profile.comparing.model import Delta, ExtractedTable
from entracte.profile.model import TableProfile
from tests.compare.making import clients, compared, only

Row = tuple[str | None, ...]
CELLS = st.one_of(st.none(), st.sampled_from(["", "a", "b", " a", "A", "é", "e\u0301", "12", "012", "x" * 40]))
KEYS = st.sampled_from([f"k{number}" for number in range(9)] + ["", " k1", "K1"])


def table_of(folder: Path, name: str, columns: list[str], rows: list[Row]) -> ExtractedTable:
    """Rows as a delivery keeps them; of their profile only what the delta needs."""
    told = tuple(empty_column(ColumnLook(place, each, "", len(rows))) for place, each in enumerate(columns))
    profile = TableProfile("t", len(rows), told, (), ())
    path = folder / f"{name}.parquet"
    if rows:
        content = {each: pa.array([row[at] for row in rows], pa.string()) for at, each in enumerate(columns)}
        pq.write_table(pa.table(content), path, row_group_size=3)
    return ExtractedTable(profile, "csv", {}, 0, path if rows else None, called_as_file=True)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("work"), "500MB", threads=1) as engine:
        yield engine


def delta(
    engine: Engine, columns: list[str], key: list[str], old: list[Row], new: list[Row], turned: list[str]
) -> Delta:
    """The delta; the new table has its columns in the order `turned`."""
    places = [columns.index(each) for each in turned]
    with tempfile.TemporaryDirectory() as folder:
        before = table_of(Path(folder), "old", columns, old)
        now = table_of(Path(folder), "new", turned, [tuple(row[place] for place in places) for row in new])
        theirs = {each.name: each for each in now.profile.columns}
        pairs = [ColumnPair(each, theirs[each.name]) for each in before.profile.columns]
        chosen = tuple(each for each in pairs if each.name in key)
        found = delta_of(engine, before, now, pairs, ChosenKey(chosen, "given" if key else "rows"))
        assert found is not None
        return found


COLUMNS = ["key", "part", "one", "two", "three"]
ROWS = st.lists(st.tuples(KEYS, st.one_of(st.none(), st.sampled_from(["p", "q"])), CELLS, CELLS, CELLS), max_size=14)


@settings(max_examples=40, deadline=None)
@given(old=ROWS, edits=ROWS, kept=st.sets(st.integers(0, 13)), two=st.booleans(), turned=st.permutations(COLUMNS))
def test_a_delta_by_key_is_that_of_two_dictionaries(
    engine: Engine, old: list[Row], edits: list[Row], kept: set[int], two: bool, turned: list[str]
) -> None:
    key = COLUMNS[: 2 if two else 1]
    new = [row for at, row in enumerate(old) if at in kept] + edits
    told = delta(engine, COLUMNS, key, old, new, turned)

    def of(row: Row) -> Row:
        return row[: len(key)]

    often = {each for rows in (old, new) for each, count in Counter(map(of, rows)).items() if count > 1}
    before = {of(row): row for row in old if of(row) not in often}
    now = {of(row): row for row in new if of(row) not in often}
    changed = [each for each in before.keys() & now.keys() if before[each] != now[each]]
    assert (told.new, told.changed, told.vanished, told.unchanged) == (
        len(now.keys() - before.keys()),
        len(changed),
        len(before.keys() - now.keys()),
        len(before.keys() & now.keys()) - len(changed),
    )
    assert (told.repeated_old, told.repeated_new) == (len(old) - len(before), len(new) - len(now))
    columns = Counter(
        name
        for each in changed
        for name, was, is_now in zip(COLUMNS, before[each], now[each], strict=True)
        if was != is_now
    )
    assert told.changed_columns == dict(columns)
    assert len(told.changed_samples) == min(5, len(changed))
    for sample in told.changed_samples:
        at = tuple(sample.key[name] for name in key)
        assert sample.changes == {
            name: (was, is_now) for name, was, is_now in zip(COLUMNS, before[at], now[at], strict=True) if was != is_now
        }


@settings(max_examples=40, deadline=None)
@given(old=ROWS, edits=ROWS, kept=st.sets(st.integers(0, 13)))
def test_without_a_key_it_is_the_difference_of_two_bags(
    engine: Engine, old: list[Row], edits: list[Row], kept: set[int]
) -> None:
    new = [row for at, row in enumerate(old) if at in kept] + edits
    told = delta(engine, COLUMNS, [], old, new, COLUMNS)
    before, now = Counter(old), Counter(new)
    assert (told.new, told.vanished, told.changed) == ((now - before).total(), (before - now).total(), 0)
    assert told.unchanged == (before & now).total()
    assert told.changed_columns == {}
    shown = {tuple(each.values.get(name) for name in COLUMNS) for each in told.new_samples}
    assert shown <= set(now - before)


def test_many_changed_rows_are_looked_at_some_columns_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = clients(40)
    new = [old[0], *([row[0], f"{row[1]}x", row[2], float(str(row[3])) + 1, row[4]] for row in old[1:])]
    whole = only(compared(tmp_path / "a", {"clients": old}, {"clients": new})).delta
    monkeypatch.setattr("entracte.profile.comparing.delta._CELLS", 41)
    pieces = only(compared(tmp_path / "b", {"clients": old}, {"clients": new})).delta
    assert whole is not None
    assert whole.changed_columns == {"NOM": 40, "MONTANT": 40}
    assert whole == pieces


def test_samples_hide_personal_values_and_show_the_key(tmp_path: Path) -> None:
    rows = [["ID", "EMAIL"], *([number, f"person{number}@example.org"] for number in range(40))]
    new = [rows[0], *rows[2:], [99, "someone@example.org"]]
    new[5] = [new[5][0], "other@example.org"]
    told = only(compared(tmp_path, {"people": rows}, {"people": new})).delta
    assert told is not None
    assert (told.key, told.how) == (("ID",), "found")
    assert [each.key for each in told.new_samples] == [{"ID": "99"}]
    assert [each.key for each in told.vanished_samples] == [{"ID": "0"}]
    (change,) = told.changed_samples
    assert change.key == {"ID": "5"}
    assert list(change.changes) == ["EMAIL"]
    assert "example" not in str([told.new_samples, told.changed_samples, told.vanished_samples])


def test_a_personal_key_is_hidden(tmp_path: Path) -> None:
    rows = [["EMAIL", "N"], *([f"person{number}@example.org", number % 7] for number in range(40))]
    told = only(compared(tmp_path, {"people": rows}, {"people": rows[:-1]})).delta
    assert told is not None
    assert told.key == ("EMAIL",)
    assert "person39" not in str(told.vanished_samples)
