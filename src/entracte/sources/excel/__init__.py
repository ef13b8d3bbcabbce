"""Workbooks: `.xlsx` and `.xlsm` exactly, `.xlsb`, `.xls` and `.ods` without their number formats.

Cells come as Excel displays them, typed dates and plain numbers beside that for the fields that want them (D3, D54).
`.xlsx` is read by whole columns wherever its sheets are of the plain form that programs write (`columns`), the rest
row by row; a workbook is guarded against before it is opened, and readers that may fail badly run in a process of
their own.
"""

from entracte.sources.excel.cells import Cell, OversizedCell, TypedCell, cell_text, cell_value
from entracte.sources.excel.workbook import ColumnWorkbook, Sheet, SheetRow, Workbook, open_workbook

__all__ = [
    "Cell",
    "ColumnWorkbook",
    "OversizedCell",
    "Sheet",
    "SheetRow",
    "TypedCell",
    "Workbook",
    "cell_text",
    "cell_value",
    "open_workbook",
]
