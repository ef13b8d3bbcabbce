"""The story, played once for all tests of this folder, in an environment of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from entracte.demo.story import Story, play
from entracte.institution.embedded import EmbeddedServer
from entracte.institution.environments import ADMINISTRATION, Environment, create_database
from entracte.settings import Settings
from tests.conftest import TEMPLATE, drop_database

DATABASE = "test_demo"


@dataclass
class Watched:
    """A progress that remembers what it was told."""

    begun: list[str] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)

    def begin(self, what: str) -> None:
        self.begun.append(what)

    def notice(self, what: str) -> None:
        self.noticed.append(what)


@dataclass(frozen=True)
class Played:
    """The story as it went, who watched it, and the environment after it."""

    story: Story
    watched: Watched
    environment: Environment
    folder: Path


@pytest.fixture(scope="module")
def played(server: EmbeddedServer) -> Iterator[Played]:
    create_database(server.uri(ADMINISTRATION), DATABASE, TEMPLATE)
    with tempfile.TemporaryDirectory(prefix="entracte-demo-") as scratch:
        folder = Path(scratch) / "files"
        folder.mkdir()
        settings = Settings(home=Path(scratch) / "home", urls={"dev": server.uri(DATABASE)})
        watched = Watched()
        story = play(settings, folder, watched)
        yield Played(story, watched, Environment("dev", server.uri(DATABASE)), folder)
    drop_database(server, DATABASE)
