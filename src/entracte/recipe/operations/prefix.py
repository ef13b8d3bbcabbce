"""`prefix`: a text put before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    return plain(expression("coalesce($value, '') || $text", text=text, value=arguments["value"]))


OPERATION = Operation(
    "prefix",
    "Puts a text before the cell; a blank cell stays blank.",
    _apply,
    parameters=(Parameter("value", ParameterKind.VALUE, "what is put before"),),
    examples=(
        Example("1201", "CH-1201", {"value": "CH-"}),
        Example("1201", "FR1201", {"value": "[@COUNTRY]"}, columns={"COUNTRY": "FR"}),
        Example(None, None, {"value": "CH-"}),
    ),
)
