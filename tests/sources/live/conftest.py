"""Databases of the test's own on the servers of this machine; skipped, with the reason, where there is no server."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from os import getpid
from pathlib import Path

import psycopg
import pytest

from entracte.sources.live import LiveReader, open_live, parse_address
from entracte.sources.options import SourceOptions
from tests.inspect.command import Inspector

_POSTGRESQL = "host=127.0.0.1 port=5432 user=root dbname=postgres connect_timeout=3"
_numbers = count(1)


@dataclass(frozen=True)
class Place:
    """A database of the test: its address, and a way to run statements in it."""

    url: str
    name: str
    run: Callable[[str], str]

    def url_of(self, user: str) -> str:
        return self.url.replace("//root@", f"//{user}@")


def _name() -> str:
    return f"entracte_live_{getpid()}_{next(_numbers)}"


@pytest.fixture(scope="session")
def postgresql_of_session() -> Iterator[Place]:
    """A PostgreSQL database for all tests: making one takes long."""
    try:
        administration = psycopg.connect(_POSTGRESQL, autocommit=True)
    except psycopg.OperationalError as error:
        pytest.skip(f"needs a PostgreSQL server on 127.0.0.1:5432 ({error})")
    name = _name()
    administration.execute(f"CREATE DATABASE {name} TEMPLATE template0")

    def run(statements: str) -> str:
        with psycopg.connect(_POSTGRESQL.replace("dbname=postgres", f"dbname={name}"), autocommit=True) as connection:
            connection.execute(statements)
        return ""

    yield Place(f"postgresql://root@127.0.0.1:5432/{name}", name, run)
    administration.execute(f"DROP DATABASE {name} WITH (FORCE)")
    administration.close()


@pytest.fixture
def postgresql(postgresql_of_session: Place) -> Iterator[Place]:
    """A PostgreSQL database without tables."""
    yield postgresql_of_session
    postgresql_of_session.run(
        "DO $$DECLARE s name; BEGIN FOR s IN SELECT nspname FROM pg_namespace"
        " WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'"
        " LOOP EXECUTE format('DROP SCHEMA %I CASCADE', s); END LOOP; CREATE SCHEMA public;"
        " GRANT USAGE ON SCHEMA public TO PUBLIC; END$$"
    )


@pytest.fixture
def mariadb() -> Iterator[Place]:
    """A MariaDB database; `run` gives what the server's own client prints."""
    client = shutil.which("mariadb") or shutil.which("mysql")
    if client is None:
        pytest.skip("needs the client of MariaDB")
    name = _name()

    def run(statements: str, database: str = name) -> str:
        command = [client, "--default-character-set=utf8mb4", "-h127.0.0.1", "-P3306", "-uroot", "-N", "-B", database]
        done = subprocess.run(command, input=statements.encode(), capture_output=True, check=False)
        assert not done.returncode, done.stderr.decode()
        return done.stdout.decode()

    try:
        run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4", "mysql")
    except AssertionError as error:
        pytest.skip(f"needs a MariaDB server on 127.0.0.1:3306 ({error})")
    yield Place(f"mysql://root@127.0.0.1:3306/{name}", name, run)
    run(f"DROP DATABASE {name}", "mysql")


@pytest.fixture
def opened() -> Iterator[Callable[..., LiveReader]]:
    """Opens readers, and closes them at the end."""
    readers: list[LiveReader] = []

    def open_(url: str, password: str | None = None) -> LiveReader:
        reader = open_live(parse_address(url), SourceOptions(password=password))
        readers.append(reader)
        return reader

    yield open_
    for reader in readers:
        reader.close()


@pytest.fixture
def inspector(tmp_path: Path) -> Inspector:
    """The command with a home of the test."""
    home = tmp_path / "home"
    home.mkdir()
    return Inspector(home)


def rows_of(reader: LiveReader, table: str) -> list[tuple[str | None, ...]]:
    """The rows of a table."""
    found: list[tuple[str | None, ...]] = []
    for batch in reader.batches(table):
        found += zip(*(column.to_pylist() for column in batch.columns), strict=True)
    return found


def holds(folder: Path, secret: str) -> list[Path]:
    """The files below a folder that hold a secret."""
    return [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
