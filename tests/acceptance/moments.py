"""Moments of a running command, made by locks that somebody else holds: what is waited for can be observed."""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg

from entracte.institution.environments import Environment

from .running import Running


@contextlib.contextmanager
def held_up(environment: Environment, *statements: str) -> Iterator[None]:
    """Locks taken by somebody else, held until the block ends."""
    with psycopg.connect(environment.uri) as other:
        for statement in statements:
            other.execute(statement)  # type: ignore[call-overload]
        yield
        other.rollback()


def wait_until_held_up(environment: Environment, running: Running) -> None:
    with psycopg.connect(environment.uri, autocommit=True) as looking:
        query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        while not only(looking, query):
            assert running.runs, running.end()


def wait_until_alone(environment: Environment) -> None:
    """Until the server has noticed that the killed process is gone."""
    with psycopg.connect(environment.uri, autocommit=True) as looking:
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        while only(looking, others):
            pass
        assert only(looking, "SELECT count(*) FROM pg_locks WHERE locktype IN ('advisory', 'transactionid')") == 0


def only(connection: Any, query: str) -> Any:
    return connection.execute(query).fetchone()[0]
