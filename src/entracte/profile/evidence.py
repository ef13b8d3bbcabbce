"""What the values of a column are like: shares of kinds and of known words, for those who weigh them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from entracte.engine import Engine
from entracte.profile.lists import named_words, plain

PROBES = 64
"""Values that are looked for in the keys of other tables, before whole columns are."""

_LANGUAGES = ("en", "fr", "de", "it", "es")


@dataclass(frozen=True)
class Evidence:
    """Shares from 0 to 1 of the sampled rows: by kind of value, and by the list of words their values stand in.

    `emails` and `accounts` (by kind) count rows of the whole column. `probes` are some different values, unmasked.
    """

    kinds: dict[str, float] = field(default_factory=dict)
    lists: dict[str, float] = field(default_factory=dict)
    emails: int = 0
    accounts: dict[str, int] = field(default_factory=dict)
    probes: tuple[str, ...] = ()

    def kind(self, name: str) -> float:
        """The share of a kind."""
        return self.kinds.get(name, 0.0)

    def listed(self, name: str) -> float:
        """The share of the words of a list."""
        return self.lists.get(name, 0.0)


def make_list(engine: Engine) -> None:
    """Put words that tell what a column holds into the engine, as `telling_word`."""
    engine.create_table("telling_word", {"word": "VARCHAR", "list": "VARCHAR"}, _words())


@cache
def _words() -> tuple[tuple[str, str], ...]:
    import pycountry
    from babel import Locale

    told: set[tuple[str, str]] = set()
    for country in pycountry.countries:
        told |= {(country.alpha_2.lower(), "country"), (country.alpha_3.lower(), "country")}
    for language in _LANGUAGES:
        locale = Locale(language)
        told |= {
            (plain(name), "country") for code, name in locale.territories.items() if len(code) == 2 and code.isalpha()
        }
        told |= {(plain(name), "language") for code, name in locale.languages.items() if len(code) == 2}
    told |= {(each.alpha_2, "language") for each in pycountry.languages if hasattr(each, "alpha_2")}
    for name, words in named_words("values").items():
        told |= {(plain(word), name) for word in words}
    return tuple(sorted(told))


def evidence_of(engine: Engine, sample: dict[int, dict[str, int]]) -> dict[int, Evidence]:
    """The evidence of every column held; `sample` counts its kinds."""
    probes = dict(engine.rows(f"SELECT place, arg_min(text, hash(text), {PROBES}) FROM sampled GROUP BY place"))
    found = engine.rows(
        "SELECT place, list, sum(n) FROM sampled JOIN telling_word AS known "
        "ON known.word = strip_accents(lower(rtrim(text, '.'))) WHERE length(text) <= 40 GROUP BY ALL "
        "UNION ALL SELECT place, 'first-name-within', sum(n) FROM ("
        "SELECT DISTINCT place, text, n FROM (SELECT place, text, n, unnest([words[1], words[-1]]) AS word FROM ("
        "SELECT place, text, n, string_split(strip_accents(lower(text)), ' ') AS words FROM sampled "
        "WHERE length(text) <= 60 AND contains(text, ' '))) AS cut "
        "SEMI JOIN telling_word AS known ON known.list = 'first-name' AND known.word = cut.word) GROUP BY place"
    )
    lists: dict[int, dict[str, float]] = {}
    for place, name, count in found:
        lists.setdefault(place, {})[name] = count / sample[place]["all"]
    return {
        place: Evidence(
            {kind: count / counts["all"] for kind, count in counts.items()},
            lists.get(place, {}),
            probes=tuple(probes[place]),
        )
        for place, counts in sample.items()
    }
