"""Environments: development, preproduction and production, each a PostgreSQL database (D30).

The database is one of the embedded server, or the one an address in `entracte.toml` or `ENTRACTE_DEV_URL` names. It is
made and brought up to date when it is first opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entracte.faults import Fault, near
from entracte.institution.connecting import checked_uri, connect, fault_of_lost_connection, without_password
from entracte.settings import ENVIRONMENTS, Settings

if TYPE_CHECKING:
    from adbc_driver_postgresql.dbapi import Connection

ADMINISTRATION = "postgres"


@dataclass(frozen=True)
class Environment:
    """An environment that can be used: its database exists and has this version's schema.

    `uri` is its PostgreSQL address, password included: not for showing.
    """

    name: str
    uri: str
    embedded: bool = True

    def connect(self) -> Connection:
        """A new connection for Arrow and SQL, outside autocommit: nothing stays without `commit()`.

        Raises a fault when the server cannot be reached.
        """
        return connect(self.uri, self.name)

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A connection for one transaction: committed at the end of the block, rolled back when the block raises.

        A connection lost on the way becomes the fault `server-away`; the environment is then as before.
        """
        connection = self.connect()
        try:
            yield connection
            connection.commit()
        except Exception as error:
            lost = fault_of_lost_connection(error, self.name)
            if lost is None:
                raise
            raise lost from error
        finally:
            _close(connection)


def server_folder(settings: Settings) -> Path:
    """Where the embedded server keeps its data."""
    return settings.home / "postgres"


def database_of(name: str) -> str:
    """The embedded server's database of an environment."""
    return f"entracte_{name}"


def open_environment(settings: Settings, name: str) -> Environment:
    """Open an environment: start the embedded server if it is needed, make the database, apply what its schema lacks.

    Raises a fault for an unknown name, a wrong address, or a server that is away or refuses us.
    """
    if name not in ENVIRONMENTS:
        raise Fault("unknown-environment", f"There is no environment {name!r}.", hint=near(name, list(ENVIRONMENTS)))
    if name in settings.urls:
        environment = Environment(name, checked_uri(settings.urls[name], name), embedded=False)
        recorded = recorded_migrations(environment)
    else:
        environment, recorded = _open_embedded(settings, name)
    from entracte.institution.migrate import apply_migrations, is_up_to_date

    if not is_up_to_date(recorded, name):
        apply_migrations(environment.uri)
    return environment


def _open_embedded(settings: Settings, name: str) -> tuple[Environment, set[str]]:
    from entracte.institution.embedded import embedded_server

    server = embedded_server(server_folder(settings))
    server.join()
    environment = Environment(name, server.uri(database_of(name)))
    try:
        return environment, recorded_migrations(environment)
    except Fault as fault:
        if fault.code != "no-database":
            raise
    create_database(server.uri(ADMINISTRATION), database_of(name))
    return environment, set()


def recorded_migrations(environment: Environment) -> set[str]:
    """The migrations an environment has had, empty for a new database."""
    connection = environment.connect()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
            if not _only_row(cursor)[0]:
                return set()
            cursor.execute("SELECT name FROM django_migrations WHERE app = 'institution'")
            return {str(row[0]) for row in cursor.fetchall()}
    finally:
        _close(connection)


def create_database(administration: str, database: str, template: str = "template1") -> None:
    """Create a database of the embedded server unless another process just did.

    `administration` is the address of another database of the same server.
    """
    connection = connect(administration, database, autocommit=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('entracte: databases'))")
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = $1", (database,))
            if not _only_row(cursor)[0]:
                cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    finally:
        _close(connection)


def describe(settings: Settings, name: str) -> dict[str, object]:
    """What `environment list` says of an environment, without making or changing anything.

    Keys: `name`, `address` (no password), `state` ("not created", "ready", "behind" or the fault's message) and
    `institutions`, `contacts`, `imports`, which are null unless it is ready.
    """
    unknown: dict[str, object] = {"institutions": None, "contacts": None, "imports": None}
    address = without_password(settings.urls[name]) if name in settings.urls else str(server_folder(settings))
    about: dict[str, object] = {"name": name, "address": address}
    try:
        environment = _existing(settings, name)
        if environment is None:
            return about | {"state": "not created"} | unknown
        from entracte.institution.migrate import is_up_to_date

        if not is_up_to_date(recorded_migrations(environment), name):
            return about | {"state": "behind"} | unknown
        return about | {"state": "ready"} | _counts(environment)
    except Fault as fault:
        return about | {"state": fault.message} | unknown


def _existing(settings: Settings, name: str) -> Environment | None:
    if name in settings.urls:
        return Environment(name, checked_uri(settings.urls[name], name), embedded=False)
    if not (server_folder(settings) / "data" / "PG_VERSION").exists():
        return None
    from entracte.institution.embedded import embedded_server

    server = embedded_server(server_folder(settings))
    server.join()
    environment = Environment(name, server.uri(database_of(name)))
    try:
        _close(environment.connect())
    except Fault as fault:
        if fault.code == "no-database":
            return None
        raise
    return environment


def _counts(environment: Environment) -> dict[str, object]:
    with environment.session() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT coalesce(array_to_string(array_agg(code ORDER BY code), ' '), '') FROM institution),"
            " (SELECT count(*) FROM contact), (SELECT count(*) FROM import)"
        )
        institutions, contacts, imports = _only_row(cursor)
    return {"institutions": institutions.split(), "contacts": contacts, "imports": imports}


def _only_row(cursor: Any) -> tuple[Any, ...]:
    return tuple(cursor.fetchone())


def _close(connection: Connection) -> None:
    """Close; a connection that is already lost may say so again, which tells nobody anything new."""
    from contextlib import suppress

    from adbc_driver_manager import Error

    with suppress(Error):
        connection.close()
