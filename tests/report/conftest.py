from collections.abc import Iterator
from pathlib import Path

import pytest

from entracte.engine import Engine
from tests.report import tables


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine(tmp_path / "work", threads=1) as opened:
        tables.fill(opened)
        yield opened
