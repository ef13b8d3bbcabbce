"""`amount`: an amount of money in hundredths, as the formats have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression
from entracte.recipe.operations.contract import FAILED, Context, Done, Example, Operation
from entracte.recipe.operations.doubts import AMBIGUOUS
from entracte.recipe.operations.hundredths import in_hundredths
from entracte.recipe.operations.written_numbers import DECIMAL, done_number, read_number


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    read = read_number(text, arguments, context)
    return done_number(text, read, in_hundredths(read))


OPERATION = Operation(
    "amount",
    "Reads an amount as people write it and gives it in hundredths; a half is rounded away from zero.",
    _apply,
    parameters=(DECIMAL,),
    examples=(
        Example("120", "12000"),
        Example("34.50", "3450"),
        Example("1'234,50", "123450"),
        Example("CHF 12.-", "1200"),
        Example("12.--", "1200"),
        Example("Fr. 0.05", "5"),
        Example("(12.00)", "-1200"),
        Example("€ 1.234,5", "123450"),
        Example("0.005", "1"),
        Example("-0.005", "-1"),
        Example("0.0049", "0"),
        Example("1.234", None, finding=AMBIGUOUS),
        Example("free", None, finding=FAILED),
        Example("-", None, finding=FAILED),
        Example(None, None),
    ),
)
