"""Formulas over random columns give what LibreOffice computes, but for the listed differences."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.recipe.formula import oracle
from tests.recipe.formula.oracle_formulas import DIFFERENCES, FORMULAS
from tests.recipe.formula.running import AT_ONCE, Sheet

PROGRAM = shutil.which("soffice")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice (soffice) is not installed")
SEED = 1


@pytest.fixture(scope="module")
def data() -> list[dict[str, Any]]:
    return oracle.rows(SEED)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory, data: list[dict[str, Any]]) -> dict[str, list[Any]]:
    folder: Path = tmp_path_factory.mktemp("libreoffice")
    return dict(zip(FORMULAS, oracle.computed(str(PROGRAM), folder, data, FORMULAS), strict=True))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, data: list[dict[str, Any]]) -> Iterator[Sheet]:
    found = Sheet(tmp_path_factory.mktemp("ours"))
    found.table("data", oracle.COLUMNS, [_cells(row, oracle.COLUMNS) for row in data])
    found.table("lookup", oracle.LOOKUP, [_cells(row, oracle.LOOKUP) for row in oracle.LOOKUP_ROWS])
    yield found
    found.engine.close()


def _cells(row: dict[str, Any], columns: dict[str, Any]) -> tuple[str | None, ...]:
    return tuple(oracle.as_text(row[name]) for name in columns)


@pytest.mark.parametrize("first", range(0, len(FORMULAS), AT_ONCE))
def test_same_as_libreoffice(first: int, both: Sheet, theirs: dict[str, list[Any]], data: list[dict[str, Any]]) -> None:
    formulas = FORMULAS[first : first + AT_ONCE]
    ours = both.many(formulas, "data")
    wrong = [
        f"{formula}: {row} gives {mine!r}, LibreOffice {other!r}"
        for formula in formulas
        for row, mine, other in zip(data, ours[formula], theirs[formula], strict=True)
        if not oracle.alike(mine, other) and not _known(formula, row)
    ]
    assert not wrong, "\n".join(wrong)


def _known(formula: str, row: dict[str, Any]) -> bool:
    return any(formula in difference.formulas and difference.rows(row) for difference in DIFFERENCES)


def test_every_difference_is_one(both: Sheet, theirs: dict[str, list[Any]], data: list[dict[str, Any]]) -> None:
    """A difference that is none any more has to leave the list."""
    for difference in DIFFERENCES:
        formula = difference.formulas[0]
        ours = both.values(formula, "data")
        rows = zip(data, ours, theirs[formula], strict=True)
        assert any(difference.rows(row) and not oracle.alike(mine, other) for row, mine, other in rows), (
            difference.reason
        )
