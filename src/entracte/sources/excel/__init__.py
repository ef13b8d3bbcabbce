"""Workbooks: `.xlsx`, `.xlsm`, `.xlsb`, `.xls` and `.ods`, with the number formats of their cells.

Cells come as Excel displays them, typed dates and plain numbers beside that for the fields that want them (D3, D54).
`.xlsx` is read by whole columns wherever its sheets are of the plain form that programs write (`columns`), the rest
row by row; a workbook is guarded against before it is opened, and readers that may fail badly run in a process of
their own.
"""

from entracte.sources.excel.cells import (
    Cell,
    CellKind,
    OversizedCell,
    TypedCell,
    cell_text,
    cell_value,
    declared_type,
    kind_of,
)
from entracte.sources.excel.workbook import ColumnWorkbook, Sheet, SheetRow, Workbook, open_workbook

__all__ = [
    "Cell",
    "CellKind",
    "ColumnWorkbook",
    "OversizedCell",
    "Sheet",
    "SheetRow",
    "TypedCell",
    "Workbook",
    "cell_text",
    "cell_value",
    "declared_type",
    "kind_of",
    "open_workbook",
]
