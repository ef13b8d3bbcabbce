"""LibreOffice as the oracle: formulas are written into a workbook, computed there, and read back."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from entracte.recipe.cells import ColumnType, Kind

ROWS = 40
COLUMNS = {
    "T": ColumnType(),
    "U": ColumnType(),
    "N": ColumnType(Kind.NUMBER),
    "M": ColumnType(Kind.NUMBER),
    "D": ColumnType(Kind.DATE),
    "E": ColumnType(Kind.DATE),
    "B": ColumnType(Kind.BOOLEAN),
    "K": ColumnType(),
    "X": ColumnType(),
}
LOOKUP = {"KEY": ColumnType(), "VALUE": ColumnType(Kind.NUMBER), "STEP": ColumnType(Kind.NUMBER), "NAME": ColumnType()}
WORDS = (
    "Dupont", "dupont", "DUPONT", "jean-pierre d'ormesson", "Müller", "  two  words ", "a", "b1", "12 rue de l'Église",
    "x.y.z", "O'Neill-Smith", "Zoé", "abcabc", "A*b?c", "50%", "tel 021/345", "NaN", "Straße",
)  # fmt: skip
READABLE = ("12", "-3.5", "1,234.50", "5%", "abc", " 7 ", "1e3", "", "0.1", "x1", "$4", "2024-03-05", "10:30")


def rows(seed: int) -> list[dict[str, Any]]:
    """Random rows: texts, numbers, dates, truth values, readable texts; some blank."""
    chance = random.Random(seed)

    def date_or_none() -> date | None:
        return None if chance.random() < 0.1 else date(1900, 3, 1) + timedelta(days=chance.randrange(0, 60000))

    def number() -> float | None:
        kind = chance.randrange(8)
        if kind == 0:
            return None
        if kind < 4:
            return float(chance.randrange(-20, 60))
        if kind < 7:
            return chance.randrange(-100000, 1000000) / 100
        return chance.choice([0.0, 0.5, 2.5, -2.5, 1.005, 1e10, 0.1, 123456.789, -0.000123])

    return [
        {
            "T": None if chance.random() < 0.1 else chance.choice(WORDS),
            "U": None if chance.random() < 0.1 else chance.choice(WORDS),
            "N": number(),
            "M": number(),
            "D": date_or_none(),
            "E": date_or_none(),
            "B": chance.choice([True, False, None]),
            "K": chance.choice(["k1", "K2", "k3", "none", "k5"]),
            "X": chance.choice(READABLE) or None,
        }
        for _ in range(ROWS)
    ]


LOOKUP_ROWS: list[dict[str, Any]] = [
    {"KEY": "k1", "VALUE": 10.0, "STEP": -5.0, "NAME": "low"},
    {"KEY": "k2", "VALUE": 20.5, "STEP": 0.0, "NAME": "zero"},
    {"KEY": "k3", "VALUE": None, "STEP": 10.0, "NAME": "ten"},
    {"KEY": "K1", "VALUE": 40.0, "STEP": 50.0, "NAME": "fifty"},
    {"KEY": "k5", "VALUE": -3.0, "STEP": 1000.0, "NAME": "much"},
]


def as_text(value: Any) -> str | None:
    """A cell as a delivery holds it."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


def in_cells(formula: str, row: int) -> str:
    """A formula with places of cells instead of names of columns."""

    def own(match: re.Match[str]) -> str:
        return f"${_letter(list(COLUMNS).index(match[1]))}{row}"

    def other(match: re.Match[str]) -> str:
        letter = _letter(list(LOOKUP).index(match[1]))
        return f"lookup!${letter}$2:${letter}${len(LOOKUP_ROWS) + 1}"

    def several(match: re.Match[str]) -> str:
        first, last = (_letter(list(LOOKUP).index(match[place])) for place in (1, 2))
        return f"lookup!${first}$2:${last}${len(LOOKUP_ROWS) + 1}"

    def whole(match: re.Match[str]) -> str:
        letter = _letter(list(COLUMNS).index(match[1]))
        return f"${letter}$2:${letter}${ROWS + 1}"

    formula = re.sub(r"lookup\[\[(\w+)\]:\[(\w+)\]\]", several, formula)
    formula = re.sub(r"lookup\[(\w+)\]", other, formula)
    formula = re.sub(r"data\[(\w+)\]", whole, formula)
    return re.sub(r"\[@(\w+)\]", own, formula)


def _letter(index: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]


def workbook(path: Path, data: Sequence[dict[str, Any]], formulas: Sequence[str]) -> None:
    """Write data and formulas: one sheet of data, one column a formula on the same rows."""
    with xlsxwriter.Workbook(path, {"use_future_functions": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("data")
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        _write(sheet, COLUMNS, data, days)
        _write(book.add_worksheet("lookup"), LOOKUP, LOOKUP_ROWS, days)
        first = len(COLUMNS)
        for place, formula in enumerate(formulas):
            for number in range(len(data)):
                sheet.write_formula(number + 1, first + place, in_cells(formula, number + 2))


def _write(sheet: Any, columns: dict[str, ColumnType], data: Sequence[dict[str, Any]], days: Any) -> None:
    for place, name in enumerate(columns):
        sheet.write_string(0, place, name)
        for number, row in enumerate(data, 1):
            value = row[name]
            if isinstance(value, bool):
                sheet.write_boolean(number, place, value)
            elif isinstance(value, date):
                sheet.write_datetime(number, place, value, days)
            elif isinstance(value, float):
                sheet.write_number(number, place, value)
            elif value is not None:
                sheet.write_string(number, place, value)


_ALWAYS_COMPUTE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def computed(program: str, folder: Path, data: Sequence[dict[str, Any]], formulas: Sequence[str]) -> list[list[Any]]:
    """What LibreOffice computes: for each formula, the values of the rows."""
    source = folder / "formulas.xlsx"
    workbook(source, data, formulas)
    target = folder / "computed"
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_ALWAYS_COMPUTE, encoding="utf-8")
    subprocess.run(
        [
            program,
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "xlsx",
            "--outdir",
            target,
            source,
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    book = openpyxl.load_workbook(target / "formulas.xlsx", data_only=True)
    cells = list(book["data"].iter_rows(min_row=2, max_row=len(data) + 1, min_col=len(COLUMNS) + 1, values_only=True))
    return [[_number(cell[place]) for cell in cells] for place in range(len(formulas))]


def _number(value: Any) -> Any:
    """A value as a formula has it: a day as its serial."""
    if isinstance(value, datetime):
        return (value - datetime(1899, 12, 30)) / timedelta(days=1)
    return value


def alike(ours: Any, theirs: Any) -> bool:
    """Whether two results are the same. LibreOffice writes most of its errors to a workbook as #VALUE!."""
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return abs(ours - theirs) <= 1e-12 * max(1e-3, abs(ours), abs(theirs))
    if theirs == "#VALUE!":
        return isinstance(ours, str) and ours.startswith("#")
    return ours == theirs or (ours in (None, "") and theirs in (None, ""))
