"""Cells: what is removed before any rule (D3, D53), lengths (D8, D44) and types (contact.md 2, D54)."""

import re
import unicodedata
from datetime import date
from enum import Enum
from typing import Final

ERASING_CELL = "="
SLASHED_DATE = re.compile(r"([0-9]{2})([./-])([0-9]{2})\2([0-9]{4})")
DOTTED_DATE = re.compile(r"([0-9]{2})(\.)([0-9]{2})\.([0-9]{4})")
ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class Erase(Enum):
    """What a cell `=` says on UPDATE (D17)."""

    ERASE = "="


ERASE: Final = Erase.ERASE
Given = str | Erase
"""What a cell that is not empty says about a field."""


def clean(column: str, raw: str) -> str:
    """D3: surrounding white space and control characters go; D53: a line feed stays in REMARK, else becomes a space."""
    text = raw if column == "REMARK" else raw.replace("\n", " ")
    kept = (c for c in text if c == "\n" or unicodedata.category(c) != "Cc")
    return "".join(kept).strip()


def cut(text: str, length: int) -> str:
    """D8, D44: the first characters (not bytes), trimmed again."""
    return text if len(text) <= length else text[: max(length, 0)].strip()


def is_digits(text: str) -> bool:
    """Type Number: digits 0 to 9 only, no separators."""
    return re.fullmatch("[0-9]+", text) is not None


def fold_spaces(text: str | None) -> str:
    """D15: runs of spaces count as one when structures are compared."""
    return re.sub(" +", " ", text or "")


def read_date(text: str) -> date | None:
    """Type Date (contact.md 2): DD.MM.YYYY or YYYY-MM-DD, and a real day."""
    return _real_day(text, DOTTED_DATE)


def read_birthdate(text: str, today: date) -> date | None:
    """BIRTHDATE (contact.md 5.4): dd.mm.yyyy, dd/mm/yyyy, dd-mm-yyyy or ISO; a real day, not in the future."""
    day = _real_day(text, SLASHED_DATE)
    return None if day is None or day > today else day


def _real_day(text: str, european: re.Pattern[str]) -> date | None:
    if match := european.fullmatch(text):
        day, _, month, year = match.groups()
    elif match := ISO_DATE.fullmatch(text):
        year, month, day = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
