"""What tables are called (S2)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from entracte.sources.delivery.naming import Origin, table_names
from entracte.sources.titles import column_names

NAMES = st.lists(st.sampled_from(["", "A", "a", "A_2", "column_1", "column_2", "B"]), max_size=8)


def test_names_that_do_not_clash_stay() -> None:
    assert table_names([Origin("Sheet1", "a.xlsx"), Origin("people", "people.csv")]) == ["Sheet1", "people"]


def test_sheets_that_clash_are_called_after_their_files() -> None:
    origins = [Origin("Sheet1", "a.xlsx"), Origin("sheet1", "b.xlsx"), Origin("Other", "b.xlsx")]
    assert table_names(origins) == ["a.Sheet1", "b.sheet1", "Other"]


def test_files_that_clash_are_called_after_their_folders_or_endings() -> None:
    assert table_names([Origin("x", "a/x.csv"), Origin("x", "b/x.csv")]) == ["a/x", "b/x"]
    assert table_names([Origin("x", "x.csv"), Origin("x", "x.txt")]) == ["x.csv", "x.txt"]


@given(st.lists(st.builds(Origin, st.sampled_from("aAbx"), st.sampled_from(["x.csv", "a/x.csv", "a/x.txt", "b.sql"]))))
def test_no_two_tables_are_called_alike(origins: list[Origin]) -> None:
    distinct = list(dict.fromkeys(origins))
    names = table_names(distinct)
    assert len({name.casefold() for name in names}) == len(names) == len(distinct)


def test_columns() -> None:
    assert column_names(["A", "A", "", " B\nC "], 5) == ["A", "A_2", "column_3", "B C", "column_5"]
    assert column_names(["A", "A", "A_2"], 3) == ["A", "A_3", "A_2"]
    assert column_names(["column_2", ""], 2) == ["column_2", "column_2_2"]


@given(NAMES, st.integers(0, 10))
def test_no_two_columns_are_called_alike(titles: list[str], width: int) -> None:
    names = column_names(titles, width)
    assert len(names) == len(set(names)) == width
