"""Fixtures: one session of Spark for the whole suite, in one worker; without pyspark or Java its tests are skipped."""

from __future__ import annotations

import importlib.util
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from entracte.engine import Engine
from entracte.recipe.selects import NUMBER
from tests.conformance.both import Both
from tests.recipe.formula.running import ORDER

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("spark"))
            item.add_marker(pytest.mark.spark)


@pytest.fixture(scope="session")
def has_spark() -> None:
    """Spark is here."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed: make spark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")


@pytest.fixture(scope="session")
def spark(has_spark: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session in this process, which runs of recipes use too."""
    from entracte.engine.spark.session import LOCAL, end, start

    logging.getLogger("SQLQueryContextLogger").disabled = True
    session, _ = start(LOCAL, tmp_path_factory.mktemp("spark"), "2g")
    yield session
    end(session)


@pytest.fixture(scope="session")
def both(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Both engines."""
    with Engine(Path(tmp_path_factory.mktemp("engine")), threads=1) as engine:
        yield Both(engine, spark, frozenset({NUMBER, ORDER, "line"}))
