"""The code lists that are international standards: countries, languages, currencies, time zones."""

from __future__ import annotations

from typing import Any

from entracte.faults import Fault, near
from entracte.formats.common import STANDARD_LISTS


def standard_codes(code_list: str, language: str = "en") -> list[tuple[str, str]]:
    """The codes of a standard list with their names in `language`, ordered by code.

    Countries are ISO 3166-1 alpha-2, languages ISO 639-1, currencies ISO 4217, time zones the names of the
    IANA database that CLDR knows.
    Raises a fault on a list that is not one of `STANDARD_LISTS`.
    """
    from babel import Locale

    locale = Locale(language)
    match code_list:
        case "COUNTRY":
            codes = [each.alpha_2 for each in _pycountry("countries")]
            return _named(codes, locale.territories)
        case "LANGUAGE":
            codes = [each.alpha_2 for each in _pycountry("languages") if hasattr(each, "alpha_2")]
            return _named(codes, locale.languages)
        case "CURRENCY":
            codes = [each.alpha_3 for each in _pycountry("currencies")]
            return _named(codes, locale.currencies)
        case "TIME_ZONE":
            from babel.core import get_global

            return [(zone, zone) for zone in sorted({"UTC", *get_global("zone_territories")})]
    raise Fault("unknown-list", f"{code_list} is not a standard list.", hint=near(code_list, list(STANDARD_LISTS)))


def _named(codes: list[str], names: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, names.get(code, code)) for code in sorted(codes)]


def _pycountry(database: str) -> list[Any]:
    import pycountry

    return list(getattr(pycountry, database))
