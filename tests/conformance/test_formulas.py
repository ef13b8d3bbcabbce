"""Every function of formulas gives the same on both engines, or is refused on Spark by its name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlglot import exp

from entracte.engine.spark.queries import BaseTable, spark_sql, texts_and
from entracte.faults import Fault
from entracte.recipe.engines import missing
from entracte.recipe.formula import attach
from entracte.recipe.formula.refused import NOT_ON_SPARK, POWER, POWER_SIGN
from entracte.recipe.formula.registry import load_functions
from tests.conformance.both import Both
from tests.recipe.formula.conftest import TEXT
from tests.recipe.formula.running import ORDER, Sheet, aliased
from tests.recipe.formula.test_total import COLUMNS, NASTY_NUMBERS, NASTY_TEXTS, variants

AT_ONCE = 20
ALL = os.environ.get("ENTRACTE_CONFORMANCE") == "all"
"""Every example in every variant takes ten minutes; without, one of each function does."""

TEXTS = [
    *NASTY_TEXTS, "$1", "\\", "İstanbul", "ΣΑΣ", "a\nb", "1/2/1904", "31.12.9999", "1,234.50", "5%", "(5)",
    "$5", "10:30 pm", "ǆ", "0x1F", "1_000", "1d", "Infinity", "1e2", "12", "ﬁ", "Œ", "1E-7",
]  # fmt: skip
NUMBERS = [
    *NASTY_NUMBERS, "2.5", "0.125", "-2.5", "1.005", "1e-5", "123456789.123456789", "0.3", "1e14", "2958465.5",
    "1.5e300", "12", "100", "1e-15", "-1e-15", "7", "36526", "0.45", "99.995", "-1234567890123445",
    "444485592351658500", "5843981555598975000", "123456789012344.5",
]  # fmt: skip


def formulas() -> Iterator[str]:
    """The examples of the functions that Spark has, and their variants over nasty columns."""
    for function in load_functions().values():
        for place, example in enumerate(function.examples):
            yield example
            if ALL or place == 0:
                yield from list(variants(example))[-1:] if not ALL else variants(example)
            yield from over_columns(example)
    yield from POWERS


def over_columns(example: str) -> Iterator[str]:
    """An example over whole columns, in the place of its arrays or of all its arguments."""
    if "{" in example:
        yield re.sub(r"\{[^}]*\}", "other[N]", example)
    else:
        yield re.sub(r"\(.*\)$", "(other[N])", example)


POWERS = [f"=[@N]^{power}" for power in (0, 0.5, 1, 2, 3, 12, 100, -1, -2, -7)] + ["=POWER([@N],3)", "=2^-10"]
FORMULAS = sorted({formula for formula in formulas() if not missing(formula, "spark")})


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    found = Sheet(Path(tmp_path_factory.mktemp("formulas")))
    rows = [
        (text, number, TEXTS[-place], NUMBERS[(place * 7) % len(NUMBERS)])
        for place, (text, number) in enumerate(zip(TEXTS, NUMBERS, strict=True))
    ]
    found.table("nasty", COLUMNS, rows)
    found.table("other", COLUMNS, [row for row in rows if row[1] not in ("1e308", "-1e308")])
    found.table("one", {"DUMMY": TEXT}, [("1",)])
    yield found
    found.engine.close()


@pytest.mark.parametrize("first", range(0, len(FORMULAS), AT_ONCE))
def test_a_formula_gives_the_same(both: Both, sheet: Sheet, first: int) -> None:
    compiled = {}
    for formula in FORMULAS[first : first + AT_ONCE]:
        try:
            compiled[formula] = sheet.compile(formula, "nasty")
        except Fault:
            continue  # an argument that has to be written out
    source = exp.Table(this=exp.to_identifier("nasty", quoted=True))
    attached = attach(compiled, source)
    made = {f"{name} {part}": cell for name, cells in attached.cells.items() for part, cell in cells.parts()} | {
        f"{name} written": text for name, text in attached.texts.items()
    }

    def query(chosen: Mapping[str, exp.Expr]) -> exp.Select:
        columns = [exp.alias_(each, name, quoted=True) for name, each in chosen.items()]
        ordered = exp.column(ORDER, table="row", quoted=True)
        return exp.Select(expressions=columns).from_(aliased(attached.query, source)).order_by(ordered)

    own = Both(sheet.engine, both.session, both.numbers)
    assert not own.differences(made, query)


@pytest.mark.parametrize("name", sorted(set(NOT_ON_SPARK) - {POWER_SIGN}))
def test_what_spark_does_not_have_is_refused(sheet: Sheet, name: str) -> None:
    function = load_functions()[name]
    assert function.engines == ("duckdb",)
    formula = next(example for example in function.examples if missing(example, "spark"))
    assert name in missing(formula, "spark")
    source = exp.Table(this=exp.to_identifier("one", quoted=True))
    attached = attach({"x": sheet.compile(formula, "one")}, source)
    columns = [exp.alias_(each, name, quoted=True) for name, each in attached.texts.items()]
    query = exp.Select(expressions=columns).from_(aliased(attached.query, source))

    def find(table: str) -> BaseTable:
        return BaseTable(table, texts_and(["DUMMY", ORDER], [ORDER]))

    with pytest.raises(Fault, match="Spark cannot compute"):
        spark_sql(query.sql(dialect="duckdb"), find)


def test_the_list_of_what_spark_does_not_have_is_exact() -> None:
    assert {name for name, each in load_functions().items() if "spark" not in each.engines} == set(NOT_ON_SPARK) - {
        POWER_SIGN
    }


@pytest.mark.parametrize("exponent", ["3", "-(2)", "+100", "0", "0.5"])
def test_whole_powers_that_are_written_out_are_on_spark(exponent: str) -> None:
    assert not missing(f"=[@A]^{exponent}+POWER([@A],{exponent})", "spark")


@pytest.mark.parametrize("exponent", ["[@B]", "101", "-101", "1.5", "-0.5", "(1/2)", "2%", '"2"', "{1,2}", "TRUE"])
def test_other_powers_are_not(exponent: str) -> None:
    assert missing(f"=[@A]^{exponent}+POWER([@A],{exponent})", "spark") == [POWER_SIGN, POWER]
