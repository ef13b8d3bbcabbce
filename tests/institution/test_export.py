"""Exported contacts make the same contacts again: the property of records.md, with the oracle as the importer."""

import csv
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entracte.faults import Fault
from entracte.formats.contact import CONTACT, CRITERION_COLUMNS
from entracte.institution.environments import Environment
from entracte.institution.export import export_contacts
from tests.conftest import run
from tests.institution.venue import oracle_target, store
from tests.oracle import Target

Cells = dict[str, str]
NUMBERS = ("1", "2", "3", "10", "007", "00000100")
LATER = ("INSERT", *["UPDATE"] * 6, "UPDATEACT", "DELETE", "INVALIDATE", "INVALIDATE", "ANONYMIZE", "DROP")


CELLS = {
    "ORGANIZATION": ("*", "MAIN", "HARBOUR"),
    "TITLE": ("MR", "MRS", "=", "UNDEFINED"),
    "LETTER_SALUTATION": ("Hello", "="),
    "FUNCTION": ("Chair", "=SUM(A1)"),
    "REMARK": ("||more", "||=", "|| x", "||||", "plain", 'a;"b"\nc', "=", "=1+1"),
    "FIRSTNAME": ("Ada", "Bo", "="),
    "LASTNAME": ("Kerr", "Ngo;", "="),
    "BIRTHDATE": ("01.08.1965", "="),
    "PREF_LANG": ("de", "en", "="),
    "OFFICIAL_NAME": ("School", "Mill  Ltd", "A very long official name of forty-odd characters"),
    "ADDRESS_NAME1": ("School", "Annex", "="),
    "ADDRESS_NAME2": ("Gate", "="),
    "STRUCT_TYPE": ("SCHOOL", "="),
    "ADMIN_NUMBER": ("SIRET=1", "SIRET=2=2", "VAT=9", "SIRET==", "="),
    "NB_EMPLOYEES": ("12", "="),
    "WEB_SITE": ("http://x.org",),
    "ADDR_TYPE": ("M", "S", "B", "MS", "SB", "MSB"),
    "LINE1": ("Quai 1", "Quai  1", "Rue 2", "="),
    "TOWN": ("Genève", "T" * 90, "="),
    "TOWN_COMPLEMENT": ("Cedex", "c" * 30, "="),
    "DEPARTMENT": ("GE", "VD", "="),
    "COUNTRY": ("CH", "FR", "US", "DE", "UK", "="),
    "TELEPHONE": ("01 40 15 80 00", "0041 21 613 21 11", "01 SVP 77 77", "(33)0140158000", "+1 212 555 1234", "="),
    "FAX": ("12", "0123456789012", "(41)216132111", "(1)2125551234", "11234567890", "(39)0612345678", "(7)8123456789"),
    "CELLPHONE": ("0033033140158", "91 555 22 82", "89261234567", "(34)915552282"),
    "EMAIL1": ("a@x.org", "b@x.org", "="),
    "EMAIL2": ("c@x.org",),
    "CNIL_O": ("TRUE", "FALSE", "="),
    "CRIT01": ("PREFCOL=Red|Green", "PREFCOL=Blue", "PREFCOL==", "SECTOR=PUBLIC"),
    "CRIT02": ("NOTE=a|b", "NOTE=x=y", "VIP=T", "SINCE=01.02.2020"),
}


def file_rows(chance: Random) -> list[Cells]:
    """A file whose rows meet each other: few numbers, few names, few addresses, few e-mails."""
    numbers = chance.sample(NUMBERS, chance.randint(1, len(NUMBERS)))
    inserted = [inserting_row(chance, number) for number in numbers]
    return inserted + [
        cells_of(chance) | {"OPERATION": chance.choice(LATER), "CONTACT_NR": chance.choice(numbers)}
        for _ in range(chance.randint(0, 10))
    ]


def inserting_row(chance: Random, number: str) -> Cells:
    row = cells_of(chance) | chance.choice(({"LASTNAME": "Kerr"}, {"OFFICIAL_NAME": "School"}, {}))
    for name in chance.choice(((), ("FIRSTNAME", "LASTNAME"), ("OFFICIAL_NAME",))):
        row.pop(name, None)
    return row | {"OPERATION": "INSERT", "CONTACT_NR": number}


def cells_of(chance: Random) -> Cells:
    share = chance.choice((0.1, 0.3, 0.6))
    return {column: chance.choice(values) for column, values in CELLS.items() if chance.random() < share}


def made_by(rows: list[Cells]) -> Target:
    target = oracle_target()
    target.import_rows(rows, "first", "HARBOUR")
    return target


def rows_of(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def comparable(target: Target) -> list[dict[str, Any]]:
    """The records, without what a file does not hold: erased people, the import, and since when somebody is invalid."""
    erased = {contact.number for contact in target.contacts.values() if contact.anonymised}
    return [
        {**record, "imported_by": None, "invalid_since": None}
        for record in target.records()
        if record["number"] not in erased
    ]


def check_round_trip(environment: Environment, target: Target, folder: Path) -> list[Cells]:
    store(environment, target)
    first, second = folder / "first.csv", folder / "second.csv"
    told = export_contacts(environment, first)
    exported = rows_of(first)
    assert told.rows == len(exported)
    again = oracle_target()
    result = again.import_rows(exported, "again")
    assert result.rows["rejected"] == 0, (exported, result.findings)
    assert comparable(again) == comparable(target)
    store(environment, again)
    export_contacts(environment, second)
    assert second.read_bytes() == first.read_bytes()
    return exported


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chance=st.randoms(use_true_random=True))
def test_any_state_survives_export_and_import(harbour: Environment, tmp_path: Path, chance: Random) -> None:
    check_round_trip(harbour, made_by(file_rows(chance)), tmp_path)


CASES: dict[str, list[Cells]] = {
    "an address that is nothing but the default country, in one slot": [
        {"CONTACT_NR": "1", "LASTNAME": "A", "ADDR_TYPE": "S", "COUNTRY": "CH"},
    ],
    "twin structures, each with a relay": [
        {"CONTACT_NR": "1", "OFFICIAL_NAME": "School", "LINE1": "Quai 1", "ADDRESS_NAME2": "Gate"},
        {"CONTACT_NR": "2", "OFFICIAL_NAME": "School", "LINE1": "Quai 2"},
        {"CONTACT_NR": "3", "OFFICIAL_NAME": "School", "LINE1": "Quai 2", "LASTNAME": "Kerr"},
        {"CONTACT_NR": "4", "OFFICIAL_NAME": "School", "LINE1": "Quai 1", "ADDRESS_NAME2": "Gate", "LASTNAME": "Ngo"},
        {"CONTACT_NR": "1", "OPERATION": "UPDATE", "LINE1": "Quai 2", "ADDRESS_NAME2": "="},
        {"CONTACT_NR": "2", "OPERATION": "UPDATE", "REMARK": "the second"},
    ],
    "a structure that lost its country, and its relay elsewhere": [
        {"CONTACT_NR": "1", "OFFICIAL_NAME": "School", "LINE1": "Quai 1", "COUNTRY": "FR"},
        {"CONTACT_NR": "2", "OFFICIAL_NAME": "School", "LINE1": "Quai 1", "COUNTRY": "FR", "LASTNAME": "Kerr"},
        {"CONTACT_NR": "1", "OPERATION": "UPDATE", "COUNTRY": "="},
        {"CONTACT_NR": "2", "OPERATION": "UPDATE", "ADDR_TYPE": "MB", "LINE1": "Rue 9", "TOWN": "Lyon"},
    ],
    "a structure without an address, its relay with one": [
        {"CONTACT_NR": "1", "OFFICIAL_NAME": "School"},
        {"CONTACT_NR": "2", "OFFICIAL_NAME": "School", "LASTNAME": "Kerr"},
        {"CONTACT_NR": "2", "OPERATION": "UPDATE", "ADDR_TYPE": "M", "DEPARTMENT": "GE"},
    ],
    "the login belongs to the later of two": [
        {"CONTACT_NR": "2", "LASTNAME": "A", "EMAIL1": "a@x.org"},
        {"CONTACT_NR": "1", "LASTNAME": "B", "EMAIL1": "a@x.org"},
    ],
    "nobody logs in, though the address is free": [
        {"CONTACT_NR": "1", "LASTNAME": "A", "EMAIL1": "a@x.org"},
        {"CONTACT_NR": "2", "LASTNAME": "B", "EMAIL1": "a@x.org"},
        {"CONTACT_NR": "1", "OPERATION": "DELETE"},
    ],
    "nobody logs in, the former owner is invalid": [
        {"CONTACT_NR": "2", "LASTNAME": "A", "EMAIL1": "a@x.org"},
        {"CONTACT_NR": "1", "LASTNAME": "B", "EMAIL1": "a@x.org"},
        {"CONTACT_NR": "2", "OPERATION": "INVALIDATE"},
    ],
    "several administrative numbers": [
        {"CONTACT_NR": "1", "OFFICIAL_NAME": "School", "ADMIN_NUMBER": "VAT=CHE-1"},
        {"CONTACT_NR": "1", "OPERATION": "UPDATE", "ADMIN_NUMBER": "SIRET=2 ;2"},
        {"CONTACT_NR": "1", "OPERATION": "UPDATE", "ADMIN_NUMBER": "SIRET=1=1"},
    ],
    "remarks that look like instructions": [
        {"CONTACT_NR": "1", "LASTNAME": "A", "REMARK": "||="},
        {"CONTACT_NR": "2", "LASTNAME": "B", "REMARK": "||||x"},
        {"CONTACT_NR": "3", "LASTNAME": "C", "REMARK": "||  two\n\nlines"},
        {"CONTACT_NR": "4", "LASTNAME": "=1+1", "REMARK": "=1+1"},
    ],
    "a person without language, a structure without address name": [
        {"CONTACT_NR": "1", "LASTNAME": "A", "TITLE": "MR", "ADDR_SALUTATION": "Ahoy"},
        {"CONTACT_NR": "1", "OPERATION": "UPDATE", "PREF_LANG": "="},
        {"CONTACT_NR": "2", "OFFICIAL_NAME": "School"},
        {"CONTACT_NR": "2", "OPERATION": "UPDATE", "ADDRESS_NAME1": "="},
        {"CONTACT_NR": "3", "OFFICIAL_NAME": "School", "LASTNAME": "B"},
    ],
    "an erased person leaves no trace": [
        {"CONTACT_NR": "1", "LASTNAME": "A", "EMAIL1": "a@x.org", "TOWN": "Nyon"},
        {"CONTACT_NR": "2", "LASTNAME": "B"},
        {"CONTACT_NR": "1", "OPERATION": "ANONYMIZE"},
    ],
}


@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_states_that_one_insert_row_cannot_say(harbour: Environment, tmp_path: Path, rows: list[Cells]) -> None:
    check_round_trip(harbour, made_by(rows), tmp_path)


@pytest.mark.parametrize(
    ("country", "phone"),
    [
        ("FR", "0041 21 613 21 11"),  # stored 33 / 041216132111: no possible number of any country
        ("FR", "01 SVP 77 77"),  # too short for France: stored without country
        ("DE", "(41)216132111"),
        ("US", "1 112 555 1234"),  # begins with the national prefix once that was taken off
        ("IT", "06 1234 5678"),
        ("RU", "8 812 345 67 89"),
    ],
)
@pytest.mark.parametrize("moved_to", ["CH", "DE", "FR", "AQ"])
def test_phones_are_read_as_stored_wherever_the_contact_lives_now(
    harbour: Environment, tmp_path: Path, country: str, phone: str, moved_to: str
) -> None:
    rows = [
        {"CONTACT_NR": "1", "LASTNAME": "A", "COUNTRY": country, "TELEPHONE": phone, "FAX": "(33)140158000"},
        {"CONTACT_NR": "1", "OPERATION": "UPDATE", "COUNTRY": moved_to},
    ]
    check_round_trip(harbour, made_by(rows), tmp_path)


def test_an_ordinary_contact_is_one_row(harbour: Environment, tmp_path: Path) -> None:
    rows = [
        {
            "CONTACT_NR": "00012345", "TITLE": "MRS", "FIRSTNAME": "Ada", "LASTNAME": "Kerr", "BIRTHDATE": "1965-08-01",
            "LINE1": "1 Quay Street", "TOWN": "Genève", "TELEPHONE": "022 345 67 89", "EMAIL1": "ada@example.org",
            "CNIL_O": "TRUE", "CRIT07": "PREFCOL=Red|Green",
        },
        {"CONTACT_NR": "12", "OFFICIAL_NAME": "School", "LINE1": "Quai 1", "ADMIN_NUMBER": "SIRET=1"},
        {"CONTACT_NR": "9", "OFFICIAL_NAME": "School", "LINE1": "Quai 1", "LASTNAME": "Ngo"},
    ]  # fmt: skip
    exported = check_round_trip(harbour, made_by(rows), tmp_path)
    filled = [{column: cell for column, cell in row.items() if cell} for row in exported]
    assert [row["CONTACT_NR"] for row in filled] == ["12", "9", "00012345"]
    assert filled[2] == {
        "INSTITUTION": "HARBOUR", "ORGANIZATION": "*", "OPERATION": "INSERT", "CONTACT_NR": "00012345", "TITLE": "MRS",
        "FIRSTNAME": "Ada", "LASTNAME": "Kerr", "BIRTHDATE": "01.08.1965", "PREF_LANG": "fr", "ADDR_TYPE": "MSB",
        "LINE1": "1 Quay Street", "TOWN": "Genève", "COUNTRY": "CH", "TELEPHONE": "(41)223456789",
        "EMAIL1": "ada@example.org", "CNIL_O": "TRUE", "CRIT01": "PREFCOL=Green|Red",
    }  # fmt: skip


def test_criteria_beyond_fifty_come_by_update(harbour: Environment, tmp_path: Path) -> None:
    run(
        harbour,
        "INSERT INTO criterion (institution, code, data_type)"
        " SELECT 'HARBOUR', 'C' || n, 'TEXT' FROM generate_series(1, 120) n",
        "INSERT INTO contact (institution, number, kind, lastname, language, title, criteria)"
        " SELECT 'HARBOUR', '1', 'individual', 'A', 'fr', 'UNDEFINED',"
        " jsonb_object_agg('C' || n, jsonb_build_array('v' || n))"
        " FROM generate_series(1, 120) n",
    )
    export_contacts(harbour, tmp_path / "contact.csv")
    exported = rows_of(tmp_path / "contact.csv")
    cells = [row[column] for row in exported for column in CRITERION_COLUMNS if row[column]]
    assert [row["OPERATION"] for row in exported] == ["INSERT", "UPDATE", "UPDATE"]
    assert sorted(cells) == sorted(f"C{n}=v{n}" for n in range(1, 121))


def test_the_file_is_as_d2_says(harbour: Environment, tmp_path: Path) -> None:
    store(harbour, made_by([{"CONTACT_NR": "1", "LASTNAME": "Ngô", "FIRSTNAME": 'a;"b"'}]))
    export_contacts(harbour, tmp_path / "contact.csv")
    header, row = (tmp_path / "contact.csv").read_bytes().decode("utf-8").splitlines()
    assert header == ";".join(CONTACT.field_names)
    assert row.startswith('HARBOUR;*;INSERT;1;UNDEFINED;;;;;"a;""b""";Ngô;;fr;')


def test_a_workbook_holds_the_same_rows_as_text(harbour: Environment, tmp_path: Path) -> None:
    store(harbour, made_by([{"CONTACT_NR": "007", "LASTNAME": "=1+1", "TELEPHONE": "022 345 67 89"}]))
    export_contacts(harbour, tmp_path / "contact.csv")
    export_contacts(harbour, tmp_path / "contact.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "contact.xlsx")["contact"]
    header, *found = sheet.iter_rows(values_only=True)
    assert list(header) == list(CONTACT.field_names)
    assert [[cell or "" for cell in row] for row in found] == [
        list(row.values()) for row in rows_of(tmp_path / "contact.csv")
    ]
    assert {sheet["D2"].data_type, sheet["K2"].data_type} == {"s"}


def test_one_institution_may_be_chosen(harbour: Environment, tmp_path: Path) -> None:
    run(
        harbour,
        "INSERT INTO institution (code) VALUES ('ALPHA')",
        "INSERT INTO contact (institution, number, kind, lastname, language) VALUES"
        " ('ALPHA', '5', 'individual', 'A', 'en'), ('HARBOUR', '6', 'individual', 'B', 'fr')",
    )
    assert export_contacts(harbour, tmp_path / "both.csv").rows == 2
    export_contacts(harbour, tmp_path / "one.csv", "ALPHA")
    assert [row["CONTACT_NR"] for row in rows_of(tmp_path / "one.csv")] == ["5"]
    with pytest.raises(Fault) as raised:
        export_contacts(harbour, tmp_path / "none.csv", "OMEGA")
    assert raised.value.code == "unknown-institution"
    assert not (tmp_path / "none.csv").exists()


@pytest.mark.parametrize(
    ("name", "code"), [("contact.ods", "unknown-file-kind"), ("absent/contact.csv", "cannot-write")]
)
def test_a_file_that_cannot_be_written_is_a_fault(harbour: Environment, tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(Fault) as raised:
        export_contacts(harbour, tmp_path / name)
    assert raised.value.code == code
