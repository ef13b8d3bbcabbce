"""`.ods`: the sheets of an OpenDocument spreadsheet, with the number formats of their cells."""

from entracte.sources.excel.opendocument.workbook import OpenDocument

__all__ = ["OpenDocument"]
