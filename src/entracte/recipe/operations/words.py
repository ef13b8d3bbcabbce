"""The words that operations know (`words.toml`), in five languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def word_lists(name: str) -> dict[str, tuple[str, ...]]:
    """Lists of words by what they mean, or by language."""
    return {key: tuple(words) for key, words in _lists()[name].items()}


def small_table(name: str) -> dict[str, str]:
    """Words and what they stand for."""
    return dict(_lists()[name])


def meanings(name: str) -> dict[str, str]:
    """What each word of the lists called so means."""
    return {word: meaning for meaning, words in word_lists(name).items() for word in words}
