from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from entracte.check.definitions import check_definitions
from entracte.engine import Engine, quoted
from entracte.formats import format_named
from entracte.institution.embedded import EmbeddedServer
from entracte.institution.environments import ADMINISTRATION, Environment, create_database
from entracte.load.definitions import DefinitionPlan, UndoneDefinitions, plan_definitions, undo_definitions
from tests.conftest import TEMPLATE
from tests.definitions.target import settle

Row = dict[str, str | None]
FIRST_ROW = 2


@dataclass
class Planned:
    """A checked and planned file."""

    plan: DefinitionPlan
    outcomes: list[str]
    findings: list[tuple[int | None, str | None, str, str | None, str | None]]

    def codes(self, row: int) -> set[str]:
        """The findings of the row at this place among the file's rows."""
        return {code for number, _, code, _, _ in self.findings if number == row + FIRST_ROW}


@dataclass
class Target:
    """A settled target inside a transaction that nobody commits, and an engine."""

    engine: Engine
    cursor: Any
    imports: list[str] = field(default_factory=list)

    def plan(self, format_name: str, rows: list[Row], institution: str | None = None) -> Planned:
        definition = format_named(format_name)
        columns = tuple(dict.fromkeys(name for row in rows for name in row))
        self.engine.create_table(
            "raw",
            {"row": "BIGINT"} | dict.fromkeys(columns, "VARCHAR"),
            [(at + FIRST_ROW, *(row.get(name) for name in columns)) for at, row in enumerate(rows)],
        )
        checked = check_definitions(self.engine, definition, "raw", columns, prefix="file_", institution=institution)
        import_id = f"import-{len(self.imports) + 1}"
        plan = plan_definitions(self.engine, self.cursor, definition, checked, import_id, prefix="file_")
        outcomes = self.engine.rows(f"SELECT row, outcome FROM {quoted(plan.outcomes)} ORDER BY row")
        assert [row for row, _ in outcomes] == [at + FIRST_ROW for at in range(len(rows))]
        findings = self.engine.rows(f"FROM {quoted(plan.findings)} ORDER BY row, field")
        return Planned(plan, [outcome for _, outcome in outcomes], findings)

    def load(self, format_name: str, rows: list[Row], institution: str | None = None) -> Planned:
        """Plan and apply; the import's id is the last of `imports`."""
        planned = self.plan(format_name, rows, institution)
        planned.plan.apply(self.cursor)
        self.imports.append(planned.plan.import_id)
        return planned

    def undo(self, import_id: str | None = None) -> UndoneDefinitions:
        return undo_definitions(self.cursor, import_id or self.imports[-1])


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(Path(tmp_path_factory.mktemp("engine")), threads=1) as engine:
        yield engine


@pytest.fixture(scope="session")
def shared(server: EmbeddedServer) -> Environment:
    """One environment for all tests of this folder: none of them commits."""
    create_database(server.uri(ADMINISTRATION), "definitions", TEMPLATE)
    return Environment("dev", server.uri("definitions"))


@pytest.fixture
def target(engine: Engine, shared: Environment) -> Iterator[Target]:
    with settled(engine, shared) as target:
        yield target


@contextmanager
def settled(engine: Engine, environment: Environment) -> Iterator[Target]:
    """A target in a transaction that is rolled back."""
    connection = environment.connect()
    try:
        with connection.cursor() as cursor:
            settle(cursor)
            yield Target(engine, cursor)
    finally:
        connection.rollback()
        connection.close()
