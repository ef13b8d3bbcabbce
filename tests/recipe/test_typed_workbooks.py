"""R3: a column of a workbook is what all its cells are; formulas, registration and replay hold to it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from entracte.sources.delivery import register
from entracte.sources.options import SourceOptions
from tests.recipe.working import Work

SHARED = Path(__file__).parents[3] / "shared/data/excel"
DAY = datetime.date(2024, 5, 1)
MOMENT = datetime.datetime(2024, 5, 1, 18, 30)
RECIPE = """
    entracte: 1
    name: test
    sources:
      t: {file: "*.xlsx"}
    outputs:
      - format: table
        name: results
        from: t
        columns:
"""


def sheet(path: Path, columns: dict[str, tuple[str, Sequence[object]]]) -> Path:
    """A workbook of these columns: number format and cells of each."""
    path.parent.mkdir(exist_ok=True)
    with xlsxwriter.Workbook(path, {"nan_inf_to_errors": True}) as book:
        written = book.add_worksheet("t")
        for place, (title, (code, cells)) in enumerate(columns.items()):
            style = book.add_format({"num_format": code})
            written.write(0, place, title)
            for row, cell in enumerate(cells, 1):
                if cell is not None:
                    written.write(row, place, cell, style)
    return path


COLUMNS: dict[str, tuple[str, Sequence[object], str]] = {
    "NUMBERS": ("General", [10, 3.5, None], "number"),
    "AMOUNTS": ("#,##0.00", [1500, -2.5, 0], "number"),
    "SHARES": ("0%", [0.5, 1, None], "number"),
    "DAYS": ("dd.mm.yyyy", [DAY, DAY, None], "date"),
    "MOMENTS": ("dd.mm.yyyy hh:mm", [MOMENT, DAY, None], "timestamp"),
    "TRUTHS": ("General", [True, False, None], "boolean"),
    "ERRORS": ("General", [1, float("nan"), 2], "number"),
    "BLANKS": ("General", [1, " ", 2], "number"),
    "ZEROS": ("00000", [1201, 12345, None], ""),
    "PHONES": ('0#" "##" "##" "##" "##', [612345678, 145263748, None], ""),
    "LONG": ("0", [1.2345678901234567e18, 2, None], ""),
    "TIMES": ("hh:mm", [0.75, 0.5, None], ""),
    "MIXED": ("General", [1, "2", None], ""),
    "DAY_OR_NUMBER": ("General", [1, DAY, True], ""),
    "TEXTS": ("@", ["10", "3", None], ""),
    "EMPTY": ("General", [None, None, None], ""),
}


def test_a_column_is_what_all_its_cells_are(work: Work) -> None:
    path = sheet(work.folder / "t.xlsx", {name: (code, cells) for name, (code, cells, _) in COLUMNS.items()})
    for _ in range(2):  # read, then found as it was kept
        table = register(path, work.folder / "home", SourceOptions()).tables[0]
        declared = {column.name: column.declared for column in table.columns}
        assert declared == {name: kind for name, (_, _, kind) in COLUMNS.items() if name != "EMPTY"} | {"EMPTY": ""}


def test_formulas_read_cells_as_excel_holds_them(work: Work) -> None:
    path = sheet(work.folder / "t.xlsx", {name: (code, cells) for name, (code, cells, _) in COLUMNS.items()})
    formulas = {
        "MANY": "=[@NUMBERS]>5",
        "TEXT_MANY": "=[@TEXTS]>5",
        "MIXED_MANY": "=[@MIXED]>5",
        "WEEKDAY": '=IF([@DAYS]="","",TEXT([@DAYS],"dddd"))',
        "NEXT": "=[@MOMENTS]+1",
        "TRUE": "=[@TRUTHS]",
        "ZEROS": "=[@ZEROS]",
        "PHONES": "=[@PHONES]",
        "ERRORS": "=[@ERRORS]>0",
        "LONG": "=[@LONG]",
    }
    work.run(work.recipe(RECIPE + "".join(f"          {name}: '{each}'\n" for name, each in formulas.items())), path)
    assert work.column("results", "MANY") == ["TRUE", "FALSE", "FALSE"]
    assert work.column("results", "TEXT_MANY") == ["TRUE", "TRUE", "FALSE"]
    assert work.column("results", "MIXED_MANY")[1] == "TRUE"
    assert work.column("results", "WEEKDAY") == ["Wednesday", "Wednesday", ""]
    assert work.column("results", "TRUE") == ["TRUE", "FALSE", ""]
    assert work.column("results", "ZEROS") == ["01201", "12345", ""]
    assert work.column("results", "PHONES") == ["06 12 34 56 78", "01 45 26 37 48", ""]
    assert work.column("results", "ERRORS")[0] == "TRUE"
    assert work.column("results", "LONG")[0] == "1234567890123457000"


def test_files_that_differ_in_a_column_make_it_text(work: Work) -> None:
    folder = work.folder / "delivery"
    sheet(folder / "a.xlsx", {"NPA": ("General", [1201]), "DAY": ("dd.mm.yyyy", [DAY]), "N": ("General", [10])})
    sheet(folder / "b.xlsx", {"NPA": ("@", ["01201"]), "DAY": ("dd.mm.yyyy hh:mm", [MOMENT]), "N": ("0", [3])})
    recipe = RECIPE + '          NPA: =[@NPA]\n          LATER: "=[@DAY]>45413"\n          MANY: "=[@N]>5"\n'
    work.run(work.recipe(recipe), folder)
    assert work.column("results", "NPA") == ["1201", "01201"]
    assert work.column("results", "LATER") == ["FALSE", "TRUE"]
    assert work.column("results", "MANY") == ["TRUE", "FALSE"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared files are absent")
@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("date_1904.xlsx", ["", "number"]),
        ("temperature-table.xlsx", ["", "number"]),
        ("errors.xlsx", [""]),
        ("date.ods", ["", "number"]),
        ("date.xlsb", ["", "number"]),
        ("date.xls", ["", "number"]),
    ],
)
def test_real_workbooks_say_what_their_columns_are(work: Work, name: str, declared: list[str]) -> None:
    table = register(SHARED / name, work.folder / "home", SourceOptions()).tables[0]
    assert [column.declared for column in table.columns] == declared
