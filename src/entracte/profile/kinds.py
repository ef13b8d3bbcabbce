r"""Kinds of values: how one tells from a single value what it may be.

A condition is SQL over `text`, a filled value without white space around it. Every one of them is cheap; what costs
more (real dates, check digits) is looked at where the kind was found. Where one begins with a search for a sign, that
sign is in all or in none of what the rest may match: it spares the rest for most values.
"""

from __future__ import annotations

from functools import cache

from entracte.engine import Engine
from entracte.profile.lists import words

_SLASHED = r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ](?:[0-9]{4}|[0-9]{2})"
_YEAR_FIRST = r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
_COMPACT = r"(?:1[89]|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_WORDED = r"[0-9]{1,2}(?:st|nd|rd|th|er|º)?[-/. ]+(?:de )?[A-Za-zäûéÄÉ]{3,10}\.?,?[-/. ]+(?:de )?(?:[0-9]{4}|[0-9]{2})"
_CLOCK = r"[0-9]{1,2}[:.h][0-9]{2}(?:[:.][0-9]{2}(?:[.,:][0-9]{1,9})?)?(?: ?[AaPp]\.?[Mm]\.?)?"
_ZONE = r"(?: ?(?:Z|UTC|[+-][0-9]{2}:?(?:[0-9]{2})?))?"
_AMOUNT = r"[0-9]+(?:[.,][0-9]+)?|[0-9]{1,3}(?:[' .,\x{a0}\x{202f}’][0-9]{3})+(?:[.,][0-9]+)?|[.,][0-9]+"
# whole classes of Unicode take ten times as long to prepare as the letters that occur
_CAPITALS = r"A-Z\x{c0}-\x{d6}\x{d8}-\x{de}"
_NO_SIGNS = r"[^0-9!-&(-,/:-@\[-_{-~]"
_CURRENCY = r"(?:€|\$|£|CHF|EUR|USD|GBP|Fr\.?)"

DATE = rf"{_SLASHED}|{_YEAR_FIRST}|{_WORDED}"
DATE_TIME = rf"(?:{DATE}|{_COMPACT})(?:,? |T|, | à | um )+{_CLOCK}{_ZONE}"


def _full(pattern: str) -> str:
    return "regexp_full_match(text, '" + pattern.replace("'", "''") + "')"


def after(first: str, then: str) -> str:
    """Both conditions, the second looked at only where the first holds: behind an AND in a FILTER it always is."""
    return f"CASE WHEN {first} THEN {then} ELSE FALSE END"


CONDITIONS: dict[str, str] = {
    "integer": _full(r"[+-]?[0-9]{1,18}"),
    "decimal": _full(rf"[+-]?(?:{_CURRENCY} ?)?[+-]?(?:{_AMOUNT})(?: ?{_CURRENCY})?(?:[eE][+-]?[0-9]{{1,3}})?"),
    "comma": _full(r".*[0-9],[0-9]{1,2}(?:[^0-9].*)?"),
    "point": _full(r".*[0-9]\.[0-9]{1,2}(?:[^0-9].*)?"),
    "date": after("NOT contains(text, ':')", _full(DATE)),
    "compact-date": _full(_COMPACT),
    "date-time": _full(DATE_TIME),
    "midnight": after("contains(text, '0:00')", _full(rf"(?:{DATE}|{_COMPACT})[ T]0?0:00(?::00(?:[.,:]0+)?)?{_ZONE}")),
    "time": _full(r"[0-9]{1,3}[:h][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]{1,9})?)?(?: ?[AaPp]\.?[Mm]\.?)?"),
    "e-mail": after("contains(text, '@')", _full(r"[^@\s,;<>()\"\[\]]+@[^@\s,;<>()\"\[\]]+\.[^@\s.,;<>()\"\[\]]+")),
    "phone": after(
        "length(text) BETWEEN 7 AND 24",
        after(_full(r"\+?[0-9 ]*\(?\+?[0-9]+\)?[0-9 ()./-]*[0-9]"), _full(r"(?:[^0-9]*[0-9]){7,15}[^0-9]*")),
    ),
    "marked-phone": after("length(text) BETWEEN 9 AND 24", _full(r"(?:\+[1-9(]|00[1-9]|0[1-9]|\().{7,}")),
    "web-site": _full(r"(?i)(?:https?://\S+|www\.\S+\.\S+)"),
    "identifier": _full(r"\{?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?"),
    "iban": _full(r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}"),
    "card-number": _full(r"[2-6][0-9]{3}(?:[ -]?[0-9]){9,15}"),
    "code": after("length(text) <= 30", _full(rf"[{_CAPITALS}0-9][{_CAPITALS}0-9_./:+-]*")),
    "letters": _full(rf"{_NO_SIGNS}+"),
    "capitalised": _full(rf"[{_CAPITALS}]{_NO_SIGNS}*"),
    "street": after("regexp_matches(text, '[0-9]')", "regexp_matches(text, '[A-Za-z\\x{c0}-\\x{24f}]{3}')"),
    "spaced": "contains(text, ' ')",
}
"""Conditions by the name of their kind; kinds may overlap."""


@cache
def conditions() -> dict[str, str]:
    """All conditions, those that need a list of words included."""
    return CONDITIONS | {
        "boolean": after("length(text) <= 10", _among(words("boolean"))),
    }


def _among(values: tuple[str, ...]) -> str:
    listed = "|".join(values)
    return f"regexp_full_match(text, '(?i){listed}')"


def kinds_of_sample(engine: Engine) -> dict[int, dict[str, int]]:
    """For every column held, the rows of its sampled values that are of each kind, and `all` of them."""
    kinds = conditions()
    found = engine.rows(f"SELECT place, sum(n), {_counted(kinds)} FROM sampled GROUP BY place")
    return {
        place: {"all": int(total), **{kind: int(count) for kind, count in zip(kinds, counts, strict=True)}}
        for place, total, *counts in found
    }


def kinds_of_column(engine: Engine, place: int, kinds: set[str]) -> dict[str, int]:
    """The rows of one column held that are of some kinds."""
    asked = {kind: conditions()[kind] for kind in sorted(kinds)}
    (counts,) = engine.rows(f"SELECT {_counted(asked)} FROM held WHERE place = {place} AND text <> ''")
    return {kind: int(count) for kind, count in zip(asked, counts, strict=True)}


def _counted(kinds: dict[str, str]) -> str:
    return ", ".join(f"coalesce(sum(n) FILTER ({each}), 0)" for each in kinds.values())
