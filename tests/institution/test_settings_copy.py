"""Copying settings, the gate of preproduction (D30), and forgetting an environment (D69)."""

from collections.abc import Iterator
from itertools import count

import pytest

from entracte.faults import Fault
from entracte.institution.embedded import EmbeddedServer
from entracte.institution.environments import ADMINISTRATION, Environment, create_database
from entracte.institution.gates import preproduction_gate, settings_copied_after_last_change
from entracte.institution.settings_copy import OTHER_TABLES, SETTINGS_TABLES, copy_settings, reset_environment
from tests.conftest import TEMPLATE, drop_database, rows, run

_numbers = count(1)


@pytest.fixture
def prod(harbour: Environment) -> Environment:
    return Environment("prod", harbour.uri)


@pytest.fixture
def preprod(server: EmbeddedServer) -> Iterator[Environment]:
    database = f"preprod_{next(_numbers)}"
    create_database(server.uri(ADMINISTRATION), database, TEMPLATE)
    yield Environment("preprod", server.uri(database))
    drop_database(server, database)


def held(environment: Environment, table: str) -> list[tuple[object, ...]]:
    return rows(environment, f'SELECT to_jsonb(t)::text FROM "{table}" AS t ORDER BY 1')


def change(environment: Environment) -> None:
    """What an import of settings does."""
    run(
        environment,
        "UPDATE structure_type SET name = name || '!'",
        "UPDATE institution SET settings_changed_at = clock_timestamp()",
    )


def test_a_copy_makes_the_settings_equal(prod: Environment, preprod: Environment) -> None:
    assert copy_settings(prod, preprod).as_json() == {"from": "prod", "to": "preprod", "institutions": ["HARBOUR"]}
    for table in SETTINGS_TABLES:
        assert held(preprod, table) == held(prod, table)
        assert held(preprod, table)
    query = "SELECT (to_jsonb(t) - 'salt')::text FROM institution AS t"
    assert rows(preprod, query) == rows(prod, query)


def test_a_copy_replaces_what_was_there_and_leaves_the_rest(prod: Environment, preprod: Environment) -> None:
    run(
        preprod,
        "INSERT INTO institution (code, number_high) VALUES ('HARBOUR', 500), ('ALPHA', 1)",
        "INSERT INTO structure_type (institution, code) VALUES ('HARBOUR', 'OLD'), ('ALPHA', 'KEPT')",
        "INSERT INTO contact (institution, number, kind, lastname) VALUES ('HARBOUR', '500', 'individual', 'A')",
    )
    salt = rows(preprod, "SELECT salt FROM institution WHERE code = 'HARBOUR'")
    copy_settings(prod, preprod)
    assert rows(preprod, "SELECT institution, code FROM structure_type ORDER BY 1, 2") == [
        ("ALPHA", "KEPT"),
        ("HARBOUR", "ASSOC"),
        ("HARBOUR", "COMPANY"),
        ("HARBOUR", "SCHOOL"),
    ]
    assert rows(preprod, "SELECT number_high::int, country FROM institution WHERE code = 'HARBOUR'") == [(500, "CH")]
    assert rows(preprod, "SELECT salt FROM institution WHERE code = 'HARBOUR'") == salt
    assert rows(preprod, "SELECT number FROM contact") == [("500",)]
    assert held(prod, "contact") == []


def test_an_environment_is_not_copied_onto_itself_nor_from_nothing(prod: Environment, preprod: Environment) -> None:
    with pytest.raises(Fault) as raised:
        copy_settings(prod, prod)
    assert raised.value.code == "same-environment"
    with pytest.raises(Fault) as raised:
        copy_settings(preprod, prod)
    assert raised.value.code == "no-settings"


def closed(preprod: Environment, prod: Environment, institution: str = "HARBOUR") -> str:
    fault = preproduction_gate(preprod, prod, institution)
    assert settings_copied_after_last_change(preprod, prod, institution) == (fault is None)
    if fault is None:
        return ""
    assert fault.code == "settings-not-copied"
    assert "entracte environment copy prod preprod" in fault.hint
    return fault.message


def test_d30_the_gate_opens_with_a_copy_and_closes_with_a_change(prod: Environment, preprod: Environment) -> None:
    assert "never copied" in closed(preprod, prod)
    copy_settings(prod, preprod)
    assert not closed(preprod, prod)
    change(prod)
    assert "changed in prod" in closed(preprod, prod)
    copy_settings(prod, preprod)
    assert not closed(preprod, prod)
    change(preprod)
    assert "changed in preprod" in closed(preprod, prod)


def test_d30_settings_made_in_preproduction_alone_open_nothing(prod: Environment, preprod: Environment) -> None:
    run(preprod, "INSERT INTO institution (code) VALUES ('ALPHA'), ('HARBOUR')")
    assert "no settings in prod" in closed(preprod, prod, "ALPHA")
    assert "never copied" in closed(preprod, prod, "HARBOUR")


def test_d30_a_copy_from_elsewhere_opens_nothing(prod: Environment, preprod: Environment) -> None:
    copy_settings(Environment("dev", prod.uri), preprod)
    assert "never copied" in closed(preprod, prod)


def test_d69_a_reset_forgets_everything(harbour: Environment) -> None:
    run(
        harbour,
        "INSERT INTO contact (institution, number, kind, lastname) VALUES ('HARBOUR', '1', 'individual', 'A')",
        "INSERT INTO import (id, format, file_name, digest, identity) VALUES ('i', 'contact', 'f', 'd', 'x')",
        "INSERT INTO suppressed VALUES ('HARBOUR', 'email', '\\x00')",
    )
    reset_environment(harbour)
    assert [table for table in ("institution", *SETTINGS_TABLES, *OTHER_TABLES) if held(harbour, table)] == []
