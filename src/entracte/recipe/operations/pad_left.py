"""`pad_left`: characters put before, up to a width."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    return plain(
        expression(
            # longer texts stay as they are: lpad would cut them
            "CASE WHEN length($text) >= $width THEN $text ELSE lpad($text, $width, $with) END",
            text=text,
            width=arguments["width"],
            **{"with": arguments["with"]},
        )
    )


OPERATION = Operation(
    "pad_left",
    "Puts a character before the cell until it is that wide; longer ones stay as they are.",
    _apply,
    parameters=(
        Parameter("width", ParameterKind.WHOLE, "how wide", least=1, most=200),
        Parameter("with", ParameterKind.TEXT, "the character", default="0", least=1, most=1),
    ),
    examples=(
        Example("1201", "01201", {"width": 5}),
        Example("123456", "123456", {"width": 5}),
        Example("7", "··7", {"width": 3, "with": "·"}),
        Example(None, None, {"width": 5}),
    ),
    idempotent=True,
)
