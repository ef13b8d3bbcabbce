"""COUNTRY (contact.md 5.6, D54): an ISO 3166 alpha-2 code, or the full name in one of the five languages."""

from functools import cache

import pycountry
from babel import Locale

LANGUAGES = ("en", "fr", "de", "it", "es")


@cache
def country_codes() -> frozenset[str]:
    """The ISO 3166 alpha-2 codes; `EN`, `UK` and three-letter codes are not among them."""
    return frozenset(country.alpha_2 for country in pycountry.countries)


@cache
def country_names() -> dict[str, str]:
    """Full country name in English, French, German, Italian or Spanish -> code."""
    return {Locale(language).territories[code]: code for language in LANGUAGES for code in country_codes()}


def read_country(text: str) -> str | None:
    """The code of a country, or None; case counts (D54)."""
    return text if text in country_codes() else country_names().get(text)


@cache
def language_codes() -> frozenset[str]:
    """PREF_LANG: the two-letter ISO 639 codes."""
    return frozenset(language.alpha_2 for language in pycountry.languages if hasattr(language, "alpha_2"))
