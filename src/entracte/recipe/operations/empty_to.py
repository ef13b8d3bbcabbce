"""`empty_to`: a value for what is blank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    return plain(expression("coalesce($text, nullif($value, ''))", text=text, value=arguments["value"]))


OPERATION = Operation(
    "empty_to",
    "Puts a value where there is none.",
    _apply,
    parameters=(Parameter("value", ParameterKind.VALUE, "what stands where the cell is blank"),),
    examples=(
        Example(None, "CH", {"value": "CH"}),
        Example("FR", "FR", {"value": "CH"}),
        Example(None, "Lyon", {"value": "[@TOWN]"}, columns={"TOWN": "Lyon"}),
        Example(None, None, {"value": "[@TOWN]"}, columns={"TOWN": None}),
    ),
    idempotent=True,
)
