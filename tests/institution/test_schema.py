"""The target's schema keeps what no program may get wrong: closed value sets, relays, logins, whose data it is."""

from collections.abc import Iterator

import pytest
from adbc_driver_manager import Error

from entracte.institution.environments import Environment
from entracte.institution.settings_copy import OTHER_TABLES, SETTINGS_TABLES
from entracte.institution.standards import standard_values
from tests.conftest import rows, run

CONTACT = "INSERT INTO contact (institution, number, kind, structure, lastname, email1, login, valid) VALUES "


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (CONTACT + "('HARBOUR', '1', 'robot', NULL, 'A', NULL, false, true)", "contact_kind_known"),
        (CONTACT + "('HARBOUR', '1', 'relay', NULL, 'A', NULL, false, true)", "contact_structure_of_relay"),
        (CONTACT + "('HARBOUR', '1', 'individual', '2', 'A', NULL, false, true)", "contact_structure_of_relay"),
        (CONTACT + "('HARBOUR', '1', 'relay', '2', 'A', NULL, false, true)", "contact_structure_exists"),
        (CONTACT + "('HARBOUR', '1', 'individual', NULL, 'A', NULL, true, true)", "contact_login_possible"),
        (CONTACT + "('HARBOUR', '1', 'individual', NULL, 'A', 'a@x.org', true, false)", "contact_login_possible"),
        (CONTACT + "('HARBOUR', '1', 'structure', NULL, 'A', 'a@x.org', true, true)", "contact_login_possible"),
        (
            CONTACT + "('HARBOUR', '1', 'individual', NULL, 'A', 'a@x.org', true, true),"
            " ('HARBOUR', '2', 'individual', NULL, 'B', 'a@x.org', true, true)",
            "contact_login",
        ),
        ("INSERT INTO list_value (institution, list, code) VALUES ('HARBOUR', 'COLOUR', 'x')", "list_value_list_known"),
        ("INSERT INTO list_value (institution, list, code) VALUES ('NOBODY', 'TITLE', 'x')", "institution"),
        ("INSERT INTO criterion (institution, code, data_type) VALUES ('HARBOUR', 'X', 'FLOAT')", "data_type_known"),
        ("INSERT INTO suppressed VALUES ('HARBOUR', 'shoe', '\\x00')", "suppressed_kind_known"),
        ("INSERT INTO sales_order (institution, file_number, type) VALUES ('HARBOUR', 1, 'GIFT')", "type_known"),
    ],
)
def test_what_must_not_be_stored_is_not(harbour: Environment, statement: str, constraint: str) -> None:
    with pytest.raises(Error, match=constraint):
        run(harbour, statement)


def test_the_same_login_may_exist_in_two_institutions_and_twice_as_a_mere_address(harbour: Environment) -> None:
    run(
        harbour,
        CONTACT + "('HARBOUR', '1', 'individual', NULL, 'A', 'a@x.org', true, true),"
        " ('HARBOUR', '2', 'individual', NULL, 'B', 'a@x.org', false, true),"
        " ('ALPHA', '1', 'individual', NULL, 'C', 'a@x.org', true, true)",
    )


def test_an_institution_gets_a_salt_of_its_own(environment: Environment) -> None:
    run(environment, "INSERT INTO institution (code) VALUES ('A'), ('B')")
    found = rows(environment, "SELECT salt FROM institution")
    assert len({row[0] for row in found}) == 2
    assert {len(row[0]) for row in found} == {32}


def test_the_journal_has_every_column_of_a_contact(environment: Environment) -> None:
    query = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '{}' ORDER BY 1"
    contact = rows(environment, query.format("contact"))
    before = [row for row in rows(environment, query.format("contact_before")) if row[0] != "import"]
    assert before == contact


def test_every_table_is_known_to_copy_and_reset(environment: Environment) -> None:
    tables = {str(row[0]) for row in rows(environment, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert tables == {"institution", *SETTINGS_TABLES, *OTHER_TABLES, "django_migrations"}


def test_standard_values_fill_a_list_value_row(environment: Environment) -> None:
    values = standard_values()
    assert [each["code"] for each in values if each["list"] == "TITLE"] == [
        "MR",
        "MRS",
        "MISS",
        "MR_AND_MRS",
        "UNDEFINED",
    ]
    assert {each["code"] for each in values if each["list"] == "SHIPMENT_MODE"} == {
        "SENT",
        "SENT EMAIL",
        "BOXOFFICE",
        "CONTROL",
    }
    for each in values:
        assert set(each["names"]) == {"en", "fr", "de", "it", "es"}
        if each["list"] == "TITLE" and each["code"] != "UNDEFINED":
            assert set(each["letter_salutation"]) == set(each["addr_salutation"]) == set(each["names"])
    (mr,) = [each for each in values if each["code"] == "MR"]
    assert (mr["letter_salutation"]["en"], mr["addr_salutation"]["en"]) == ("Mr", "Dear Sir")


@pytest.fixture
def two_institutions(harbour: Environment) -> Iterator[Environment]:
    """HARBOUR and ALPHA with a row in every table, and a role that owns none of them."""
    run(
        harbour,
        "INSERT INTO institution (code) VALUES ('ALPHA')",
        *(
            statement.format(code=code)
            for code in ("HARBOUR", "ALPHA")
            for statement in (
                "INSERT INTO organization (institution, code) VALUES ('{code}', 'X')",
                "INSERT INTO list_value (institution, list, code) VALUES ('{code}', 'THEME', 'X')",
                "INSERT INTO criterion (institution, code, data_type) VALUES ('{code}', 'X', 'TEXT')",
                "INSERT INTO criterion_element (institution, criterion, code) VALUES ('{code}', 'X', 'X')",
                "INSERT INTO structure_type (institution, code) VALUES ('{code}', 'X')",
                "INSERT INTO contact (institution, number, kind) VALUES ('{code}', '1', 'individual')",
                "INSERT INTO contact_before (import, institution, number, kind)"
                " VALUES ('i', '{code}', '1', 'individual')",
                "INSERT INTO import (id, institutions, format, file_name, digest, identity)"
                " VALUES ('{code}', '{{{code}}}', 'contact', 'f', 'd', 'i')",
                "INSERT INTO definition_before (import, kind, key)"
                """ VALUES ('i', 'criterion', '{{"institution": "{code}", "code": "X"}}')""",
                "INSERT INTO suppressed VALUES ('{code}', 'email', '\\x00')",
                "INSERT INTO settings_copy (institution, source, settings_changed_at) VALUES ('{code}', 'prod', now())",
                "INSERT INTO sales_order (institution, file_number, type) VALUES ('{code}', 1, 'SALE')",
                "INSERT INTO ticket (institution, file_number, position, kind) VALUES ('{code}', 1, 1, 'voucher')",
            )
        ),
        "INSERT INTO import (id, institutions, format, file_name, digest, identity)"
        " VALUES ('both', '{HARBOUR,ALPHA}', 'contact', 'f', 'd', 'i')",
        "DROP ROLE IF EXISTS box_office",
        "CREATE ROLE box_office",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO box_office",
    )
    yield harbour
    run(harbour, "DROP OWNED BY box_office", "DROP ROLE box_office")


@pytest.mark.parametrize("table", ["institution", *SETTINGS_TABLES, *OTHER_TABLES])
def test_a_role_that_owns_nothing_sees_one_institution_only(two_institutions: Environment, table: str) -> None:
    column = {"institution": "code", "import": "institutions[1]", "definition_before": "key ->> 'institution'"}
    query = f'SELECT DISTINCT {column.get(table, "institution")} FROM "{table}"'
    with two_institutions.session() as session, session.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE box_office")
        cursor.execute(query)
        assert cursor.fetchall() == []
        cursor.execute("SET LOCAL entracte.institution = 'ALPHA'")
        cursor.execute(query)
        assert [tuple(row) for row in cursor.fetchall()] == [("ALPHA",)]


@pytest.mark.parametrize(
    "statement",
    [
        CONTACT + "('HARBOUR', '9', 'individual', NULL, 'A', NULL, false, true)",
        "UPDATE contact SET institution = 'HARBOUR', number = '8'",
    ],
)
def test_nor_can_it_write_for_another(two_institutions: Environment, statement: str) -> None:
    with pytest.raises(Error, match="row-level security"):
        run(two_institutions, "SET LOCAL ROLE box_office", "SET LOCAL entracte.institution = 'ALPHA'", statement)


def test_nor_change_or_remove_what_is_another_s(two_institutions: Environment) -> None:
    run(
        two_institutions,
        "SET LOCAL ROLE box_office",
        "SET LOCAL entracte.institution = 'ALPHA'",
        "UPDATE contact SET lastname = 'changed'",
        "DELETE FROM ticket",
    )
    assert rows(two_institutions, "SELECT institution FROM contact WHERE lastname = 'changed'") == [("ALPHA",)]
    assert rows(two_institutions, "SELECT institution FROM ticket") == [("HARBOUR",)]
