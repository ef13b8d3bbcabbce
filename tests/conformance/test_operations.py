"""Every operation gives the same on both engines: for its examples, and for cells that no one thought of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from sqlglot import exp

from entracte.engine.expressions import expression
from entracte.recipe.operations import Done, Example, Operation, all_operations
from entracte.recipe.selects import NUMBER, of_row, selected, table
from entracte.recipe.stations import At
from tests.conformance.both import Both
from tests.recipe.operations.running import CELL, Lists, arguments

AT_ONCE = 10
NASTY = [
    None, "", " ", "a", "ß", "é", "İ", "ΣΑΣ", "ǆ", "\U0001f600x", "e\u0301a", "\x01\x1f", "%_\\", "*?~", "((",
    "[", "1e308", "99999999999999999999", "9999-12-31", "1900-02-29", "0000-00-00", "31/12/99999", "99:99",
    "-5", "(", "\u00a0 1 ", "0", "x" * 3000, "a-b-a-b", "'", "TRUE", "=1", "$1 \\1", "a\nb", "a\r\n", "a\n",
    "\u2028b", "\u0085", "١٢٣", "0.5", "0.005", "-0.005", "1'234,50", "1.234.567,891", "2.5", "1.5", "0.125",
    "12.345", "1e2", "1d", "Infinity", "NaN", "0x1F", "1_000", "2020-02-30", "1/2/1900", "29.02.1904",
    "31.12.9999", "1.1.0001", "24:00", "12:30", "2020-01-01 24:00:00", "DUPONT-MARTIN d'orsay",
    "O’NEILL mcdonald XIV", "von DER berg", "a;b;;c", ",,", "&#1e2;&eacute;&#x41;&amp", "<b>x</b>",
    r"{\rtf1 caf\'e9\u8217?x}", "CafÃ©", "Ã©Ã", "01 40 15 80 00", "+41 21 613 21 11", "Ada <ada@x.org>",
    "CH-1201", "F-75001", "oui", "Herr", "Frau Dr.", "N/A", "-", "unknown", "12 %", "7,7%", "(12.00)",
    "CHF 12.-", "13.08.1965 11:34:56", "1er août 1965", "5-MAR-75", "19650801", "A12", "row 3 seat 4", "ﬁﬃ",
    "\ufeffx", "\u200bx", "ꙮ", "𝟏𝟐", "Ⅻ", "ŉ",
]  # fmt: skip
OTHERS = [None, "", "CH", "FR", "810", "x"]
"""What the other columns of the row hold, in turn."""


def ways() -> Iterator[tuple[str, Operation, Sequence[Example]]]:
    """Each operation with each of its sets of parameters that an example shows, and these examples."""
    for name, operation in all_operations().items():
        shown: dict[str, list[Example]] = {}
        for example in operation.examples:
            shown.setdefault(json.dumps(example.parameters, sort_keys=True, default=str), []).append(example)
        for told, examples in shown.items():
            yield f"{name} {told}", operation, examples


WAYS = list(ways())


@pytest.mark.parametrize("first", range(0, len(WAYS), AT_ONCE))
def test_an_operation_gives_the_same(both: Both, first: int) -> None:
    some = WAYS[first : first + AT_ONCE]
    cells = [example.given for _, _, examples in some for example in examples] + NASTY
    columns = sorted({name for _, _, examples in some for example in examples for name in example.columns})
    told = [example.columns for _, _, examples in some for example in examples]
    held = [[each.get(name) for each in told] + _others(name) for name in columns]
    kinds = {NUMBER: "BIGINT", CELL: "VARCHAR", **dict.fromkeys(columns, "VARCHAR")}
    given = f"given_{first}"
    both.engine.create_table(given, kinds, list(zip(range(len(cells)), cells, *held, strict=True)))
    lists = _Lists(both.engine, "fr-CH", given)
    made: dict[str, exp.Expr] = {}
    for name, operation, examples in some:
        for what, value in _made(operation, examples[0].parameters, lists).items():
            made[f"{name}: {what}"] = value
    assert all("spark" in operation.engines for _, operation, _ in some)

    def query(chosen: Mapping[str, exp.Expr]) -> exp.Select:
        return selected(lists.values.over(table(given)), chosen).order_by(of_row(NUMBER))

    assert not both.differences(made, query)


class _Lists(Lists):
    """Lists with names that no other test uses."""

    def __init__(self, engine: Any, locale: str, prefix: str) -> None:
        super().__init__(engine, locale)
        self._prefix = prefix

    def _unique(self, beginning: str) -> str:
        return super()._unique(f"{self._prefix}_{beginning}")


def _others(name: str) -> list[str | None]:
    return [OTHERS[place % len(OTHERS)] for place in range(len(NASTY))]


def _made(operation: Operation, parameters: Mapping[str, Any], lists: Lists) -> dict[str, exp.Expr]:
    """The new text, and whether each finding is made."""
    told = dict(parameters)
    part = told.pop("part", None)
    done = operation.apply(of_row(CELL), arguments(operation, told), lists)
    if not isinstance(done, Done):
        done = done[part]
    kept = At(lists.keep(done.value).name, operation.gives)
    flags = {found.code: expression("coalesce($flag, false)", flag=found.when) for found in done.findings}
    return {"value": kept.text(), **flags}
