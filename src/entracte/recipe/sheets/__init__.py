"""Formulas of a sheet, which name cells by their places, as formulas of a recipe, which name whole columns.

pieces(formula)        the words of a formula, references told apart
relative_rows(formula) which of its numbers are rows that move with the cell
Translator(...)        the same formula in the language of recipes
"""

from entracte.recipe.sheets.areas import Area, Corner, letters_of, number_of
from entracte.recipe.sheets.moving import moved, relative_rows
from entracte.recipe.sheets.words import Piece, pieces

__all__ = [
    "Area",
    "Corner",
    "Piece",
    "letters_of",
    "moved",
    "number_of",
    "pieces",
    "relative_rows",
]
