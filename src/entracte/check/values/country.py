"""Countries: an ISO code, or the full name in one of the five languages (contact.md 5.6, D54)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from entracte.check.values import CELL, PREPARED, FieldRule, Flag
from entracte.engine import Engine
from entracte.engine.expressions import expression
from entracte.findings import LANGUAGES

TABLE = "reference_country"


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


def create_country_table(engine: Engine) -> None:
    """Make the table of spellings that the rule looks up."""
    import pyarrow as pa

    names = country_names()
    engine.create_from_arrow(TABLE, pa.table({"spelling": list(names), "alpha_2": list(names.values())}))


def country() -> FieldRule:
    """An ISO code; a spelling that is neither code nor name is dropped."""
    return FieldRule(
        PREPARED,
        (Flag("value-unknown", expression("$cell IS NOT NULL AND $code IS NULL", cell=CELL, code=PREPARED)),),
        expression(f"(SELECT any_value(alpha_2) FROM {TABLE} WHERE spelling = $cell)", cell=CELL),
    )
