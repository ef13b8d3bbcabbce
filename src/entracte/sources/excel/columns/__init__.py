"""Sheets of `.xlsx` read by whole columns: the markup's positions as numbers, the texts as Arrow arrays.

The same result as that of the reader of events, in a tenth of the time where the sheet is of the plain form that
programs write; what is not goes to that reader.
"""

from entracte.sources.excel.columns.pieces import SheetColumns
from entracte.sources.excel.columns.reading import Piece, read_by_columns
from entracte.sources.excel.columns.texts import Source, Wordings
from entracte.sources.excel.columns.wording import VALUES, Wording, of_field

__all__ = [
    "VALUES",
    "Piece",
    "SheetColumns",
    "Source",
    "Wording",
    "Wordings",
    "of_field",
    "read_by_columns",
]
