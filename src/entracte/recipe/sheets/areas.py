"""Places of cells as formulas write them: `$B2`, `A$2:C$50`, `A:C`, `$1:$1`."""

from __future__ import annotations

import re
from dataclasses import dataclass

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

CORNER = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_COLUMNS = re.compile(r"(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})")
_ROWS = re.compile(r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})")


@dataclass(frozen=True)
class Corner:
    """A cell, row and column from 1; what is fixed (`$`) stays when the formula is filled down or to the right."""

    col: int
    row: int
    fixed_col: bool = False
    fixed_row: bool = False


@dataclass(frozen=True)
class Area:
    """One cell, or all from the first to the last; whole columns and rows reach to the end of the sheet."""

    first: Corner
    last: Corner
    is_range: bool = False

    @property
    def moves(self) -> bool:
        """Whether it goes down with the cell that refers to it."""
        return not (self.first.fixed_row and self.last.fixed_row)

    @property
    def columns(self) -> tuple[int, int]:
        """The columns, from the left."""
        first, last = sorted((self.first.col, self.last.col))
        return first, last

    @property
    def rows(self) -> tuple[int, int]:
        """The rows, from above."""
        first, last = sorted((self.first.row, self.last.row))
        return first, last


def area_of(text: str) -> Area | None:
    """The area that a text writes; None where there is no such place in a sheet."""
    if found := _COLUMNS.fullmatch(text):
        first = Corner(number_of(found[2]), 1, bool(found[1]), fixed_row=True)
        last = Corner(number_of(found[4]), LAST_ROW, bool(found[3]), fixed_row=True)
        return _possible(first, last, is_range=True)
    if found := _ROWS.fullmatch(text):
        first = Corner(1, int(found[2]), fixed_col=True, fixed_row=bool(found[1]))
        last = Corner(LAST_COLUMN, int(found[4]), fixed_col=True, fixed_row=bool(found[3]))
        return _possible(first, last, is_range=True)
    one, _, other = text.partition(":")
    corner = _corner(one)
    return _possible(corner, _corner(other) if other else corner, is_range=bool(other))


def number_of(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def letters_of(number: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _corner(text: str) -> Corner | None:
    found = _CORNER.fullmatch(text)
    if found is None:
        return None
    return Corner(number_of(found[2]), int(found[4]), bool(found[1]), bool(found[3]))


def _possible(first: Corner | None, last: Corner | None, *, is_range: bool) -> Area | None:
    if first is None or last is None:
        return None
    if any(not 0 < each.col <= LAST_COLUMN or not 0 < each.row <= LAST_ROW for each in (first, last)):
        return None
    return Area(first, last, is_range)
