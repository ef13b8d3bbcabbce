"""Workbooks for the tests: written with XlsxWriter, read back with another program's reader."""

from pathlib import Path

import openpyxl
import xlsxwriter


def write_workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """A workbook with these sheets; `__` in a sheet's name stands for `-`."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name.replace("__", "-"))
            for line, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write(line, column, cell)
    return path


def read_sheets(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every sheet."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
