"""`number`: a number out of what people write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.cells import Kind
from entracte.recipe.operations.contract import FAILED, Context, Done, Example, Operation
from entracte.recipe.operations.doubts import AMBIGUOUS
from entracte.recipe.operations.written_numbers import DECIMAL, done_number, read_number


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    read = read_number(text, arguments, context)
    return done_number(text, read, expression("TRY_CAST($read AS DOUBLE)", read=read))


OPERATION = Operation(
    "number",
    "Reads a number as people write it: thousands apart, a currency, a minus after, parentheses for less than nothing.",
    _apply,
    parameters=(DECIMAL,),
    examples=(
        Example("1234", "1234"),
        Example("1'234,50", "1234.5"),
        Example("1.234,50", "1234.5"),
        Example("1 234.50", "1234.5"),
        Example("1,234,567", "1234567"),
        Example("(12.00)", "-12"),
        Example("12.50-", "-12.5"),
        Example("CHF 12.-", "12"),
        Example("12.50 €", "12.5"),
        Example("-$5", "-5"),
        Example("19,6 %", "19.6"),
        Example("0,125", "0.125"),
        Example(",5", "0.5"),
        Example("1,234", None, finding=AMBIGUOUS),
        Example("1,234", "1234", {"decimal": "."}),
        Example("1,234", "1.234", {"decimal": ","}),
        Example("1.5", None, {"decimal": ","}, finding=FAILED),
        Example("12 50", None, finding=FAILED),
        Example("twelve", None, finding=FAILED),
        Example("2 x 15", None, finding=FAILED),
        Example("(12", None, finding=FAILED),
        Example(None, None),
    ),
    gives=Kind.NUMBER,
)
