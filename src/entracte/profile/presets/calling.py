"""What the name of a table or a column is called after: its words against phrases, without plurals and accents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from entracte.profile.lists import words
from entracte.profile.naming import name_words

_COMPOUND = 5
"""Letters that a word must have to be seen inside a longer one."""


@cache
def _key_words() -> frozenset[str]:
    return frozenset(words("key"))


_PREFIXES = frozenset({"t", "tb", "tbl", "tab", "table", "tabelle", "dbo", "public", "v", "vw", "dim", "export"})
"""What programmers put before the names of tables."""

_PARTICLES = frozenset({"de", "du", "des", "di", "del", "della", "la", "le", "von", "of", "the"})


def called(name: str, phrases: tuple[str, ...]) -> float:
    """How well a name says one of some phrases, from 0 to 1; a key to a thing (`id_client`) says the thing."""
    return arranged(phrases).score(name)


@dataclass(frozen=True, eq=False)
class Phrases:
    """Phrases by their words and by their letters, so that a name is not compared with each of them."""

    words: frozenset[tuple[str, ...]]
    letters: frozenset[str]
    single: frozenset[str]
    several: tuple[frozenset[str], ...]

    @lru_cache(maxsize=300_000)  # noqa: B019 - phrases are those of the presets, and live as long as the program
    def score(self, name: str) -> float:
        """How well a name says one of the phrases."""
        told, core = _words_of(name)
        if not core:
            return 0.0
        if told in self.words or core in self.words or "".join(core) in self.letters:
            return 1.0
        for size in range(len(core) - 1, 0, -1):
            if core[-size:] in self.words:
                return 0.8 + 0.02 * size
        for size in range(len(core) - 1, 0, -1):
            if core[:size] in self.words:
                return 0.7 + 0.02 * size
        return 0.6 if self._within(core) else 0.0

    def _within(self, core: tuple[str, ...]) -> bool:
        """Whether all words of a phrase stand somewhere in a name, or one at the end of a long word."""
        if len(core) > 1:
            words = set(core)
            return not self.single.isdisjoint(words) or any(each <= words for each in self.several)
        return any(core[0][at:] in self.letters for at in range(1, len(core[0]) - _COMPOUND + 1))


@lru_cache(maxsize=2_000)
def arranged(phrases: tuple[str, ...]) -> Phrases:
    """Phrases made ready to be compared with many names."""
    stems = {_stems(phrase) for phrase in phrases} - {()}
    single = frozenset(each[0] for each in stems if len(each) == 1)
    several = tuple(sorted((frozenset(each) for each in stems if len(each) > 1), key=sorted))
    return Phrases(frozenset(stems), frozenset("".join(each) for each in stems), single, several)


@lru_cache(maxsize=100_000)
def _words_of(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a name, and those of them that are no words for a key."""
    told = _stems(name)
    return told, tuple(each for each in told if each not in _key_stems()) or told


@lru_cache(maxsize=100_000)
def _stems(name: str) -> tuple[str, ...]:
    told = list(name_words(name))
    while len(told) > 1 and told[0] in _PREFIXES:
        told = told[1:]
    while len(told) > 1 and told[-1].isdecimal():
        told = told[:-1]
    return tuple(
        stem(each)
        for each in told
        if each not in {"de", "du", "des", "di", "del", "della", "la", "le", "von", "of", "the"}
    )


@cache
def _key_stems() -> frozenset[str]:
    return frozenset(stem(each) for each in _key_words())


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without the end that its plural or its gender gives it, in all five languages alike."""
    for spelled, plain in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        if len(word) > 5:
            word = word.replace(spelled, plain)
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    for end in ("s", "en", "e", "i", "o", "a"):
        if word.endswith(end) and len(word) - len(end) >= 3:
            word = word[: -len(end)]
            if end != "s":
                break
    return word[:-1] if word.endswith(("ch", "gh")) and len(word) > 4 else word
