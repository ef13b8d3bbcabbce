"""Templates: read back with a second reader, and found again by the rule that finds headers (D1)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from entracte.faults import Fault
from entracte.findings import LANGUAGES
from entracte.formats import Format, all_formats, format_named
from entracte.report.template import write_template

openpyxl = pytest.importorskip("openpyxl")

FORMATS = list(all_formats().values())
CODES = {
    "INSTITUTION": [("HARBOUR", "Harbour Theatre")],
    "ORGANIZATION": [("HARBOUR", "Theatre"), ("FESTIVAL", "Festival")],
    "TITLE": [("MR", "Monsieur"), ("DR", "Docteur")],
    "STRUCT_TYPE": [("SCHOOL", "École")],
    "DEPARTMENT": [(f"D{number:03d}", f"Département {number}") for number in range(1, 102)],
    "CRITERION": [("PREFCOL", "Couleur"), ("NOTE", "Note")],
    "CRITERION/PREFCOL": [("Red", "Rouge"), ("Green", "Vert")],
}


def workbook(format_: Format, folder: Path, **more: Any) -> Any:
    path = folder / f"{format_.name}.xlsx"
    write_template(format_, path, **more)
    return openpyxl.load_workbook(path)


def header(sheet: Any) -> list[tuple[str, ...]]:
    return list(sheet.iter_rows(min_row=1, max_row=4, values_only=True))


def choices(book: Any, sheet: Any, name: str) -> list[str]:
    """The values of a column's drop-down list, whether they stand in the rule or on the list sheet."""
    rule = rules(sheet)[name]
    if rule.formula1.startswith('"'):
        return str(rule.formula1).strip('"').split(",")
    title, _, cells = rule.formula1.partition("!")
    return [str(cell.value) for (cell,) in book[title.strip("'")][cells.replace("$", "")]]


def rules(sheet: Any) -> dict[str, Any]:
    codes = [cell.value for cell in sheet[4]]
    return {codes[next(iter(rule.sqref.ranges)).min_col - 1]: rule for rule in sheet.data_validations.dataValidation}


def found_header(rows: list[tuple[str, ...]], format_: Format) -> int:
    """D1: the last of the first four rows whose cells are known field codes."""
    known = format_.columns_by_alias()
    return max(number for number, row in enumerate(rows[:4], 1) if all(str(cell).lower() in known for cell in row))


def test_golden_the_french_template_of_structure_types(tmp_path: Path) -> None:
    book = workbook(format_named("structure-type"), tmp_path, codes=CODES, language="fr")
    sheet = book["structure-type"]
    assert book.sheetnames == ["structure-type"]
    names = ["NAME", "NAME_FR", "NAME_DE", "NAME_IT", "NAME_ES", "NAME_EN"]
    assert header(sheet) == [
        ("Général",) * 3 + ("Type de structure",) * 8,
        (
            *("Institution", "Organisation", "Opération", "Type de structure", "Nom"),
            *("Nom (FR)", "Nom (DE)", "Nom (IT)", "Nom (ES)", "Nom (EN)", "Rang"),
        ),
        (
            *("Texte 15, obligatoire", "Texte 8", "Valeur d'une liste", "Code 8, obligatoire"),
            *("Texte 60",) * 6,
            "Chiffres",
        ),
        ("INSTITUTION", "ORGANIZATION", "OPERATION", "STRUCT_TYPE", *names, "RANK"),
    ]
    assert sheet.freeze_panes == "E5"
    assert sheet["B4"].comment.text.splitlines() == [
        "Organisation (ORGANIZATION)",
        "Organisation à l'intérieur de l'institution ; * les désigne toutes.",
        "Texte 8",
        "Par défaut : *",
        "Valeurs admises : *, HARBOUR (Theatre), FESTIVAL (Festival)",
        "Exemple : *",
    ]
    assert {name: (rule.formula1, rule.errorStyle or "stop") for name, rule in rules(sheet).items()} == {
        "INSTITUTION": ('"HARBOUR"', "warning"),
        "ORGANIZATION": ('"*,HARBOUR,FESTIVAL"', "warning"),
        "OPERATION": ('"INSERT,UPDATE,DELETE"', "stop"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_every_template_is_four_header_rows_and_no_data(format_: Format, language: str, tmp_path: Path) -> None:
    sheet = workbook(format_, tmp_path, language=language)[format_.name]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 4
    assert rows[3] == format_.field_names
    assert all(cell for row in rows for cell in row)
    assert found_header(rows, format_) == 4
    assert all(cell.comment.text.strip() for cell in sheet[4])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_the_csv_holds_the_same_four_rows(format_: Format, language: str, tmp_path: Path) -> None:
    write_template(format_, tmp_path / "template.csv", language=language)
    raw = (tmp_path / "template.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    rows = [tuple(row) for row in csv.reader(raw.decode("utf-8").splitlines(), delimiter=";")]
    assert rows == header(workbook(format_, tmp_path, language=language)[format_.name])
    assert found_header(rows, format_) == 4


def test_cells_are_typed_so_that_leading_zeros_survive(tmp_path: Path) -> None:
    path = tmp_path / "contact.xlsx"
    write_template(format_named("contact"), path)
    sheet = openpyxl.load_workbook(path)["contact"]
    types = {cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[4]}
    text = ("CONTACT_NR", "ZIPCODE", "TELEPHONE", "CELLPHONE", "FAX", "ADMIN_NUMBER", "EMAIL1", "CRIT01", "CNIL_O")
    assert {types[name] for name in text} == {"@"}
    assert types["BIRTHDATE"] == "dd.mm.yyyy"


def test_numbers_longer_than_excel_can_hold_are_typed_as_text(tmp_path: Path) -> None:
    sheet = workbook(format_named("institution"), tmp_path)["institution"]
    types = {cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[4]}
    assert types["KEPT_TO"] == "@"
    sheet = workbook(format_named("criterion"), tmp_path)["criterion"]
    types = {cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[4]}
    assert types["RANK"] == "0"


def test_the_lists_hold_the_institution_s_own_codes(tmp_path: Path) -> None:
    book = workbook(format_named("contact"), tmp_path, codes=CODES)
    sheet = book["contact"]
    assert choices(book, sheet, "TITLE") == ["MR", "DR"]
    assert choices(book, sheet, "STRUCT_TYPE") == ["SCHOOL"]
    assert choices(book, sheet, "CRIT07") == ["PREFCOL=Red", "PREFCOL=Green", "NOTE="]
    assert choices(book, sheet, "DEPARTMENT") == [code for code, _ in CODES["DEPARTMENT"]]
    assert "PREFCOL=Red (Couleur – Rouge)" in sheet["AR4"].comment.text
    assert "COMMUNITY_TYPE" not in rules(sheet)


def test_without_an_institution_the_standard_codes_are_offered(tmp_path: Path) -> None:
    book = workbook(format_named("contact"), tmp_path)
    sheet = book["contact"]
    assert choices(book, sheet, "TITLE") == ["MR", "MRS", "MISS", "MR_AND_MRS", "UNDEFINED"]
    assert {"CH", "FR", "GB"} <= set(choices(book, sheet, "COUNTRY"))
    assert "UK" not in choices(book, sheet, "COUNTRY")
    assert {"fr", "en"} <= set(choices(book, sheet, "PREF_LANG"))
    assert not {"INSTITUTION", "ORGANIZATION", "STRUCT_TYPE", "CRIT01"} & set(rules(sheet))


def test_long_lists_stand_on_a_hidden_sheet_with_their_names(tmp_path: Path) -> None:
    book = workbook(format_named("contact"), tmp_path, codes=CODES, language="de")
    assert book.sheetnames == ["contact", "Listen"]
    lists = book["Listen"]
    assert lists.sheet_state == "hidden"
    pairs = {
        (row[column], row[column + 1])
        for row in lists.iter_rows(min_row=2, values_only=True)
        for column in range(0, len(row), 2)
    }
    assert ("CH", "Schweiz") in pairs
    assert ("D001", "Département 1") in pairs


def test_lists_reach_to_the_last_row_and_only_enums_refuse_other_values(tmp_path: Path) -> None:
    sheet = workbook(format_named("contact"), tmp_path, codes=CODES)["contact"]
    known = rules(sheet)
    assert str(known["OPERATION"].sqref) == "C5:C1048576"
    assert known["OPERATION"].errorStyle in (None, "stop")
    # = erases a code or an authorization, so they may hold what is not in their list
    assert {known[name].errorStyle for name in ("TITLE", "COUNTRY", "CNIL_O")} == {"warning"}
    assert not known["CRIT01"].showErrorMessage


def test_a_filled_template_reads_back_as_typed(tmp_path: Path) -> None:
    calamine = pytest.importorskip("python_calamine")
    path = tmp_path / "contact.xlsx"
    write_template(format_named("contact"), path)
    book = openpyxl.load_workbook(path)
    sheet = book["contact"]
    at = {cell.value: cell.column for cell in sheet[4]}
    for name, value in {"CONTACT_NR": "00012345", "ZIPCODE": "01200", "TELEPHONE": "021 613 21 11"}.items():
        sheet.cell(row=5, column=at[name], value=value)
    book.save(path)
    rows = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("contact").to_python()
    assert [rows[4][at[name] - 1] for name in ("CONTACT_NR", "ZIPCODE", "TELEPHONE")] == [
        "00012345",
        "01200",
        "021 613 21 11",
    ]


def test_a_code_that_starts_like_a_formula_stays_text(tmp_path: Path) -> None:
    codes = {"TITLE": [("=cmd()", "@name"), *((f"T{number}", "x" * 20) for number in range(99))]}
    book = workbook(format_named("contact"), tmp_path, codes=codes)
    cell = book["Lists"]["A2"]
    assert (cell.value, cell.data_type) == ("=cmd()", "s")


def test_a_code_with_a_comma_goes_to_the_list_sheet(tmp_path: Path) -> None:
    book = workbook(format_named("contact"), tmp_path, codes={"TITLE": [("A,B", ""), ("C", "")]})
    assert choices(book, book["contact"], "TITLE") == ["A,B", "C"]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_same_template_is_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    one, two = tmp_path / f"one{suffix}", tmp_path / f"two{suffix}"
    for path in (one, two):
        write_template(format_named("contact"), path, CODES, "it")
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("name", "language", "code"),
    [
        ("template.ods", "en", "unknown-template-kind"),
        ("template.csv", "nl", "unknown-language"),
        ("nowhere/template.csv", "en", "cannot-write"),
        ("nowhere/template.xlsx", "en", "cannot-write"),
    ],
)
def test_wrong_use_is_a_fault(name: str, language: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        write_template(format_named("contact"), tmp_path / name, language=language)
    assert caught.value.code == code
    assert not list(tmp_path.iterdir())
