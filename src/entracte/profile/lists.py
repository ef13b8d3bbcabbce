"""Words in five languages that tell what a column or a value is, as data."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Any


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def words(name: str) -> tuple[str, ...]:
    """A list of words."""
    return tuple(_lists()[name])


def named_words(name: str) -> dict[str, tuple[str, ...]]:
    """Lists of words by what they mean."""
    return {meaning: tuple(each) for meaning, each in _lists()[name].items()}


def unaccented(text: str) -> str:
    """Text without accents, capitals kept."""
    spelled = text.replace("ß", "ss").replace("œ", "oe").replace("æ", "ae").replace("ø", "o")
    return "".join(each for each in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(each))


def plain(text: str) -> str:
    """Text in small letters without accents, for comparing words."""
    return unaccented(text.casefold())
