"""`placeholder_to_empty`: what stands for nothing becomes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.blocks import is_listed, matches, squeezed
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain
from entracte.recipe.operations.words import word_lists

_ONLY_SIGNS = r"^[-.?*_#/=~:;,!+ ]*$|^[xX]{2,}$"


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    lists = word_lists("placeholders")
    kept = {each.lower() for each in arguments["keep"]}
    words = [*lists["words"], *lists["dates"], *(each.lower() for each in arguments["also"])]
    empty = [each for each in dict.fromkeys(words) if each not in kept]

    word = context.keep(expression("lower($text)", text=squeezed(text)))
    listed = context.lookup(dict.fromkeys(empty, "yes"), word)
    signs = matches(word, _ONLY_SIGNS)
    if kept:
        signs = expression("$signs AND NOT $kept", signs=signs, kept=is_listed(word, sorted(kept)))
    return plain(case((expression("$listed IS NULL AND NOT $signs", listed=listed, signs=signs), text)))


OPERATION = Operation(
    "placeholder_to_empty",
    "Empties a cell that is a word, a date or a sign for nothing (n/a, inconnu, k.A., 00.00.0000, ---).",
    _apply,
    parameters=(
        Parameter("also", ParameterKind.TEXTS, "what else stands for nothing, whatever its case", default=()),
        Parameter("keep", ParameterKind.TEXTS, "what does mean something here", default=()),
    ),
    examples=(
        Example("n/a", None),
        Example("Inconnu", None),
        Example("k. A.", None),
        Example("NULL", None),
        Example("---", None),
        Example("?", None),
        Example("xxx", None),
        Example(" . ", None),
        Example("00.00.0000", None),
        Example("X", "X"),
        Example("Na", "Na"),
        Example("Null Bernard", "Null Bernard"),
        Example(" Ada ", " Ada "),
        Example("01.01.1900", None, {"also": ["01.01.1900"]}),
        Example("Aucun", "Aucun", {"keep": ["aucun"]}),
        Example("-", "-", {"keep": ["-"]}),
        Example(None, None),
    ),
    idempotent=True,
)
