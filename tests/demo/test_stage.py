"""The demonstration empties only what it filled itself."""

from __future__ import annotations

import pytest

from entracte.demo.stage import clear_stage
from entracte.faults import Fault
from entracte.institution.environments import Environment
from entracte.settings import Settings
from tests.conftest import rows, run

OURS = {"0f" * 32}
RECORD = (
    "INSERT INTO import (id, institutions, format, file_name, digest, identity, started, summary) "
    "VALUES ('{id}', '{{HARBOUR}}', 'contact', '{name}', '{digest}', '{id}', now(), '{{}}')"
)


def institutions(environment: Environment) -> list[tuple[object, ...]]:
    return rows(environment, "SELECT code FROM institution")


def test_an_empty_environment_is_taken(environment: Environment, settings: Settings) -> None:
    clear_stage(settings, "dev", OURS, fresh=False)
    assert institutions(environment) == []


def test_what_an_earlier_demonstration_left_is_cleared(harbour: Environment, settings: Settings) -> None:
    run(harbour, RECORD.format(id="1", name="individuals.csv", digest="0f" * 32))
    clear_stage(settings, "dev", OURS, fresh=False)
    assert institutions(harbour) == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (RECORD.format(id="2", name="own.csv", digest="ab" * 32), "own.csv"),
        ("INSERT INTO institution (code, name) VALUES ('OPERA', 'Opera')", "OPERA"),
        (
            "INSERT INTO settings_copy (institution, source, settings_changed_at) VALUES ('HARBOUR', 'prod', now())",
            "prod",
        ),
    ],
)
def test_what_anybody_else_brought_stays(harbour: Environment, settings: Settings, statement: str, named: str) -> None:
    run(harbour, RECORD.format(id="1", name="individuals.csv", digest="0f" * 32), statement)
    before = institutions(harbour)
    with pytest.raises(Fault) as fault:
        clear_stage(settings, "dev", OURS, fresh=False)
    assert fault.value.code == "stage-taken"
    assert named in fault.value.message
    assert "--fresh" in fault.value.hint
    assert institutions(harbour) == before


def test_a_venue_of_the_same_name_is_not_taken_for_ours(harbour: Environment, settings: Settings) -> None:
    with pytest.raises(Fault, match="HARBOUR"):
        clear_stage(settings, "dev", OURS, fresh=False)
    assert institutions(harbour) == [("HARBOUR",)]


def test_afresh_means_afresh(harbour: Environment, settings: Settings) -> None:
    clear_stage(settings, "dev", OURS, fresh=True)
    assert institutions(harbour) == []
