"""A plan, applied, gives what a naive interpreter gives row by row (D16); undo gives back what was there (D31)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entracte.engine import Engine
from entracte.institution.environments import Environment
from tests.definitions.conftest import FIRST_ROW, Row, Target, settled
from tests.definitions.oracle import interpret
from tests.definitions.target import read_world

FEW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def often(good: str, rare: str = "", times: int = 12) -> st.SearchStrategy[str | None]:
    """One of the good words, now and then a rare one; `-` is an empty cell."""
    words = good.split() * times + rare.split()
    return st.sampled_from([None if word == "-" else word for word in words])


NAMES = often("- - - Ay Bee =", "\u00a0Bee\t")
COMMON = {
    "INSTITUTION": often("H", "N NOPE -", times=30),
    "OPERATION": often("INSERT - UPDATE UPDATE DELETE", "insert"),
    "NAME": NAMES,
    "NAME_FR": NAMES,
}
ORGANIZATION = often("- - - * FEST =", "NOPE")
RANK = often("- - - 1 007 =", "x")

ROWS: dict[str, dict[str, st.SearchStrategy[str | None]]] = {
    "organization": COMMON | {"ORGANIZATION": often("OLD NEW", "FEST H N -")},
    "value": COMMON
    | {
        "ORGANIZATION": ORGANIZATION,
        "LIST": often("TITLE", "DEPARTMENT title", times=20),
        "CODE": often("DR", "MR UNDEFINED D1", times=8),
        "LETTER_SALUTATION": often("- - - M. Dr ="),
        "LETTER_SALUTATION_FR": often("- - - M. Dr ="),
        "ADDR_SALUTATION_EN": often("- - Doctor ="),
    },
    "criterion": COMMON
    | {
        "ORGANIZATION": ORGANIZATION,
        "CRITERION": often("FREE NEW", "USED USED USED -", times=6),
        "DATA_TYPE": often("- - - - CHOICE TEXT =", "choice"),
        "MANDATORY": often("- - - - TRUE FALSE =", "true"),
        "INTERNET": often("- - - - UPDATE NONE"),
        "RANK": RANK,
        "ELEMENT": often("- A B C"),
        "ELEMENT_NAME": NAMES,
    },
    "structure-type": COMMON | {"ORGANIZATION": ORGANIZATION, "STRUCT_TYPE": often("CLUB NEW", "SCHOOL"), "RANK": RANK},
}


def files(format_name: str) -> st.SearchStrategy[list[Row]]:
    """Files long enough, and with few enough keys, that rows meet what rows before them did."""
    return st.lists(st.fixed_dictionaries(ROWS[format_name]), min_size=12, max_size=24)


@pytest.mark.parametrize("format_name", list(ROWS))
def test_equals_row_by_row(format_name: str, engine: Engine, shared: Environment) -> None:
    @FEW
    @given(files(format_name))
    def check(rows: list[Row]) -> None:
        with settled(engine, shared) as target:
            compare(target, format_name, rows)

    check()


def compare(target: Target, format_name: str, rows: list[Row]) -> None:
    before = read_world(target.cursor, format_name)
    told, expected = interpret(format_name, rows, before)
    planned = target.load(format_name, rows)
    assert planned.outcomes == [each.outcome for each in told]
    for at, each in enumerate(told):
        assert each.codes <= planned.codes(at), (at + FIRST_ROW, each, planned.codes(at))
    after = read_world(target.cursor, format_name)
    assert after.things == expected.things
    plan = planned.plan
    assert plan.counts.created[format_name] == len(after.things.keys() - before.things.keys())
    assert plan.deleted[format_name] == len(before.things.keys() - after.things.keys())
    assert plan.counts.updated[format_name] == sum(
        before.things[key] != after.things[key] for key in before.things.keys() & after.things.keys()
    )
    undone = target.undo()
    assert undone.kept == ()
    assert read_world(target.cursor, format_name).things == before.things
