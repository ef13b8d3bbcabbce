"""What a workbook's columns become in a recipe."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.recipe.from_workbook.books import CLIENTS, ROWS, Cell, F, N, Table, filled, formatted, made

NAMES = ["BLANC", "NOIR", "VERT", "ROSE"]


def columns_of(recipe: str) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(recipe)["outputs"][0]["columns"]
    return found


def test_a_contact_sheet_becomes_a_recipe_that_reads_like_one(tmp_path: Path) -> None:
    sheet = formatted(
        {
            "OPERATION": ["INSERT"] * 4,
            "CONTACT_NR": filled('TEXT(Clients!A~,"00000000")', ["00000001", "00000002", "00000003", "00000004"]),
            "LASTNAME": filled("UPPER(TRIM(Clients!$B~))", NAMES),
            "BIRTHDATE": filled('IF(Clients!E~="","",Clients!E~)', [30000, 30001, 30002, ""], 1),
        }
    )
    found = made(tmp_path, {"Clients": CLIENTS, "Formatted": sheet})
    assert (found.sheet, found.source, found.format) == ("Formatted", "Clients", "contact")
    assert found.compared is not None
    assert (found.compared.cells, found.compared.different) == (16, 0)
    assert not found.warnings
    document = yaml.safe_load(found.recipe)
    assert document["sources"] == {"clients": {"table": "Clients", "types": {"ID": "number", "NE": "date"}}}
    assert columns_of(found.recipe) == {
        "OPERATION": "INSERT",
        "CONTACT_NR": '=TEXT([@ID],"00000000")',
        "LASTNAME": "=UPPER(TRIM([@NOM]))",
        "BIRTHDATE": '=IF([@NE]="","",[@NE])',
    }
    assert "LASTNAME: =UPPER(TRIM([@NOM]))                          # Formatted!C2:C5" in found.recipe


def test_four_heading_rows_and_another_row_of_the_source(tmp_path: Path) -> None:
    """The formulas of row 5 refer to row 2: three rows above, in every cell."""
    cells = [F(f"UPPER(TRIM(Clients!B{row}))", value) for row, value in zip(ROWS, NAMES, strict=True)]
    sheet: list[list[Cell]] = [["Names"], ["Last name"], ["Text 60"], ["LASTNAME"], *([each] for each in cells)]
    found = made(tmp_path, {"Clients": CLIENTS, "Contacts": sheet})
    assert found.format == "contact"
    assert columns_of(found.recipe) == {"LASTNAME": "=UPPER(TRIM([@NOM]))"}
    assert found.compared is not None and not found.compared.different


def test_shared_formulas_are_those_of_their_first_cell(tmp_path: Path) -> None:
    """A formula shared over two columns, told in its first cell only."""
    rows: list[list[Cell]] = [["A", "B"], [F("Clients!A2&$A$1", "1A", 't="shared" ref="A2:B5" si="0"')]]
    rows[1].append(F("", " blanc A", 't="shared" si="0"'))
    for number, name in enumerate(["noir", "vert", "rose"], 2):
        shared = 't="shared" si="0"'
        rows.append([F("", f"{number}A", shared), F("", f"{name}A", shared)])
    found = made(tmp_path, {"Clients": CLIENTS, "Out": rows}, None, "table")
    assert columns_of(found.recipe) == {"A": '=[@ID]&"${out_a1}"', "B": '=[@NOM]&"${out_a1}"'}
    assert found.compared is not None and not found.compared.different


def test_lookups_read_the_columns_of_their_sheet(tmp_path: Path) -> None:
    titles: list[list[Cell]] = [["OLD", "NEW"], ["M", "MR"], ["MME", "MRS"]]
    sheet = formatted(
        {
            "V": filled("IFERROR(VLOOKUP(Clients!D~,'Title codes'!$A$2:$B$3,2,FALSE),\"\")", ["MRS", "MR", "", "MRS"]),
            "X": filled(
                "_xlfn.XLOOKUP(Clients!D~,'Title codes'!$A:$A,'Title codes'!$B:$B,\"?\")", ["MRS", "MR", "?", "MRS"]
            ),
            "I": filled(
                "IFERROR(INDEX(Codes,MATCH(Clients!D~,'Title codes'!$A$2:$A$3,0)),\"-\")", ["MRS", "MR", "-", "MRS"]
            ),
            "N": filled("COUNTIF(Clients!$D$2:$D$5,Clients!D~)", [2, 1, 1, 2]),
        }
    )
    book = {"Clients": CLIENTS, "Out": sheet, "Title codes": titles}
    found = made(tmp_path, book, names={"Codes": "'Title codes'!$B$2:$B$3"})
    assert columns_of(found.recipe) == {
        "V": '=IFERROR(VLOOKUP([@CIV],title_codes[[OLD]:[NEW]],2,FALSE),"")',
        "X": '=XLOOKUP([@CIV],title_codes[OLD],title_codes[NEW],"?")',
        "I": '=IFERROR(INDEX(title_codes[NEW],MATCH([@CIV],title_codes[OLD],0)),"-")',
        "N": "=COUNTIF(clients[CIV],[@CIV])",
    }
    assert found.compared is not None and not found.compared.different
    assert not found.warnings


def test_a_range_that_ends_too_early_is_told(tmp_path: Path) -> None:
    sheet = formatted({"N": filled("COUNTIF(Clients!$D$2:$D$4,Clients!D~)", [1, 1, 1, 1])})
    found = made(tmp_path, {"Clients": CLIENTS, "Out": sheet})
    assert "Clients!$D$2:$D$4 ends above row 5" in found.warnings[0]
    assert found.compared is not None and found.compared.by_column == {"N": 2}
    assert found.compared.samples[0].cell == "Out!A2"
    assert "blanc" not in found.recipe, "a recipe is kept with others: it quotes no data"


def test_fixed_cells_are_parameters_called_as_what_stands_beside_them(tmp_path: Path) -> None:
    settings: list[list[Cell]] = [["Season", "25/26"], ["Rate", 0.5], ["Since", N(45658, 1)], ["On", True]]
    sheet = formatted(
        {
            "S": filled("Settings!$B$1&Clients!A~", [f"25/26{row}" for row in (1, 2, 3, 4)]),
            "R": filled("Clients!F~*Settings!$B$2+Fee", [1.75, 11, 2.625, 1]),
            "D": filled("Settings!$B$3+Clients!A~", [45659, 45660, 45661, 45662], 1),
            "O": filled("IF(Settings!$B$4,Clients!$A$1,0)", ["ID"] * 4),
        }
    )
    found = made(tmp_path, {"Clients": CLIENTS, "Out": sheet, "Settings": settings}, names={"Fee": "1"})
    assert yaml.safe_load(found.recipe)["parameters"] == {
        "season": "25/26",
        "rate": 0.5,
        "fee": 1,
        "since": "2025-01-01",
        "on": "TRUE",
    }
    assert columns_of(found.recipe)["S"] == '="${season}"&[@ID]'
    assert columns_of(found.recipe)["R"] == "=[@MONTANT]*${rate}+${fee}"
    assert "DATEVALUE" in str(columns_of(found.recipe)["D"])
    assert found.compared is not None and not found.compared.different


def test_columns_of_the_same_sheet_are_steps_and_errors_stay_errors(tmp_path: Path) -> None:
    """D builds on a helper that cannot fail; E on one that can, and has to see the error."""
    sheet = formatted(
        {
            "NAME": filled("UPPER(TRIM(Clients!B~))", NAMES),
            "helper": filled("NAME&A~", ["x"] * 4),
            "LONG": filled('A~&"-"&LEN(A~)', [f"{name}-{len(name)}" for name in NAMES]),
            "FOUND": filled('VLOOKUP(Clients!D~,{"M","MR";"MME","MRS"},2,FALSE)', ["MRS", "MR", "#N/A", "MRS"]),
            "SAFE": filled('IFERROR(D~,"none")', ["MRS", "MR", "none", "MRS"]),
        }
    )
    for row in sheet:
        del row[1]
    for row in sheet[1:]:
        row[3] = F(row[3].formula.replace("D", "C"), row[3].value)  # type: ignore[union-attr]
    found = made(tmp_path, {"Clients": CLIENTS, "Out": sheet})
    document = yaml.safe_load(found.recipe)
    assert document["tables"] == {"prepared": {"from": "clients", "add": {"NAME": "=UPPER(TRIM([@NOM]))"}}}
    assert columns_of(found.recipe)["LONG"] == '=[@NAME]&"-"&LEN([@NAME])'
    assert str(columns_of(found.recipe)["SAFE"]).startswith("=IFERROR((VLOOKUP(")
    assert found.compared is not None
    assert (found.compared.different, found.compared.errors) == (0, 1)


def test_counting_in_a_computed_column(tmp_path: Path) -> None:
    sheet = formatted(
        {
            "KIND": filled("LEFT(Clients!D~,1)", ["M", "M", "X", "M"]),
            "COUNT": filled("COUNTIF($A$2:$A$5,A~)", [3, 3, 1, 3]),
        }
    )
    found = made(tmp_path, {"Clients": CLIENTS, "Out": sheet})
    assert columns_of(found.recipe) == {"KIND": "=[@KIND]", "COUNT": "=COUNTIF(prepared[KIND],[@KIND])"}
    assert found.compared is not None and not found.compared.different


def test_untitled_helpers_are_steps_and_unused_ones_are_named(tmp_path: Path) -> None:
    sheet = formatted({"LASTNAME": filled('B~&""', NAMES), "": filled("UPPER(TRIM(Clients!B~))", NAMES)})
    for row, extra in zip(sheet, [None, *filled("Clients!A~*2", [2, 4, 6, 8])], strict=True):
        row.append(extra)
    found = made(tmp_path, {"Clients": CLIENTS, "contact": sheet})
    assert columns_of(found.recipe) == {"LASTNAME": '=[@column_b]&""'}
    assert "Neither written nor used: untitled (contact!C)" in found.recipe


def test_headings_that_the_format_does_not_know_are_told(tmp_path: Path) -> None:
    sheet = formatted({"LASTNAME": filled("Clients!B~", NAMES), "POSTCODE": ["1000"] * 4, "FIRSTNAME": ["x"] * 4})
    found = made(tmp_path, {"Clients": CLIENTS, "Out": sheet})
    assert found.warnings[0].startswith("POSTCODE (Out!B) is no column of contact and is not written.")


def test_formulas_beside_their_data(tmp_path: Path) -> None:
    """A column of data that is called as the format calls it goes along as it is."""
    rows: list[list[Cell]] = [[*CLIENTS[0][:2], "TOWN", *CLIENTS[0][3:], "LASTNAME", "PREF_LANG"]]
    rows += [
        [*cells, F(f"UPPER(TRIM(B{row}))", name), F(f'IF(D{row}="M","fr","de")', "fr" if name == "NOIR" else "de")]
        for row, name, cells in zip(ROWS, NAMES, CLIENTS[1:], strict=True)
    ]
    found = made(tmp_path, {"Clients": rows})
    assert found.source == found.sheet == "Clients"
    assert columns_of(found.recipe) == {
        "TOWN": "=[@TOWN]",
        "LASTNAME": "=UPPER(TRIM([@NOM]))",
        "PREF_LANG": '=IF([@CIV]="M","fr","de")',
    }
    assert found.compared is not None and not found.compared.different


def test_tables_of_excel(tmp_path: Path) -> None:
    sheet = formatted(
        {
            "UP": filled("UPPER(TRIM(People[[#This Row],[NOM]]))", NAMES),
            "N": filled("COUNTIF(People[CIV],People[[#This Row],[CIV]])", [2, 1, 1, 2]),
            "OWN": filled("LEN(Done[[#This Row],[UP]])", [5, 4, 4, 4]),
        }
    )
    tables = [
        Table("People", "Clients", "A1:F5", ["ID", "NOM", "PRENOM", "CIV", "NE", "MONTANT"]),
        Table("Done", "Out", "A1:C5", ["UP", "N", "OWN"]),
    ]
    found = made(tmp_path, {"Clients": CLIENTS, "Out": sheet}, tables=tables)
    assert columns_of(found.recipe) == {
        "UP": "=[@UP]",
        "N": "=COUNTIF(clients[CIV],[@CIV])",
        "OWN": "=LEN([@UP])",
    }
    assert found.compared is not None and not found.compared.different


def test_number_formats_that_a_file_shows(tmp_path: Path) -> None:
    """A number shown with zeros is written so; a day that is counted out is a date."""
    sheet = formatted(
        {
            "CONTACT_NR": filled("Clients!A~+100", [101, 102, 103, 104], 2),
            "BIRTHDATE": filled('IF(Clients!E~="","",Clients!E~+1)', [30001, 30002, 30003, ""], 1),
        }
    )
    found = made(tmp_path, {"Clients": CLIENTS, "contact": sheet})
    assert columns_of(found.recipe)["CONTACT_NR"] == '=TEXT([@ID]+100,"00000000")'
    assert found.compared is not None and not found.compared.different


def test_blank_cells_shown_as_nought_are_told_apart(tmp_path: Path) -> None:
    sheet = formatted({"NE": filled("Clients!E~", [30000, 30001, 30002, 0], 1), "C": ["x"] * 4})
    found = made(tmp_path, {"Clients": CLIENTS, "Out": sheet})
    assert found.compared is not None
    assert (found.compared.different, found.compared.zeros) == (0, 1)


def test_formulas_that_end_early_or_go_further_than_the_data(tmp_path: Path) -> None:
    short = formatted({"A": filled("Clients!B~", [row[1] for row in CLIENTS[1:]])[:2]})
    found = made(tmp_path, {"Clients": CLIENTS, "Out": short})
    assert "has 2 more rows; the recipe computes all of them" in found.warnings[0]
    further = formatted(
        {"A": [*filled('Clients!A~&""', ["1", "2", "3", "4"]), F('Clients!A6&""', ""), F('Clients!A7&""', "")]}
    )
    (tmp_path / "b").mkdir()
    found = made(tmp_path / "b", {"Clients": CLIENTS, "Out": further})
    assert "computes 2 rows below the last one of Clients" in found.warnings[0]
    assert found.compared is not None and (found.compared.cells, found.compared.different) == (4, 0)


def test_never_computed_workbooks_are_told(tmp_path: Path) -> None:
    found = made(tmp_path, {"Clients": CLIENTS, "Out": formatted({"A": filled("Clients!A~+1", [None] * 4)})})
    assert "4 cells have a formula and no value" in found.warnings[0]
    (tmp_path / "b").mkdir()
    found = made(tmp_path / "b", {"Clients": CLIENTS, "Out": formatted({"A": filled("Clients!A~+1", [0] * 4)})})
    assert "probably never computed" in found.warnings[0]


def test_texts_that_yaml_and_parameters_would_read_otherwise(tmp_path: Path) -> None:
    texts = {
        "a: b": filled('Clients!B~&": "', [f"{row[1]}: " for row in CLIENTS[1:]]),
        "x #y": filled('Clients!A~&" #\'${ID}"', [f"{row[0]} #'${{ID}}" for row in CLIENTS[1:]]),
        "no": ["yes"] * 4,
        "it's": ["007"] * 4,
        "${x}": ["$${y} ${y}"] * 4,
        "№": filled('Clients!C~&"${y}"', [f"{row[2]}${{y}}" for row in CLIENTS[1:]]),
        "eq": ["=1+1"] * 4,
    }
    clients = [[*CLIENTS[0][:2], "P[1] ${x}'s", *CLIENTS[0][3:]], *CLIENTS[1:]]
    found = made(tmp_path, {"Clients": clients, "Out": formatted(texts)})
    assert found.compared is not None and (found.compared.cells, found.compared.different) == (24, 0)


MANUAL = Path(__file__).parents[3] / "docs/how-to/recipes.md"


def test_the_example_of_the_manual_is_what_comes_out(tmp_path: Path) -> None:
    titles: list[list[Cell]] = [["OLD", "NEW"], ["M", "MR"], ["MME", "MRS"]]
    settings: list[list[Cell]] = [["Rate", 1.5]]
    sheet = formatted(
        {
            "OPERATION": ["INSERT"] * 4,
            "CONTACT_NR": filled('TEXT(Clients!A~,"00000000")', [f"0000000{number}" for number in (1, 2, 3, 4)]),
            "LASTNAME": filled("UPPER(TRIM(Clients!B~))", NAMES),
            "TITLE": filled('IFERROR(VLOOKUP(Clients!D~,Titles!$A$2:$B$3,2,FALSE),"")', ["MRS", "MR", "", "MRS"]),
            "BIRTHDATE": filled('IF(Clients!E~="","",Clients!E~)', [30000, 30001, 30002, ""], 1),
            "REMARK": filled('C~&": "&Clients!F~*Settings!$B$1', ["BLANC: 2.25", "NOIR: 30", "VERT: 4.875", "ROSE: 0"]),
        }
    )
    book = {"Clients": CLIENTS, "Formatted": sheet, "Titles": titles, "Settings": settings}
    found = made(tmp_path, book)
    assert found.compared is not None and not found.compared.different
    shown = MANUAL.read_text(encoding="utf-8").partition("## From a workbook to a recipe")[2]
    assert shown.partition("```yaml\n")[2].partition("```")[0] == found.recipe
