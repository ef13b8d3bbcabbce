"""What a formula is wherever it stands: the rows that move with the cell told by how far away they are.

Formulas that were filled down differ in numbers only, so they have one skeleton: the text without its numbers. Which of
the numbers are rows that move is read from one formula of the skeleton; the rest is arithmetic over whole columns.
"""

from __future__ import annotations

import re

from entracte.recipe.sheets.areas import LAST_COLUMN, LAST_ROW, letters_of, number_of
from entracte.recipe.sheets.words import Piece, pieces

NUMBERS = "[0-9]+"
"""A regular expression for the numbers of a formula, the same here and in the engine."""

_NUMBERS = re.compile(NUMBERS)
_COLUMN = re.compile(r"(\$?)([A-Za-z]{1,3})")
_ROW = re.compile(r"(\$?)([0-9]{1,7})")


def relative_rows(formula: str) -> list[int]:
    """Which numbers of the formula, counted from 1, are rows that move with the cell."""
    starts: set[int] = set()
    for piece in pieces(formula):
        if piece.kind != "area":
            continue
        body = piece.text[piece.body_at - piece.at :]
        starts |= {piece.body_at + found.start(2) for found in _ROW.finditer(body) if not found[1]}
    return [place for place, found in enumerate(_NUMBERS.finditer(formula), 1) if found.start() in starts]


def moved(formula: str, *, right: int = 0, down: int = 0) -> str:
    """The formula as it is filled to the right and down by so many cells (to the left and up where negative)."""
    return "".join(_moved(piece, right, down) for piece in pieces(formula))


def _moved(piece: Piece, right: int, down: int) -> str:
    if piece.area is None:
        return piece.text
    before, body = piece.text[: piece.body_at - piece.at], piece.text[piece.body_at - piece.at :]
    columns = [_number(found, right, LAST_COLUMN) for found in _COLUMN.finditer(body)]
    rows = [_number(found, down, LAST_ROW) for found in _ROW.finditer(body)]
    if None in columns or None in rows:
        return "#REF!"
    lettered = _COLUMN.sub(lambda found: found[1] + letters_of(_number(found, right, LAST_COLUMN) or 0), body)
    return before + _ROW.sub(lambda found: f"{found[1]}{_number(found, down, LAST_ROW)}", lettered)


def _number(found: re.Match[str], away: int, last: int) -> int | None:
    """The row or column that a match names, moved unless it is fixed; None beyond the sheet."""
    number = int(found[2]) if found[2].isdecimal() else number_of(found[2])
    moved_to = number if found[1] else number + away
    return moved_to if 0 < moved_to <= last else None
