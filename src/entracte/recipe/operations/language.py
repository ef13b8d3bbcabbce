"""`language`: the name of a language becomes its ISO code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.findings import LANGUAGES
from entracte.formats.standard_lists import standard_codes
from entracte.recipe.operations.blocks import replaced, squeezed
from entracte.recipe.operations.contract import FAILED, Context, Done, Example, Operation, Parameter, ParameterKind
from entracte.recipe.operations.country import plain_letters
from entracte.recipe.operations.doubts import done_or_failed

_SHORT = {
    "d": "de",
    "f": "fr",
    "e": "en",
    "i": "it",
    "all": "de",
    "ang": "en",
    "esp": "es",
    "fra": "fr",
    "ger": "de",
    "deu": "de",
}
"""What old systems wrote for the five languages, beside the standards."""


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    words = dict(_spellings())
    words |= {" ".join(word.lower().split()): code for word, code in arguments["also"].items()}
    # fr-CH and de_AT are French and German
    key = replaced(expression("lower($text)", text=squeezed(text)), "^([a-z]{2})[-_][a-z]{2}$", "$1")
    return done_or_failed(text, context.lookup(words, key))


@cache
def _spellings() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in standard_codes("LANGUAGE", language):
            for spelt in (code, name.lower(), plain_letters(name.lower())):
                found.setdefault(spelt, code)
    return {**_three_letters(), **_SHORT, **found}


def _three_letters() -> dict[str, str]:
    import pycountry

    return {each.alpha_3: each.alpha_2 for each in pycountry.languages if hasattr(each, "alpha_2")}


OPERATION = Operation(
    "language",
    "Turns the name of a language in one of the five languages, or its sign (D, fr-CH), into the ISO code.",
    _apply,
    parameters=(
        Parameter(
            "also", ParameterKind.MAP, "spellings of this venue and their codes; they have the last word", default={}
        ),
    ),
    examples=(
        Example("Français", "fr"),
        Example("FRANCAIS", "fr"),
        Example("Deutsch", "de"),
        Example("D", "de"),
        Example("fr_CH", "fr"),
        Example("ita", "it"),
        Example("Klingonisch", None, finding=FAILED),
        Example("Schwyzerdütsch", "de", {"also": {"schwyzerdütsch": "de"}}),
        Example(None, None),
    ),
    idempotent=True,
)
