"""D6 to D10, D14 to D25, D35 to D64: examples computed by hand, to be read as examples of the specification."""

from datetime import date
from typing import Any

import pytest

from tests.oracle import Criterion, ImportResult, Institution, Target
from tests.oracle.phones import read_phone
from tests.oracle.settings import STANDARD_TITLES

TODAY = date(2025, 11, 21)
Cells = dict[str, str]


def harbour(**settings: Any) -> Institution:
    defaults: dict[str, Any] = {
        "code": "HARBOUR",
        "country": "FR",
        "language": "en",
        "organizations": {"MAIN"},
        "community_types": {"ASSO"},
        "departments": {"75", "13"},
        "admin_number_types": {"SIRET", "SIREN"},
        "structure_types": {"SCHOOL", "FIRM"},
        "criteria": {
            c.code: c
            for c in (
                Criterion("PREFCOL", "MULTICHOICE", "BOTH", ("Red", "Green", "Blue")),
                Criterion("SIZE", "CHOICE", "INDIVIDUAL", ("S", "M", "L")),
                Criterion("VIP", "BOOLEAN", "INDIVIDUAL"),
                Criterion("SINCE", "DATE", "INDIVIDUAL"),
                Criterion("VISITS", "NUMBER", "INDIVIDUAL"),
                Criterion("NOTE", "TEXT", "INDIVIDUAL"),
                Criterion("SECTOR", "CHOICE", "STRUCTURE", ("PUBLIC", "PRIVATE")),
            )
        },
    }
    return Institution(**{**defaults, **settings})


@pytest.fixture
def target() -> Target:
    return Target([harbour(), Institution("LIDO", country="CH", language="fr")], today=TODAY)


def load(target: Target, *rows: Cells, as_id: str = "i1") -> ImportResult:
    """Import rows of HARBOUR (the first one is row 2), and check that no row is lost (invariant 1)."""
    result = target.import_rows([{"INSTITUTION": "HARBOUR", **row} for row in rows], import_id=as_id)
    told = result.rows
    assert told["read"] == told["imported"] + told["unchanged"] + told["rejected"] + told["directives"]
    return result


def record(target: Target, number: str, institution: str = "HARBOUR") -> dict[str, Any]:
    (found,) = [r for r in target.records() if (r["institution"], r["number"]) == (institution, number)]
    return found


def numbers(target: Target) -> list[str]:
    return [r["number"] for r in target.records()]


def told(result: ImportResult) -> list[tuple[int | None, str | None, str]]:
    """The findings without the names of the rules."""
    return [(row, field, outcome) for row, field, outcome, _ in result.findings]


def ada(**cells: str) -> Cells:
    return {"CONTACT_NR": "1", "FIRSTNAME": "Ada", "LASTNAME": "Kerr", **cells}


def school(**cells: str) -> Cells:
    return {"OFFICIAL_NAME": "School", "LINE1": "1 Quay", "ZIPCODE": "13001", "TOWN": "Marseille", **cells}


def update(number: str = "1", **cells: str) -> Cells:
    return {"OPERATION": "UPDATE", "CONTACT_NR": number, **cells}


def operation(name: str, number: str = "1", **cells: str) -> Cells:
    return {"OPERATION": name, "CONTACT_NR": number, **cells}


REJECTED, DROPPED, CHANGED = "row-rejected", "field-dropped", "value-changed"

# ------------------------------------------------------------------------------------------------ whole records


def test_a_full_individual_as_records_md_shows_it(target: Target) -> None:
    load(
        target,
        ada(
            TITLE="MRS",
            BIRTHDATE="01.08.1965",
            LINE1="1 Quay",
            TOWN="Cork",
            COUNTRY="Irlande",
            TELEPHONE="(33)0140158000",
            EMAIL1="ada@kerr.ie",
            CNIL_O="TRUE",
            CNIL_T="FALSE",
            CRIT01="PREFCOL=Red|Green",
            ADDR_TYPE="M",
        ),
    )
    assert target.records() == [
        {
            "number": "1",
            "kind": "individual",
            "structure": None,
            "institution": "HARBOUR",
            "organization": "*",
            "title": "MRS",
            "letter_salutation": "Mrs",
            "addr_salutation": "Dear Madam",
            "function": None,
            "remark": None,
            "firstname": "Ada",
            "lastname": "Kerr",
            "birthdate": "1965-08-01",
            "language": "en",
            "official_name": None,
            "address_name1": None,
            "address_name2": None,
            "structure_type": None,
            "community_type": None,
            "admin_numbers": {},
            "nb_employees": None,
            "web_site": None,
            "addresses": {
                "main": {
                    "line1": "1 Quay",
                    "line2": None,
                    "line3": None,
                    "zipcode": None,
                    "town": "Cork",
                    "town_complement": None,
                    "country": "IE",
                    "department": None,
                },
                "shipment": None,
                "billing": None,
            },
            "telephone": {"country": "33", "number": "140158000"},
            "fax": None,
            "cellphone": None,
            "emails": ["ada@kerr.ie", None, None],
            "login": True,
            "authorizations": {
                "CNIL_O": True,
                "PARTNER": None,
                "CNIL_T": False,
                "SMS_MMS": None,
                "LETTER": None,
                "PHONE": None,
                "EMAIL": None,
            },
            "criteria": {"PREFCOL": ["Green", "Red"]},
            "valid": True,
            "invalid_reason": None,
            "invalid_since": None,
            "imported_by": "i1",
        }
    ]


def test_case_3_structure_and_relay_share_address_phones_emails_and_language(target: Target) -> None:
    row = school(FIRSTNAME="Ada", TITLE="MR", PREF_LANG="fr", TELEPHONE="0140158000", EMAIL1="a@b.fr")
    row |= {
        "STRUCT_TYPE": "SCHOOL",
        "CNIL_O": "TRUE",
        "REMARK": "r",
        "CRIT01": "SECTOR=PUBLIC",
        "CRIT02": "PREFCOL=Red",
    }
    result = load(target, row)
    structure, relay = target.records()
    assert result.created == {"individual": 0, "structure": 1, "relay": 1}
    assert (structure["kind"], relay["kind"], relay["structure"]) == ("structure", "relay", structure["number"])
    for shared in ("addresses", "telephone", "emails", "language", "organization"):
        assert structure[shared] == relay[shared]
    assert (structure["official_name"], relay["official_name"]) == ("School", None)
    assert (structure["structure_type"], relay["structure_type"]) == ("SCHOOL", None)
    assert (structure["authorizations"]["CNIL_O"], relay["authorizations"]["CNIL_O"]) == (None, True)
    assert (structure["criteria"], relay["criteria"]) == ({"SECTOR": ["PUBLIC"]}, {"PREFCOL": ["Red"]})
    assert (structure["remark"], relay["remark"]) == (None, "r")
    assert (structure["title"], relay["letter_salutation"]) == (None, STANDARD_TITLES["MR"]["fr"][0])
    assert (structure["login"], relay["login"]) == (False, True)


# ------------------------------------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    ("column", "raw", "stored"),
    [
        ("LASTNAME", "  Kerr ", "Kerr"),
        ("LASTNAME", "\u00a0Kerr\u00a0", "Kerr"),
        ("LASTNAME", "Ke\u0000rr\t", "Kerr"),
        ("LASTNAME", "Van\ndyke", "Van dyke"),
        ("LASTNAME", "Van\r\ndyke\n", "Van dyke"),
        ("REMARK", "one\r\ntwo\n", "one\ntwo"),
    ],
)
def test_d3_d53_white_space_and_control_characters_go(target: Target, column: str, raw: str, stored: str) -> None:
    result = load(target, ada(**{column: raw}))
    assert record(target, "1")[column.lower()] == stored
    assert told(result) == [(None, column, CHANGED)]


def test_d3_is_told_once_per_column_and_counts_cells(target: Target) -> None:
    result = load(target, ada(LASTNAME=" A"), {"LASTNAME": "B "}, {"LASTNAME": "C", "TOWN": " "})
    assert told(result) == [(None, "LASTNAME", CHANGED), (None, "TOWN", CHANGED)]
    assert result.cleaned == {"LASTNAME": 2, "TOWN": 1}


def test_d4_a_bad_value_costs_its_field_not_its_row(target: Target) -> None:
    result = load(target, ada(BIRTHDATE="30.02.1999", EMAIL1="nobody"))
    assert result.outcomes == {2: "imported"}
    assert told(result) == [(2, "BIRTHDATE", DROPPED), (2, "EMAIL1", DROPPED)]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"INSTITUTION": "harbour", "LASTNAME": "x"}, "INSTITUTION"),
        ({"INSTITUTION": "NOWHERE", "LASTNAME": "x"}, "INSTITUTION"),
        ({"ORGANIZATION": "NOWHERE", "LASTNAME": "x"}, "ORGANIZATION"),
        ({"OPERATION": "insert", "LASTNAME": "x"}, "OPERATION"),
        ({"OPERATION": "MERGE", "LASTNAME": "x"}, "OPERATION"),
        ({"CONTACT_NR": "A1", "LASTNAME": "x"}, "CONTACT_NR"),
        ({"CONTACT_NR": "1.5", "LASTNAME": "x"}, "CONTACT_NR"),
        ({"CONTACT_NR": "٣", "LASTNAME": "x"}, "CONTACT_NR"),
        ({"CONTACT_NR": "1" * 21, "LASTNAME": "x"}, "CONTACT_NR"),
        ({"CONTACT_NR": "100", "LASTNAME": "x"}, "CONTACT_NR"),
        ({"OPERATION": "UPDATE", "LASTNAME": "x"}, "CONTACT_NR"),
        ({"OPERATION": "UPDATE", "CONTACT_NR": "=", "LASTNAME": "x"}, "CONTACT_NR"),
        ({"OPERATION": "DROP", "CONTACT_NR": "404"}, "CONTACT_NR"),
        ({"CONTACT_NR": "7", "TOWN": "Cork"}, None),
        ({"FIRSTNAME": "=", "TOWN": "Cork"}, None),
        ({"OPERATION": "INVALIDATE", "CONTACT_NR": "200"}, "CONTACT_NR"),
        ({"OPERATION": "DROP", "CONTACT_NR": "200"}, "CONTACT_NR"),
        ({"OPERATION": "DROP", "CONTACT_NR": "300"}, "CONTACT_NR"),
        ({"OPERATION": "DROP", "CONTACT_NR": "400"}, "CONTACT_NR"),
    ],
)
def test_d6_rows_that_are_rejected(target: Target, cells: Cells, field: str | None) -> None:
    load(target, *({"CONTACT_NR": n, "LASTNAME": "x"} for n in ("100", "200", "300", "400")))
    target.sales = {("HARBOUR", "200")}
    load(target, update("300", LASTNAME="modified"), as_id="i2")
    target.contacts["HARBOUR", "400"].imported_by = None
    before = target.records()
    result = load(target, cells, as_id="i3")
    assert told(result) == [(2, field, REJECTED)]
    assert result.outcomes == {2: "rejected"}
    assert target.records() == before


def test_d6_a_number_of_another_institution_is_absent_here(target: Target) -> None:
    target.import_rows([{"INSTITUTION": "LIDO", "CONTACT_NR": "1", "LASTNAME": "x"}], "i1")
    assert told(load(target, update("1", LASTNAME="y"))) == [(2, "CONTACT_NR", REJECTED)]
    assert load(target, ada()).rows["imported"] == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("TITLE", "LORD"),
        ("TITLE", "mr"),
        ("COUNTRY", "UK"),
        ("COUNTRY", "EN"),
        ("COUNTRY", "FRA"),
        ("COUNTRY", "fr"),
        ("DEPARTMENT", "99"),
        ("PREF_LANG", "xx"),
        ("PREF_LANG", "EN"),
        ("CRIT01", "NOPE=1"),
        ("CRIT01", "PREFCOL=Mauve"),
        ("CRIT01", "PREFCOL=red"),
        ("CNIL_O", "true"),
        ("CNIL_O", "T"),
    ],
)
def test_d7_d54_an_unknown_code_is_dropped_and_case_counts(target: Target, column: str, value: str) -> None:
    assert told(load(target, ada(**{column: value}))) == [(2, column, DROPPED)]


@pytest.mark.parametrize("column", ["STRUCT_TYPE", "COMMUNITY_TYPE", "ADMIN_NUMBER"])
def test_d7_unknown_codes_of_a_structure(target: Target, column: str) -> None:
    assert told(load(target, school(**{column: "NOPE=1" if column == "ADMIN_NUMBER" else "NOPE"}))) == [
        (2, column, DROPPED)
    ]


def test_d7_only_the_unknown_values_of_a_cell_are_dropped(target: Target) -> None:
    result = load(target, ada(CRIT01="PREFCOL=Red|Mauve|Blue"))
    assert record(target, "1")["criteria"] == {"PREFCOL": ["Blue", "Red"]}
    assert told(result) == [(2, "CRIT01", DROPPED)]


@pytest.mark.parametrize(
    ("column", "length"),
    [
        *[("FIRSTNAME", 100), ("LASTNAME", 100), ("FUNCTION", 1000), ("REMARK", 2000)],
        *[("LETTER_SALUTATION", 200), ("ADDR_SALUTATION", 200)],
    ],
)
def test_d8_free_text_is_cut(target: Target, column: str, length: int) -> None:
    result = load(target, ada(**{column: "é" * (length + 1)}))
    assert record(target, "1")[column.lower()] == "é" * length
    assert told(result) == [(2, column, CHANGED)]
    assert told(load(target, update(**{column: "é" * length}), as_id="i2")) == []


@pytest.mark.parametrize(("column", "length"), [("LINE1", 100), ("LINE2", 100), ("LINE3", 100), ("TOWN", 100)])
def test_d8_address_text_is_cut(target: Target, column: str, length: int) -> None:
    result = load(target, ada(**{column: "x" * (length + 1)}))
    assert record(target, "1")["addresses"]["main"][column.lower()] == "x" * length
    assert told(result) == [(2, column, CHANGED)]


@pytest.mark.parametrize(("column", "length"), [("OFFICIAL_NAME", 100), ("ADDRESS_NAME1", 38), ("ADDRESS_NAME2", 38)])
def test_d8_structure_names_are_cut(target: Target, column: str, length: int) -> None:
    result = load(target, school(CONTACT_NR="1", **{"OFFICIAL_NAME": "S", column: "x" * (length + 1)}))
    assert record(target, "1")[column.lower()] == "x" * length
    assert told(result) == [(2, column, CHANGED)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("ZIPCODE", "1" * 11),
        ("DEPARTMENT", "7" * 9),
        ("EMAIL1", "a" * 245 + "@b.com"),
        ("TELEPHONE", "1" * 16),
    ],
)
def test_d8_other_values_are_never_cut(target: Target, column: str, value: str) -> None:
    assert told(load(target, ada(**{column: value}))) == [(2, column, DROPPED)]


@pytest.mark.parametrize(
    ("value", "stored", "outcome"),
    [
        ("www.a.fr", "http://www.a.fr", CHANGED),
        ("http://a.fr", "http://a.fr", None),
        ("https://a.fr", "https://a.fr", None),
        ("http://" + "a" * 248, "http://" + "a" * 248, None),
        ("a" * 249, None, DROPPED),
    ],
)
def test_d9_web_site(target: Target, value: str, stored: str | None, outcome: str | None) -> None:
    result = load(target, school(CONTACT_NR="1", WEB_SITE=value))
    assert record(target, "1")["web_site"] == stored
    assert told(result) == ([(2, "WEB_SITE", outcome)] if outcome else [])


@pytest.mark.parametrize(
    ("value", "stored"), [("120", 120), ("0012", 12), ("1 200", None), ("12.5", None), ("-3", None)]
)
def test_d9_nb_employees(target: Target, value: str, stored: int | None) -> None:
    result = load(target, school(CONTACT_NR="1", NB_EMPLOYEES=value))
    assert record(target, "1")["nb_employees"] == stored
    assert told(result) == ([] if stored is not None else [(2, "NB_EMPLOYEES", DROPPED)])


@pytest.mark.parametrize(
    ("value", "stored", "outcome"),
    [
        ("ada@kerr.ie", "ada@kerr.ie", None),
        ("a+b$c_d-e.f@g_h-i.j", "a+b$c_d-e.f@g_h-i.j", None),
        ("Ada@Kerr.IE", "ada@kerr.ie", CHANGED),
        ("ada@kerr", None, DROPPED),
        ("ada.@kerr.ie", None, DROPPED),
        ("ada kerr@kerr.ie", None, DROPPED),
        ("Adé@kerr.ie", None, DROPPED),
    ],
)
def test_d10_emails(target: Target, value: str, stored: str | None, outcome: str | None) -> None:
    result = load(target, ada(EMAIL2=value))
    assert record(target, "1")["emails"] == [None, stored, None]
    assert told(result) == ([(2, "EMAIL2", outcome)] if outcome else [])


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("01.08.1965", "1965-08-01"),
        ("01/08/1965", "1965-08-01"),
        ("01-08-1965", "1965-08-01"),
        ("1965-08-01", "1965-08-01"),
        ("21.11.2025", "2025-11-21"),
        ("22.11.2025", None),
        ("32.01.1999", None),
        ("30.02.1999", None),
        ("31.04.1999", None),
        ("01.13.1999", None),
        ("1.8.1965", None),
        ("01.08/1965", None),
        ("01.08.65", None),
    ],
)
def test_birthdates_of_contact_md_5_4(target: Target, value: str, stored: str | None) -> None:
    result = load(target, ada(BIRTHDATE=value))
    assert record(target, "1")["birthdate"] == stored
    assert told(result) == ([] if stored else [(2, "BIRTHDATE", DROPPED)])


# ------------------------------------------------------------------------------------------------ D14 to D25


def test_d14_the_number_of_a_structure_and_relay_row_is_the_relays(target: Target) -> None:
    load(target, school(CONTACT_NR="50", FIRSTNAME="Ada"), school(CONTACT_NR="51", FIRSTNAME="Ben"))
    assert [(r["number"], r["kind"], r["structure"]) for r in target.records()] == [
        ("50", "relay", "00000052"),
        ("51", "relay", "00000052"),
        ("00000052", "structure", None),
    ]


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({}, True),
        ({"LINE1": "1  Quay "}, True),
        ({"COUNTRY": "FR"}, True),
        ({"COUNTRY": "France"}, True),
        ({"ADDRESS_NAME1": "School"}, True),
        ({"DEPARTMENT": "13"}, True),
        ({"STRUCT_TYPE": "FIRM"}, True),
        ({"OFFICIAL_NAME": "school"}, False),
        ({"OFFICIAL_NAME": "Schoöl"}, False),
        ({"ADDRESS_NAME2": "x"}, False),
        ({"LINE2": "x"}, False),
        ({"ZIPCODE": "13002"}, False),
        ({"TOWN_COMPLEMENT": "x"}, False),
        ({"COUNTRY": "CH"}, False),
        ({"COUNTRY": "UK"}, False),
    ],
)
def test_d15_same_structure(target: Target, other: Cells, same: bool) -> None:
    load(target, school())
    result = load(target, school(**other), as_id="i2")
    assert len(target.records()) == (1 if same else 2)
    assert result.outcomes == {2: "unchanged" if same else "imported"}


def test_d15_structures_of_another_institution_are_not_the_same(target: Target) -> None:
    load(target, school(COUNTRY="FR"))
    target.import_rows([school(INSTITUTION="LIDO", COUNTRY="FR")], "i2")
    assert len(target.records()) == 2


def test_d37_an_equal_sign_in_organization_means_all_of_them(target: Target) -> None:
    load(target, school())
    result = load(target, school(ORGANIZATION="="), as_id="i2")
    assert told(result) == [(2, "ORGANIZATION", "value-changed")]


def test_d15_of_equal_structures_the_lowest_number_is_matched(target: Target) -> None:
    load(target, school(CONTACT_NR="100"), school(CONTACT_NR="9", TOWN="Nice"))
    load(target, update("9", TOWN="Marseille"), school(CONTACT_NR="200", FIRSTNAME="Ada"), as_id="i2")
    assert record(target, "200")["structure"] == "9"


def test_d16_rows_act_in_file_order(target: Target) -> None:
    result = load(target, ada(), update(LASTNAME="Lovelace"))
    assert record(target, "1")["lastname"] == "Lovelace"
    assert (result.created["individual"], result.updated["individual"]) == (1, 0)
    assert told(load(target, update("2", LASTNAME="x"), ada(CONTACT_NR="2"), as_id="i2")) == [
        (2, "CONTACT_NR", REJECTED)
    ]


@pytest.mark.parametrize(
    ("column", "value", "where"),
    [
        ("BIRTHDATE", "01.08.1965", "birthdate"),
        ("FUNCTION", "Chair", "function"),
        ("REMARK", "r", "remark"),
        ("PREF_LANG", "fr", "language"),
        ("TELEPHONE", "0140158000", "telephone"),
        ("FIRSTNAME", "Ada", "firstname"),
    ],
)
def test_d17_an_equals_sign_erases(target: Target, column: str, value: str, where: str) -> None:
    load(target, ada(**{column: value}))
    assert record(target, "1")[where] is not None
    assert told(load(target, update(**{column: "="}), as_id="i2")) == []
    assert record(target, "1")[where] is None


@pytest.mark.parametrize("operation_name", ["UPDATE", "UPDATEACT"])
def test_d17_the_last_name_cannot_be_erased(target: Target, operation_name: str) -> None:
    load(target, ada(), school(CONTACT_NR="2"))
    result = load(
        target,
        operation(operation_name, "1", FIRSTNAME="=", LASTNAME="="),
        operation(operation_name, "1", FIRSTNAME="="),
        operation(operation_name, "1", LASTNAME="="),
        operation(operation_name, "1", FIRSTNAME="Ada", LASTNAME="="),
        operation(operation_name, "2", OFFICIAL_NAME="="),
        as_id="i2",
    )
    assert told(result) == [(2, "FIRSTNAME", REJECTED), (4, "LASTNAME", REJECTED), (6, "OFFICIAL_NAME", REJECTED)]
    assert (record(target, "1")["firstname"], record(target, "1")["lastname"]) == ("Ada", None)


def test_d17_on_insert_an_equals_sign_means_empty(target: Target) -> None:
    result = load(target, ada(CONTACT_NR="=", TITLE="=", TOWN="=", CRIT01="PREFCOL==", CRIT02="=", ORGANIZATION="="))
    assert {field for _, field, outcome in told(result) if outcome == CHANGED} == {
        *("CONTACT_NR", "TITLE", "TOWN", "CRIT01", "CRIT02", "ORGANIZATION")
    }
    (only,) = target.records()
    assert (only["number"], only["title"], only["addresses"]["main"]) == ("00000001", "UNDEFINED", None)


def test_d17_an_equals_sign_in_address_fields_erases_in_the_addressed_types(target: Target) -> None:
    load(target, ada(LINE1="1 Quay", TOWN="Cork"))
    load(target, update(ADDR_TYPE="S", LINE1="="), update(ADDR_TYPE="B", LINE1="=", TOWN="=", COUNTRY="="), as_id="i2")
    addresses = record(target, "1")["addresses"]
    assert (addresses["main"]["line1"], addresses["shipment"]["line1"], addresses["billing"]) == ("1 Quay", None, None)


def test_d18_an_update_replaces_the_criteria_it_names(target: Target) -> None:
    load(target, ada(CRIT01="PREFCOL=Red|Green", CRIT02="SIZE=S"))
    load(target, update(CRIT01="PREFCOL=Blue"), as_id="i2")
    assert record(target, "1")["criteria"] == {"PREFCOL": ["Blue"], "SIZE": ["S"]}


@pytest.mark.parametrize(
    ("letters", "filled"),
    [
        ("", {"main", "shipment", "billing"}),
        ("M", {"main"}),
        ("SB", {"shipment", "billing"}),
        ("BM", {"main", "billing"}),
        ("MBS", {"main", "shipment", "billing"}),
    ],
)
def test_d19_addr_type_says_which_slots_are_written(target: Target, letters: str, filled: set[str]) -> None:
    load(target, ada(ADDR_TYPE=letters, LINE1="1 Quay"))
    assert {slot for slot, address in record(target, "1")["addresses"].items() if address} == filled


def test_d19_update_writes_only_given_fields(target: Target) -> None:
    load(target, ada(LINE1="1 Quay", TOWN="Cork"))
    load(target, update(ADDR_TYPE="S", LINE1="2 Quay"), as_id="i2")
    addresses = record(target, "1")["addresses"]
    assert (addresses["main"]["line1"], addresses["shipment"]["line1"]) == ("1 Quay", "2 Quay")
    assert addresses["shipment"]["town"] == "Cork"


@pytest.mark.parametrize("title", ["MR", "MRS", "MISS", "MR_AND_MRS"])
@pytest.mark.parametrize("language", ["en", "fr", "de", "it", "es"])
def test_d20_salutations_come_from_title_and_language(target: Target, title: str, language: str) -> None:
    load(target, ada(TITLE=title, PREF_LANG=language))
    made = record(target, "1")
    assert (made["letter_salutation"], made["addr_salutation"]) == STANDARD_TITLES[title][language]


def test_d20_an_institution_may_have_its_own_titles() -> None:
    target = Target([harbour(titles={"DR": {"en": ("Dr", "Dear Doctor")}})], today=TODAY)
    result = load(
        target, ada(TITLE="DR"), ada(CONTACT_NR="2", TITLE="DR", PREF_LANG="nl"), {"LASTNAME": "x", "TITLE": "MR"}
    )
    assert told(result) == [(4, "TITLE", DROPPED)]
    assert record(target, "1")["addr_salutation"] == "Dear Doctor"
    assert record(target, "2")["addr_salutation"] is None


def test_d21_structure_fields_do_not_reach_the_structure_through_its_relay(target: Target) -> None:
    load(target, school(CONTACT_NR="5", FIRSTNAME="Ada"))
    result = load(target, update("5", OFFICIAL_NAME="College", WEB_SITE="x.fr", FIRSTNAME="Eve"), as_id="i2")
    assert told(result) == [(2, "OFFICIAL_NAME", DROPPED), (2, "WEB_SITE", DROPPED)]
    assert (record(target, "5")["firstname"], record(target, "00000006")["official_name"]) == ("Eve", "School")
    load(target, update("00000006", OFFICIAL_NAME="College"), as_id="i3")
    assert record(target, "00000006")["official_name"] == "College"


def test_d22_d43_generated_numbers_continue_above_everything() -> None:
    target = Target([harbour(number_floor=10)], today=TODAY)
    load(target, {"LASTNAME": "a"})
    assert numbers(target) == ["00000010"]
    load(target, {"LASTNAME": "b"}, {"LASTNAME": "c", "CONTACT_NR": "70"}, {"LASTNAME": "d"}, as_id="i2")
    assert numbers(target) == ["70", "00000010", "00000071", "00000072"]
    load(target, operation("DROP", "00000072"), as_id="i3")
    load(target, {"LASTNAME": "e"}, as_id="i4")
    assert numbers(target)[-1] == "00000073"


def test_d22_the_generator_jumps_over_the_kept_range() -> None:
    target = Target([harbour(number_floor=99, kept_from=100, kept_to=199)], today=TODAY)
    load(target, {"LASTNAME": "a"}, {"LASTNAME": "b"}, {"LASTNAME": "kept", "CONTACT_NR": "12"})
    assert numbers(target) == ["12", "00000099", "00000200"]


def test_d23_d35_an_email_is_the_login_of_one_contact(target: Target) -> None:
    result = load(
        target,
        school(CONTACT_NR="1", EMAIL1="a@b.fr"),
        ada(CONTACT_NR="2", EMAIL1="a@b.fr"),
        ada(CONTACT_NR="3", EMAIL1="A@b.fr"),
        ada(CONTACT_NR="4", EMAIL2="a@b.fr"),
    )
    assert [record(target, n)["login"] for n in "1234"] == [False, True, False, False]
    assert record(target, "3")["emails"][0] == "a@b.fr"
    assert told(result) == [(4, "EMAIL1", CHANGED), (4, "EMAIL1", CHANGED)]  # lower-cased, and taken


def test_d24_invalidate_keeps_everything_and_updateact_lifts_it(target: Target) -> None:
    load(target, ada(EMAIL1="a@b.fr", CRIT01="PREFCOL=Red"))
    before = record(target, "1")
    load(target, operation("INVALIDATE"), as_id="i2")
    assert record(target, "1") == {
        **before,
        **{"valid": False, "invalid_reason": "ACCOUNT_DELETED", "invalid_since": "2025-11-21", "login": False},
    }
    load(target, update(FUNCTION="Chair"), as_id="i3")
    assert record(target, "1")["valid"] is False
    load(target, operation("UPDATEACT", FUNCTION="="), as_id="i4")
    assert record(target, "1") == before


def full_relay() -> Cells:
    row = school(CONTACT_NR="1", FIRSTNAME="Ada", LASTNAME="Kerr", BIRTHDATE="01.08.1965", TITLE="MR", FUNCTION="Head")
    row |= {"ADDR_SALUTATION": "Dear Ada", "DEPARTMENT": "13", "TELEPHONE": "0140158000", "FAX": "12"}
    return row | {"EMAIL1": "ada@kerr.ie", "EMAIL3": "k@kerr.ie", "CNIL_O": "TRUE", "CRIT01": "SIZE=S", "REMARK": "r"}


def test_d25_d58_what_anonymize_leaves(target: Target) -> None:
    load(target, full_relay())
    target.sales = {("HARBOUR", "1")}
    result = load(target, operation("ANONYMIZE"), as_id="i2")
    left = record(target, "1")
    assert result.updated["relay"] == 1
    assert (left["kind"], left["structure"], left["title"], left["language"]) == ("relay", "00000002", "MR", "en")
    assert (left["firstname"], left["lastname"], left["birthdate"]) == ("XXXXXXXX", "XXXXXXXX", None)
    assert (left["remark"], left["function"], left["addr_salutation"]) == ("Contact anonymized", None, "Dear Sir")
    assert (left["emails"], left["login"], left["telephone"], left["fax"]) == ([None] * 3, False, None, None)
    assert set(left["authorizations"].values()) == {False}
    assert left["criteria"] == {}
    assert (left["valid"], left["invalid_reason"], left["invalid_since"]) == (False, "ACCOUNT_DELETED", "2025-11-21")
    assert left["addresses"] == {
        "main": {
            **dict.fromkeys(("line1", "line2", "line3", "town_complement", "department")),
            **{"zipcode": "13001", "town": "Marseille", "country": "FR"},
        },
        "shipment": None,
        "billing": None,
    }


# ------------------------------------------------------------------------------------------------ D35 to D44


def test_d36_a_later_row_of_a_structure_leaves_it_as_it_is(target: Target) -> None:
    first = school(CONTACT_NR="10", STRUCT_TYPE="SCHOOL", WEB_SITE="http://a.fr", ADMIN_NUMBER="SIRET=1")
    load(target, first | {"CRIT01": "SECTOR=PUBLIC", "TELEPHONE": "0140158000"})
    before = record(target, "10")
    later = school(CONTACT_NR="11", FIRSTNAME="Ada", STRUCT_TYPE="FIRM", WEB_SITE="http://a.fr", NB_EMPLOYEES="5")
    later |= {"ADMIN_NUMBER": "SIRET=2", "CRIT01": "SECTOR=PRIVATE", "CRIT02": "PREFCOL=Red", "DEPARTMENT": "13"}
    result = load(target, later | {"TELEPHONE": "0140158001", "PREF_LANG": "fr", "EMAIL1": "a@b.fr"}, as_id="i2")
    assert {(field, outcome) for _, field, outcome in told(result)} == {
        (field, DROPPED) for field in ("STRUCT_TYPE", "NB_EMPLOYEES", "ADMIN_NUMBER", "CRIT01")
    }
    relay = record(target, "11")
    assert record(target, "10") == before
    assert (relay["structure"], relay["language"], relay["criteria"]) == ("10", "fr", {"PREFCOL": ["Red"]})
    assert (relay["telephone"]["number"], relay["addresses"]["main"]["department"]) == ("140158001", "13")
    assert (result.created, result.updated["structure"]) == ({"individual": 0, "structure": 0, "relay": 1}, 0)


def test_d37_a_structure_that_exists_is_not_made_again(target: Target) -> None:
    load(target, school(CONTACT_NR="1", PREF_LANG="fr", CRIT01="PREFCOL=Red"))
    before = target.records()
    again = school(CONTACT_NR="2", PREF_LANG="de", CRIT01="PREFCOL=Red", EMAIL1="a@b.fr", STRUCT_TYPE="SCHOOL")
    result = load(target, again, school(), as_id="i2")
    assert target.records() == before
    assert result.outcomes == {2: "unchanged", 3: "unchanged"}
    assert {(row, field, outcome) for row, field, outcome in told(result)} == {
        (2, field, DROPPED) for field in ("CONTACT_NR", "PREF_LANG", "EMAIL1", "STRUCT_TYPE")
    }


def test_d37_a_taken_number_is_judged_first(target: Target) -> None:
    load(target, school(CONTACT_NR="1"))
    assert told(load(target, school(CONTACT_NR="1"), as_id="i2")) == [(2, "CONTACT_NR", REJECTED)]


def test_d38_structures_are_compared_by_their_stored_current_values(target: Target) -> None:
    long_name = "x" * 120
    load(target, school(CONTACT_NR="1", OFFICIAL_NAME=long_name), school(CONTACT_NR="2", ADDR_TYPE="B"))
    load(target, update("2", ADDR_TYPE="B", TOWN="Nice"), operation("INVALIDATE", "1"), as_id="i2")
    result = load(target, school(OFFICIAL_NAME=long_name), school(), school(TOWN="Nice"), as_id="i3")
    assert result.outcomes == {2: "unchanged", 3: "imported", 4: "unchanged"}


def test_d39_fields_of_another_kind_are_dropped(target: Target) -> None:
    result = load(
        target,
        school(CONTACT_NR="1", TITLE="MR", BIRTHDATE="01.08.1965", FUNCTION="Head", CNIL_O="TRUE", REMARK="r"),
        ada(CONTACT_NR="2", STRUCT_TYPE="SCHOOL", ADMIN_NUMBER="SIRET=1", NB_EMPLOYEES="5"),
        update("1", FIRSTNAME="Ada", EMAIL="TRUE", REMARK="s"),
        update("2", OFFICIAL_NAME="School"),
    )
    assert [(row, field) for row, field, outcome in told(result) if outcome == DROPPED] == [
        *[(2, "TITLE"), (2, "FUNCTION"), (2, "BIRTHDATE"), (2, "CNIL_O")],
        *[(3, "STRUCT_TYPE"), (3, "ADMIN_NUMBER"), (3, "NB_EMPLOYEES")],
        *[(4, "FIRSTNAME"), (4, "EMAIL"), (5, "OFFICIAL_NAME")],
    ]
    assert (record(target, "1")["remark"], len(target.records())) == ("s", 2)


def test_d40_address_names_are_made_once(target: Target) -> None:
    load(target, school(CONTACT_NR="1", OFFICIAL_NAME="x" * 37 + " long name"))
    assert (record(target, "1")["address_name1"], record(target, "1")["address_name2"]) == ("x" * 37, None)
    load(target, update("1", OFFICIAL_NAME="Other"), as_id="i2")
    assert record(target, "1")["address_name1"] == "x" * 37
    load(target, update("1", ADDRESS_NAME1="="), as_id="i3")
    assert record(target, "1")["address_name1"] is None


def test_d41_imported_by_and_organization(target: Target) -> None:
    load(target, ada(ORGANIZATION="MAIN"))
    load(target, update(ORGANIZATION="", FUNCTION="x"), as_id="i2")
    assert (record(target, "1")["organization"], record(target, "1")["imported_by"]) == ("MAIN", "i1")
    load(target, update(ORGANIZATION="HARBOUR"), as_id="i3")
    assert record(target, "1")["organization"] == "HARBOUR"
    load(target, update(ORGANIZATION="="), as_id="i4")
    assert record(target, "1")["organization"] == "*"


def test_d42_repeated_numbers_look_at_the_state(target: Target) -> None:
    result = load(
        target,
        {"CONTACT_NR": "1"},
        ada(),
        ada(LASTNAME="second"),
        operation("DROP"),
        ada(LASTNAME="third"),
    )
    assert result.outcomes == {2: "rejected", 3: "imported", 4: "rejected", 5: "imported", 6: "imported"}
    assert record(target, "1")["lastname"] == "third"
    assert result.created["individual"] == 1


def test_d43_leading_zeros_make_another_number_and_records_are_ordered_by_length(target: Target) -> None:
    load(target, ada(CONTACT_NR="00070411"), ada(CONTACT_NR="70411"), ada(CONTACT_NR="123456"), {"LASTNAME": "x"})
    assert numbers(target) == ["70411", "123456", "00070411", "00123457"]


def test_d43_numbers_of_rejected_rows_count_too(target: Target) -> None:
    load(target, {"LASTNAME": "x"}, update("500", LASTNAME="nobody"))
    assert numbers(target) == ["00000501"]


def test_d44_a_cut_value_is_trimmed_again(target: Target) -> None:
    load(target, ada(LASTNAME="x" * 99 + " tail"))
    assert record(target, "1")["lastname"] == "x" * 99


@pytest.mark.parametrize(
    ("town", "complement", "stored"),
    [(60, 39, 39), (60, 40, 39), (98, 5, 1), (99, 1, None), (100, 1, None), (0, 120, 99)],
)
def test_d44_town_and_complement_stay_under_100(target: Target, town: int, complement: int, stored: int | None) -> None:
    result = load(target, ada(TOWN="t" * town, TOWN_COMPLEMENT="c" * complement))
    assert record(target, "1")["addresses"]["main"]["town_complement"] == ("c" * stored if stored else None)
    assert told(result) == ([] if stored == complement else [(2, "TOWN_COMPLEMENT", CHANGED)])


def test_d44_also_against_what_is_stored(target: Target) -> None:
    load(target, ada(TOWN="t" * 60, TOWN_COMPLEMENT="c" * 30))
    assert told(load(target, update(TOWN="t" * 90), as_id="i2")) == [(2, "TOWN_COMPLEMENT", CHANGED)]
    assert record(target, "1")["addresses"]["main"]["town_complement"] == "c" * 9
    assert told(load(target, update(TOWN_COMPLEMENT="d" * 20), as_id="i3")) == [(2, "TOWN_COMPLEMENT", CHANGED)]
    assert record(target, "1")["addresses"]["billing"]["town_complement"] == "d" * 9


# ------------------------------------------------------------------------------------------------ D45 to D57


def test_d45_defaults_of_language_and_title(target: Target) -> None:
    load(target, ada(PREF_LANG="xx", TITLE="LORD"))
    made = record(target, "1")
    assert (made["language"], made["title"], made["letter_salutation"]) == ("en", "UNDEFINED", None)


def test_d46_salutations_are_remade_as_long_as_we_made_them(target: Target) -> None:
    def salutations() -> tuple[str | None, str | None]:
        now = record(target, "1")
        return now["letter_salutation"], now["addr_salutation"]

    load(target, ada(TITLE="MR", ADDR_SALUTATION="Dear Ada"))
    assert salutations() == ("Mr", "Dear Ada")
    load(target, update(TITLE="MRS"), as_id="i2")
    assert salutations() == ("Mrs", "Dear Ada")
    load(target, update(PREF_LANG="fr"), as_id="i3")
    assert salutations() == (STANDARD_TITLES["MRS"]["fr"][0], "Dear Ada")
    load(target, update(ADDR_SALUTATION="=", PREF_LANG="en"), as_id="i4")
    assert salutations() == ("Mrs", "Dear Madam")
    load(target, update(TITLE="="), as_id="i5")
    assert salutations() == (None, None)


def test_d47_an_equals_sign_where_a_default_exists(target: Target) -> None:
    load(target, ada(TITLE="MR", ORGANIZATION="MAIN", TOWN="Cork"), school(CONTACT_NR="2", ADDRESS_NAME2="x"))
    load(target, update(TITLE="=", ORGANIZATION="=", COUNTRY="=", PREF_LANG="="), as_id="i2")
    load(target, update("2", ADDRESS_NAME1="=", ADDRESS_NAME2="="), as_id="i3")
    one, two = record(target, "1"), record(target, "2")
    assert (one["title"], one["organization"], one["language"]) == ("UNDEFINED", "*", None)
    assert (one["addresses"]["main"]["country"], two["address_name1"], two["address_name2"]) == (None, None, None)


@pytest.mark.parametrize(
    ("cells", "country"),
    [
        ({}, "no slot"),
        ({"ADDR_TYPE": "M"}, "no slot"),
        ({"COUNTRY": "UK"}, "no slot"),
        ({"TOWN": "Cork"}, "FR"),
        ({"TOWN": "Cork", "COUNTRY": "UK"}, None),
        ({"TOWN": "Cork", "COUNTRY": "IE"}, "IE"),
        ({"COUNTRY": "Deutschland"}, "DE"),
        ({"COUNTRY": "Svizzera"}, "CH"),
    ],
)
@pytest.mark.parametrize("by", ["INSERT", "UPDATE"])
def test_d48_default_country(target: Target, cells: Cells, country: str | None, by: str) -> None:
    if by == "INSERT":
        load(target, ada(**cells))
    else:
        load(target, ada(), update(**cells))
    main = record(target, "1")["addresses"]["main"]
    assert (main["country"] if main else "no slot") == country


def test_d49_letters_of_addr_type(target: Target) -> None:
    result = load(
        target, ada(ADDR_TYPE="MX", TOWN="Cork"), ada(CONTACT_NR="2", ADDR_TYPE="m", TOWN="Cork", ZIPCODE="1")
    )
    assert told(result) == [
        *[(2, "ADDR_TYPE", CHANGED), (3, "ADDR_TYPE", DROPPED)],
        *[(3, "ZIPCODE", DROPPED), (3, "TOWN", DROPPED)],
    ]
    assert record(target, "1")["addresses"]["shipment"] is None
    assert record(target, "2")["addresses"]["main"] is None


def test_d50_administrative_numbers(target: Target) -> None:
    load(target, school(CONTACT_NR="1", ADMIN_NUMBER="SIRET=404 833"))
    load(
        target,
        update(ADMIN_NUMBER="SIRET=2"),
        update(ADMIN_NUMBER="SIREN=3"),
        update(ADMIN_NUMBER="SIRET=2"),
        as_id="i2",
    )
    assert record(target, "1")["admin_numbers"] == {"SIRET": ["404 833", "2"], "SIREN": ["3"]}
    load(target, update(ADMIN_NUMBER="SIRET=="), as_id="i3")
    assert record(target, "1")["admin_numbers"] == {"SIREN": ["3"]}
    load(target, update(ADMIN_NUMBER="="), as_id="i4")
    assert record(target, "1")["admin_numbers"] == {}


@pytest.mark.parametrize(
    ("cells", "stored", "lost"),
    [
        ({"CRIT01": "VIP=T"}, {"VIP": ["TRUE"]}, []),
        ({"CRIT01": "VIP=FALSE"}, {"VIP": ["FALSE"]}, []),
        ({"CRIT01": "VIP=yes"}, {}, ["CRIT01"]),
        ({"CRIT01": "VIP=yes|F"}, {"VIP": ["FALSE"]}, ["CRIT01"]),
        ({"CRIT01": "SINCE=01.02.2003"}, {"SINCE": ["2003-02-01"]}, []),
        ({"CRIT01": "SINCE=2003-02-01"}, {"SINCE": ["2003-02-01"]}, []),
        ({"CRIT01": "SINCE=31.02.2003"}, {}, ["CRIT01"]),
        ({"CRIT01": "VISITS=12"}, {"VISITS": ["12"]}, []),
        ({"CRIT01": "VISITS=1.5"}, {}, ["CRIT01"]),
        ({"CRIT01": "SIZE=S|L"}, {"SIZE": ["S"]}, ["CRIT01"]),
        ({"CRIT01": "SIZE=XL|L"}, {"SIZE": ["L"]}, ["CRIT01"]),
        ({"CRIT02": "SIZE=S", "CRIT01": "SIZE=L"}, {"SIZE": ["L"]}, ["CRIT02"]),
        ({"CRIT01": "PREFCOL=Red | | Green"}, {"PREFCOL": ["Green", "Red"]}, []),
        ({"CRIT01": "PREFCOL=Red", "CRIT50": "PREFCOL=Blue"}, {"PREFCOL": ["Blue", "Red"]}, []),
        ({"CRIT01": "NOTE=a|b=c"}, {"NOTE": ["a|b=c"]}, []),
        ({"CRIT01": "NOTE=a", "CRIT02": "NOTE=b"}, {"NOTE": ["a"]}, ["CRIT02"]),
        ({"CRIT01": "SECTOR=PUBLIC"}, {}, ["CRIT01"]),
        ({"CRIT01": "Red"}, {}, ["CRIT01"]),
    ],
)
def test_d51_criteria(target: Target, cells: Cells, stored: dict[str, list[str]], lost: list[str]) -> None:
    result = load(target, ada(**cells))
    assert record(target, "1")["criteria"] == stored
    assert told(result) == [(2, column, DROPPED) for column in lost]


@pytest.mark.parametrize(
    ("cells", "stored", "lost"),
    [
        ({"CRIT01": "PREFCOL=Mauve"}, {"PREFCOL": ["Green", "Red"]}, ["CRIT01"]),
        ({"CRIT01": "PREFCOL=="}, {}, []),
        ({"CRIT01": "="}, {"PREFCOL": ["Green", "Red"]}, ["CRIT01"]),
        ({"CRIT01": "PREFCOL==", "CRIT02": "PREFCOL=Blue"}, {"PREFCOL": ["Blue"]}, []),
        ({"CRIT01": "SECTOR=="}, {"PREFCOL": ["Green", "Red"]}, ["CRIT01"]),
    ],
)
def test_d51_criteria_on_update(target: Target, cells: Cells, stored: dict[str, list[str]], lost: list[str]) -> None:
    load(target, ada(CRIT01="PREFCOL=Red|Green"))
    result = load(target, update(**cells), as_id="i2")
    assert record(target, "1")["criteria"] == stored
    assert told(result) == [(2, column, DROPPED) for column in lost]


def test_d51_type_both_on_a_structures_own_row_is_the_structures(target: Target) -> None:
    result = load(target, school(CONTACT_NR="1", CRIT01="PREFCOL=Red", CRIT02="SECTOR=PUBLIC", CRIT03="SIZE=S"))
    assert record(target, "1")["criteria"] == {"PREFCOL": ["Red"], "SECTOR": ["PUBLIC"]}
    assert told(result) == [(2, "CRIT03", DROPPED)]


def test_d52_config_rows(target: Target) -> None:
    result = load(
        target,
        {"OPERATION": "CONFIG", "CRIT01": "PREFCOL", "CRIT02": "NOTE", "CRIT03": "NOPE", "ADMIN_NUMBER": "SIRET"},
        ada(CONTACT_NR="1", CRIT01="Red|Green", CRIT02="x=y"),
        ada(CONTACT_NR="2", CRIT01="SIZE=S", CRIT02="NOTE=z"),
        ada(CONTACT_NR="3", CRIT01="X=Red", CRIT03="Red"),
        school(CONTACT_NR="4", ADMIN_NUMBER="A=1"),
        update("4", ADMIN_NUMBER="SIREN=5"),
        update("1", CRIT01="="),
        {"OPERATION": "CONFIG", "CRIT02": "PREFCOL"},
        ada(CONTACT_NR="5", CRIT01="Red", CRIT02="Blue"),
    )
    assert result.rows["directives"] == 2
    assert told(result) == [
        *[(2, "CRIT03", DROPPED), (5, "CRIT01", DROPPED), (5, "CRIT03", DROPPED), (10, "CRIT01", DROPPED)],
    ]
    assert [record(target, n)["criteria"] for n in "1235"] == [
        *[{"NOTE": ["x=y"]}, {"SIZE": ["S"], "NOTE": ["z"]}, {}, {"PREFCOL": ["Blue"]}],
    ]
    assert record(target, "4")["admin_numbers"] == {"SIRET": ["A=1"], "SIREN": ["5"]}


def test_d52_a_rejected_config_row_has_no_effect(target: Target) -> None:
    result = load(
        target,
        {"OPERATION": "CONFIG", "CRIT01": "PREFCOL"},
        {"OPERATION": "CONFIG", "ORGANIZATION": "NOPE", "CRIT01": "SIZE"},
        ada(CRIT01="Red"),
    )
    assert result.outcomes == {2: "directive", 3: "rejected", 4: "imported"}
    assert record(target, "1")["criteria"] == {"PREFCOL": ["Red"]}


@pytest.mark.parametrize(
    ("old", "cell", "new", "outcome"),
    [
        ("one", "||two", "onetwo", None),
        ("one", "|| two", "one two", None),
        ("one", "||\ntwo", "one\ntwo", None),
        ("one", "||", "one", None),
        ("one", "two", "two", None),
        ("one", "=", None, None),
        ("", "||two", "two", None),
        ("x" * 1999, "||yz", "x" * 1999 + "y", CHANGED),
    ],
)
def test_d53_remarks(target: Target, old: str, cell: str, new: str | None, outcome: str | None) -> None:
    load(target, ada(REMARK=old))
    result = load(target, update(REMARK=cell), as_id="i2")
    assert record(target, "1")["remark"] == new
    assert told(result) == ([(2, "REMARK", outcome)] if outcome else [])


def test_d55_an_empty_institution_is_the_options(target: Target) -> None:
    rows = [{"CONTACT_NR": "1", "LASTNAME": "x"}]
    assert told(target.import_rows(rows, "i1")) == [(2, "INSTITUTION", REJECTED)]
    assert target.import_rows(rows, "i2", institution="LIDO").findings == []
    assert record(target, "1", "LIDO")["addresses"]["main"] is None


@pytest.mark.parametrize(
    ("country", "text", "stored"),
    [
        # the table of contact.md 5.7.1
        ("FR", "01 40 15 80 00", ("33", "140158000")),
        ("FR", "1 40 15 80 00", ("33", "140158000")),
        ("FR", "0041 21 613 21 11", ("33", "041216132111")),
        ("CH", "0041 21 613 21 11", ("41", "216132111")),
        ("CH", "+41 21 613 21 11", ("41", "216132111")),
        ("FR", "(41)216132111", ("41", "216132111")),
        ("FR", "(41)0216132111", ("41", "216132111")),
        ("FR", "01 SVP 77 77", (None, "017777")),
        # D56
        ("FR", "(+41) 21 613 21 11", ("41", "216132111")),
        ("FR", "(0041) 21 613 21 11", ("41", "216132111")),
        ("FR", "(41) (0)21 613 21 11", ("41", "216132111")),
        ("ES", "(91) 555 22 82", ("34", "915552282")),
        ("FR", "(0)1 40 15 80 00", ("33", "140158000")),
        ("FR", "(01) 40 15 80 00", ("33", "140158000")),
        ("FR", "(1) 40 15 80 00", ("33", "140158000")),
        ("FR", "+33 (0)1 40 15 80 00", ("33", "140158000")),
        ("FR", "0033 01 40 15 80 00", ("33", "140158000")),
        ("CH", "(+41 21) 613 21 11", ("41", "216132111")),
        ("ES", "915 55 22 82", ("34", "915552282")),
        ("ES", "+34 (0)915 55 22 82", ("34", "915552282")),
        ("IT", "06 1234 5678", ("39", "0612345678")),
        ("IT", "+39 06 1234 5678", ("39", "0612345678")),
        ("US", "1 (212) 555-0123", ("1", "2125550123")),
        ("FR", "(1) 212 555 0123", ("1", "2125550123")),
        ("FR", "12", (None, "12")),
        ("FR", "+33 12", (None, "003312")),
    ],
)
def test_d56_phones(country: str, text: str, stored: tuple[str | None, str]) -> None:
    phone = read_phone(text, country)
    assert phone is not None
    assert tuple(phone) == stored


@pytest.mark.parametrize("text", ["SVP", "-", "()"])
def test_d56_no_digit_at_all(target: Target, text: str) -> None:
    assert told(load(target, ada(FAX=text))) == [(2, "FAX", DROPPED)]


@pytest.mark.parametrize(
    ("text", "kept"), [("1" * 15, True), ("0" + "1" * 15, True), ("+33" + "1" * 15, True), ("1" * 16, False)]
)
def test_d56_the_maximum_counts_stored_digits(target: Target, text: str, kept: bool) -> None:
    load(target, ada(FAX=text))
    assert record(target, "1")["fax"] == ({"country": "33", "number": "1" * 15} if kept else None)


def test_d56_the_country_assumed(target: Target) -> None:
    phone = "021 613 21 11"
    load(
        target,
        ada(CONTACT_NR="1", COUNTRY="CH", TELEPHONE=phone),
        ada(CONTACT_NR="2", COUNTRY="UK", TELEPHONE=phone),
        update("1", FAX=phone),
        update("2", FAX=phone),
        update("1", COUNTRY="FR", CELLPHONE=phone),
    )
    codes = [[record(target, n)[p]["country"] for p in ("telephone", "fax")] for n in "12"]
    assert codes == [["41", "41"], ["33", "33"]]
    assert record(target, "1")["cellphone"]["country"] == "33"


def test_d57_defaults_are_no_findings(target: Target) -> None:
    assert load(target, ada(TOWN="Cork", TELEPHONE="01 40 15 80 00"), school(FIRSTNAME="x")).findings == []


# ------------------------------------------------------------------------------------------------ D58 to D64


def test_d58_a_structure_cannot_be_anonymised(target: Target) -> None:
    load(target, school(CONTACT_NR="1"))
    assert load(target, operation("ANONYMIZE"), as_id="i2").outcomes == {2: "rejected"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (ada(CONTACT_NR="1"), [("CONTACT_NR", REJECTED)]),
        (update("1", FUNCTION="x"), [("CONTACT_NR", REJECTED)]),
        (operation("ANONYMIZE", "1"), [("CONTACT_NR", REJECTED)]),
        ({"LASTNAME": "x", "EMAIL2": "ADA@kerr.ie"}, [("EMAIL2", DROPPED)]),
        ({"LASTNAME": "x", "EMAIL1": "k@kerr.ie"}, [("EMAIL1", DROPPED)]),
        ({"LASTNAME": "x", "CELLPHONE": "(+33)140158000"}, [("CELLPHONE", DROPPED)]),
        ({"LASTNAME": "x", "CELLPHONE": "12"}, [("CELLPHONE", DROPPED)]),
        (ada(CONTACT_NR="77"), []),
        (ada(CONTACT_NR="77", BIRTHDATE="1965-08-01"), [("LASTNAME", REJECTED)]),
        (ada(CONTACT_NR="77", BIRTHDATE="1965-08-01", LASTNAME="KERR"), []),
        (update("9", BIRTHDATE="1965-08-01"), []),
        (update("9", FIRSTNAME="Ada", LASTNAME="Kerr", BIRTHDATE="1965-08-01"), [("LASTNAME", REJECTED)]),
    ],
)
def test_d59_erased_persons_do_not_come_back(target: Target, cells: Cells, expected: list[tuple[str, str]]) -> None:
    load(target, full_relay(), {"CONTACT_NR": "9", "LASTNAME": "Other"}, operation("ANONYMIZE", "1"))
    assert told(load(target, cells, as_id="i2")) == [(2, field, outcome) for field, outcome in expected]


def test_d59_is_of_one_institution(target: Target) -> None:
    load(target, full_relay(), operation("ANONYMIZE", "1"))
    assert (
        target.import_rows([{**full_relay(), "INSTITUTION": "LIDO", "CRIT01": "", "DEPARTMENT": ""}], "i2").findings
        == []
    )


@pytest.mark.parametrize(
    "cells",
    [
        update("1", LASTNAME="Kerr"),
        update("1"),
        update("1", REMARK="||"),
        operation("UPDATEACT", "1"),
        operation("INVALIDATE", "2"),
        operation("DELETE", "2"),
        school(),
    ],
)
def test_d60_unchanged_is_when_the_target_is_as_it_was(target: Target, cells: Cells) -> None:
    load(target, ada(), ada(CONTACT_NR="2"), operation("INVALIDATE", "2"), school())
    before = target.records()
    result = load(target, cells, as_id="i2")
    assert result.outcomes == {2: "unchanged"}
    assert target.records() == before
    assert set(result.updated.values()) == {0}


def test_d61_an_invalid_contact_blocks_nobody_and_gets_its_login_back_if_free(target: Target) -> None:
    load(target, ada(EMAIL1="a@b.fr"), operation("INVALIDATE"), ada(CONTACT_NR="2", EMAIL1="a@b.fr"))
    assert (record(target, "1")["login"], record(target, "2")["login"]) == (False, True)
    assert told(load(target, operation("UPDATEACT"), as_id="i2")) == [(2, "EMAIL1", CHANGED)]
    assert record(target, "1")["login"] is False
    load(target, operation("INVALIDATE"), operation("INVALIDATE", "2"), operation("UPDATEACT"), as_id="i3")
    assert (record(target, "1")["login"], record(target, "2")["login"]) == (True, False)


def test_d62_drop(target: Target) -> None:
    result = load(
        target,
        *[ada(), operation("DROP")],
        *[ada(CONTACT_NR="2"), update("2", FUNCTION="x"), operation("DROP", "2")],
        *[ada(CONTACT_NR="3"), update("3", LASTNAME="Kerr"), operation("DROP", "3")],
        *[school(CONTACT_NR="4"), school(CONTACT_NR="5", FIRSTNAME="Ada"), operation("DROP", "4")],
        *[operation("DROP", "5"), operation("DROP", "4")],
    )
    assert [row for row, outcome in result.outcomes.items() if outcome == "rejected"] == [6, 12]
    assert numbers(target) == ["2"]
    assert result.created == {"individual": 1, "structure": 0, "relay": 0}


def test_d63_delete(target: Target) -> None:
    load(
        target, full_relay() | {"PARTNER": "TRUE", "SMS_MMS": "TRUE", "CRIT02": "PREFCOL=Red|Green", "CRIT03": "NOTE=n"}
    )
    before = record(target, "1")
    named = {"CNIL_O": "TRUE", "PARTNER": "FALSE", "SMS_MMS": "=", "CRIT01": "PREFCOL=Red|Blue", "CRIT02": "SIZE=="}
    result = load(target, operation("DELETE", ADDR_TYPE="S", FIRSTNAME="x", EMAIL2="no", **named), as_id="i2")
    after = record(target, "1")
    assert result.findings == []
    assert after == {
        **before,
        "addresses": {"main": None, "shipment": None, "billing": None},
        **{"telephone": None, "fax": None, "emails": [None] * 3, "login": False},
        "authorizations": {**before["authorizations"], "CNIL_O": None, "SMS_MMS": None},
        "criteria": {"PREFCOL": ["Green"], "NOTE": ["n"]},
    }


@pytest.mark.parametrize(
    "freeing",
    [
        update("1", EMAIL1="="),
        update("1", EMAIL1="other@b.fr"),
        operation("DELETE", "1"),
        operation("DROP", "1"),
        operation("INVALIDATE", "1"),
    ],
)
def test_d64_a_freed_login_goes_to_the_next_row_that_names_it(target: Target, freeing: Cells) -> None:
    load(target, ada(EMAIL1="a@b.fr"), ada(CONTACT_NR="2", EMAIL1="a@b.fr"))
    assert load(target, update("2", EMAIL1="a@b.fr"), as_id="i2").outcomes == {2: "unchanged"}
    result = load(target, freeing, update("2", FUNCTION="x"), update("2", EMAIL1="a@b.fr"), as_id="i3")
    assert result.outcomes[4] == "imported"
    assert record(target, "2")["login"] is True


def test_d65_blank_rows_are_not_read_but_numbered(target: Target) -> None:
    result = target.import_rows([{"LASTNAME": "", "TOWN": " "}, {"INSTITUTION": "HARBOUR", "LASTNAME": "x"}], "i1")
    assert (result.outcomes, result.rows["read"]) == ({3: "imported"}, 1)
