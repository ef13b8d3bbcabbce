"""Which row of an unknown table holds the titles of its columns, and what the columns are called (S2, S3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

LOOKED_AT = 200
"""The first rows that are looked at; titles are among the first fifty."""

NO_ROWS_BELOW = "whether the titles are titles, as no rows follow (--header none: they are data)"
"""What is said of a table without rows where nobody told the row of the titles."""

_PREAMBLE = 50
_MOSTLY = 0.8
_LONG = 100
_REPEATED = 0.25
_KINDS = (
    re.compile(r"[-+]?\d[\d .,'’\u00a0]*\s?(?:%|€|\$|£|CHF|EUR|USD|GBP)?|[-+]?[.,]\d+|[-+]?\d+(?:\.\d+)?[eE][-+]?\d+"),
    re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[T ]\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(?::\d{2})?"),
    re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    re.compile(r"\+?[\d ()./-]{6,}"),
    re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{20,}|0x[0-9a-fA-F]+"),
    re.compile(r"\d+(?:\.\d+){2,}(?:[:/]\d+)?"),
    re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)"),
)
_BLANKS = re.compile(r"[\s\u00a0\ufeff\x00-\x1f]+")

Cells = Sequence[str]


def title_row(rows: Sequence[Cells]) -> int | None:
    """The place of the row of titles among the first rows (blank ones left out); None where all rows are data.

    The candidate is the first row that is about as wide as the rows of the table; what stands above it is a preamble.
    It holds titles unless its cells look like the data below them, or like no title.
    """
    if not rows:
        return None
    widths = Counter(width for row in rows if (width := _filled(row)) > 1)
    usual = max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 1
    most = min(usual, max(map(_filled, rows)))
    place = next((place for place, row in enumerate(rows[:_PREAMBLE]) if _filled(row) >= max(1, 0.6 * most)), 0)
    return place if _is_titles(rows[place], rows[place + 1 :]) else None


def column_names(titles: Cells, width: int) -> list[str]:
    """The names of `width` columns: repeated titles are numbered (`NAME_2`), missing ones are `column_3` (S2)."""
    cleaned = [_BLANKS.sub(" ", title).strip() for title in titles[:width]]
    taken = set(cleaned)
    names: dict[str, None] = {}
    for place in range(width):
        title = cleaned[place] if place < len(cleaned) else ""
        name = title or f"column_{place + 1}"
        count = 2
        while name in names or (not title and name in taken):
            name, count = f"{title or f'column_{place + 1}'}_{count}", count + 1
            while name in taken:
                name, count = f"{title or f'column_{place + 1}'}_{count}", count + 1
        names[name] = None
    return list(names)


def _filled(row: Cells) -> int:
    """The place of the last cell with content, counted from 1: gaps between titles do not make a row narrow."""
    return max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0)


def _is_titles(candidate: Cells, below: Sequence[Cells]) -> bool:
    titles = [cell.strip() for cell in candidate]
    written = [title for title in titles if title]
    if any(len(title) > _LONG for title in written) or not written:
        return False
    speaking = against = 0.0
    for place, title in enumerate(titles):
        values = [row[place].strip() for row in below if place < len(row) and row[place].strip()]
        one, other = _evidence(title, values)
        speaking, against = speaking + one, against + other
    against += _REPEATED * (len(written) - len(set(written)))
    return speaking >= against


def _evidence(title: str, values: Sequence[str]) -> tuple[float, float]:
    """How much the cells of one column speak for and against its first cell being a title."""
    if not title:
        return 0, 0.25
    kind = _kind(title)
    if not values:
        return 0, float(kind is not None)
    kinds = Counter(map(_kind, values))
    usual, count = kinds.most_common(1)[0]
    uniform = count >= _MOSTLY * len(values)
    if kind is not None:
        return 0, 1 if usual == kind or not uniform else 0.5
    if uniform and usual is not None:
        return 1, 0
    return (0, 1) if title in values else (_contrast(title, values), 0)


def _contrast(title: str, values: Sequence[str]) -> float:
    """How much a text differs in form from the texts below it: they have digits, or are codes of one length."""
    digits = sum(any(map(str.isdigit, value)) for value in values) >= _MOSTLY * len(values)
    if digits and not any(map(str.isdigit, title)):
        return 0.5
    return 0.25 if len({len(value) for value in values}) == 1 and len(values[0]) != len(title) else 0


def _kind(cell: str) -> int | None:
    return next((number for number, pattern in enumerate(_KINDS) if pattern.fullmatch(cell)), None)
