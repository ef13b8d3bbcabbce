"""One test per decision about settings files."""

from __future__ import annotations

from typing import Any

import pytest

from tests.definitions.conftest import Row, Target
from tests.definitions.target import execute, records


def one(target: Target, query: str) -> Any:
    found = records(target.cursor, query)
    assert len(found) == 1, found
    return found[0]


def criterion(code: str, **cells: str) -> Row:
    return {"INSTITUTION": "H", "CRITERION": code, **cells}


def value(code: str, list_name: str = "TITLE", **cells: str) -> Row:
    return {"INSTITUTION": "H", "LIST": list_name, "CODE": code, **cells}


def settings_changed(target: Target, institution: str = "H") -> str:
    changed: str = one(target, f"SELECT settings_changed_at FROM institution WHERE code = '{institution}'")[
        "settings_changed_at"
    ]
    return changed


# -- reading and checking


def test_d3_white_space_and_control_characters_go_and_are_counted_by_column(target: Target) -> None:
    planned = target.load("criterion", [criterion("\u00a0NEW ", NAME="Fav\x07ourite\t"), criterion("NEW2", NAME="Ok")])
    assert planned.outcomes == ["imported", "imported"]
    assert one(target, "SELECT name FROM criterion WHERE code = 'NEW'") == {"name": "Favourite"}
    assert (None, "CRITERION", "cells-cleaned", None, "1") in planned.findings
    assert (None, "NAME", "cells-cleaned", None, "1") in planned.findings


def test_d8_texts_are_cut_and_codes_never(target: Target) -> None:
    planned = target.load("criterion", [criterion("NEW", NAME="n" * 61), criterion("NINECHARS", NAME="Too long")])
    assert planned.outcomes == ["imported", "rejected"]
    assert planned.findings == [
        (2, "NAME", "text-truncated", "n" * 61, "60"),
        (3, "CRITERION", "code-too-long", "NINECHARS", "8"),
    ]
    assert one(target, "SELECT length(name) AS n FROM criterion WHERE code = 'NEW'") == {"n": 60}


def test_d54_case_counts(target: Target) -> None:
    rows = [
        criterion("NEW", OPERATION="insert"),
        criterion("NEW", INSTITUTION="h"),
        criterion("used", OPERATION="UPDATE", NAME="x"),
        criterion("NEW", MANDATORY="true"),
    ]
    planned = target.load("criterion", rows)
    assert planned.outcomes == ["rejected", "rejected", "rejected", "imported"]
    assert [planned.codes(at) for at in range(4)] == [
        {"operation-unknown"},
        {"institution-unknown"},
        {"definition-absent"},
        {"boolean-invalid"},
    ]


def test_d55_the_command_may_name_the_institution(target: Target) -> None:
    rows: list[Row] = [{"CRITERION": "NEW"}, {"INSTITUTION": "N", "CRITERION": "NEW"}]
    assert target.plan("criterion", rows).codes(0) == {"institution-missing"}
    assert target.load("criterion", rows, institution="H").outcomes == ["imported", "imported"]
    found = records(target.cursor, "SELECT institution FROM criterion WHERE code = 'NEW' ORDER BY 1")
    assert found == [{"institution": "H"}, {"institution": "N"}]


def test_every_finding_of_a_row_is_told_at_once(target: Target) -> None:
    planned = target.plan(
        "criterion", [{"CRITERION": None, "OPERATION": "x", "INSTITUTION": "NOPE", "DATA_TYPE": "y", "RANK": "z"}]
    )
    assert planned.codes(0) == {
        "operation-unknown",
        "institution-unknown",
        "field-mandatory",
        "value-not-allowed",
        "digits-only",
    }


# -- criteria and structure types


def test_d26_a_criterion_has_defaults_and_elements_in_the_order_of_the_rows(target: Target) -> None:
    rows = [
        criterion("NEW", ELEMENT="Z", ELEMENT_NAME="Zed"),
        criterion("NEW", ELEMENT="A", ELEMENT_NAME="Ay", ELEMENT_NAME_DE="Ah"),
    ]
    planned = target.load("criterion", rows)
    assert planned.plan.counts.created == {"criterion": 1}
    made = one(target, "SELECT * FROM criterion WHERE code = 'NEW'")
    assert made == {
        **{"institution": "H", "organization": "*", "code": "NEW", "name": None, "names": {}, "data_type": "TEXT"},
        **{"contact_type": "BOTH", "mandatory": False, "centralised": True, "internet": "NONE", "section": None},
        "rank": None,
    }
    elements = records(
        target.cursor, "SELECT code, name, names FROM criterion_element WHERE criterion = 'NEW' ORDER BY rank"
    )
    assert elements == [
        {"code": "Z", "name": "Zed", "names": {}},
        {"code": "A", "name": "Ay", "names": {"de": "Ah"}},
    ]


def test_d26_element_names_need_an_element(target: Target) -> None:
    planned = target.load("criterion", [criterion("NEW", ELEMENT_NAME="Zed")])
    assert planned.outcomes == ["imported"]
    assert planned.findings == [(2, "ELEMENT_NAME", "value-invalid", "Zed", "ELEMENT: –")]


@pytest.mark.parametrize(
    ("format_name", "row", "detail"),
    [
        ("criterion", criterion("USED"), "contact: 1"),
        ("criterion", criterion("USED", ELEMENT="A"), "contact: 1"),
        ("structure-type", {"INSTITUTION": "H", "STRUCT_TYPE": "SCHOOL"}, "contact: 1"),
        ("value", value("MR"), "contact: 1"),
        ("value", value("D1", "DEPARTMENT"), "contact: 1"),
        ("value", value("UNDEFINED"), "TITLE"),
        ("organization", {"INSTITUTION": "H", "ORGANIZATION": "FEST"}, "contact: 1, structure-type: 1"),
        ("organization", {"INSTITUTION": "N", "ORGANIZATION": "N"}, "institution"),
    ],
)
def test_d27_what_is_in_use_is_not_deleted(target: Target, format_name: str, row: Row, detail: str) -> None:
    planned = target.plan(format_name, [row | {"OPERATION": "DELETE"}])
    assert planned.outcomes == ["rejected"]
    assert [(code, told) for _, _, code, _, told in planned.findings] == [("definition-in-use", detail)]
    assert planned.plan.deleted == {format_name: 0}


@pytest.mark.parametrize(
    ("list_name", "detail"),
    [
        ("SHIPMENT_MODE", '{"shipment_mode": "X"}'),
        ("GROUP_KIND", '{"group": {"kind": "X"}}'),
        ("THEME", '{"group": {"theme": "X"}}'),
    ],
)
def test_d27_values_of_tickets_are_in_use(target: Target, list_name: str, detail: str) -> None:
    execute(target.cursor, "INSERT INTO sales_order (institution, file_number, type) VALUES ('H', 1, 'SALE')")
    execute(
        target.cursor,
        "INSERT INTO ticket (institution, file_number, position, kind, detail) "
        f"VALUES ('H', 1, 1, 'single_entry', '{detail}')",
    )
    target.load("value", [value("X", list_name), value("Y", list_name)])
    rows = [value("X", list_name, OPERATION="DELETE"), value("Y", list_name, OPERATION="DELETE")]
    assert target.plan("value", rows).outcomes == ["rejected", "imported"]


def test_d27_an_administrative_number_type_is_in_use(target: Target) -> None:
    target.load("value", [value("SIRET", "ADMIN_NUMBER")])
    execute(target.cursor, """UPDATE contact SET admin_numbers = '{"SIRET": ["1"]}' WHERE number = '2'""")
    assert target.plan("value", [value("SIRET", "ADMIN_NUMBER", OPERATION="DELETE")]).outcomes == ["rejected"]


def test_d27_deleting_a_criterion_deletes_its_elements(target: Target) -> None:
    planned = target.load("criterion", [criterion("FREE", OPERATION="DELETE")])
    assert planned.plan.deleted == {"criterion": 1}
    assert records(target.cursor, "SELECT code FROM criterion_element WHERE criterion = 'FREE'") == []


def test_d16_after_a_criterion_is_deleted_its_elements_are_absent(target: Target) -> None:
    rows = [
        criterion("FREE", OPERATION="DELETE"),
        criterion("FREE", ELEMENT="A", OPERATION="DELETE"),
        criterion("FREE", OPERATION="DELETE"),
    ]
    planned = target.load("criterion", rows)
    assert planned.outcomes == ["imported", "rejected", "rejected"]
    assert [planned.codes(1), planned.codes(2)] == [{"definition-absent"}, {"definition-absent"}]


def test_an_element_deleted_and_added_again_is_the_last(target: Target) -> None:
    rows = [
        criterion("NEW", ELEMENT="A"),
        criterion("NEW", ELEMENT="B"),
        criterion("NEW", ELEMENT="C"),
    ]
    target.load("criterion", rows)
    again = [criterion("NEW", ELEMENT="A", OPERATION="DELETE"), criterion("NEW", ELEMENT="A")]
    assert target.load("criterion", again).plan.counts.updated == {"criterion": 1}
    elements = records(target.cursor, "SELECT code, rank FROM criterion_element WHERE criterion = 'NEW' ORDER BY rank")
    assert [(each["code"], each["rank"]) for each in elements] == [("B", 2), ("C", 3), ("A", 4)]


def test_an_erased_element_does_not_mean_the_criterion(target: Target) -> None:
    planned = target.load("criterion", [criterion("FREE", ELEMENT="=", OPERATION="DELETE")])
    assert (planned.outcomes, planned.codes(0)) == (["rejected"], {"field-mandatory"})


def test_d68_an_element_is_added_to_an_equal_criterion_only(target: Target) -> None:
    rows = [
        criterion("FREE", NAME="Free", ELEMENT="B", ELEMENT_NAME="Bee"),
        criterion("FREE", NAME="Other", DATA_TYPE="TEXT", ELEMENT="C"),
        criterion("FREE", ELEMENT="C"),
        criterion("FREE", ELEMENT="A", ELEMENT_NAME="Ay"),
        criterion("FREE", ELEMENT="A", ELEMENT_NAME="Eh"),
    ]
    planned = target.load("criterion", rows)
    assert planned.outcomes == ["imported", "rejected", "imported", "unchanged", "rejected"]
    assert planned.findings == [
        (3, "CRITERION", "definition-exists", "FREE", "NAME, DATA_TYPE"),
        (6, "ELEMENT", "definition-exists", "FREE/A", "ELEMENT_NAME"),
    ]
    assert planned.plan.counts.updated == {"criterion": 1}
    elements = records(target.cursor, "SELECT code FROM criterion_element WHERE criterion = 'FREE' ORDER BY rank")
    assert [each["code"] for each in elements] == ["A", "B", "C"]


def test_d68_a_value_no_list_allows_rejects_the_row(target: Target) -> None:
    planned = target.plan("criterion", [criterion("NEW", DATA_TYPE="DROPDOWN")])
    assert planned.outcomes == ["rejected"]
    assert planned.findings[0][2:] == (
        "value-not-allowed",
        "DROPDOWN",
        "TEXT, BOOLEAN, CHOICE, MULTICHOICE, DATE, NUMBER",
    )


def test_d68_unknown_in_update_and_delete_is_rejected(target: Target) -> None:
    rows = [criterion("NOPE", OPERATION="UPDATE", NAME="x"), criterion("NOPE", OPERATION="DELETE")]
    planned = target.plan("criterion", rows)
    assert [planned.codes(0), planned.codes(1)] == [{"definition-absent"}, {"definition-absent"}]


def test_d60_what_changes_nothing_is_unchanged_and_writes_nothing(target: Target) -> None:
    before = settings_changed(target)
    rows = [criterion("FREE", NAME="Free"), criterion("FREE", OPERATION="UPDATE", NAME="Free", SECTION="=")]
    planned = target.load("criterion", rows)
    assert planned.outcomes == ["unchanged", "unchanged"]
    assert records(target.cursor, "SELECT * FROM definition_before") == []
    assert settings_changed(target) == before


def test_d16_an_update_may_follow_the_insert(target: Target) -> None:
    rows = [
        criterion("NEW", NAME="One", SECTION="S"),
        criterion("NEW", OPERATION="UPDATE", NAME="Two", SECTION="="),
        criterion("NEW", NAME="Two"),
        criterion("NEW", NAME="One"),
        criterion("NEW", OPERATION="DELETE"),
        criterion("NEW", OPERATION="UPDATE", NAME="Three"),
        criterion("NEW", NAME="Four"),
    ]
    planned = target.load("criterion", rows)
    assert planned.outcomes == [
        *("imported", "imported", "unchanged", "rejected", "imported", "rejected", "imported"),
    ]
    assert one(target, "SELECT name, section FROM criterion WHERE code = 'NEW'") == {"name": "Four", "section": None}
    assert planned.plan.counts.created == {"criterion": 1}


def test_a_criterion_of_a_thousand_elements_is_one_round(target: Target) -> None:
    planned = target.load("criterion", [criterion("NEW", ELEMENT=f"E{at}") for at in range(1000)])
    assert set(planned.outcomes) == {"imported"}
    places = one(
        target, "SELECT count(DISTINCT rank) AS n, max(rank) AS last FROM criterion_element WHERE criterion = 'NEW'"
    )
    assert places == {"n": 1000, "last": 1000}


# -- lists of values


def test_d70_a_salutation_without_language_is_in_the_institutions(target: Target) -> None:
    planned = target.load("value", [value("DR", LETTER_SALUTATION="Dr", LETTER_SALUTATION_DE="Dr.")])
    assert planned.findings == []
    made = one(target, "SELECT letter_salutation FROM list_value WHERE code = 'DR'")
    assert made == {"letter_salutation": {"fr": "Dr", "de": "Dr."}}


def test_d70_the_column_that_names_the_language_wins(target: Target) -> None:
    planned = target.load("value", [value("DR", ADDR_SALUTATION="Docteur", ADDR_SALUTATION_FR="Cher docteur")])
    assert planned.outcomes == ["imported"]
    assert planned.findings == [(2, "ADDR_SALUTATION", "value-invalid", "Docteur", "≠ ADDR_SALUTATION_FR")]
    made = one(target, "SELECT addr_salutation FROM list_value WHERE code = 'DR'")
    assert made == {"addr_salutation": {"fr": "Cher docteur"}}


def test_d70_an_institution_without_language_needs_the_language_named(target: Target) -> None:
    planned = target.load("value", [value("DR", INSTITUTION="N", LETTER_SALUTATION="Dr", LETTER_SALUTATION_EN="Dr")])
    assert planned.findings == [(2, "LETTER_SALUTATION", "value-invalid", "Dr", "LANGUAGE: –")]
    assert one(target, "SELECT letter_salutation FROM list_value WHERE code = 'DR'") == {
        "letter_salutation": {"en": "Dr"}
    }


def test_only_titles_have_salutations(target: Target) -> None:
    planned = target.plan("value", [value("75", "DEPARTMENT", LETTER_SALUTATION="Dr")])
    assert (planned.outcomes, planned.codes(0)) == (["imported"], {"value-invalid"})


def test_translations_in_other_languages_stay(target: Target) -> None:
    target.load("value", [value("MR", OPERATION="UPDATE", LETTER_SALUTATION_FR="=", LETTER_SALUTATION_EN="Mr")])
    made = one(target, "SELECT letter_salutation FROM list_value WHERE institution = 'H' AND code = 'MR'")
    assert made == {"letter_salutation": {"pt": "Sr.", "en": "Mr"}}


def test_the_organization_of_a_value_must_exist(target: Target) -> None:
    rows = [value("DR", ORGANIZATION="NOPE"), value("DR", ORGANIZATION="*"), value("DR", ORGANIZATION="FEST")]
    planned = target.plan("value", rows)
    assert planned.outcomes == ["rejected", "imported", "unchanged"]
    assert planned.codes(0) == {"organization-unknown"}


# -- institutions and organizations


def test_an_institution_brings_its_organization_and_the_standard_values(target: Target) -> None:
    from entracte.institution import standard_values

    planned = target.load("institution", [{"INSTITUTION": "NEW", "NAME": "New house", "NAME_FR": "Nouvelle maison"}])
    assert planned.plan.counts.created == {"institution": 1}
    assert records(target.cursor, "SELECT code, name, names FROM organization WHERE institution = 'NEW'") == [
        {"code": "NEW", "name": "New house", "names": {"fr": "Nouvelle maison"}}
    ]
    made = records(target.cursor, "SELECT * FROM list_value WHERE institution = 'NEW'")
    by_key = {(each["list"], each["code"]): each for each in made}
    assert by_key == {(each["list"], each["code"]): {"institution": "NEW"} | each for each in standard_values()}


def test_an_institutions_settings_follow_the_standards(target: Target) -> None:
    rows: list[Row] = [
        {
            **{"INSTITUTION": "NEW", "COUNTRY": "Suisse", "LANGUAGE": "fr", "CURRENCY": "CHF"},
            **{"TIME_ZONE": "Europe/Zurich", "NUMBER_FLOOR": "000100", "KEPT_FROM": "1", "KEPT_TO": "99"},
        },
        {
            "INSTITUTION": "BAD",
            "COUNTRY": "XX",
            "LANGUAGE": "FR",
            "CURRENCY": "chf",
            "TIME_ZONE": "Mars",
            "NUMBER_FLOOR": "x",
        },
    ]
    planned = target.load("institution", rows)
    assert planned.outcomes == ["imported", "imported"]
    columns = "country, language, currency, time_zone, number_floor, kept_from, kept_to"
    assert one(target, f"SELECT {columns} FROM institution WHERE code = 'NEW'") == {
        **{"country": "CH", "language": "fr", "currency": "CHF", "time_zone": "Europe/Zurich"},
        **{"number_floor": 100, "kept_from": 1, "kept_to": 99},
    }
    assert set(one(target, f"SELECT {columns} FROM institution WHERE code = 'BAD'").values()) == {None}
    assert [(field, code) for row, field, code, _, _ in planned.findings if row == 3] == [
        ("COUNTRY", "value-invalid"),
        ("CURRENCY", "value-invalid"),
        ("LANGUAGE", "value-invalid"),
        ("NUMBER_FLOOR", "digits-only"),
        ("TIME_ZONE", "value-invalid"),
    ]


def test_a_kept_range_upside_down_is_dropped(target: Target) -> None:
    planned = target.load("institution", [{"INSTITUTION": "NEW", "KEPT_FROM": "100", "KEPT_TO": "99"}])
    assert [field for _, field, _, _, _ in planned.findings] == ["KEPT_FROM", "KEPT_TO"]
    assert one(target, "SELECT kept_from, kept_to FROM institution WHERE code = 'NEW'") == {
        "kept_from": None,
        "kept_to": None,
    }


def test_an_institution_that_owns_something_is_not_deleted(target: Target) -> None:
    rows: list[Row] = [
        {"INSTITUTION": "H", "OPERATION": "DELETE"},
        {"INSTITUTION": "N", "OPERATION": "DELETE"},
    ]
    planned = target.load("institution", rows)
    assert planned.outcomes == ["rejected", "imported"]
    detail = "contact: 2, criterion: 2, organization: 2, structure-type: 2, value: 1"
    assert planned.findings == [(2, "INSTITUTION", "definition-in-use", "H", detail)]
    assert records(target.cursor, "SELECT code FROM organization WHERE institution = 'N'") == []


def test_an_institution_deleted_and_made_again_begins_anew(target: Target) -> None:
    target.load("organization", [{"INSTITUTION": "N", "ORGANIZATION": "N", "NAME": "Old", "OPERATION": "UPDATE"}])
    rows: list[Row] = [
        {"INSTITUTION": "N", "OPERATION": "DELETE"},
        {"INSTITUTION": "N", "NAME": "New"},
        {"INSTITUTION": "N", "NAME": "Newer", "OPERATION": "UPDATE"},
    ]
    planned = target.load("institution", rows)
    assert planned.outcomes == ["imported", "imported", "imported"]
    assert planned.plan.counts.updated == {"institution": 1}
    assert one(target, "SELECT name FROM institution WHERE code = 'N'") == {"name": "Newer"}
    assert one(target, "SELECT name FROM organization WHERE institution = 'N'") == {"name": "New"}
    assert one(target, "SELECT name FROM list_value WHERE institution = 'N' AND code = 'MR'")["name"] is not None
    target.undo()
    assert one(target, "SELECT name FROM institution WHERE code = 'N'") == {"name": "Nowhere"}
    assert one(target, "SELECT name FROM organization WHERE institution = 'N'") == {"name": "Old"}
    assert records(target.cursor, "SELECT code FROM list_value WHERE institution = 'N'") == [{"code": "UNDEFINED"}]


def test_no_organization_is_called_all(target: Target) -> None:
    planned = target.plan("organization", [{"INSTITUTION": "H", "ORGANIZATION": "*"}])
    assert (planned.outcomes, planned.codes(0)) == (["rejected"], {"value-not-allowed"})


# -- the transaction


def test_a_plan_that_is_not_applied_writes_nothing(target: Target) -> None:
    before = records(target.cursor, "SELECT * FROM criterion ORDER BY code")
    target.plan("criterion", [criterion("NEW"), criterion("FREE", OPERATION="DELETE")])
    assert records(target.cursor, "SELECT * FROM criterion ORDER BY code") == before


def test_d30_a_change_of_settings_is_dated(target: Target) -> None:
    here, elsewhere = settings_changed(target), settings_changed(target, "N")
    target.load("criterion", [criterion("NEW")])
    assert settings_changed(target) > here
    assert settings_changed(target, "N") == elsewhere


def test_several_files_share_one_transaction(target: Target) -> None:
    target.load("institution", [{"INSTITUTION": "NEW", "LANGUAGE": "de"}])
    target.load("organization", [{"INSTITUTION": "NEW", "ORGANIZATION": "CLUB"}])
    planned = target.load("structure-type", [{"INSTITUTION": "NEW", "STRUCT_TYPE": "T", "ORGANIZATION": "CLUB"}])
    assert planned.outcomes == ["imported"]


# -- undo


def test_d31_undo_restores_what_was_made_changed_and_deleted(target: Target) -> None:
    tables = ("criterion", "criterion_element")
    before = [records(target.cursor, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]
    rows = [
        criterion("NEW", ELEMENT="A"),
        criterion("USED", OPERATION="UPDATE", NAME="Other", ELEMENT="B", ELEMENT_NAME_FR="Bé"),
        criterion("FREE", OPERATION="DELETE"),
    ]
    target.load("criterion", rows)
    undone = target.undo()
    assert [records(target.cursor, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables] == before
    assert undone.removed == {"criterion": 1, "criterion_element": 1}
    assert undone.reverted == {"criterion": 1, "criterion_element": 1}
    assert undone.restored == {"criterion": 1, "criterion_element": 1}
    assert undone.kept == ()


def test_d31_undo_keeps_what_was_modified_since(target: Target) -> None:
    target.load("criterion", [criterion("NEW", NAME="One"), criterion("FREE", OPERATION="UPDATE", NAME="Two")])
    first = target.imports[-1]
    target.load("criterion", [criterion("FREE", OPERATION="UPDATE", SECTION="Elsewhere")])
    undone = target.undo(first)
    assert undone.removed == {"criterion": 1}
    assert [(kept.key, kept.reason) for kept in undone.kept] == [
        ({"institution": "H", "code": "FREE"}, "modified-since")
    ]
    assert one(target, "SELECT name, section FROM criterion WHERE code = 'FREE'") == {
        "name": "Two",
        "section": "Elsewhere",
    }


def test_d31_undo_keeps_what_is_in_use_by_now(target: Target) -> None:
    target.load("criterion", [criterion("NEW", ELEMENT="A"), criterion("NEW", ELEMENT="B")])
    execute(target.cursor, """UPDATE contact SET criteria = '{"NEW": ["A"]}' WHERE number = '1'""")
    undone = target.undo()
    assert undone.removed == {"criterion_element": 1}
    assert {(kept.kind, kept.reason, kept.detail) for kept in undone.kept} == {
        ("criterion", "in-use", "contact: 1"),
        ("criterion_element", "in-use", "contact: 1"),
    }


def test_d31_undo_keeps_a_criterion_with_elements_of_others(target: Target) -> None:
    target.load("criterion", [criterion("NEW", ELEMENT="A")])
    first = target.imports[-1]
    target.load("criterion", [criterion("NEW", ELEMENT="B")])
    undone = target.undo(first)
    assert undone.removed == {"criterion_element": 1}
    assert [(kept.kind, kept.reason, kept.detail) for kept in undone.kept] == [
        ("criterion", "in-use", "criterion_element")
    ]


def test_d31_undo_restores_no_element_of_a_criterion_made_anew(target: Target) -> None:
    target.load("criterion", [criterion("FREE", OPERATION="DELETE")])
    first = target.imports[-1]
    target.load("criterion", [criterion("FREE", NAME="Another")])
    undone = target.undo(first)
    assert undone.restored == {}
    assert {(kept.kind, kept.reason) for kept in undone.kept} == {
        ("criterion", "modified-since"),
        ("criterion_element", "belongs-to-kept"),
    }


def test_d31_undo_gives_no_organization_back_that_is_gone(target: Target) -> None:
    target.load("criterion", [criterion("FREE", OPERATION="UPDATE", ORGANIZATION="OLD")])
    target.load("criterion", [criterion("FREE", OPERATION="UPDATE", ORGANIZATION="*")])
    last = target.imports[-1]
    target.load("organization", [{"INSTITUTION": "H", "ORGANIZATION": "OLD", "OPERATION": "DELETE"}])
    undone = target.undo(last)
    assert [(kept.reason, kept.detail) for kept in undone.kept] == [("belongs-to-kept", "organization")]
    assert one(target, "SELECT organization FROM criterion WHERE code = 'FREE'") == {"organization": "*"}


def test_d31_an_institution_is_undone_with_what_came_with_it_or_not_at_all(target: Target) -> None:
    target.load("institution", [{"INSTITUTION": "NEW"}])
    first = target.imports[-1]
    target.load("criterion", [{"INSTITUTION": "NEW", "CRITERION": "C"}])
    kept = target.undo(first).kept
    assert {(each.kind, each.reason) for each in kept} == {
        ("institution", "in-use"),
        ("organization", "belongs-to-kept"),
        ("list_value", "belongs-to-kept"),
    }
    target.undo()
    assert target.undo(first).kept == ()
    assert records(target.cursor, "SELECT code FROM institution WHERE code = 'NEW'") == []


def test_d31_contact_numbers_given_since_are_no_modification_of_the_institution(target: Target) -> None:
    target.load("institution", [{"INSTITUTION": "H", "NAME": "Renamed", "OPERATION": "UPDATE"}])
    execute(target.cursor, "UPDATE institution SET number_high = 500 WHERE code = 'H'")
    assert target.undo().kept == ()
    assert one(target, "SELECT name, number_high FROM institution WHERE code = 'H'") == {
        "name": "Harbour",
        "number_high": 500,
    }
