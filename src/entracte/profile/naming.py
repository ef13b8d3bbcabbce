"""What the name of a column says: its words compared with the words for something, in five languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from entracte.profile.lists import unaccented, words

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_BREAK = re.compile(r"[\W_]+")
_UNNAMED = re.compile(r"column_?\d+|f\d+|field_?\d+|unnamed.*", re.IGNORECASE)
_VAGUE = 0.6
"""What a vague word is worth where it is the whole name."""

_LAST_IS_VAGUE = 0.35


def is_unnamed(name: str) -> bool:
    """Whether a column's name is one that we or a program gave it because it had none."""
    return _UNNAMED.fullmatch(name) is not None


@lru_cache(maxsize=100_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name: `CUST_FirstName` has `cust`, `first` and `name`."""
    told: list[str] = []
    for part in filter(None, _BREAK.split(unaccented(name))):
        told += [each.lower() for each in _WORD.findall(part)] or [part.casefold()]
    return tuple(told)


@cache
def _vague() -> frozenset[str]:
    return frozenset(words("vague"))


@cache
def _key_words() -> frozenset[str]:
    return frozenset(words("key"))


@dataclass(frozen=True)
class Phrases:
    """Phrases by what they mean, arranged so that a name finds those that it holds."""

    by_words: dict[tuple[str, ...], frozenset[str]]
    by_spelling: dict[str, frozenset[str]]

    @classmethod
    def of(cls, meanings: Mapping[str, Iterable[str]]) -> Phrases:
        """Arrange phrases; each counts by its words and by its letters."""
        by_words: dict[tuple[str, ...], set[str]] = {}
        by_spelling: dict[str, set[str]] = {}
        for meaning, phrases in meanings.items():
            for told in map(name_words, phrases):
                by_words.setdefault(told, set()).add(meaning)
                by_spelling.setdefault("".join(told), set()).add(meaning)
        return cls(
            {key: frozenset(each) for key, each in by_words.items()},
            {key: frozenset(each) for key, each in by_spelling.items()},
        )

    def scores(self, name: str) -> dict[str, float]:
        """How well a name says each meaning, from 0 to 1; meanings it does not say are left out."""
        told = name_words(name)
        joined = "".join(told)
        found: dict[str, float] = {}

        def add(meanings: frozenset[str] | None, score: float) -> None:
            for meaning in meanings or ():
                found[meaning] = max(score, found.get(meaning, 0.0))

        add(self.by_spelling.get(joined), _VAGUE if joined in _vague() else 1.0)
        for start in range(len(told)):
            for end in range(start + 1, len(told) + 1):
                phrase = told[start:end]
                if phrase in self.by_words and end - start < len(told):
                    add(self.by_words[phrase], _within(phrase, start, told[end:]))
        last = told[-1] if told else ""
        for start in range(2, len(last) - 4):
            if not last.endswith("name") and last[start:] not in _vague():
                add(self.by_words.get((last[start:],)), 0.7)
        return found


def _within(phrase: tuple[str, ...], before: int, behind: tuple[str, ...]) -> float:
    """The score of a phrase with other words around it.

    A word more in front (`customer email`) costs less than one behind (`email valid`); a key to the thing (`town id`)
    is not the thing.
    """
    if len(phrase) == 1 and phrase[0] in _vague():
        return 0.0 if behind else _LAST_IS_VAGUE
    if len("".join(phrase)) < 3:
        return 0.0
    if behind and behind[-1] in _key_words():
        return 0.2
    return max(0.4, 0.9 - 0.05 * before - 0.15 * len(behind))


def reference_score(name: str, table: str, column: str) -> float:
    """How well a column's name says that it refers to a column of a table: `id_client` to `client.id`."""
    if is_unnamed(name):
        return 0.0
    core = _core(name) or [_stem(each) for each in name_words(name)]
    target = [_stem(each) for each in name_words(table)]
    target_core = _core(column)
    # a column that is neither called like the key nor like its own table is seldom what is meant
    meant = 1.0 if not target_core or target_core == target or name.casefold() == column.casefold() else 0.6
    if core == target:
        return meant
    if name.casefold() == column.casefold() and target_core:
        return 0.9
    if _ends(core, target) or (target_core and _ends(core, target_core)):
        return 0.8
    if _ends(core, target[-1:]) or _ends(core, target[:1]):
        return 0.6
    return 0.4 if set(core) & set(target + target_core) else 0.0


def names_its_own(name: str, table: str) -> bool:
    """Whether a column is called like the key of its own table: `film_id` or `id` in `film`."""
    core = _core(name)
    return not core or core == [_stem(each) for each in name_words(table)]


def _core(name: str) -> list[str]:
    """The words of a name but for those that say that it is a key."""
    return [_stem(each) for each in name_words(name) if each not in _key_words()]


def _ends(longer: list[str], shorter: list[str]) -> bool:
    return bool(shorter) and longer[-len(shorter) :] == shorter


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """A word without the ends that make it plural in most of the languages."""
    while len(word) > 3:
        end = next((each for each in ("ies", "es", "en", "s", "e", "y", "i", "n", "o", "a") if word.endswith(each)), "")
        if not end or len(word) - len(end) < 3:
            break
        word = word.removesuffix(end)
    return word
