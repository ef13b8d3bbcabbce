"""Criteria and authorizations in bulk (contact.md 7.3): export, fill the [new] columns, import; and the list of 7.4."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
import typer
from typer.testing import CliRunner

from entracte.cli.export import export
from entracte.faults import Fault
from entracte.institution.update_files import export_authorizations, export_criteria, export_criteria_list
from entracte.pipeline import export_for_update
from tests.conftest import run
from tests.sam.conftest import Desk, codes

CODES = ["PREFCOL", "VIP", "NEWS", "NOTE", "SINCE", "SEATS", "SECTOR"]
"""The criteria of HARBOUR by rank."""

ADA = {
    "CONTACT_NR": "007",
    "FIRSTNAME": "Ada",
    "LASTNAME": "Kerr",
    "CNIL_O": "TRUE",
    "PARTNER": "FALSE",
    "CRIT01": "PREFCOL=Red|Green",
    "CRIT02": "NOTE=a|b",
    "CRIT03": "SINCE=01.02.2020",
    "CRIT04": "VIP=T",
}
MILL = {"CONTACT_NR": "8", "OFFICIAL_NAME": "Mill", "CRIT01": "SECTOR=PUBLIC"}
BO = {"CONTACT_NR": "9", "FIRSTNAME": "=Bo", "LASTNAME": "Ngo"}


@pytest.fixture
def venue(desk: Desk) -> Desk:
    desk.load(ADA, MILL, BO, format="contact")
    return desk


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def exported(desk: Desk, *, criteria: bool = True) -> list[dict[str, str]]:
    path = desk.folder / "exported.csv"
    (export_criteria if criteria else export_authorizations)(desk.environment, path)
    return table(path)


def filled(desk: Desk, new: dict[str, dict[str, str]], *, criteria: bool = True) -> Path:
    """The exported file with new values by contact and code."""
    rows = exported(desk, criteria=criteria)
    for row in rows:
        row.update({f"[new] {code}": value for code, value in new.get(row["CONTACT_NR"], {}).items()})
    return desk.write(list(rows))


def criteria_of(desk: Desk) -> dict[str, object]:
    return {number: contact["criteria"] for number, contact in desk.contacts().items()}


def test_the_file_to_fill_holds_a_pair_of_columns_for_each_criterion(venue: Desk) -> None:
    rows = exported(venue)
    pairs = [f"[{when}] {code}" for code in CODES for when in ("old", "new")]
    assert list(rows[0]) == ["INSTITUTION", "CONTACT_NR", "FIRSTNAME", "LASTNAME", "OFFICIAL_NAME", *pairs]
    assert [row["CONTACT_NR"] for row in rows] == ["8", "9", "007"]
    ada = rows[2]
    assert {code: ada[f"[old] {code}"] for code in CODES if ada[f"[old] {code}"]} == {
        "PREFCOL": "Green|Red",
        "VIP": "TRUE",
        "NOTE": "a|b",
        "SINCE": "2020-02-01",
    }
    assert not any(row[f"[new] {code}"] for row in rows for code in CODES)
    assert rows[1]["FIRSTNAME"] == "'=Bo"


def test_authorizations_are_those_of_persons(venue: Desk) -> None:
    rows = exported(venue, criteria=False)
    assert [row["CONTACT_NR"] for row in rows] == ["9", "007"]
    assert (rows[1]["[old] CNIL_O"], rows[1]["[old] PARTNER"], rows[1]["[old] EMAIL"]) == ("TRUE", "FALSE", "")


def test_the_round_trip(venue: Desk) -> None:
    new = {"007": {"PREFCOL": "Blue|Red", "VIP": "=", "NOTE": "c|d", "SEATS": "2"}, "8": {"SECTOR": "PRIVATE"}}
    result = venue.load_file(filled(venue, new))
    assert result.summary.format == "criteria-update"
    assert (result.summary.rows.read, result.summary.rows.imported, result.summary.rows.unchanged) == (3, 2, 1)
    assert not result.summary.findings
    assert criteria_of(venue) == {
        "007": {"PREFCOL": ["Blue", "Red"], "NOTE": ["c|d"], "SINCE": ["2020-02-01"], "SEATS": ["2"]},
        "8": {"SECTOR": ["PRIVATE"]},
        "9": {},
    }
    after = {row["CONTACT_NR"]: row for row in exported(venue)}
    assert after["007"]["[old] PREFCOL"] == "Blue|Red"
    assert after["007"]["[old] VIP"] == ""
    assert after["8"]["[old] SECTOR"] == "PRIVATE"


def test_the_round_trip_of_authorizations(venue: Desk) -> None:
    new = {"007": {"CNIL_O": "=", "PARTNER": "TRUE", "EMAIL": "FALSE"}, "9": {"LETTER": "maybe"}}
    result = venue.load_file(filled(venue, new, criteria=False))
    assert result.summary.format == "authorizations-update"
    assert codes(result) == {("[new] LETTER", "boolean-invalid")}
    told = venue.contacts()["007"]["authorizations"]
    assert {code: value for code, value in told.items() if value is not None} == {"PARTNER": True, "EMAIL": False}


def test_a_value_changed_since_the_export_is_a_conflict_and_the_whole_row_waits(venue: Desk) -> None:
    path = filled(venue, {"007": {"PREFCOL": "Blue", "VIP": "F"}, "9": {"VIP": "T"}})
    venue.load({"CONTACT_NR": "007", "OPERATION": "UPDATE", "CRIT01": "PREFCOL=Green"}, format="contact")
    log = venue.folder / "log.csv"
    result = venue.load_file(path, log=log)
    assert (result.summary.rows.imported, result.summary.rows.rejected, result.summary.rows.unchanged) == (1, 1, 1)
    assert codes(result) == {("[old] PREFCOL", "old-value-changed")}
    assert criteria_of(venue)["007"] == {
        "PREFCOL": ["Green"],
        "VIP": ["TRUE"],
        "NOTE": ["a|b"],
        "SINCE": ["2020-02-01"],
    }
    assert criteria_of(venue)["9"] == {"VIP": ["TRUE"]}
    (told,) = table(log)
    assert (told["row"], told["value"]) == ("4", "Green|Red")
    assert '"Green"' in told["message"]


@pytest.mark.parametrize(
    ("code", "old", "new", "conflict"),
    [
        ("PREFCOL", "Red | Green", "Blue", False),
        ("PREFCOL", "", "Blue", True),
        ("PREFCOL", "Red", "Blue", True),
        ("SINCE", "01.02.2020", "02.02.2020", False),
        ("SINCE", "01/02/2020", "02.02.2020", False),
        ("NOTE", "b|a", "c", True),
        ("SEATS", "", "3", False),
        ("SEATS", "1", "3", True),
        ("PREFCOL", "whatever", "", False),
    ],
)
def test_when_old_is_still_true(venue: Desk, code: str, old: str, new: str, conflict: bool) -> None:
    result = venue.load({"CONTACT_NR": "007", f"[old] {code}": old, f"[new] {code}": new})
    assert codes(result) == ({(f"[old] {code}", "old-value-changed")} if conflict else set())
    assert result.summary.rows.rejected == int(conflict)


@pytest.mark.parametrize(
    ("number", "code", "new", "finding"),
    [
        ("9", "PREFCOL", "Pink", "element-unknown"),
        ("9", "SECTOR", "PUBLIC", "criterion-of-other-kind"),
        ("9", "NEWS", "WEEKLY|MONTHLY", "criterion-single"),
        ("9", "SEATS", "two", "criterion-value-invalid"),
        ("9", "WHAT", "x", "criterion-unknown"),
    ],
)
def test_new_values_are_checked_as_in_a_contact_file(
    venue: Desk, number: str, code: str, new: str, finding: str
) -> None:
    result = venue.load({"CONTACT_NR": number, f"[new] {code}": new})
    assert codes(result) == {(f"[new] {code}", finding)}
    assert result.summary.rows.rejected == 0


def test_rows_that_name_no_contact_or_one_twice_are_rejected(venue: Desk) -> None:
    told = venue.logged(
        {"CONTACT_NR": "9", "[new] VIP": "T"},
        {"CONTACT_NR": "9", "[new] VIP": "F"},
        {"CONTACT_NR": "70", "[new] VIP": "T"},
        {"CONTACT_NR": "", "[new] VIP": "T"},
        {"CONTACT_NR": "x", "[new] VIP": "T"},
    )
    assert told == [
        (3, "CONTACT_NR", "contact-repeated"),
        (4, "CONTACT_NR", "number-absent"),
        (5, "CONTACT_NR", "number-missing"),
        (6, "CONTACT_NR", "number-not-digits"),
    ]
    assert criteria_of(venue)["9"] == {"VIP": ["TRUE"]}


def test_more_criteria_than_a_row_can_say(venue: Desk) -> None:
    many = ", ".join(f"('HARBOUR', 'N{at:02d}', '', 'NUMBER', 'BOTH', {at})" for at in range(60))
    run(
        venue.environment,
        f"INSERT INTO criterion (institution, code, name, data_type, contact_type, rank) VALUES {many}",
    )
    first = {f"[new] N{at:02d}": "1" for at in range(50)}
    result = venue.load({"CONTACT_NR": "007"} | first | {"[new] N55": "1"}, {"CONTACT_NR": "9"} | first)
    assert codes(result) == {(None, "too-many-changes")}
    assert len(criteria_of(venue)["9"]) == 50  # type: ignore[arg-type]


def test_columns_whose_codes_differ_in_case_only_refuse_the_file(venue: Desk) -> None:
    result = venue.load({"CONTACT_NR": "9", "[new] VIP": "T", "[new] vip": "T"})
    assert result.summary.refused


def test_titles_may_be_spelt_with_more_spaces_or_capitals(venue: Desk) -> None:
    result = venue.load({"contact_nr": "9", "[NEW]VIP": "T", "[Old]  VIP": ""})
    assert result.summary.rows.imported == 1


def test_a_check_without_an_environment(venue: Desk) -> None:
    result = venue.check({"CONTACT_NR": "9", "[old] VIP": "x", "[new] VIP": "T"}, {"CONTACT_NR": "9", "[new] VIP": "F"})
    assert codes(result) == {("CONTACT_NR", "contact-repeated")}


def test_only_some_contacts(venue: Desk) -> None:
    listed = venue.write([{"CONTACT_NR": "9"}, {"CONTACT_NR": "007"}, {"CONTACT_NR": "12345"}], "my list.csv")
    path = venue.folder / "some.csv"
    written = export_for_update(venue.settings, "dev", "criteria", path, numbers=listed)
    assert (written.rows, written.absent) == (2, 1)
    assert [row["CONTACT_NR"] for row in table(path)] == ["9", "007"]


def test_invalid_contacts_are_in_no_target(venue: Desk) -> None:
    venue.load({"CONTACT_NR": "9", "OPERATION": "INVALIDATE"}, format="contact")
    assert [row["CONTACT_NR"] for row in exported(venue)] == ["8", "007"]


def test_an_archive_holds_the_same_file_and_is_the_same_bytes_again(venue: Desk) -> None:
    first, second = venue.folder / "a.zip", venue.folder / "b.zip"
    for path in (first, second):
        export_criteria(venue.environment, path)
    exported(venue)
    with zipfile.ZipFile(first) as archive:
        assert archive.namelist() == ["criteria-update.csv"]
        assert archive.read("criteria-update.csv") == (venue.folder / "exported.csv").read_bytes()
    assert first.read_bytes() == second.read_bytes()


def test_a_filled_workbook_is_imported(venue: Desk) -> None:
    path = venue.folder / "criteria.xlsx"
    export_criteria(venue.environment, path)
    book = openpyxl.load_workbook(path)
    sheet = book["criteria-update"]
    titles = [cell.value for cell in sheet[1]]
    assert sheet.cell(4, titles.index("CONTACT_NR") + 1).value == "007"
    sheet.cell(4, titles.index("[new] SEATS") + 1, 4)
    book.save(path)
    assert venue.load_file(path).summary.rows.imported == 1
    assert criteria_of(venue)["007"]["SEATS"] == ["4"]  # type: ignore[index]


def test_the_list_of_criteria_and_authorizations(venue: Desk) -> None:
    path = venue.folder / "list.csv"
    export_criteria_list(venue.environment, path)
    listed = table(path)
    assert [row["CODE"] for row in listed[:7]] == ["CNIL_O", "PARTNER", "CNIL_T", "SMS_MMS", "LETTER", "PHONE", "EMAIL"]
    colours = [(row["VALUE"], row["EXAMPLE"]) for row in listed if row["CODE"] == "PREFCOL"]
    assert colours == [("Red", "PREFCOL=Red"), ("Green", "PREFCOL=Green"), ("Blue", "PREFCOL=Blue")]
    assert [row["VALUE"] for row in listed if row["CODE"] in ("VIP", "NOTE")] == ["T/F", ""]


def test_an_unknown_institution_or_kind_of_file_is_a_fault(venue: Desk) -> None:
    with pytest.raises(Fault, match="NOWHERE"):
        export_criteria(venue.environment, venue.folder / "a.csv", "NOWHERE")
    with pytest.raises(Fault, match="neither"):
        export_criteria(venue.environment, venue.folder / "a.pdf")
    with pytest.raises(Fault, match="CONTACT_NR"):
        listed = venue.write([{"LASTNAME": "Kerr"}])
        export_for_update(venue.settings, "dev", "criteria", venue.folder / "a.csv", numbers=listed)


def test_authorizations_and_criteria_are_told_apart_by_their_codes(desk: Desk) -> None:
    both = {"CONTACT_NR": "1", "FIRSTNAME": "Ada"}
    assert desk.check(both | {"[new] LETTER": "TRUE"}).summary.format == "authorizations-update"
    assert desk.check(both | {"[new] VIP": "T"}).summary.format == "criteria-update"
    assert desk.check(both | {"[new] VIP": "T", "[new] LETTER": "x"}).summary.format == "criteria-update"
    assert desk.check(both).summary.format == "contact"


@pytest.mark.parametrize("name", ["criteria", "authorizations", "criteria-list"])
def test_the_command(venue: Desk, name: str) -> None:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(export)
    path = venue.folder / f"{name}.csv"
    said = CliRunner().invoke(app, [name, "--in", "dev", "-o", str(path), "--institution", "HARBOUR", "--json"])
    told = json.loads(said.stdout)
    assert told["rows"] == len(table(path)) > 0
