"""`suffix`: a text put after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    return plain(expression("$text || coalesce($value, '')", text=text, value=arguments["value"]))


OPERATION = Operation(
    "suffix",
    "Puts a text after the cell; a blank cell stays blank.",
    _apply,
    parameters=(Parameter("value", ParameterKind.VALUE, "what is put after"),),
    examples=(
        Example("12", "12 bis", {"value": " bis"}),
        Example("Rue du Lac", "Rue du Lac 5", {"value": "[@NUMBER]"}, columns={"NUMBER": " 5"}),
        Example("Rue du Lac", "Rue du Lac", {"value": "[@NUMBER]"}, columns={"NUMBER": None}),
        Example(None, None, {"value": "x"}),
    ),
)
