"""A workbook of many number formats, for the other kinds of workbook to be compared with.

`converted/` holds what LibreOffice 7.4 made of it: `soffice --headless --convert-to xls formatted.xlsx`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

MAY = datetime.date(2024, 5, 1)
EVE = datetime.date(1999, 12, 31)
FORMATS: dict[str, tuple[str, Sequence[object]]] = {
    "ZIP": ("00000", [1201, 75001]),
    "PHONE": ('0#" "##" "##" "##" "##', [612345678, 145263748]),
    "SHARE": ("0%", [0.5, 0.125]),
    "SHARE2": ("0.00%", [0.5, 0.12345]),
    "AMOUNT": ("#,##0.00", [1500.5, -2]),
    "CHF": ('"CHF" 0.00', [12.5, -3]),
    "PAREN": ("0.00;(0.00)", [12.5, -3]),
    "THREE": ('0;-0;"none"', [5, 0]),
    "DAY": ("dd.mm.yyyy", [MAY, EVE]),
    "MOMENT": ("dd/mm/yyyy hh:mm", [datetime.datetime(2024, 5, 1, 18, 30), MAY]),
    "MONTH": ("mmm yyyy", [MAY, EVE]),
    "LONGDAY": ("dddd d mmmm yyyy", [MAY, EVE]),
    "TIME": ("hh:mm", [0.75, 0.5]),
    "ELAPSED": ("[h]:mm:ss", [1.5, 10.25]),
    "AMPM": ("h:mm AM/PM", [0.75, 0.25]),
    "GENERAL": ("General", [1234567, 0.1]),
    "TRUTH": ("", [True, False]),
    "TEXT": ("@", ["01201", "x  y"]),
    "ERROR": ("General", [float("nan"), float("inf")]),
    "PERSONS": ('0" pers."', [3, 4]),
    "BIG": ("0", [41791234567123, 7]),
    "SCIENCE": ("0.00E+00", [12345, 0.00012]),
    "OPTIONAL": ("0.##", [1.5, 2]),
    "CONDITION": ('[>100]"many";0', [150, 5]),
    "LINES": ("General", ["a\nb", " first"]),
}


def write_formatted(path: Path) -> Path:
    """Write the workbook: a sheet of two rows, and a hidden one."""
    with xlsxwriter.Workbook(path, {"nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet("data")
        for column, (title, (code, cells)) in enumerate(FORMATS.items()):
            style = book.add_format({"num_format": code}) if code else None
            sheet.write(0, column, title)
            for row, cell in enumerate(cells, 1):
                sheet.write(row, column, cell, style)
        hidden = book.add_worksheet("hidden one")
        hidden.write(0, 0, "NUMBER")
        hidden.write(1, 0, 12, book.add_format({"num_format": "0000"}))
        hidden.hide()
    return path
