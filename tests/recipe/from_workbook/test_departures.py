"""Cells that depart from their column, and references that mean nothing in a recipe: refused, naming the cells."""

from __future__ import annotations

import shutil
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from entracte.faults import Fault
from entracte.settings import Settings
from entracte.transformation.from_workbook import recipe_from_workbook
from tests.recipe.from_workbook.books import CLIENTS, Cell, F, filled, formatted, made, sheet_xml, write_book
from tests.recipe.from_workbook.relative import told_relatively

NAMES = ["BLANC", "NOIR", "VERT", "ROSE"]


def refused(folder: Path, columns: dict[str, list[Cell]], **more: object) -> Fault:
    with pytest.raises(Fault) as caught:
        made(folder, {"Clients": CLIENTS, "Out": formatted(columns)} | more.pop("sheets", {}), **more)  # type: ignore[operator]
    return caught.value


def test_every_kind_of_departing_cell_is_named(tmp_path: Path) -> None:
    columns = {
        "TYPED": filled("UPPER(Clients!B~)", NAMES),
        "OTHER": filled("UPPER(Clients!B~)", NAMES),
        "BLANK": filled("UPPER(Clients!B~)", NAMES),
        "CONST": ["fr", "fr", "de", "fr"],
        "NOTE": [None, "call back", None, None],
        "BELOW": [*filled("UPPER(Clients!B~)", NAMES), F("SUM(A2:A5)", 0)],
        "NUMBER": ["1", 1, 1, 1],
    }
    columns["TYPED"][2] = "Smith"
    columns["OTHER"][1] = F("LOWER(Clients!B3)", "noir")
    columns["BLANK"][3] = None
    fault = refused(tmp_path, columns)
    assert fault.code == "individual-modification"
    assert fault.facts["count"] == 7
    assert fault.facts["columns"] == dict.fromkeys("ABCDEFG", 1)
    assert {each["cell"]: (each["holds"], each["column_holds"]) for each in fault.facts["departures"]} == {  # type: ignore[attr-defined]
        "Out!A4": ("the typed value Smith", "=UPPER(Clients!B4)"),
        "Out!B3": ("=LOWER(Clients!B3)", "=UPPER(Clients!B3)"),
        "Out!C5": ("nothing", "=UPPER(Clients!B5)"),
        "Out!D4": ("the typed value de", "the typed value fr"),
        "Out!E3": ("the typed value call back", "nothing"),
        "Out!F6": ("=SUM(A2:A5)", "=UPPER(Clients!B6)"),
        "Out!G2": ("the typed value 1", "the typed value 1"),
    }
    assert "Out!A4 holds the typed value Smith, its column =UPPER(Clients!B4)" in fault.message


def test_a_fixed_row_is_another_formula_even_where_it_names_the_same_cell(tmp_path: Path) -> None:
    column = filled("UPPER(Clients!B~)", NAMES)
    column[1] = F("UPPER(Clients!B$3)", "NOIR")
    assert refused(tmp_path, {"A": column}).facts["count"] == 1


def test_an_unshared_cell_in_a_shared_column_is_named(tmp_path: Path) -> None:
    shared = 't="shared" si="0"'
    column: list[Cell] = [F("Clients!B2", "x", shared + ' ref="A2:A5"'), F("", "x", shared), F("Clients!B5", "x")]
    fault = refused(tmp_path, {"A": [*column, F("", "x", shared)]})
    assert [each["cell"] for each in fault.facts["departures"]] == ["Out!A4"]  # type: ignore[attr-defined]


def test_all_are_counted_and_some_named(tmp_path: Path) -> None:
    clients = [CLIENTS[0], *([number, *CLIENTS[1][1:]] for number in range(60))]
    rows: list[list[Cell]] = [["A"], *([F(f"Clients!A{row}*{row % 7}", 0)] for row in range(2, 62))]
    with pytest.raises(Fault) as caught:
        made(tmp_path, {"Clients": clients, "Out": rows})
    most = Counter(row % 7 for row in range(2, 62)).most_common(1)[0][1]
    assert caught.value.facts["count"] == 60 - most
    assert f"and {60 - most - 5} more" in caught.value.message


@pytest.mark.parametrize(
    ("formula", "code", "told"),
    [
        ("Clients!B{row}&Clients!A{before}", "other-row", "a row above its own"),
        ("A{before}&Clients!B{row}", "other-row", "a row above its own"),
        ("COUNTIF(Clients!$A$2:A{row},Clients!A{row})", "other-row", "other rows than its own"),
        ("SUM(Clients!A{row}:A{after})", "other-row", "other rows than its own"),
        ("Clients!A{row}&Clients!$B$2", "names-a-row", "the cell of one row of data"),
        ("SUM(Clients!$A$3:$F$3)+Clients!A{row}", "names-a-row", "the cells of one row"),
        ("Clients!A{row}&Absent!$A$1", "unknown-sheet", "no sheet Absent"),
        ("Clients!A{row}&[1]Clients!$A$1", "other-workbook", "another workbook"),
        ("Clients!A{row}&Empty!$B$1", "no-value", "Empty!B1 holds nothing"),
        ("UPER(Clients!A{row})", "unknown-function", "There is no function UPER"),
        ("TODAY()-Clients!E{row}", "unknown-function", "TODAY cannot be used"),
        ("Clients!A{row}&Total", "defined-formula", "The name Total stands for"),
        ("Clients!Z{row}&Clients!A{row}", "no-such-column", "column Z of Clients"),
        ("Clients!A{row}&B{row}", "no-such-column", "Out!B2, and that column is blank"),
        ("UPPER(Clients!A:A)&Clients!A{row}", "wrong-argument", "all rows of clients"),
    ],
)
def test_what_a_recipe_cannot_say(tmp_path: Path, formula: str, code: str, told: str) -> None:
    column: list[Cell] = [F(formula.format(row=row, before=row - 1, after=row + 1), "x") for row in range(2, 6)]
    fault = refused(tmp_path, {"A": column}, sheets={"Empty": [["x"]]}, names={"Total": "SUM(Clients!$A$2:$A$5)"})
    assert fault.code == code
    assert told in fault.message
    assert fault.facts.get("cell") == "Out!A2"
    assert fault.message.startswith("Out!A2 holds =")


def test_columns_in_a_circle(tmp_path: Path) -> None:
    fault = refused(tmp_path, {"A": filled("Clients!A~&B~", [0] * 4), "B": filled("A~&1", [0] * 4)})
    assert fault.code == "circular-columns"


def test_array_formulas_of_one_cell_are_formulas_and_larger_ones_are_not(tmp_path: Path) -> None:
    one: list[Cell] = [
        F(f"UPPER(TRIM(Clients!B{row}))", name, f't="array" ref="A{row}"') for row, name in enumerate(NAMES, 2)
    ]
    found = made(tmp_path, {"Clients": CLIENTS, "Out": formatted({"A": one})})
    assert found.compared is not None and not found.compared.different
    several: list[Cell] = [F(f"Clients!B{row}", "x", f't="array" ref="A{row}:B{row}"') for row in range(2, 6)]
    (tmp_path / "b").mkdir()
    assert refused(tmp_path / "b", {"A": several, "B": filled("Clients!B~", NAMES)}).code == "several-cells"


def test_which_sheet_computes(tmp_path: Path) -> None:
    one, other = formatted({"A": filled("Clients!B~", NAMES)}), formatted({"B": filled("Clients!A~", [1, 2, 3, 4])})
    sheets = {"Clients": CLIENTS, "One": one, "Other": other}
    path = write_book(tmp_path / "book.xlsx", sheets)
    settings = Settings(tmp_path / "home")
    with pytest.raises(Fault, match=r"Several sheets of .* compute columns: One, Other") as caught:
        recipe_from_workbook(settings, path)
    assert caught.value.code == "sheet-unclear"
    assert recipe_from_workbook(settings, path, "other").sheet == "Other"
    for sheet, code in (("Clients", "no-formulas"), ("Othr", "no-such-sheet")):
        with pytest.raises(Fault) as caught:
            recipe_from_workbook(settings, path, sheet)
        assert caught.value.code == code


def test_the_last_sheet_of_a_chain_is_taken_and_the_one_between_is_told(tmp_path: Path) -> None:
    work = formatted({"UP": filled("UPPER(TRIM(Clients!B~))", NAMES)})
    out = formatted({"LASTNAME": filled('Work!A~&""', NAMES)})
    found = made(tmp_path, {"Clients": CLIENTS, "Work": work, "contact": out})
    assert (found.sheet, found.source) == ("contact", "Work")
    assert "Work computes 4 of its cells" in found.warnings[0]


def test_two_sheets_row_by_row(tmp_path: Path) -> None:
    fault = refused(tmp_path, {"A": filled("Clients!A~&Towns!A~", [0] * 4)}, sheets={"Towns": [["T"], *[["x"]] * 4]})
    assert fault.code == "several-source-sheets"
    assert "Clients, Towns" in fault.message or "Towns, Clients" in fault.message


def test_the_format_that_is_named(tmp_path: Path) -> None:
    sheets = {"Clients": CLIENTS, "Out": formatted({"LASTNAME": filled("Clients!B~", NAMES), "X": ["1"] * 4})}
    path = write_book(tmp_path / "book.xlsx", sheets)
    settings = Settings(tmp_path / "home")
    assert recipe_from_workbook(settings, path, None, "contact").format == "contact"
    assert recipe_from_workbook(settings, path, None, "table").format == "table"
    for name, code in (("contacts", "unknown-format"), ("organization", "no-headings")):
        with pytest.raises(Fault) as caught:
            recipe_from_workbook(settings, path, None, name)
        assert caught.value.code == code


def test_no_formulas(tmp_path: Path) -> None:
    fault = refused(tmp_path, {"A": ["x"] * 4})
    assert fault.code == "no-formulas"
    assert "entracte recipe new" in fault.hint


def broken(path: Path, part: str, content: bytes) -> Path:
    """A copy of a workbook with another part."""
    copy = path.with_name("broken.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return copy


def test_broken_and_hostile_workbooks(tmp_path: Path) -> None:
    good = write_book(
        tmp_path / "good.xlsx", {"Clients": CLIENTS, "Out": formatted({"A": filled("Clients!B~", NAMES)})}
    )
    sheet = sheet_xml([["x"], [F("1" * 9000, 1)]]).encode()
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    for part, content in (
        ("xl/worksheets/sheet2.xml", doctype),
        ("xl/worksheets/sheet2.xml", sheet),
        ("xl/worksheets/sheet2.xml", b"<worksheet><sheetData><row r='0'/>"),
        ("xl/workbook.xml", b"<workbook"),
    ):
        with pytest.raises(Fault) as caught:
            recipe_from_workbook(Settings(tmp_path / "home"), broken(good, part, content))
        assert caught.value.code == "damaged-workbook"
    with pytest.raises(Fault) as caught:
        recipe_from_workbook(Settings(tmp_path / "home"), broken(good, "xl/worksheets/sheet2.xml", b" " * 80_000_000))
    assert caught.value.code == "zip-bomb"


def test_other_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("A;B\n1;2\n")
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 and nothing")
    shutil.copy(Path(__file__), tmp_path / "text.xlsx")
    for name, code in (
        ("a.csv", "unsupported-content"),
        ("text.xlsx", "unsupported-content"),
        ("a.xlsx", "damaged-workbook"),
        ("none.xlsx", "not-found"),
    ):
        with pytest.raises(Fault) as caught:
            recipe_from_workbook(Settings(tmp_path / "home"), tmp_path / name)
        assert caught.value.code == code, name


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain, locked = tmp_path / "plain.xlsx", tmp_path / "locked.xlsx"
    xlsxwriter.Workbook(str(plain)).close()
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt("secret", target)
    with pytest.raises(Fault) as caught:
        recipe_from_workbook(Settings(tmp_path / "home"), locked)
    assert caught.value.code == "password-protected"


FORMULAS = ("Clients!B{row}", "Clients!B{row}&A$1", "UPPER(Clients!B{row})", "Clients!B{above}", "Clients!A{row}")
CELLS = st.one_of(st.sampled_from(FORMULAS), st.sampled_from(["x", "7"]), st.none())


@hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CELLS, min_size=9, max_size=9))
def test_departures_are_those_of_a_naive_look_at_each_cell(tmp_path: Path, column: list[str | None]) -> None:
    """The oracle tells each cell's formula relatively and counts; a column beside it keeps the rows in place."""
    path = tmp_path / "book.xlsx"
    cells: list[Cell] = []
    forms: list[str] = []
    for row, told in enumerate(column, 3):
        is_formula = told in FORMULAS
        text = (told or "").format(row=row, above=row - 1)
        cells.append(F(text, "v") if is_formula else told)
        forms.append("=" + told_relatively(text, row, 2) if is_formula else f"typed {told}" if told else "")
    clients = [["ID", "NOM"], *([number, f"n{number}"] for number in range(10))]
    kept: list[list[Cell]] = [["A", "B"], [None, None]]
    kept += [[F(f"Clients!A{row}", row - 2), cell] for row, cell in enumerate(cells, 3)]
    write_book(path, {"Clients": clients, "Out": kept})
    counts = Counter(forms)
    most = max(counts.values())
    try:
        recipe_from_workbook(Settings(tmp_path / "home"), path)
    except Fault as fault:
        if fault.code == "individual-modification":
            assert fault.facts["count"] == len(forms) - most
            return
    assert len(counts) == 1
