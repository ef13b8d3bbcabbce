"""The command with a home of the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inspect.command import Inspector


@pytest.fixture
def inspector(tmp_path: Path) -> Inspector:
    home = tmp_path / "home"
    home.mkdir()
    return Inspector(home)
