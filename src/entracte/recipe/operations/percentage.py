"""`percentage`: a percentage in hundredths of a percent, as the formats have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import FAILED, Context, Done, Example, Operation, Parameter, ParameterKind
from entracte.recipe.operations.hundredths import in_hundredths
from entracte.recipe.operations.written_numbers import DECIMAL, done_number, read_number


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    read = read_number(text, arguments, context)
    if not arguments["of_one"]:
        return done_number(text, read, in_hundredths(read))
    sign = expression("contains($text, '%')", text=text)
    return done_number(
        text, read, in_hundredths(read, times=expression("CASE WHEN $sign THEN 100 ELSE 10000 END", sign=sign))
    )


OPERATION = Operation(
    "percentage",
    "Reads a percentage and gives it in hundredths of a percent, as the formats have it: 1960 for 19.6 %.",
    _apply,
    parameters=(
        DECIMAL,
        Parameter("of_one", ParameterKind.BOOLEAN, "0.196 means 19.6 %, unless a % follows", default=False),
    ),
    examples=(
        Example("19.6 %", "1960"),
        Example("7,7%", "770"),
        Example("20", "2000"),
        Example("0.196", "1960", {"of_one": True}),
        Example("19.6 %", "1960", {"of_one": True}),
        Example("0", "0"),
        Example("reduced", None, finding=FAILED),
        Example(None, None),
    ),
)
