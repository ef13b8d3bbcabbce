"""How a locale writes numbers and dates; from the Unicode locale data (Babel)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from entracte.faults import Fault

_SPACES = (" ", "\u00a0", "\u202f")
_APOSTROPHES = ("'", "’")


@dataclass(frozen=True)
class LocaleForms:
    """How numbers and dates are written.

    `dots` is whether dates have dots, `order` that of day, month and year; names of months are in small letters in
    `months`, as they are written in the others.
    """

    dots: bool
    decimal: str
    groups: tuple[str, ...]
    order: str
    months: tuple[tuple[str, ...], ...]
    months_wide: tuple[str, ...]
    months_short: tuple[str, ...]
    days_wide: tuple[str, ...]
    days_short: tuple[str, ...]


@cache
def forms_of(locale: str) -> LocaleForms:
    """What is written how in a locale such as `en` or `fr-CH`; raises the fault `unknown-locale`."""
    from babel import Locale, UnknownLocaleError
    from babel.dates import get_date_format, get_day_names, get_month_names
    from babel.numbers import get_decimal_symbol, get_group_symbol

    try:
        known = Locale.parse(locale, sep="-" if "-" in locale else "_")
    except (UnknownLocaleError, ValueError) as error:
        raise Fault(
            "unknown-locale", f"{locale!r} is no locale.", hint="Write it as en, en-GB, fr, fr-CH, de, it or es."
        ) from error
    group = get_group_symbol(known)
    groups = next((family for family in (_SPACES, _APOSTROPHES) if group in family), (group,))
    pattern = get_date_format("short", known).pattern.lower()
    order = "".join(sorted("dmy", key=pattern.index))
    wide = tuple(get_month_names("wide", "format", known).values())
    short = tuple(get_month_names("abbreviated", "format", known).values())
    names = tuple(
        tuple(dict.fromkeys(name.lower() for name in (full, brief, brief.rstrip("."), *_english(index, locale))))
        for index, (full, brief) in enumerate(zip(wide, short, strict=True))
    )
    day_names, day_short = get_day_names("wide", "format", known), get_day_names("abbreviated", "format", known)
    sunday_first = (6, 0, 1, 2, 3, 4, 5)
    return LocaleForms(
        "." in pattern,
        get_decimal_symbol(known),
        groups,
        order,
        names,
        wide,
        short,
        tuple(day_names[day] for day in sunday_first),
        tuple(day_short[day] for day in sunday_first),
    )


def _english(index: int, locale: str) -> tuple[str, ...]:
    """Further short names of a month that are understood: Excel in English knows Sept as well."""
    return ("sept",) if index == 8 and locale.startswith("en") else ()
