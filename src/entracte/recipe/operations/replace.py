"""`replace`: one text for another, wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    if arguments["whole_cell"]:
        template = "CASE WHEN $text = $old THEN nullif($new, '') ELSE $text END"
    else:
        template = "nullif(replace($text, $old, $new), '')"
    return plain(expression(template, text=text, old=arguments["old"], new=arguments["new"]))


OPERATION = Operation(
    "replace",
    "Puts one text for another wherever it stands; upper and lower case count.",
    _apply,
    parameters=(
        Parameter("old", ParameterKind.TEXT, "what is looked for", least=1),
        Parameter("new", ParameterKind.TEXT, "what is put in its place"),
        Parameter("whole_cell", ParameterKind.BOOLEAN, "only where it is all of the cell", default=False),
    ),
    examples=(
        Example("Str. 1, Str. 2", "Straße 1, Straße 2", {"old": "Str.", "new": "Straße"}),
        Example("a.b", "ab", {"old": ".", "new": ""}),
        Example("N/A", None, {"old": "N/A", "new": "", "whole_cell": True}),
        Example("N/A (1)", "N/A (1)", {"old": "N/A", "new": "", "whole_cell": True}),
        Example(None, None, {"old": "a", "new": "b"}),
    ),
)
