"""How alike two names are, and what of a name is only a date."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from entracte.profile.lists import plain

_STAMP_DIGITS = 4
_WITHOUT_TITLE = re.compile(r"column_?\d+")


def spelled(name: str) -> str:
    """A name in small letters and digits, without accents and all that separates words."""
    return "".join(each for each in plain(name) if each.isalnum())


def alike(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1; 1 where they differ in case, accents and separators at most."""
    first, second = spelled(one), spelled(other)
    if not first or not second:
        return 0.0
    return 1.0 if first == second else SequenceMatcher(None, first, second, autojunk=False).ratio()


def unstamped(name: str) -> str | None:
    """A name without the date or number of the extraction; None where the few digits in it may mean something else."""
    digits = sum(each.isdigit() for each in name)
    if 0 < digits < _STAMP_DIGITS:
        return None
    return spelled(re.sub(r"\d", " ", name)) or None


def is_made_up(name: str) -> bool:
    """Whether a column's name (or that `spelled`) is its place, because its source gives it no title."""
    return _WITHOUT_TITLE.fullmatch(name) is not None


def fact_shown(fact: str) -> str:
    """A fact of how a file was read as it stands in a sentence: a single sign in quotation marks, or by its name."""
    named = {"\t": "tab", " ": "blank", "0": "none"}.get(fact)
    return named or (f'"{fact}"' if len(fact) == 1 and not fact.isalnum() else fact)
