"""The old system's clients: three shapes give one file; first extraction and delta are the second extraction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from entracte.demo.old_system import CLIENTS, FIRST_NUMBER, NEW_CLIENTS
from entracte.institution.embedded import EmbeddedServer
from entracte.institution.environments import ADMINISTRATION, Environment, create_database
from entracte.institution.records import contact_lines
from entracte.pipeline import Delivery, import_files
from entracte.settings import Settings
from tests.conftest import TEMPLATE, drop_database
from tests.demo.conftest import Played

OF_THE_IMPORT = {"imported_by", "changed_by", "created_at", "updated_at"}


def clients(environment: Environment) -> dict[str, dict[str, Any]]:
    """The old system's clients, without what tells one import from another."""
    records = [json.loads(line) for piece in contact_lines(environment) for line in str(piece, "utf-8").splitlines()]
    first, last = FIRST_NUMBER, FIRST_NUMBER + CLIENTS + NEW_CLIENTS
    return {
        record["number"]: {name: value for name, value in record.items() if name not in OF_THE_IMPORT}
        for record in records
        if first <= int(record["number"]) < last
    }


def test_every_shape_gives_the_same_file(played: Played) -> None:
    assert played.story.move.same
    assert [result.summary.rows.rejected for result in played.story.moved] == [0, 0]


def test_the_formatted_files_have_nothing_to_correct(played: Played) -> None:
    assert [result.summary.findings for result in played.story.moved] == [(), ()]


def test_the_delta_names_new_and_changed_clients_only(played: Played) -> None:
    delta = played.story.move.delta
    assert delta.inserted == NEW_CLIENTS
    assert 0 < delta.updated < CLIENTS // 5
    assert delta.updated + delta.unchanged == CLIENTS
    assert (delta.vanished, delta.not_expressible) == (0, 0)
    assert played.story.moved[1].summary.rows.imported == delta.inserted + delta.updated


def test_first_extraction_and_delta_are_the_second_extraction(
    played: Played, server: EmbeddedServer, tmp_path: Path
) -> None:
    create_database(server.uri(ADMINISTRATION), "test_demo_again", TEMPLATE)
    try:
        settings = Settings(home=tmp_path, urls={"dev": server.uri("test_demo_again")})
        full = played.story.move.folder / "formatted-again" / "contact.csv"
        import_files(settings, Delivery((played.story.files.settings,)), "dev")
        import_files(settings, Delivery((full,), "contact"), "dev")
        once = clients(Environment("dev", server.uri("test_demo_again")))
    finally:
        drop_database(server, "test_demo_again")
    twice = clients(played.environment)
    assert len(once) == CLIENTS + NEW_CLIENTS
    assert set(once) == set(twice)
    # a login goes to the first who comes: in the demonstration others were there before
    for record in (*once.values(), *twice.values()):
        record.pop("login")
    assert once == twice
