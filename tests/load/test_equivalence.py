"""Invariant 5: the set-based load gives what the row-by-row interpreter of the spec gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from entracte.engine import Engine
from tests.load import worlds
from tests.load.equivalence import Story, disagreement, shrink


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # hypothesis would shrink for minutes; `shrink` is greedy
)
@given(story=worlds.stories)
def test_the_load_equals_the_row_by_row_oracle(settled: Any, engine: Engine, story: Story) -> None:
    def disagrees(told: Story) -> object:
        with settled.transaction() as cursor:
            return disagreement(engine, cursor, told)

    if disagrees(story):
        shortest = shrink(story, lambda shorter: disagrees(shorter) is not None)
        pytest.fail(f"{shortest}\n\n{disagrees(shortest)}")
