"""Hiding personal values while their form stays to be seen."""

from __future__ import annotations

import re

HIDDEN = "•"
_SHOWN_FROM = 3


def masked(value: str) -> str:
    """A value with its letters and digits hidden, but the first where there are three or more."""
    first = next((at for at, each in enumerate(value) if each.isalnum()), None)
    hidden = [HIDDEN if each.isalnum() else each for each in value]
    letters = sum(each.isalpha() for each in value)
    if first is not None and letters >= _SHOWN_FROM and value[first].isalpha():
        hidden[first] = value[first]
    return "".join(hidden)


def masked_date(value: str) -> str:
    """A date of which only the year is to be seen."""
    return re.sub(r"^(\d{4})-\d\d-\d\d.*$", rf"\1-{HIDDEN * 2}-{HIDDEN * 2}", value)
