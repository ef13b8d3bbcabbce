"""Keys, references and the account of rows."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entracte.profile.documents import document_of, profile_of

CELLS = st.lists(st.one_of(st.none(), st.text(alphabet="ab01 .,/-@é\t", max_size=6)), min_size=1, max_size=40)


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CELLS)
def test_every_row_is_null_blank_or_filled(column, cells: list[str | None]) -> None:
    found = column(*cells)
    told = [each for each in cells if each is not None]
    filled = [each for each in told if each.strip()]
    assert found.null == len(cells) - len(told)
    assert found.blank == len(told) - len(filled)
    assert found.filled == len(filled)
    assert found.distinct == len(set(filled))
    assert (found.shortest, found.longest) == (
        (min(len(each.strip()) for each in filled), max(len(each.strip()) for each in filled))
        if filled
        else (None, None)
    )
    assert found.padded == sum(each != each.strip() for each in filled)


@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["id", "Nom", "date", "column_4"]), CELLS, min_size=1))
def test_a_document_reads_back(profiled, columns: dict[str, list[str | None]]) -> None:
    rows = min(len(cells) for cells in columns.values())
    profile = profiled({"things": {name: cells[:rows] for name, cells in columns.items()}})
    assert profile_of(document_of(profile)) == profile


def test_the_same_table_has_the_same_profile(profiled) -> None:
    columns = {"a": [str(number % 7) for number in range(5000)], "b": [f"x{number}" for number in range(5000)]}
    assert profiled({"t": columns}) == profiled({"t": columns})


def test_keys(table) -> None:
    numbers = [str(number) for number in range(1, 301)]
    found = table(
        {
            "name": [f"Name {number}" for number in numbers],
            "id": numbers,
            "half": [*numbers[:150], *numbers[:150]],
            "nearly": [*numbers[:-2], "1", None],
        }
    )
    assert [key.columns for key in found.keys] == [("id",), ("name",)]
    assert [(key.columns, key.repeated, key.missing) for key in found.likely_keys] == [(("nearly",), 1, 1)]


def test_a_key_of_two_columns(table) -> None:
    pairs = [(a, b) for a in range(30) for b in range(20) if (a + b) % 3]
    found = table({"film": [str(a) for a, _ in pairs], "actor": [str(b) for _, b in pairs], "on": ["x"] * len(pairs)})
    assert [key.columns for key in found.keys] == [("film", "actor")]


def test_references_by_content(profiled) -> None:
    clients = [f"{number:06}" for number in range(1, 401)]
    found = profiled(
        {
            "clients": {"NumClient": clients, "age": [str(20 + number % 60) for number in range(400)]},
            "orders": {
                "id": [str(number) for number in range(1, 1001)],
                "client": [clients[number % 390] for number in range(990)] + ["999999"] * 10,
                "seats": [str(1 + number % 6) for number in range(1000)],
                "show": [str(1 + number % 40) for number in range(1000)],
            },
            "shows": {
                "id": [str(number) for number in range(1, 41)],
                "title": [f"Show {number}" for number in range(40)],
            },
        }
    )
    told = {(each.table, each.column): each for each in found.relations}
    assert set(told) == {("orders", "client"), ("orders", "show")}
    client = told["orders", "client"]
    assert (client.target_table, client.target_column, client.missing, client.missing_rows) == (
        "clients",
        "NumClient",
        1,
        10,
    )
    assert client.share == round(390 / 391, 6)
    assert told["orders", "show"].target_table == "shows"
    assert found.table("orders").foreign_keys == found.relations


def test_a_reference_without_any_name_needs_values_that_chance_does_not_make(profiled) -> None:
    codes = [f"{number * 7919 % 100003:05}X" for number in range(200)]
    found = profiled(
        {
            "one": {"column_1": codes, "column_2": [str(number) for number in range(200)]},
            "two": {
                "column_1": [codes[number % 200] for number in range(900)],
                "column_2": [str(number % 150) for number in range(900)],
            },
        }
    )
    assert [(each.table, each.column) for each in found.relations] == [("two", "column_1")]


def test_columns_that_differ_in_case_only_and_odd_names(table) -> None:
    found = table({"Id": ["1", "2"], "id ": ["3", "3"], 'a"b': ["x", None], "c'd": ["y", "z"]}, name="odd \"name's")
    assert [(each.name, each.distinct) for each in found.columns] == [("Id", 2), ("id ", 1), ('a"b', 1), ("c'd", 2)]


def test_a_table_without_rows(table) -> None:
    found = table({"id": [], "name": []})
    assert [each.type for each in found.columns] == ["empty", "empty"]
    assert found.keys == ()


def test_many_columns_are_looked_at_in_parts(table) -> None:
    found = table({f"n{number}": [str(number), str(number + 1)] for number in range(150)})
    assert [each.minimum for each in found.columns] == [str(number) for number in range(150)]
