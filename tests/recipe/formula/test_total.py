"""No formula stops on any data: what cannot be computed is an error value of its cell, never a fault of the engine."""

import re
from collections.abc import Iterator

import pytest

from entracte.faults import Fault
from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.formula.registry import load_functions
from tests.recipe.formula.running import Sheet

NASTY_TEXTS = [
    None, "", " ", "a", "ß", "\U0001f600x", "\x00", "\x01\x1f", "%_\\", "*?~", "((", "[", "1e308", "-1e308", "1e-320",
    "99999999999999999999", "9999-12-31", "1900-02-29", "0000-00-00", "31/12/99999", "99:99", "-5", "(", "\u00a0 1 ",
    "0", "x" * 3000, "a-b-a-b", "é", "'", "TRUE", "=1",
]  # fmt: skip
NASTY_NUMBERS = [
    None, "0", "-0", "1", "-1", "0.5", "1e308", "-1e308", "1e-308", "2958465", "2958466", "60", "59", "61", "1e15",
    "1e16", "-1e15", "255", "256", "55296", "1114112", "32768", "1e9", "0.1", "170", "171", "-0.0001",
    "999999999999999.9", "45000.999999", "x", "3",
]  # fmt: skip
COLUMNS = {"T": ColumnType(), "N": ColumnType(Kind.NUMBER), "U": ColumnType(), "M": ColumnType(Kind.NUMBER)}
_LITERAL = re.compile(r'"(?:[^"]|"")*"|(?<![\w.\]])\d+(?:\.\d+)?')


def variants(formula: str) -> Iterator[str]:
    """An example with a column in the place of the first of its texts and numbers, and of all of them."""
    inside = re.sub(r"\{[^}]*\}", lambda match: "\x02" * len(match[0]), formula)
    places = [match for match in _LITERAL.finditer(inside) if "\x02" not in match[0]]
    for match in places[:1]:
        yield formula[: match.start()] + _column(match[0], "") + formula[match.end() :]
    whole, end = "", 0
    for number, match in enumerate(places):
        whole += formula[end : match.start()] + _column(match[0], "second" if number % 2 else "")
        end = match.end()
    yield whole + formula[end:]


def _column(literal: str, second: str) -> str:
    text, number = ("[@U]", "[@M]") if second else ("[@T]", "[@N]")
    return text if literal.startswith('"') else number


@pytest.mark.parametrize("category", sorted({function.category for function in load_functions().values()}))
def test_functions_are_total(sheet: Sheet, category: str) -> None:
    rows = [
        (text, number, NASTY_TEXTS[-place], NASTY_NUMBERS[(place * 7) % len(NASTY_NUMBERS)])
        for place, (text, number) in enumerate(zip(NASTY_TEXTS, NASTY_NUMBERS, strict=True))
    ]
    sheet.table("nasty", COLUMNS, rows)
    functions = [function for function in load_functions().values() if function.category == category]
    examples = [example for function in functions for example in list(function.examples)[:2]]
    formulas = {variant for example in examples for variant in variants(example)}
    compiled = []
    for formula in sorted(formulas):
        try:
            sheet.compile(formula, "nasty")
        except Fault:
            continue  # an argument that has to be written out
        compiled.append(formula)
    assert compiled
    try:
        sheet.many(compiled, "nasty")
    finally:
        del sheet.tables["nasty"]
