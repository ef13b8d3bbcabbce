"""The names of countries in the five languages (D54), from the standards."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from entracte.findings import LANGUAGES


@cache
def country_names() -> dict[str, str]:
    """Every accepted spelling with its ISO 3166 alpha-2 code.

    The codes themselves, the names of the Unicode locale data (Babel), and ISO's own short and long names with their
    translations (pycountry); where two sources differ, the earlier one wins.
    """
    import pycountry
    from babel import Locale

    countries = list(pycountry.countries)
    names = {country.alpha_2: country.alpha_2 for country in countries}
    for language in LANGUAGES:
        territories = Locale(language).territories
        for country in countries:
            if country.alpha_2 in territories:
                names.setdefault(territories[country.alpha_2], country.alpha_2)
    for language in LANGUAGES:
        translate = _iso_translation(language)
        for country in countries:
            for kind in ("name", "common_name", "official_name"):
                if hasattr(country, kind):
                    names.setdefault(translate(getattr(country, kind)), country.alpha_2)
    return names


def _iso_translation(language: str) -> Callable[[str], str]:
    import gettext

    import pycountry

    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True).gettext
