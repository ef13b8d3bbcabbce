"""Which character separates the cells of a text (D2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from entracte.faults import Fault
from entracte.sources.csv.text import CsvText, head_rows

SEPARATORS = (";", "\t", "|", ",")
_NAMES = {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "pipe": "|", "bar": "|"}
_LOOKED_AT = 20
_HEADER = 4


def sniff_separator(text: CsvText, titles: Collection[str] = ()) -> str:
    """The separator by which the first rows fall into cells best.

    That is the one that shows the most of the known column `titles` (lower case) in one of the first four rows; where
    no title is known, the one whose rows have the most consistent number of cells.
    """
    known = frozenset(titles)
    return max(SEPARATORS, key=lambda separator: _score(text, separator, known))


def declared_separator(name: str) -> str:
    """The separator that the user named: one character, or the word `tab`; a fault otherwise."""
    separator = _NAMES.get(name.lower(), name)
    if len(separator) != 1 or separator in '"\r\n\0':
        raise Fault(
            "bad-separator",
            f"{name!r} cannot separate cells.",
            hint="Name one character, such as ; or | or ,, or the word tab.",
        )
    return separator


def _score(text: CsvText, separator: str, known: frozenset[str]) -> tuple[int, float]:
    rows = [row.cells for row in head_rows(text, separator, _LOOKED_AT)]
    shown = max((len({cell.strip().lower() for cell in row} & known) for row in rows[:_HEADER]), default=0)
    widths = Counter(len(row) for row in rows)
    split = {width: count for width, count in widths.items() if width > 1}
    if not split:
        return shown, 0.0
    width, count = max(split.items(), key=lambda item: (item[1], item[0]))
    return shown, count / len(rows) * (1 - 1 / (width + 1))
