"""`join_name`: last and first name as one text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.blocks import blank_to_null, squeezed
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain

_FORMS = {
    "first last": "$first || ' ' || $last",
    "last first": "$last || ' ' || $first",
    "LAST first": "upper($last) || ' ' || $first",
    "last, first": "$last || ', ' || $first",
}


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    form = arguments["form"]
    first = expression("nullif($first, '')", first=squeezed(arguments["first"]))
    last = blank_to_null(squeezed(text))
    alone = expression("upper($last)", last=last) if form == "LAST first" else last
    return plain(
        case(
            (expression("$first IS NULL", first=first), alone),
            (expression("$last IS NULL", last=last), first),
            otherwise=expression(_FORMS[form], first=first, last=last),
        )
    )


OPERATION = Operation(
    "join_name",
    "Writes the last name of the cell and a first name as one text; where one is blank, the other stands alone.",
    _apply,
    parameters=(
        Parameter("first", ParameterKind.VALUE, "the first name"),
        Parameter(
            "form", ParameterKind.CHOICE, "how the two are put together", default="first last", choices=tuple(_FORMS)
        ),
    ),
    examples=(
        Example("Martin", "Jean Martin", {"first": "[@PRENOM]"}, columns={"PRENOM": "Jean"}),
        Example("Martin", "Martin, Jean", {"first": "[@PRENOM]", "form": "last, first"}, columns={"PRENOM": "Jean"}),
        Example("Martin", "MARTIN Jean", {"first": "[@PRENOM]", "form": "LAST first"}, columns={"PRENOM": " Jean "}),
        Example("Martin", "Martin", {"first": "[@PRENOM]"}, columns={"PRENOM": None}),
        Example(None, "Jean", {"first": "[@PRENOM]"}, columns={"PRENOM": "Jean"}),
        Example(None, None, {"first": "[@PRENOM]"}, columns={"PRENOM": None}),
    ),
)
