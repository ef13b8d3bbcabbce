"""`country`: the name of a country becomes its ISO code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.formats.country_names import country_names
from entracte.recipe.operations.blocks import replaced, replaced_text, squeezed
from entracte.recipe.operations.contract import FAILED, Context, Done, Example, Operation, Parameter, ParameterKind
from entracte.recipe.operations.doubts import done_or_failed
from entracte.recipe.operations.words import meanings, small_table

_HYPHENS = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
_CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    spellings = dict(_spellings())
    spellings |= {_key(word): code for word, code in arguments["also"].items()}
    alike = replaced_text(replaced(text, f"[{_HYPHENS}]", " "), _CURLY, "'")
    return done_or_failed(text, context.lookup(spellings, expression("lower($text)", text=squeezed(alike))))


def _key(spelling: str) -> str:
    """A spelling without what makes no difference: capitals, hyphens, the form of an apostrophe, runs of blanks."""
    return " ".join(re.sub(f"[{_HYPHENS}]", " ", spelling.lower()).replace(_CURLY, "'").split())


@cache
def _spellings() -> dict[str, str]:
    """Every spelling in small letters, with and without accents; the standards first."""
    import pycountry

    found: dict[str, str] = {}
    codes = {each.alpha_3: each.alpha_2 for each in pycountry.countries}
    for listed in (country_names(), codes, meanings("countries"), small_table("car_signs")):
        for spelling, code in listed.items():
            for spelt in (_key(spelling), plain_letters(_key(spelling))):
                found.setdefault(spelt, code)
    return found


@cache
def iso_codes() -> frozenset[str]:
    """The ISO codes of all countries."""
    import pycountry

    return frozenset(each.alpha_2 for each in pycountry.countries)


def plain_letters(text: str) -> str:
    """The text without accents."""
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


OPERATION = Operation(
    "country",
    "Turns the name of a country in one of the five languages, or its sign (D, FL, CHE), into the ISO code.",
    _apply,
    parameters=(
        Parameter(
            "also", ParameterKind.MAP, "spellings of this venue and their codes; they have the last word", default={}
        ),
    ),
    examples=(
        Example("Suisse", "CH"),
        Example("SCHWEIZ", "CH"),
        Example(" svizzera ", "CH"),
        Example("Allemagne", "DE"),
        Example("España", "ES"),
        Example("Espana", "ES"),
        Example("États-Unis", "US"),
        Example("ETATS-UNIS", "US"),
        Example("Etats Unis", "US"),
        Example("Grande-Bretagne", "GB"),
        Example("Côte d’Ivoire", "CI"),
        Example("CH-", "CH"),
        Example("Oesterreich", "AT"),
        Example("UK", "GB"),
        Example("Schottland", "GB"),
        Example("D", "DE"),
        Example("FL", "LI"),
        Example("CHE", "CH"),
        Example("fr", "FR"),
        Example("Romandie", None, finding=FAILED),
        Example("Romandie", "CH", {"also": {"romandie": "CH"}}),
        Example(None, None),
    ),
    idempotent=True,
)
