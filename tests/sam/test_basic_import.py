"""The basic import (contact.md 7.1 and 7.2): its key, its checks, and that everything else is the contact import."""

from __future__ import annotations

from random import Random

import pytest

from entracte.pipeline import undo_import
from tests.conftest import run
from tests.sam.conftest import Desk, codes

KERR = {"EMAIL": "ada@example.org", "FIRSTNAME": "Ada", "LASTNAME": "Kerr"}


def only(desk: Desk) -> dict[str, object]:
    (contact,) = desk.contacts().values()
    return contact


def test_a_new_address_makes_a_contact(desk: Desk) -> None:
    result = desk.load(KERR | {"TITLE": "MRS", "BIRTHDATE": "01.08.1965", "PREF_LANG": "de", "TOWN": "Bern"})
    assert result.summary.format == "contact-basic"
    assert result.summary.created == {"individual": 1, "structure": 0, "relay": 0}
    assert not result.summary.findings
    contact = only(desk)
    assert (contact["firstname"], contact["lastname"], contact["title"]) == ("Ada", "Kerr", "MRS")
    assert (contact["birthdate"], contact["language"], contact["login"]) == ("1965-08-01", "de", True)
    assert contact["emails"] == ["ada@example.org", None, None]
    assert contact["addresses"]["main"]["town"] == contact["addresses"]["billing"]["town"] == "Bern"  # type: ignore[index]


def test_a_known_address_updates_its_contact(desk: Desk) -> None:
    desk.load(KERR | {"TOWN": "Bern"})
    result = desk.load(
        {"EMAIL": "Ada@Example.org", "LASTNAME": "Kerr-Ngo", "CNIL_O": "TRUE", "EMAIL_AUTHORIZATION": "FALSE"}
    )
    assert result.summary.updated["individual"] == 1
    assert codes(result) == {("EMAIL", "email-lowered")}
    contact = only(desk)
    assert (contact["firstname"], contact["lastname"]) == ("Ada", "Kerr-Ngo")
    assert contact["authorizations"]["CNIL_O"] is True  # type: ignore[index]
    assert contact["authorizations"]["EMAIL"] is False  # type: ignore[index]
    assert contact["addresses"]["main"]["town"] == "Bern"  # type: ignore[index]


def test_the_same_row_again_changes_nothing(desk: Desk) -> None:
    desk.load(KERR)
    result = desk.load(KERR, again=True)
    assert result.summary.rows.unchanged == 1


@pytest.mark.parametrize(
    ("cells", "finding", "field", "kept"),
    [
        ({"FIRSTNAME": ""}, None, "firstname", "-"),
        ({"LASTNAME": ""}, None, "lastname", "-"),
        ({"LASTNAME": "Kerr2"}, ("LASTNAME", "name-with-digits"), "lastname", "-"),
        ({"FIRSTNAME": "="}, ("FIRSTNAME", "nothing-to-erase"), "firstname", "-"),
        ({"TITLE": ""}, None, "title", "UNDEFINED"),
        ({"TITLE": "Frau"}, ("TITLE", "default-used"), "title", "UNDEFINED"),
        ({"PREF_LANG": ""}, None, "language", "fr"),
        ({"PREF_LANG": "xx"}, ("PREF_LANG", "default-used"), "language", "fr"),
        ({"BIRTHDATE": ""}, None, "birthdate", None),
        ({"BIRTHDATE": "01.08.1965"}, None, "birthdate", "1965-08-01"),
        ({"BIRTHDATE": "1965-08-01"}, ("BIRTHDATE", "value-invalid"), "birthdate", None),
        ({"BIRTHDATE": "01/08/1965"}, ("BIRTHDATE", "value-invalid"), "birthdate", None),
        ({"BIRTHDATE": "31.02.1965"}, ("BIRTHDATE", "date-invalid"), "birthdate", None),
        ({"BIRTHDATE": "01.08.2999"}, ("BIRTHDATE", "date-future"), "birthdate", None),
        ({"CRIT01": "VIP=T"}, None, "criteria", {"VIP": ["TRUE"]}),
        ({"CRIT01": "WHAT=1"}, ("CRIT01", "criterion-unknown"), "criteria", {}),
        ({"FIRSTNAME": " Ada "}, ("FIRSTNAME", "cells-cleaned"), "firstname", "Ada"),
    ],
)
def test_what_a_cell_of_a_new_contact_becomes(
    desk: Desk, cells: dict[str, str], finding: tuple[str, str] | None, field: str, kept: object
) -> None:
    result = desk.load(KERR | cells)
    assert result.summary.rows.imported == 1
    assert codes(result) == ({finding} if finding else set())
    assert only(desk)[field] == kept


@pytest.mark.parametrize(
    ("cells", "finding"),
    [
        ({"LASTNAME": "Kerr2"}, {("LASTNAME", "name-with-digits")}),
        ({"FIRSTNAME": "", "LASTNAME": ""}, set()),
        ({"TITLE": "Frau"}, {("TITLE", "value-unknown")}),
        ({"PREF_LANG": "xx"}, {("PREF_LANG", "value-unknown")}),
        ({"BIRTHDATE": "1965-08-01"}, {("BIRTHDATE", "value-invalid")}),
        ({"OFFICIAL_NAME": "Mill"}, {("OFFICIAL_NAME", "structure-field-of-person")}),
    ],
)
def test_a_bad_or_empty_cell_leaves_an_existing_contact_as_it_is(
    desk: Desk, cells: dict[str, str], finding: set[tuple[str, str]]
) -> None:
    desk.load(KERR | {"TITLE": "MRS", "PREF_LANG": "de", "BIRTHDATE": "01.08.1965"})
    before = only(desk)
    result = desk.load(KERR | cells)
    assert result.summary.rows.unchanged == 1
    assert codes(result) == finding
    assert only(desk) == before


@pytest.mark.parametrize(
    ("email", "code"), [("", "email-missing"), ("ada", "email-key-invalid"), ("=", "email-key-invalid"),
                        ("ada@x", "email-key-invalid"), (f"{'a' * 250}@x.org", "email-key-invalid")],
)  # fmt: skip
def test_the_address_must_be_there_and_be_one(desk: Desk, email: str, code: str) -> None:
    result = desk.load(KERR | {"EMAIL": email}, KERR)
    assert (result.summary.rows.read, result.summary.rows.rejected, result.summary.rows.imported) == (2, 1, 1)
    assert codes(result) == {("EMAIL", code)}


def test_rows_of_one_new_address_act_one_after_the_other(desk: Desk) -> None:
    other = {"EMAIL": "bo@example.org", "FIRSTNAME": "Bo", "LASTNAME": "Ngo"}
    result = desk.load(KERR, other, KERR | {"FIRSTNAME": "", "LASTNAME": "Lovelace"}, KERR | {"TITLE": "MRS"})
    assert result.summary.rows.imported == 4
    assert result.summary.created["individual"] == 2
    names = {
        each["emails"][0]: (each["firstname"], each["lastname"], each["title"]) for each in desk.contacts().values()
    }
    assert names == {"ada@example.org": ("Ada", "Kerr", "MRS"), "bo@example.org": ("Bo", "Ngo", "UNDEFINED")}
    desk.load({"EMAIL": "c@example.org"})
    assert len(desk.contacts()) == 3


def test_numbers_given_to_repeated_addresses_leave_the_kept_range_alone(desk: Desk) -> None:
    run(desk.environment, "UPDATE institution SET kept_from = 2, kept_to = 1000")
    twice = [{"EMAIL": f"{name}@example.org"} for name in "aabbc"]
    desk.load(*twice)
    assert set(desk.contacts()) == {"00000001", "00001001", "00001002"}


def test_a_row_whose_contact_was_not_made_says_why(desk: Desk) -> None:
    result = desk.load(KERR | {"ORGANIZATION": "NOWHERE"}, KERR)
    assert codes(result) == {("ORGANIZATION", "organization-unknown"), ("EMAIL", "first-row-rejected")}
    assert result.summary.rows.rejected == 2
    assert not desk.contacts()


MILL = {"OFFICIAL_NAME": "Mill Ltd", "LINE1": "Quai 1", "TOWN": "Bern"}


def test_a_structure_is_made_with_its_relay(desk: Desk) -> None:
    result = desk.load(KERR | MILL)
    assert result.summary.created == {"individual": 0, "structure": 1, "relay": 1}
    kinds = {each["kind"]: each for each in desk.contacts().values()}
    assert kinds["relay"]["login"] is True
    assert kinds["relay"]["structure"] == kinds["structure"]["number"]


@pytest.mark.parametrize(
    ("cells", "duplicate"),
    [
        ({}, True),
        ({"OFFICIAL_NAME": "Mill  Ltd"}, True),  # runs of spaces are one (D15)
        ({"OFFICIAL_NAME": "mill ltd"}, False),
        ({"LINE1": "Quai 2"}, False),
        ({"COUNTRY": "CH"}, True),  # the institution's, as by default
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_a_structure_that_exists_already_rejects_the_row(
    desk: Desk, cells: dict[str, str], duplicate: bool, together: bool
) -> None:
    first, second = KERR | MILL, {"EMAIL": "bo@example.org", "FIRSTNAME": "Bo", "LASTNAME": "Ngo"} | MILL | cells
    if together:
        result = desk.load(first, second)
    else:
        desk.load(first)
        result = desk.load(second)
    assert codes(result) == ({("OFFICIAL_NAME", "structure-duplicate")} if duplicate else set())
    assert result.summary.rows.rejected == int(duplicate)
    assert len(desk.contacts()) == (2 if duplicate else 4)


def test_the_address_means_whoever_logs_in_with_it(desk: Desk) -> None:
    desk.load(
        {"CONTACT_NR": "1", "LASTNAME": "Kerr", "EMAIL1": "ada@example.org"},
        {"CONTACT_NR": "2", "LASTNAME": "Ngo", "EMAIL1": "ada@example.org"},
        format="contact",
    )
    desk.load({"EMAIL": "ada@example.org", "FIRSTNAME": "Ada"})
    assert [each["firstname"] for each in desk.contacts().values()] == ["Ada", None]


def test_an_address_of_several_contacts_without_a_login_means_none_of_them(desk: Desk) -> None:
    desk.load(
        {"CONTACT_NR": "1", "LASTNAME": "Kerr", "EMAIL1": "ada@example.org"},
        {"CONTACT_NR": "2", "LASTNAME": "Ngo", "EMAIL1": "ada@example.org"},
        {"CONTACT_NR": "3", "LASTNAME": "Ray", "EMAIL1": "ada@example.org"},
        {"CONTACT_NR": "1", "OPERATION": "INVALIDATE"},
        format="contact",
    )
    result = desk.load(KERR)
    assert codes(result) == {("EMAIL", "email-ambiguous")}
    assert result.summary.rows.rejected == 1


def test_the_address_of_an_invalid_contact_is_free(desk: Desk) -> None:
    desk.load(KERR)
    (number,) = desk.contacts()
    desk.load({"CONTACT_NR": number, "OPERATION": "INVALIDATE"}, format="contact")
    assert desk.load(KERR | {"FIRSTNAME": "Bo"}).summary.created["individual"] == 1


def test_an_erased_person_is_not_brought_back(desk: Desk) -> None:
    desk.load(KERR)
    (number,) = desk.contacts()
    desk.load({"CONTACT_NR": number, "OPERATION": "ANONYMIZE"}, format="contact")
    result = desk.load({"EMAIL": "ada@example.org", "FIRSTNAME": "A", "LASTNAME": "K"})
    assert codes(result) == {("EMAIL", "person-erased")}
    assert len(desk.contacts()) == 1


def test_a_dry_run_tells_what_the_run_does(desk: Desk) -> None:
    rows = (KERR | MILL, KERR | {"TITLE": "MRS"}, {"EMAIL": "x"}, {"EMAIL": "bo@example.org", "TITLE": "?"})
    rehearsed = desk.load(*rows, dry_run=True)
    assert not desk.contacts()
    done = desk.load(*rows)
    for name in ("rows", "created", "updated", "findings"):
        assert getattr(rehearsed.summary, name) == getattr(done.summary, name)


def test_an_import_can_be_undone(desk: Desk) -> None:
    desk.load(KERR)
    result = desk.load(KERR | {"LASTNAME": "Ngo"}, {"EMAIL": "bo@example.org"})
    assert result.summary.import_id
    undo_import(desk.settings, "dev", result.summary.import_id)
    assert only(desk)["lastname"] == "Kerr"


def test_a_check_without_an_environment_says_what_it_can(desk: Desk) -> None:
    result = desk.check(
        KERR, KERR | {"EMAIL": "x"}, KERR | {"LASTNAME": "K2", "BIRTHDATE": "1.1.65", "PREF_LANG": "xx"}
    )
    assert result.summary.format == "contact-basic"
    assert (result.summary.rows.read, result.summary.rows.rejected) == (3, 1)
    assert codes(result) == {
        ("EMAIL", "email-key-invalid"),
        ("LASTNAME", "name-with-digits"),
        ("BIRTHDATE", "value-invalid"),
        ("PREF_LANG", "default-used"),
    }
    assert result.summary.skipped


def test_the_log_and_its_list_of_rows_speak_of_the_file(desk: Desk) -> None:
    told = desk.logged(
        KERR, KERR | {"EMAIL": "nobody"}, KERR | {"EMAIL": "bo@example.org", "EMAIL_AUTHORIZATION": "yes"}
    )
    assert told == [(3, "EMAIL", "email-key-invalid"), (4, "EMAIL_AUTHORIZATION", "boolean-invalid")]
    listed = (desk.folder / "log-not-imported.csv").read_text(encoding="utf-8").splitlines()
    assert listed[0].startswith("EMAIL;FIRSTNAME;LASTNAME;EMAIL_AUTHORIZATION;REASON")
    assert listed[1].startswith("nobody;Ada;Kerr;")


def test_a_file_of_contacts_is_not_taken_for_a_basic_one(desk: Desk) -> None:
    assert desk.check({"LASTNAME": "Kerr", "TOWN": "Bern"}).summary.format == "contact"
    assert desk.check({"LASTNAME": "Kerr", "EMAIL1": "a@x.org"}).summary.format == "contact"
    assert desk.check({"CONTACT_NR": "1", "LASTNAME": "Kerr", "EMAIL": "TRUE"}).summary.format == "contact"
    assert (
        desk.check({"E-mail address": "a@x.org", "Civility": "MR", "Language": "fr"}).summary.format == "contact-basic"
    )


@pytest.mark.parametrize("seed", range(2))
def test_a_file_is_its_rows_one_after_the_other(desk: Desk, seed: int) -> None:
    """Invariant 5, for addresses and structures that come back."""
    chance = Random(seed)
    choices = {
        "EMAIL": ["a@x.org", "b@x.org", "C@x.org", "c@x.org", ""],
        "FIRSTNAME": ["Ada", "Bo", "", "R2", "="],
        "LASTNAME": ["Kerr", "Ngo", ""],
        "TITLE": ["MR", "?", ""],
        "OFFICIAL_NAME": ["Mill", "Forge", "", "", ""],
        "TOWN": ["Bern", ""],
        "CRIT01": ["VIP=T", "PREFCOL=Red", "SECTOR=PUBLIC", ""],
    }
    rows = [{name: chance.choice(values) for name, values in choices.items()} for _ in range(9)]
    together = desk.load(*rows).summary
    at_once = state(desk)
    run(desk.environment, "TRUNCATE contact, contact_before", "UPDATE institution SET number_high = 0")
    singly = [desk.load(row, again=True).summary for row in rows]
    assert state(desk) == at_once
    assert together.rows.rejected == sum(each.rows.rejected for each in singly)
    assert together.rows.unchanged == sum(each.rows.unchanged for each in singly)


def state(desk: Desk) -> list[str]:
    """All contacts, but for their numbers and who made them; structures by name instead."""
    contacts = desk.contacts()
    names = {number: each["official_name"] for number, each in contacts.items()}
    told = [{**each, "number": None, "imported_by": None, "structure": names.get(each["structure"])}
            for each in contacts.values()]  # fmt: skip
    return sorted(repr(each) for each in told)
