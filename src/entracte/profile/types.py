"""The type of a column by its content."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.profile.counts import Counts

ENOUGH = 0.9
"""The share of a column's values that must be of a type for the column to be; the others are its exceptions."""

NUMBERS = frozenset({"integer", "decimal"})
DATES = frozenset({"date", "date-time"})

_CLEARLY = frozenset({"true", "false", "t", "f", "yes", "no", "oui", "non", "ja", "nein"})
"""Words for yes and no that stand for themselves even where the other never comes."""

_LONGER_THAN_PHONES = 12
"""Digits that no number of a telephone has inside its country."""

_PLAIN = ("identifier", "e-mail", "web-site", "iban", "date-time", "date", "time")


@dataclass(frozen=True)
class Typed:
    """A type by content: its name, the kind of values that makes it, and how many rows are of it."""

    name: str
    kind: str | None
    count: int


def kinds_to_prove(typed: Typed, counts: Counts) -> set[str]:
    """The kinds that must be counted exactly for a type to hold."""
    needed = {typed.kind} if typed.kind else set()
    if typed.kind == "date-time":
        needed |= {"date", "midnight"}
    if counts.at_signs:
        needed.add("e-mail")
    return needed


def type_of(counts: Counts, kinds: dict[str, int], placeholders: int) -> Typed:  # noqa: PLR0911 - a list of types, in order
    """The type by content; `kinds` are counts of filled rows, `placeholders` the rows that do not count."""
    judged = counts.filled - placeholders
    if judged <= 0:
        return Typed("empty" if not counts.filled else "text", None, 0)

    def is_mostly(kind: str, share: float = ENOUGH) -> bool:
        return kinds.get(kind, 0) >= share * judged

    if is_mostly("boolean", 0.98) and _two_words(counts):
        return Typed("boolean", "boolean", kinds["boolean"])
    if is_mostly("date-time") and kinds.get("midnight", 0) >= 0.999 * kinds["date-time"]:
        return Typed("date", "date-time", kinds["date-time"])
    plain = next((kind for kind in _PLAIN if is_mostly(kind)), None)
    if plain is not None:
        return Typed(plain, plain, kinds[plain])
    if kinds.get("date", 0) + kinds.get("date-time", 0) >= ENOUGH * judged:
        return Typed("date-time", "date-time", kinds["date"] + kinds["date-time"])
    if is_mostly("compact-date", 0.98) and counts.distinct > 1:
        return Typed("date", "compact-date", kinds["compact-date"])
    if is_mostly("marked-phone", 0.5) and is_mostly("phone", 0.8) and not _padded_numbers(counts, kinds, judged):
        return Typed("phone", "phone", kinds["phone"])
    return _number_or_text(counts, kinds, judged)


def _number_or_text(counts: Counts, kinds: dict[str, int], judged: int) -> Typed:
    if kinds.get("card-number", 0) >= ENOUGH * judged:
        return Typed("code", "card-number", kinds["card-number"])
    zeros = counts.leading_zeros >= 0.005 * judged
    for kind in ("integer", "decimal"):
        if kinds.get(kind, 0) >= ENOUGH * judged and not zeros:
            return Typed(kind, kind, kinds[kind])
    if kinds.get("code", 0) >= ENOUGH * judged and (zeros or _like_codes(counts, kinds, judged)):
        return Typed("code", "code", kinds["code"])
    if _like_small_codes(counts, kinds, judged):
        return Typed("code", None, counts.filled)
    return Typed("text", None, counts.filled)


def _padded_numbers(counts: Counts, kinds: dict[str, int], judged: int) -> bool:
    """Whether long numbers were filled up with zeros to one length, as bar codes are; `00` dials another country."""
    least = counts.least or ""
    return (
        counts.shortest == counts.longest
        and (counts.longest or 0) >= _LONGER_THAN_PHONES
        and kinds.get("integer", 0) >= ENOUGH * judged
        and not (least.startswith("00") and least[2] != "0")
    )


def _two_words(counts: Counts) -> bool:
    """Whether the values are words for yes and no, and not a number or a letter that happens to stand alone."""
    values = {value.casefold() for value, _ in counts.frequent}
    values |= {each.casefold() for each in (counts.least, counts.greatest) if each}
    if len(values) < 2:
        return bool(values & _CLEARLY)
    return counts.distinct <= 4


def _like_codes(counts: Counts, kinds: dict[str, int], judged: int) -> bool:
    """Whether values in capitals and digits are codes rather than words that are written in capitals."""
    if kinds.get("letters", 0) < 0.5 * judged:
        return True
    return (counts.longest or 0) <= 12 and counts.distinct <= max(20, judged // 10)


def _like_small_codes(counts: Counts, kinds: dict[str, int], judged: int) -> bool:
    """Whether few short values without blanks come again and again."""
    return (
        counts.distinct <= 100
        and counts.distinct * 10 <= judged
        and (counts.longest or 0) <= 8
        and not kinds.get("spaced")
        and kinds.get("capitalised", 0) < 0.9 * judged
    )
