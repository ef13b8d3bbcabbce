"""What drifted, and which of it makes a recipe not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.compare.making import clients, codes, compared, drifts, only, text_of

Cell = Callable[[list[object]], object]


def with_column(name: str, cell: Cell, count: int = 60) -> list[list[object]]:
    """The clients with one column made anew from each row."""
    old = clients(count)
    at = old[0].index(name)
    return [old[0], *([*row[:at], cell(row), *row[at + 1 :]] for row in old[1:])]


def month_first(row: list[object]) -> str:
    day, month, year = str(row[2]).split(".")
    return f"{month}/{day}/{year}"


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("MONTANT", lambda row: f"{row[3]} CHF net", "type-changed"),
        ("MONTANT", lambda row: str(row[3]).replace(".", ","), "decimal-mark-changed"),
        ("NAISSANCE", month_first, "date-order-changed"),
        ("NAISSANCE", lambda row: "-".join(reversed(str(row[2]).split("."))), "date-order-changed"),
        ("NAISSANCE", lambda row: f"{row[2]} 20:15:00", "type-changed"),
        ("STATUT", lambda row: "", "column-emptied"),
        ("ID", lambda row: int(str(row[0])) // 2, "key-not-unique"),
        ("ID", lambda row: "", "column-emptied"),
    ],
)  # fmt: skip
def test_what_makes_a_recipe_not_fit(tmp_path: Path, column: str, cell: Cell, reason: str) -> None:
    told = compared(tmp_path, {"clients": clients()}, {"clients": with_column(column, cell)})
    assert not told.fits
    assert (reason, column) in codes(told)
    assert {each.column for each in told.reasons} == {column}
    for each in told.reasons:
        assert each.table == "clients"
        assert column in each.message
        assert each.advice


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("MONTANT", lambda row: str(row[3]).split(".")[0]),
        ("STATUT", lambda row: f"state {row[4]} of {row[0]}"),
        ("NAISSANCE", lambda row: row[2] if int(str(row[0])) % 5 else ""),
        ("NAISSANCE", lambda row: row[2] if int(str(row[2])[:2]) < 13 else "01.01.1970"),
        ("NOM", lambda row: f"{row[1]}, Prénom et adresse complète"),
        ("ID", lambda row: int(str(row[0])) + 40),
        ("MONTANT", lambda row: int(str(row[0])) % 2),
    ],
)
def test_what_a_recipe_does_not_mind(tmp_path: Path, column: str, cell: Cell) -> None:
    told = compared(tmp_path, {"clients": clients()}, {"clients": with_column(column, cell)})
    assert told.fits, told.reasons


def test_zeros_at_the_left_that_excel_took(tmp_path: Path) -> None:
    old = [["ID", "CP"], *([n, f"{n * 131 % 9000:05}"] for n in range(80))]
    new = [old[0], *([n, int(str(code))] for n, code in old[1:])]
    told = compared(tmp_path, {"villes": old}, {"villes": new})
    assert ("zeros-lost", "CP") in codes(told)


def test_a_number_in_one_row_of_twenty_that_is_none(tmp_path: Path) -> None:
    new = with_column("MONTANT", lambda row: "offert" if int(str(row[0])) % 20 == 0 else row[3])
    told = compared(tmp_path, {"clients": clients()}, {"clients": new})
    assert told.fits
    assert drifts(told)["exceptions", "MONTANT"] == (0, 0.05)


def test_fill_and_placeholders(tmp_path: Path) -> None:
    new = with_column("NAISSANCE", lambda row: ["", "01.01.1900", row[2]][int(str(row[0])) % 3])
    told = drifts(compared(tmp_path, {"clients": clients()}, {"clients": new}))
    before, now = told["fill", "NAISSANCE"]
    assert before == 1
    assert now == pytest.approx(2 / 3, abs=0.01)
    before, now = told["placeholders", "NAISSANCE"]
    assert before == 0
    assert now == pytest.approx(1 / 3, abs=0.01)


def test_where_numbers_and_dates_lie(tmp_path: Path) -> None:
    old = [["ID", "PRIX", "LE"], *([n, n % 20 * 5 + 10, f"{n % 28 + 1:02}.03.2025"] for n in range(200))]
    new = [old[0], *([n, n % 20 * 5 + 40, f"{n % 28 + 1:02}.09.2026"] for n in range(200))]
    told = drifts(compared(tmp_path, {"ventes": old}, {"ventes": new}))
    assert told["minimum", "PRIX"] == ("10", "40")
    assert told["maximum", "PRIX"] == ("105", "135")
    was, now = told["quantiles", "PRIX"]
    assert now == was + 30  # type: ignore[operator]
    assert told["maximum", "LE"] == ("2025-03-28", "2026-09-28")
    assert str(told["quantiles", "LE"][1]).startswith("2026-09")


def test_frequent_and_new_values_and_lengths(tmp_path: Path) -> None:
    new = with_column("STATUT", lambda row: "ANNULE" if int(str(row[0])) % 4 == 0 else row[4])
    told = compared(tmp_path, {"clients": clients()}, {"clients": new})
    found = drifts(told)
    assert found["new-values", "STATUT"] == (0, 1)
    assert found["length", "STATUT"] == (1, 6)
    assert found["distinct", "STATUT"] == (3, 4)
    (message,) = [each.message for each in only(told).drift if each.code == "frequent" and "ANNULE" in each.message]
    assert "25 %" in message


def test_volumes(tmp_path: Path) -> None:
    told = compared(tmp_path, {"clients": clients(60)}, {"clients": clients(90)})
    assert drifts(told)["rows", None] == (60, 90)
    assert (only(told).rows_old, only(told).rows_new) == (60, 90)


def test_references_that_lead_nowhere(tmp_path: Path) -> None:
    people = [["ID", "NOM"], *([n, f"Nom {n}"] for n in range(1, 61))]
    orders = [["NO", "ID_CLIENTS"], *([5000 + n, n % 60 + 1] for n in range(200))]
    told = compared(tmp_path, {"clients": people, "commandes": orders}, {"clients": people[:51], "commandes": orders})
    (drift,) = [each for table in told.tables for each in table.drift if each.code == "references"]
    assert (drift.column, drift.old) == ("ID_CLIENTS", 0)
    assert drift.new == pytest.approx(1 / 6, abs=0.02)


def test_how_a_file_is_written(tmp_path: Path) -> None:
    rows = clients()
    rows[3][1] = "Müller"
    old, new = text_of(rows).encode("cp1252"), text_of(rows, ",").encode()
    told = compared(tmp_path, {"clients": old}, {"clients": new})
    assert codes(told) == {("encoding-changed", None), ("separator-changed", None)}
    assert 'The separator of clients is ",", ";" before.' in {each.message for each in told.reasons}
    assert only(told).delta is not None
    assert only(told).delta.is_empty  # type: ignore[union-attr]


def test_an_encoding_that_nobody_can_tell_is_no_reason(tmp_path: Path) -> None:
    rows = clients()
    accented = [*rows, [2000, "Müller", "01.02.1980", "1.00", "A"]]
    told = compared(tmp_path, {"clients": text_of(rows).encode()}, {"clients": text_of(accented).encode("cp1252")})
    assert told.fits


def test_texts_read_in_a_wrong_encoding(tmp_path: Path) -> None:
    new = with_column("NOM", lambda row: f"{row[1]} Ã©tÃ©")
    assert drifts(compared(tmp_path, {"clients": clients()}, {"clients": new}))["wrong-encoding", "NOM"] == (0, 1)


def test_a_key_that_is_repeated_is_told_and_its_rows_set_apart(tmp_path: Path) -> None:
    old = clients()
    new = [*old, [1000, "Autre", "01.01.1980", "5.00", "A"]]
    told = compared(tmp_path, {"clients": old}, {"clients": new})
    assert codes(told) == {("key-not-unique", "ID")}
    delta = only(told).delta
    assert delta is not None
    assert (delta.key, delta.repeated_old, delta.repeated_new, delta.unchanged) == (("ID",), 1, 2, 59)


def test_reasons_that_touch_what_a_recipe_uses(tmp_path: Path) -> None:
    old = clients()
    new = [row[:2] + row[3:] for row in with_column("MONTANT", lambda row: f"{row[3]} CHF net")]
    told = compared(tmp_path, {"clients": old, "a": [["X"], [1]]}, {"clients": new}, with_delta=False)
    assert all(each.delta is None for each in told.tables)

    def touched(**used: set[str]) -> set[str]:
        return {each.code for each in told.reasons_for(used)}

    assert touched(clients={"id", "nom"}) == set()
    assert touched(CLIENTS={"Naissance"}) == {"column-gone"}
    assert touched(clients={"MONTANT"}, a=set()) == {"type-changed", "table-gone"}
