"""A database in which tests of the load work in transactions that are never committed, and an engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from entracte.engine import Engine
from entracte.institution.embedded import EmbeddedServer
from entracte.institution.environments import ADMINISTRATION, Environment, create_database
from tests.conftest import TEMPLATE


class Settled:
    """An environment in which every test works in a transaction of its own."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """A cursor; what is done through it is rolled back in the end."""
        connection = self.environment.connect()
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.rollback()
            connection.close()


@pytest.fixture(scope="session")
def settled(server: EmbeddedServer) -> Settled:
    """An empty environment, made once."""
    create_database(server.uri(ADMINISTRATION), "load", TEMPLATE)
    return Settled(Environment("dev", server.uri("load")))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine(tmp_path) as engine:
        yield engine
