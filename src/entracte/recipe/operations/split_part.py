"""`split_part`: one of the things between separators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.blocks import blank_to_null, trimmed
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    found = expression(
        "split_part($text, $separator, $place)", text=text, separator=arguments["separator"], place=arguments["place"]
    )
    return plain(blank_to_null(trimmed(found)))


OPERATION = Operation(
    "split_part",
    "Keeps one of the things between separators, without white space around; blank where there are not so many.",
    _apply,
    parameters=(
        Parameter("separator", ParameterKind.TEXT, "what stands between", least=1),
        Parameter("place", ParameterKind.WHOLE, "which one; the first is 1", default=1, least=1),
    ),
    examples=(
        Example("022 123 45 67 / 079 123 45 67", "079 123 45 67", {"separator": "/", "place": 2}),
        Example("a;b;c", "a", {"separator": ";"}),
        Example("a;b;c", None, {"separator": ";", "place": 4}),
        Example("a;;c", None, {"separator": ";", "place": 2}),
        Example("none", "none", {"separator": ";"}),
        Example(None, None, {"separator": ";"}),
    ),
)
