"""Values that stand for none: words, impossible dates, repeated signs, and what is far too frequent for its kind."""

from __future__ import annotations

from entracte.engine import Engine
from entracte.profile.counts import Counts
from entracte.profile.lists import named_words, plain, words
from entracte.profile.model import Placeholder

_SIGNS = "-.?*_#/=~:;,!x+"
_MIDNIGHTS = (
    " 00:00:00",
    " 00:00",
    " 0:00",
    " 0:00:00",
    "t00:00:00",
    " 00:00:00.0",
    " 00:00:00.000",
    " 00:00:00.000000",
)
_DIFFERENT_KINDS = frozenset({"e-mail", "phone", "date", "date-time", "iban", "identifier"})


def make_list(engine: Engine) -> None:
    """Put what always stands for none into the engine, as `placeholder_word`."""
    known = {sign * length: "repeated" for sign in _SIGNS for length in range(1, 31) if sign not in "x+*" or length > 1}
    known |= {letter * length: "repeated" for letter in "abcdefghjklnopqrsuvyz" for length in range(3, 13)}
    known |= dict.fromkeys(words("placeholders"), "word")
    known |= dict.fromkeys(_spelled_dates(), "date")
    # every way in which a word is written, since turning all values into small letters takes longer
    spelled = {way(word): kind for word, kind in known.items() for way in (str, str.upper, str.capitalize, str.title)}
    engine.create_table("placeholder_word", {"word": "VARCHAR", "kind": "VARCHAR"}, spelled.items())


def _spelled_dates() -> set[str]:
    """The dates that always stand for none, in every order, with every separator, and with no time of day."""
    spelled = {"00/00/00", "00.00.00", "00000000", "0/0/0000"}
    for date in named_words("placeholder_dates")["always"]:
        year, month, day = date.split("-")
        for separator in "-/.":
            for first, second in ((day, month), (month, day)):
                spelled.add(separator.join((first, second, year)))
                spelled.add(separator.join((first.lstrip("0"), second.lstrip("0"), year)))
            spelled.add(separator.join((year, month, day)))
        spelled.add(f"{year}{month}{day}")
    return spelled | {date + midnight for date in spelled for midnight in _MIDNIGHTS}


def listed_placeholders(engine: Engine, mailed: list[int]) -> dict[int, list[Placeholder]]:
    """By column held, the values that stand for none whatever else is in the column; `mailed` are those with an @."""
    found = engine.rows(
        "SELECT place, text, sum(n), known.kind FROM held JOIN placeholder_word AS known ON known.word = text "
        "WHERE length(text) <= 30 GROUP BY ALL ORDER BY 1, 3 DESC, 2"
    )
    if mailed:
        found += _nobodys_mailboxes(engine, mailed)
    told: dict[int, list[Placeholder]] = {}
    for place, value, count, kind in found:
        told.setdefault(place, []).append(Placeholder(value, int(count), kind))
    return told


def _nobodys_mailboxes(engine: Engine, places: list[int]) -> list[tuple[int, str, int, str]]:
    """E-mail addresses that were made up because the field asked for one: noemail@venue.ch."""
    where = f"place IN ({', '.join(map(str, places))}) AND contains(text, '@')"
    return engine.rows(
        f"SELECT place, text, sum(n), 'word' FROM held WHERE {where} "
        "AND list_contains(?, split_part(lower(text), '@', 1)) GROUP BY ALL ORDER BY 1, 3 DESC, 2",
        [list(words("placeholder_mailboxes"))],
    )


def too_frequent(counts: Counts, kind: str, known: list[Placeholder]) -> list[Placeholder]:
    """The values that stand out where values of this kind should differ from row to row.

    A value does if its rows are many times those of the values that come after it.
    """
    telling = kind in _DIFFERENT_KINDS or counts.distinct >= 0.5 * counts.filled
    if not telling or counts.distinct < 20:
        return []
    taken = {plain(each.value) for each in known}
    ordered = [(value, count) for value, count in counts.frequent if plain(value) not in taken]
    if not ordered:
        return []
    usual = ordered[10][1] if len(ordered) > 10 else 1
    mean = counts.filled / counts.distinct
    least = max(5, 10 * usual, 20 * mean, 0.001 * counts.filled)
    return [Placeholder(value, count, "too-frequent") for value, count in ordered[:5] if count >= least]
