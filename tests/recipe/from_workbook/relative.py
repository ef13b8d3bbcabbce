"""Formulas in another notation, in which equal ones are equal wherever they stand: what the tests compare by."""

from __future__ import annotations

from entracte.recipe.sheets import Area, Corner, Piece, pieces
from entracte.recipe.sheets.areas import LAST_ROW


def told_relatively(formula: str, row: int, col: int) -> str:
    """The formula of a cell, with `R[-1]C[2]` for the cell one row above and two columns to the right."""
    return "".join(_relatively(piece, row, col) for piece in pieces(formula))


def _relatively(piece: Piece, row: int, col: int) -> str:
    if piece.area is None:
        return piece.text
    before = piece.text[: piece.body_at - piece.at]
    first = _corner(piece.area.first, row, col, piece.area)
    return before + (f"{first}:{_corner(piece.area.last, row, col, piece.area)}" if piece.area.is_range else first)


def _corner(corner: Corner, row: int, col: int, area: Area) -> str:
    whole_columns = area.rows == (1, LAST_ROW)
    down = "" if whole_columns else _place("R", corner.row, corner.row - row, fixed=corner.fixed_row)
    return down + _place("C", corner.col, corner.col - col, fixed=corner.fixed_col)


def _place(letter: str, place: int, away: int, *, fixed: bool) -> str:
    if fixed:
        return f"{letter}{place}"
    return f"{letter}[{away}]" if away else letter
