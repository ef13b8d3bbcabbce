"""Numbers that the import gives, up to the last one there is (D22, D43)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from entracte.engine import Engine
from tests.load import worlds
from tests.load.loaded import LoadedTarget
from tests.oracle import Target

TWO_LEFT = "9" * 19 + "7"
ROWS = [
    {"CONTACT_NR": TWO_LEFT, "LASTNAME": "Highest"},
    {"LASTNAME": "Last but one"},
    {"LASTNAME": "Relay", "OFFICIAL_NAME": "Needs two numbers"},
    {"LASTNAME": "Nobody"},
    {"CONTACT_NR": "1", "LASTNAME": "Has a number"},
    {"CONTACT_NR": "2", "LASTNAME": "Relay", "OFFICIAL_NAME": "Its structure has none"},
]


@pytest.fixture(params=["oracle", "load"])
def target(request: pytest.FixtureRequest, settled: Any, engine: Engine) -> Iterator[Any]:
    if request.param == "oracle":
        yield Target(worlds.institutions(), today=worlds.TODAY)
    else:
        with settled.transaction() as cursor:
            yield LoadedTarget(engine, cursor, worlds.institutions(), worlds.TODAY)


def test_d43_rows_for_which_no_number_is_left_are_rejected(target: Any) -> None:
    told = target.import_rows([{"INSTITUTION": "HARBOUR", **row} for row in ROWS], "i1")
    assert told.outcomes == {2: "imported", 3: "imported", 4: "rejected", 5: "rejected", 6: "imported", 7: "rejected"}
    assert {(row, field) for row, field, _, _ in told.findings} == {(row, "CONTACT_NR") for row in (4, 5, 7)}
    assert [each["number"] for each in target.records()] == ["1", TWO_LEFT, "9" * 19 + "8"]


def test_d43_a_relay_of_a_structure_that_is_there_needs_no_number(target: Any) -> None:
    structure = {"INSTITUTION": "HARBOUR", "OFFICIAL_NAME": "Acme"}
    target.import_rows([structure | {"CONTACT_NR": "9" * 20}], "i1")
    told = target.import_rows([structure | {"CONTACT_NR": "1", "LASTNAME": "Kerr"}, structure], "i2")
    assert told.outcomes == {2: "imported", 3: "unchanged"}


def test_d22_a_file_with_no_number_at_all_starts_above_the_floor_and_leaves_the_kept_range_out(target: Any) -> None:
    target.import_rows([{"INSTITUTION": "HARBOUR", "LASTNAME": str(at)} for at in range(7)], "i1")
    assert [each["number"] for each in target.records()] == [
        *("00000500", "00000501", "00000502", "00000503", "00000504"),
        *("00000507", "00000508"),
    ]
