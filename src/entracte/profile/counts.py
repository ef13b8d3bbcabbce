"""The first look at held columns: what is filled, how many values there are, how long they are, what is odd in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from entracte.engine import Engine
from entracte.profile.kinds import after
from entracte.profile.model import Encodings

FREQUENT = 20

_MOJIBAKE = r"Ã[\x{80}-\x{bf}ƒ‚„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\x{a0}-\x{bf}]|â(?:€|\x{80})|ï»¿"
"""UTF-8 read as Windows-1252 or Latin-1."""

_CONTROL = r"[\x{80}-\x{9f}]"
"""What Latin-1 makes of Windows-1252's own letters."""

_LEADING_ZERO = after("starts_with(text, '0')", "regexp_full_match(text, '0[0-9]+')")

_OF_FILLED = {
    "filled": "sum(n)",
    "distinct": "count(*)",
    "shortest": "min(length(text))",
    "longest": "max(length(text))",
    "least": "min(text)",
    "greatest": "max(text)",
    "padded": "coalesce(sum(n) FILTER (text <> value), 0)",
    "leading_zeros": f"coalesce(sum(n) FILTER ({_LEADING_ZERO}), 0)",
    "at_signs": "count(*) FILTER (contains(text, '@'))",
    "beyond_ascii": "sum(strlen(text)) - sum(length(text))",
    "frequent": f"max({{'n': n, 'value': text}}, {FREQUENT}) FILTER (n > 1)",
}
_NOTHING = dict.fromkeys(_OF_FILLED, 0) | {
    "shortest": None,
    "longest": None,
    "least": None,
    "greatest": None,
    "frequent": None,
}


_UNTROUBLED = Encodings()


@dataclass(frozen=True)
class Counts:
    """What the first look at a column tells; `at_signs` counts different values, the others rows."""

    null: int = 0
    blank: int = 0
    filled: int = 0
    distinct: int = 0
    shortest: int | None = None
    longest: int | None = None
    least: str | None = None
    greatest: str | None = None
    padded: int = 0
    leading_zeros: int = 0
    at_signs: int = 0
    encodings: Encodings = _UNTROUBLED
    frequent: tuple[tuple[str, int], ...] = ()


def counts_of(engine: Engine, places: list[int]) -> dict[int, Counts]:
    """The counts of every column that is held, by its place."""
    empty = {
        place: (int(null), int(blank))
        for place, null, blank in engine.rows(
            "SELECT place, coalesce(sum(n) FILTER (value IS NULL), 0), coalesce(sum(n) FILTER (text = ''), 0) "
            "FROM held WHERE value IS NULL OR text = '' GROUP BY place"
        )
    }
    selected = ", ".join(f"{fact} AS {name}" for name, fact in _OF_FILLED.items())
    filled = {
        place: dict(zip(_OF_FILLED, facts, strict=True))
        for place, *facts in engine.rows(f"SELECT place, {selected} FROM held WHERE text <> '' GROUP BY place")
    }
    odd = _encoding_marks(engine, [place for place, facts in filled.items() if facts["beyond_ascii"]])
    return {
        place: _counts(empty.get(place, (0, 0)), filled.get(place, _NOTHING), odd.get(place, Encodings()))
        for place in places
    }


def _encoding_marks(engine: Engine, places: list[int]) -> dict[int, Encodings]:
    """By column, the rows with marks of a wrong encoding."""
    if not places:
        return {}
    found = engine.rows(
        f"SELECT place, coalesce(sum(n) FILTER (regexp_matches(text, '{_MOJIBAKE}')), 0), "
        f"coalesce(sum(n) FILTER (contains(text, chr(65533))), 0), "
        f"coalesce(sum(n) FILTER (regexp_matches(text, '{_CONTROL}')), 0) FROM held "
        f"WHERE place IN ({', '.join(map(str, places))}) AND strlen(text) <> length(text) GROUP BY place"
    )
    return {place: Encodings(*map(int, marks)) for place, *marks in found}


def _counts(empty: tuple[int, int], filled: dict[str, Any], encodings: Encodings) -> Counts:
    told = dict(filled)
    del told["beyond_ascii"]
    frequent = [(each["value"], int(each["n"])) for each in told.pop("frequent") or []]
    whole: dict[str, Any] = {name: fact if isinstance(fact, str | None) else int(fact) for name, fact in told.items()}
    # equal counts in the order of their values, whatever the engine found first
    ordered = tuple(sorted(frequent, key=lambda pair: (-pair[1], pair[0])))
    return Counts(null=empty[0], blank=empty[1], encodings=encodings, frequent=ordered, **whole)
