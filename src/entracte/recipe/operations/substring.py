"""`substring`: some of the characters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    return plain(
        expression(
            "nullif(substring($text, $start, $length), '')",
            text=text,
            start=arguments["start"],
            length=arguments["length"],
        )
    )


OPERATION = Operation(
    "substring",
    "Keeps so many characters from a place on; the first is 1.",
    _apply,
    parameters=(
        Parameter("start", ParameterKind.WHOLE, "the place of the first character", default=1, least=1),
        Parameter("length", ParameterKind.WHOLE, "how many characters", least=1),
    ),
    examples=(
        Example("Genève", "Gen", {"length": 3}),
        Example("Genève", "ève", {"start": 4, "length": 10}),
        Example("Ge", None, {"start": 4, "length": 1}),
        Example(None, None, {"length": 3}),
    ),
)
