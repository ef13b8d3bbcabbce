"""A home of the test, and the way from a delivery to its registration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from entracte.sources.delivery import Registered, register
from entracte.sources.options import SourceOptions

Register = Callable[..., Registered]


@pytest.fixture
def registered(tmp_path: Path) -> Register:
    """Registers a delivery in the test's own home; keywords are the options."""

    def run(delivery: Path, **options: Any) -> Registered:
        return register(delivery, tmp_path / "home", SourceOptions(**options))

    return run


def cells(delivery: Registered, name: str) -> list[tuple[str | None, ...]]:
    """All rows of a table."""
    found: list[tuple[str | None, ...]] = []
    for batch in delivery.batches(delivery.table(name)):
        found += zip(*(column.to_pylist() for column in batch.columns), strict=True)
    return found


def columns(delivery: Registered, name: str) -> list[str]:
    """The names of a table's columns."""
    return [column.name for column in delivery.table(name).columns]
