"""Size: what is used more than once is computed once, and nested formulas stay small."""

import time

import pytest
from sqlglot import exp

from entracte.recipe.cells import Cells, ColumnType, Kind
from entracte.recipe.formula import Scope, attach, compile_formula
from entracte.recipe.formula.blocks import AGGREGATES, BLOCKS
from entracte.recipe.formula.layers import parsed
from tests.recipe.formula.running import Sheet

SOURCE = exp.to_table("clients")


def size(formulas: dict[str, str], scope: Scope) -> int:
    attached = attach({name: compile_formula(text, scope) for name, text in formulas.items()}, SOURCE)
    query = attached.query.sql("duckdb") if attached.query else ""
    return len(query) + sum(len(text.sql("duckdb")) for text in attached.texts.values())


def test_depth_costs_in_proportion(sheet: Sheet) -> None:
    scope = sheet.scope("clients")

    def chain(depth: int) -> str:
        formula = "[@AMOUNT]"
        for step in range(depth):
            formula = f"({formula}/{step + 2}+[@ID])"
        return "=" + formula

    sizes = [size({"X": chain(depth)}, scope) for depth in (10, 20, 40)]
    assert sizes[2] - sizes[1] < 3 * (sizes[1] - sizes[0])


def test_forty_nested_conditions_over_sixty_columns_plan_fast() -> None:
    scope = Scope({f"C{number}": ColumnType() for number in range(60)}, "clients")
    compile_formula("=1", scope)
    nested = '"?"'
    for number in range(40):
        nested = f'IF([@C0]="v{number}","w{number}",{nested})'
    started = time.process_time()
    formulas = {f"X{number}": "=" + nested.replace("C0", f"C{number}") for number in range(60)}
    total = size(formulas, scope)
    assert time.process_time() - started < 5  # under a second by itself; the machine may be busy
    assert total < 60 * 40 * 150


def test_what_formulas_share_is_computed_once(sheet: Sheet) -> None:
    scope = sheet.scope("clients")
    lookup = "XLOOKUP([@CIV],titles[OLD],titles[NEW])"
    formulas = {"A": f"={lookup}", "B": f'=IFERROR({lookup},"")', "C": f"=LEN({lookup})"}
    attached = attach({name: compile_formula(text, scope) for name, text in formulas.items()}, SOURCE)
    assert attached.joins == 1


def test_a_plain_column_needs_no_layer(sheet: Sheet) -> None:
    attached = attach({"A": sheet.compile("=[@NOM]", "clients")}, SOURCE)
    assert attached.query is None
    assert not attached.errors


def test_names_of_added_columns_can_be_chosen(sheet: Sheet) -> None:
    attached = attach({"A": sheet.compile("=[@AMOUNT]+1", "clients")}, SOURCE, prefix="step ")
    assert attached.query is not None
    assert '"step 1"' in attached.query.sql("duckdb")


@pytest.mark.parametrize("name", sorted({**BLOCKS, **AGGREGATES}))
def test_every_block_can_be_read(name: str) -> None:
    operands = parsed({**BLOCKS, **AGGREGATES}[name]).find_all(exp.Placeholder, exp.Parameter)
    assert {node.name for node in operands} <= set("abc")


def test_cells_made_elsewhere_are_written_alike(sheet: Sheet) -> None:
    cells = Cells(text=exp.column("t"), number=exp.column("n"), boolean=exp.column("b"))
    days = Cells(number=exp.column("n"), shown_as=Kind.DATE)
    query = exp.Select(expressions=[cells.as_text(), days.as_text(), days.as_text("dd.mm.yyyy")])
    text = query.sql("duckdb")
    rows = sheet.engine.rows(
        f"{text} FROM (VALUES ('a', NULL::DOUBLE, NULL::BOOLEAN), (NULL, 45292.0::DOUBLE, NULL), "
        "(NULL, NULL, TRUE)) v(t, n, b)"
    )
    assert rows == [("a", None, None), ("45292", "2024-01-01", "01.01.2024"), ("TRUE", None, None)]
