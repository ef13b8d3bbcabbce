"""Which table and which column is which: by name, by what they hold, never by chance."""

from __future__ import annotations

from pathlib import Path

import pytest

from entracte.faults import Fault
from tests.compare.making import clients, codes, compared, drifts, only


def states(comparison: object) -> dict[str, str]:
    return {each.name: each.state for each in comparison.tables}  # type: ignore[attr-defined]


def test_the_same_is_the_same(tmp_path: Path) -> None:
    tables = {"clients": clients(), "tarifs": [["CODE", "LIBELLE"], ["P", "Plein"], ["R", "Réduit"]]}
    told = compared(tmp_path, tables, tables)
    assert told.fits
    assert states(told) == {"clients": "same", "tarifs": "same"}
    for table in told.tables:
        assert table.drift == ()
        assert {each.state for each in table.columns} == {"same"}
        assert table.delta is not None
        assert table.delta.is_empty
        assert table.delta.unchanged == table.rows_old == table.rows_new


def test_tables_that_came_and_went(tmp_path: Path) -> None:
    other = [["CODE", "LIBELLE"], ["P", "Plein"]]
    told = compared(tmp_path, {"clients": clients(), "tarifs": other}, {"clients": clients(), "salles": [["X"], ["1"]]})
    assert states(told) == {"clients": "same", "tarifs": "gone", "salles": "new"}
    assert [(each.code, each.table) for each in told.reasons] == [("table-gone", "tarifs")]


def test_a_table_is_recognised_by_its_columns(tmp_path: Path) -> None:
    told = compared(tmp_path, {"clients": clients(), "a": [["X"], [1]]}, {"personnes": clients(), "a": [["X"], [1]]})
    assert states(told)["personnes"] == "renamed"
    (reason,) = told.reasons
    assert (reason.code, reason.table) == ("table-renamed", "clients")
    assert "personnes" in reason.message + reason.advice
    delta = next(each for each in told.tables if each.name == "personnes").delta
    assert delta is not None
    assert delta.is_empty


def test_the_date_of_an_export_is_no_name(tmp_path: Path) -> None:
    other = [["X"], [1]]
    told = compared(
        tmp_path, {"clients_20260101": clients(), "a": other}, {"clients_2026-07-01": clients(), "a": other}
    )
    assert told.fits
    assert {each.state for each in told.tables} == {"same"}
    assert [each.code for table in told.tables for each in table.drift] == ["name"]


def test_a_single_file_is_the_same_table_whatever_it_is_called(tmp_path: Path) -> None:
    told = compared(tmp_path, {"first": clients()}, {"second": clients()})
    assert told.fits
    assert (only(told).state, only(told).name_old, only(told).name_new) == ("same", "first", "second")


def test_columns_gone_and_new(tmp_path: Path) -> None:
    old = clients()
    new = [[*row[:2], *row[3:], note] for row, note in zip(old, ["REMARQUE", *["rien"] * 60], strict=True)]
    told = compared(tmp_path, {"clients": old}, {"clients": new})
    assert {each.name: each.state for each in only(told).columns} == {
        "ID": "same", "NOM": "same", "NAISSANCE": "gone", "MONTANT": "same", "STATUT": "same", "REMARQUE": "new",
    }  # fmt: skip
    assert codes(told) == {("column-gone", "NAISSANCE")}
    assert only(told).delta is not None
    assert only(told).delta.is_empty  # type: ignore[union-attr]


def test_a_column_is_recognised_by_its_values(tmp_path: Path) -> None:
    old = clients()
    new = [["ID", "FAMILLE", "NAISSANCE", "MONTANT", "STATUT"], *old[3:]]
    told = compared(tmp_path, {"clients": old}, {"clients": new})
    column = next(each for each in only(told).columns if each.name == "FAMILLE")
    assert (column.state, column.name_old) == ("renamed", "NOM")
    assert column.score is not None
    assert "values are the same" in column.evidence
    assert codes(told) == {("column-renamed", "NOM")}
    delta = only(told).delta
    assert delta is not None
    assert (delta.changed, delta.vanished) == (0, 2)


def test_a_renamed_key_is_still_the_key(tmp_path: Path) -> None:
    old = clients()
    told = compared(tmp_path, {"clients": old}, {"clients": [["CLIENT_NO", *old[0][1:]], *old[2:]]})
    delta = only(told).delta
    assert delta is not None
    assert (delta.key, delta.vanished, delta.unchanged) == (("CLIENT_NO",), 1, 59)


def test_other_values_are_another_column(tmp_path: Path) -> None:
    old = clients()
    new = [["ID", "VILLE", *old[0][2:]], *([row[0], f"Ort {row[0]}", *row[2:]] for row in old[1:])]
    assert codes(compared(tmp_path, {"clients": old}, {"clients": new})) == {("column-gone", "NOM")}


def test_letter_case_and_order_do_not_matter_to_a_recipe(tmp_path: Path) -> None:
    old = clients()
    new = [[row[1], row[0], *row[2:]] for row in [["id", "NOM", *old[0][2:]], *old[1:]]]
    told = compared(tmp_path, {"clients": old}, {"clients": new})
    assert told.fits
    assert set(drifts(told)) == {("spelling", "id"), ("order", None)}
    assert only(told).delta is not None
    assert only(told).delta.is_empty  # type: ignore[union-attr]


def test_a_key_can_be_said(tmp_path: Path) -> None:
    old = clients()
    new = [old[0], *([row[0] + 5000, *row[1:]] for row in old[1:])]  # type: ignore[operator]
    found = only(compared(tmp_path / "a", {"clients": old}, {"clients": new})).delta
    given = only(compared(tmp_path / "b", {"clients": old}, {"clients": new}, keys={"Clients": ("nom",)})).delta
    assert found is not None
    assert given is not None
    assert (found.key, found.how, found.unchanged) != (given.key, given.how, given.unchanged)
    assert (given.key, given.how, given.changed_columns) == (("NOM",), "given", {"ID": 60})
    with pytest.raises(Fault, match="nomm"):
        compared(tmp_path / "c", {"clients": old}, {"clients": new}, keys={"clients": ("nomm",)})
    with pytest.raises(Fault, match="persons"):
        compared(tmp_path / "d", {"clients": old}, {"clients": new}, keys={"persons": ("nom",)})


def test_a_key_of_two_columns_is_found(tmp_path: Path) -> None:
    rows = [["ORDER_ID", "SEAT_ID", "PRICE"], *([n // 4, n % 4 + 1, "12.50"] for n in range(60))]
    new = [rows[0], *rows[2:]]
    new[3] = [*new[3][:2], "13.00"]
    delta = only(compared(tmp_path, {"places": rows}, {"places": new})).delta
    assert delta is not None
    assert (delta.key, delta.how) == (("ORDER_ID", "SEAT_ID"), "found")
    assert (delta.new, delta.changed, delta.vanished, delta.unchanged) == (0, 1, 1, 58)


def test_rows_without_a_key_are_compared_as_a_whole(tmp_path: Path) -> None:
    rows = [["STATUT", "MONTANT"], *(["ABC"[n % 3], n % 5] for n in range(60))]
    told = compared(tmp_path, {"ventes": rows}, {"ventes": [*rows[:-1], ["X", 1], ["X", 1]]})
    delta = only(told).delta
    assert delta is not None
    assert (delta.key, delta.how, delta.new, delta.changed, delta.vanished) == ((), "rows", 2, 0, 1)
    assert told.fits


def test_an_empty_table_and_one_without_rows_in_common(tmp_path: Path) -> None:
    old, header = clients(), clients()[:1]
    told = compared(tmp_path, {"clients": header, "a": [["X"], [1]]}, {"clients": old, "a": [["X"], [2]]})
    assert told.fits
    deltas = {each.name: each.delta for each in told.tables}
    assert deltas["clients"] is not None
    assert deltas["clients"].new == 60
    assert deltas["a"] is not None
    assert (deltas["a"].new, deltas["a"].vanished) == (1, 1)
    back = compared(tmp_path / "back", {"clients": old, "a": [["X"], [1]]}, {"clients": header, "a": [["X"], [1]]})
    assert codes(back) == {("table-emptied", None)}
    emptied = next(each for each in back.tables if each.name == "clients")
    assert emptied.delta is not None
    assert emptied.delta.vanished == 60
