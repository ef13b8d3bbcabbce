"""What a workbook computes: its cells with their formulas, its defined names and its tables (`.xlsx` and `.xlsm`).

The formulas are read and never evaluated. Cells come as whole columns, some ten thousand at a time.
"""

from entracte.sources.excel.formulas.parts import DefinedName, SheetTable
from entracte.sources.excel.formulas.workbook import FormulaWorkbook, open_formulas

__all__ = ["DefinedName", "FormulaWorkbook", "SheetTable", "open_formulas"]
