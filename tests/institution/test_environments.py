"""Environments: addresses, faults, sessions, migrations, and what the command says of them."""

from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.institution.connecting import checked_uri, without_password
from entracte.institution.environments import Environment, describe, open_environment, recorded_migrations
from entracte.institution.migrate import apply_migrations, is_up_to_date, known_migrations
from entracte.settings import Settings
from tests.conftest import rows, run


def raised_code(url: str) -> str:
    with pytest.raises(Fault) as raised:
        open_environment(Settings(home=Path("/nowhere"), urls={"dev": url}), "dev")
    assert raised.value.hint
    assert "secret" not in str(raised.value.as_json())
    return raised.value.code


def test_an_unknown_environment_is_a_fault_that_names_near_ones(tmp_path: Path) -> None:
    with pytest.raises(Fault) as raised:
        open_environment(Settings(home=tmp_path), "preprd")
    assert raised.value.code == "unknown-environment"
    assert "preprod" in raised.value.hint


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://user:secret@localhost/target", "bad-url"),
        ("localhost", "bad-url"),
        ("postgresql://user:secret@localhost:port/target", "bad-url"),
        ("postgresql://user:secret@localhost", "bad-url"),
        ("postgresql://user:secret@localhost/target?no_such_option=1", "bad-url"),
        ("postgresql://user:secret@127.0.0.1:1/target", "server-away"),
        ("postgresql:///target?host=/nowhere", "server-away"),
    ],
)
def test_a_wrong_address_is_a_fault_that_says_what_to_check(url: str, code: str) -> None:
    assert raised_code(url) == code


def test_a_database_that_does_not_exist_is_a_fault(environment: Environment) -> None:
    url = environment.uri.replace("/test_", "/absent_")
    assert raised_code(url) == "no-database"


def test_a_refused_password_is_a_fault() -> None:
    from entracte.institution.connecting import fault_of_refused_connection

    said = 'connection to server failed: FATAL:  password authentication failed for user "u"'
    fault = fault_of_refused_connection(said, "postgresql://u:secret@h/target", "prod")
    assert fault.code == "server-refused"
    assert "ENTRACTE_PROD_URL" in fault.hint
    assert "secret" not in fault.message


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:secret@h:1/d", "postgresql://u:***@h:1/d"),
        ("postgresql://u:s@cret@h/d", "postgresql://u:***@h/d"),
        ("postgresql://h/d?password=secret&x=1", "postgresql://h/d?password=***&x=1"),
        ("postgresql:///d?host=/tmp", "postgresql:///d?host=/tmp"),
    ],
)
def test_passwords_are_never_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_connecting_has_a_limit_unless_the_address_sets_one() -> None:
    assert checked_uri("postgresql://h/d", "dev") == "postgresql://h/d?connect_timeout=10"
    assert checked_uri("postgresql:///d?host=/tmp", "dev") == "postgresql:///d?host=/tmp&connect_timeout=10"
    assert checked_uri("postgres://h/d?connect_timeout=3", "dev") == "postgres://h/d?connect_timeout=3"


def test_a_session_commits_at_its_end_and_rolls_back_when_it_raises(environment: Environment) -> None:
    run(environment, "INSERT INTO institution (code) VALUES ('KEPT')")
    with pytest.raises(ZeroDivisionError), environment.session() as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO institution (code) VALUES ('LOST')")
        raise ZeroDivisionError
    assert rows(environment, "SELECT code FROM institution") == [("KEPT",)]


def test_a_session_whose_server_ends_it_is_a_fault(environment: Environment) -> None:
    with pytest.raises(Fault) as raised, environment.session() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
        run(environment, f"SELECT pg_terminate_backend({pid})")
        cursor.execute("SELECT 1")
        cursor.fetchall()
    assert raised.value.code == "server-away"


def test_any_other_error_of_the_server_is_not_hidden(environment: Environment) -> None:
    with pytest.raises(Exception, match="no_such_table"), environment.session() as session, session.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
        cursor.fetchall()


def test_an_environment_by_address_is_brought_up_to_date(environment: Environment, settings: Settings) -> None:
    run(environment, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    assert describe(settings, "dev")["state"] == "behind"
    opened = open_environment(settings, "dev")
    assert recorded_migrations(opened) == known_migrations()
    apply_migrations(opened.uri)
    assert describe(settings, "dev")["state"] == "ready"


def test_a_newer_environment_is_a_fault() -> None:
    assert is_up_to_date(known_migrations(), "dev")
    assert not is_up_to_date({"0001_target"}, "dev")
    with pytest.raises(Fault) as raised:
        is_up_to_date({*known_migrations(), "9999_future"}, "dev")
    assert raised.value.code == "environment-newer"


def test_the_models_are_what_the_migrations_make(environment: Environment) -> None:
    apply_migrations(environment.uri)
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)
    assert changes == {}


def test_an_environment_not_made_yet_is_only_told(tmp_path: Path) -> None:
    told = describe(Settings(home=tmp_path / "home"), "dev")
    assert told["state"] == "not created"
    assert told["contacts"] is None
    assert not (tmp_path / "home").exists()


def test_an_environment_says_what_it_holds(harbour: Environment, settings: Settings) -> None:
    run(harbour, "INSERT INTO contact (institution, number, kind, lastname) VALUES ('HARBOUR', '1', 'individual', 'A')")
    told = describe(settings, "dev")
    assert (told["state"], told["institutions"], told["contacts"], told["imports"]) == ("ready", ["HARBOUR"], 1, 0)
    away = describe(Settings(home=settings.home, urls={"prod": "postgresql://u:secret@127.0.0.1:1/d"}), "prod")
    assert "cannot be reached" in str(away["state"])
    assert "secret" not in str(away)
