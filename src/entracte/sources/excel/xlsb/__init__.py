"""`.xlsb`: the sheets of a binary workbook, with the number formats of their cells."""

from entracte.sources.excel.xlsb.workbook import XlsbWorkbook

__all__ = ["XlsbWorkbook"]
