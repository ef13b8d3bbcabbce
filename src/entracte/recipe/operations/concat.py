"""`concat`: another text of the row after the cell, with a separator between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    other = expression("nullif($value, '')", value=arguments["value"])
    return plain(
        case(
            (expression("$text IS NULL", text=text), other),
            (expression("$other IS NULL", other=other), text),
            otherwise=expression(
                "$text || $separator || $other", text=text, separator=arguments["separator"], other=other
            ),
        )
    )


OPERATION = Operation(
    "concat",
    "Puts another text after the cell, with a separator between the two; where one is blank, the other stands alone.",
    _apply,
    parameters=(
        Parameter("value", ParameterKind.VALUE, "what comes after"),
        Parameter("separator", ParameterKind.TEXT, "what stands between", default=" "),
    ),
    examples=(
        Example("Rue du Lac", "Rue du Lac 5", {"value": "[@NR]"}, columns={"NR": "5"}),
        Example("Rue du Lac", "Rue du Lac", {"value": "[@NR]"}, columns={"NR": None}),
        Example(None, "5", {"value": "[@NR]"}, columns={"NR": "5"}),
        Example("a", "a, b", {"value": "b", "separator": ", "}),
        Example("a", "ab", {"value": "b", "separator": ""}),
        Example(None, None, {"value": "[@NR]"}, columns={"NR": None}),
    ),
)
