"""Whole powers that are written out are the doubles nearest to the true ones, whatever the engine multiplies with."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest

from entracte.recipe.cells import ColumnType, Kind
from tests.recipe.formula.running import Sheet

COUNT = 400
SMALLEST, LARGEST = 1e-290, 1e290
"""Between them every digit is proved; beyond, halves of a number cannot be taken."""


@pytest.fixture
def bases(sheet: Sheet) -> Iterator[list[float]]:
    random = Random(8)
    kinds = (
        lambda: random.uniform(-9, 99),
        lambda: 1 + round(random.uniform(0, 0.2), 3),
        lambda: random.uniform(0.5, 2),
        lambda: float(random.randint(-30, 30)),
        lambda: 10 ** random.uniform(-300, 300),
    )
    bases = [0.0, 1e308, -1e308, *(random.choice(kinds)() for _ in range(COUNT))]
    sheet.table("bases", {"N": ColumnType(Kind.NUMBER)}, [(repr(base),) for base in bases])
    yield bases
    del sheet.tables["bases"]


@pytest.mark.parametrize("exponent", [1, 2, 3, 4, 7, 12, 31, 63, 95, 100, -1, -2, -3, -12, -100])
def test_a_whole_power_is_the_nearest_number(sheet: Sheet, bases: list[float], exponent: int) -> None:
    found = sheet.values(f"=[@N]^{exponent}", "bases")
    assert found == sheet.values(f"=POWER([@N],{exponent})", "bases")
    proved = 0
    for base, power in zip(bases, found, strict=True):
        wanted = nearest(base, exponent)
        if isinstance(wanted, str) or SMALLEST < abs(wanted) < LARGEST:
            assert power == wanted, base
            proved += 1
        else:
            assert power == pytest.approx(wanted, rel=1e-13, abs=1e-300), base
    assert proved > COUNT / 3


def nearest(base: float, exponent: int) -> float | str:
    if not base:
        return "#DIV/0!" if exponent < 0 else 0.0
    try:
        return float(Fraction(base) ** exponent)
    except OverflowError:
        return "#NUM!"


def test_a_square_root_is_that_of_sqrt(sheet: Sheet, bases: list[float]) -> None:
    assert sheet.values("=[@N]^0.5", "bases") == sheet.values("=SQRT([@N])", "bases")


def test_nothing_to_the_power_of_nothing_is_no_number(sheet: Sheet, bases: list[float]) -> None:
    assert [each for each in sheet.values("=[@N]^0", "bases") if each != 1] == ["#NUM!"] * bases.count(0.0)
