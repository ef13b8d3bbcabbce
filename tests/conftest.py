"""Shared fixtures: an embedded server a test session, and a fresh environment a test.

`environment` is an Environment with an empty, migrated database of its own; `harbour` is the same with the
institution HARBOUR. While a test uses one of them, the command finds it too: ENTRACTE_DEV_URL names it, and
ENTRACTE_HOME is a folder of the test.
"""

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from entracte.institution.connecting import connect
from entracte.institution.embedded import EmbeddedServer, embedded_server
from entracte.institution.environments import ADMINISTRATION, Environment, create_database
from entracte.institution.migrate import apply_migrations
from entracte.settings import Settings, load_settings

TEMPLATE = "entracte_template"
HARBOUR = Path(__file__).with_name("harbour.sql")
_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """The session's server.

    Its folder is not pytest's: as root the server runs under an account of its own, and another run of pytest that
    starts meanwhile closes pytest's folder to it.
    """
    with tempfile.TemporaryDirectory(prefix="entracte-test-") as folder:
        server = embedded_server(Path(folder) / "postgres")
        server.join()
        _hurry(server)
        create_database(server.uri(ADMINISTRATION), TEMPLATE)
        apply_migrations(server.uri(TEMPLATE))
        yield server
        server.leave()


def _hurry(server: EmbeddedServer) -> None:
    """Let the system write when it likes: what a test keeps outlives a killed process, and need not outlive the power.

    Each test drops a database, and with fsync each drop waits for all that the others wrote. `test_embedded` looks at
    servers of its own, which are as they ship.
    """
    connection = connect(server.uri(ADMINISTRATION), "test", autocommit=True)
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"ALTER SYSTEM SET {name} = off")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()


@pytest.fixture
def environment(server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Environment]:
    """The environment `dev`, empty, with this version's schema."""
    database = f"test_{next(_numbers)}"
    create_database(server.uri(ADMINISTRATION), database, TEMPLATE)
    monkeypatch.setenv("ENTRACTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ENTRACTE_DEV_URL", server.uri(database))
    monkeypatch.chdir(tmp_path)
    yield Environment("dev", server.uri(database))
    drop_database(server, database)


@pytest.fixture
def settings(environment: Environment) -> Settings:
    """What the command reads while `environment` is there."""
    return load_settings()


@pytest.fixture
def harbour(environment: Environment) -> Environment:
    """`environment` with the institution HARBOUR (CH, fr, CHF): see harbour.sql for what it defines."""
    run(environment, *HARBOUR.read_text(encoding="utf-8").split(";\n"))
    return environment


def run(environment: Environment, *statements: str) -> None:
    """Run statements in one transaction."""
    with environment.session() as connection, connection.cursor() as cursor:
        for statement in statements:
            if statement.strip():
                cursor.execute(statement)


def rows(environment: Environment, query: str) -> list[tuple[object, ...]]:
    """The rows of a query."""
    with environment.session() as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return [tuple(row) for row in cursor.fetchall()]


def drop_database(server: EmbeddedServer, database: str) -> None:
    """Remove a database, whoever is still connected to it."""
    connection = connect(server.uri(ADMINISTRATION), database, autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
    connection.close()
