"""`entracte recipe from-workbook`: a workbook whose sheet computes columns from a source sheet is a recipe.

The cells are read with their formulas, every column is proved to hold one formula, and that formula becomes the
recipe's; then the recipe is run over the workbook, and every cell is compared with what the workbook holds.
"""

from __future__ import annotations

from entracte.transformation.from_workbook.making import Made, recipe_from_workbook

__all__ = ["Made", "recipe_from_workbook"]
