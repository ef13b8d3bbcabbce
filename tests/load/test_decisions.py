"""D6 to D10, D14 to D25, D35 to D64: the hand-made examples of the oracle, told to the set-based load.

Every test of `tests.oracle.test_oracle` is collected here once more, with the real load in place of its target.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from entracte.engine import Engine
from tests.load.loaded import LoadedTarget
from tests.oracle import Institution, test_oracle
from tests.oracle.test_oracle import *  # noqa: F403


@pytest.fixture(autouse=True)
def _real_load(settled: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with settled.transaction() as cursor:
        monkeypatch.setattr(
            test_oracle, "Target", lambda institutions, today=None: LoadedTarget(engine, cursor, institutions, today)
        )
        yield


@pytest.fixture
def target(_real_load: None) -> Any:
    return test_oracle.Target(
        [test_oracle.harbour(), Institution("LIDO", country="CH", language="fr")], today=test_oracle.TODAY
    )
