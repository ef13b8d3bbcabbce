"""The command as a user runs it: a process of its own, its exit status, and what it wrote on stdout and stderr.

Tests that use `harbour` (tests/conftest.py) find a fresh environment `dev` with the institution HARBOUR under
ENTRACTE_DEV_URL; those of `own_home` have an embedded server of their own. Each runs in a folder of its own.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from entracte.institution.embedded import EmbeddedServer, embedded_server

from .running import Command


@pytest.fixture
def entracte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, in the test's folder; what it needs of a home lies there too unless another fixture said so."""
    monkeypatch.chdir(tmp_path)
    if "ENTRACTE_HOME" not in os.environ:
        monkeypatch.setenv("ENTRACTE_HOME", str(tmp_path / "home"))
    return Command(tmp_path)


@pytest.fixture(scope="session")
def embedded_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, EmbeddedServer]]:
    """A home whose embedded server starts once for the session: the tests' process uses it too, so it stays."""
    home = tmp_path_factory.mktemp("home")
    server = embedded_server(home / "postgres")
    server.join()
    yield home, server
    server.leave()


@pytest.fixture
def own_home(embedded_home: tuple[Path, EmbeddedServer], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home with the embedded server; its environments hold what earlier tests left there."""
    home, _ = embedded_home
    monkeypatch.setenv("ENTRACTE_HOME", str(home))
    for name in ("DEV", "PREPROD", "PROD"):
        monkeypatch.delenv(f"ENTRACTE_{name}_URL", raising=False)
    return home
