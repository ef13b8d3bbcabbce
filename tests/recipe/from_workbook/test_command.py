"""`entracte recipe from-workbook` on the command line, and over workbooks that LibreOffice computed."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import xlsxwriter

from tests.acceptance.running import PROGRAM
from tests.recipe.from_workbook.books import CLIENTS, F, filled, formatted, write_book

NAMES = ["BLANC", "NOIR", "VERT", "ROSE"]
SOFFICE = shutil.which("soffice")
ALWAYS_COMPUTE = (
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
    '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>'
)


def entracte(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "ENTRACTE_HOME": str(folder / "home")},
        check=False,
    )


def test_from_a_workbook_to_a_file_and_what_is_refused(tmp_path: Path) -> None:
    columns = {"LASTNAME": filled("UPPER(TRIM(Clients!B~))", NAMES), "OPERATION": ["INSERT"] * 4}
    write_book(tmp_path / "book.xlsx", {"Clients": CLIENTS, "Out": formatted(columns)})
    done = entracte(tmp_path, "recipe", "from-workbook", "book.xlsx", "-o", "book.yaml")
    assert done.returncode == 0, done.stderr
    assert "Proved: the recipe gives what the workbook holds, in all 8 cells that have a value." in done.stdout
    shown = entracte(tmp_path, "recipe", "from-workbook", "book.xlsx")
    assert shown.stdout == (tmp_path / "book.yaml").read_text()
    assert "Proved" in shown.stderr
    again = entracte(tmp_path, "recipe", "from-workbook", "book.xlsx", "-o", "book.yaml")
    assert (again.returncode, again.stdout) == (2, "")
    assert entracte(tmp_path, "transform", "book.yaml", "book.xlsx", "-o", "out").returncode == 0
    with (tmp_path / "out/contact.csv").open(encoding="utf-8") as file:
        assert [row["LASTNAME"] for row in csv.DictReader(file, delimiter=";")] == NAMES

    columns["LASTNAME"][2] = "Smith"
    write_book(tmp_path / "book.xlsx", {"Clients": CLIENTS, "Out": formatted(columns)})
    refused = entracte(tmp_path, "recipe", "from-workbook", "book.xlsx", "-o", "other.yaml", "--json")
    assert refused.returncode == 2
    fault = json.loads(refused.stdout)["fault"]
    assert (fault["code"], fault["count"]) == ("individual-modification", 1)
    assert fault["departures"][0]["cell"] == "Out!A4"
    assert "Out!A4 holds the typed value Smith" in refused.stderr
    assert not (tmp_path / "other.yaml").exists()


def test_as_json(tmp_path: Path) -> None:
    sheet = formatted({"A": [F(f"Clients!A{row}*2", 7) for row in range(2, 6)]})
    write_book(tmp_path / "book.xlsx", {"Clients": CLIENTS, "Out": sheet})
    done = entracte(tmp_path, "recipe", "from-workbook", "book.xlsx", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["columns"] == [{"name": "A", "text": "=[@ID]*2"}]
    assert found["compared"]["different"] == 4
    assert found["compared"]["samples"][0] == {"cell": "Out!A2", "workbook": "7", "recipe": "2"}
    assert "4 of 4 cells differ" in found["warnings"][0]
    assert "# Note: 4 of 4 cells differ" in found["recipe"]


FORMULAS = {
    "CONTACT_NR": 'TEXT(Clients!A{r},"00000000")',
    "LASTNAME": "UPPER(TRIM(Clients!$B{r}))",
    "FIRSTNAME": 'PROPER(Clients!C{r})&""',
    "TITLE": "IFERROR(VLOOKUP(Clients!D{r},'Title codes'!$A$2:$B$3,2,FALSE),\"\")",
    "BIRTHDATE": 'IF(Clients!E{r}="","",Clients!E{r})',
    "REMARK": 'Settings!$B$1&C{r}&Clients!F{r}*Settings!$B$2&IF(COUNTIF(Clients!$D$2:$D$61,Clients!D{r})>20,"+","")',
    "TOWN": "IFERROR(INDEX('Title codes'!$B$2:$B$3,MATCH(Clients!D{r},'Title codes'!$A$2:$A$3,0)),\"none \"&C{r})",
    "POSTCODE": 'TEXT(MOD(Clients!A{r}*7919,10000),"0000")',
    "PREF_LANG": 'IF(AND(Clients!F{r}>10,Clients!D{r}<>"X"),"fr","de")',
    "FUNCTION": 'LEFT(C{r},2)&"-"&YEAR(Clients!G{r})&"-"&ROUND(Clients!F{r}/3,2)',
    "REMARK2": "SUMIF(Clients!$D$2:$D$61,Clients!D{r},Clients!$F$2:$F$61)",
    "TOTAL": "ROUND(Clients!F{r}*(1+Settings!$B$2)-SUM(Clients!F{r}:F{r}),4)",
    "BIG": "Clients!F{r}>AVERAGE(Clients!$F$2:$F$61)",
}


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of sixty rows that LibreOffice computed."""
    if SOFFICE is None:
        pytest.skip("soffice is not here: no other program computes workbooks")
    folder = tmp_path_factory.mktemp("computed")
    book = xlsxwriter.Workbook(str(folder / "book.xlsx"))
    clients, out, titles, settings = (
        book.add_worksheet(name) for name in ("Clients", "Out", "Title codes", "Settings")
    )
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    clients.write_row(0, 0, ["ID", "NOM", "PRENOM", "CIV", "NE", "MONTANT", "VU"])
    for row in range(1, 61):
        clients.write_row(row, 0, [row, f" nom {row} ", f"jean-{row}" if row % 3 else "", ("M", "MME", "X")[row % 3]])
        if row % 5:
            clients.write_number(row, 4, 20_000 + row * 97, day)
        clients.write_number(row, 5, row * 1.1)
        clients.write_number(row, 6, 45_000 + row * 31, day)
    for place, cells in enumerate([["OLD", "NEW"], ["M", "MR"], ["MME", "MRS"]]):
        titles.write_row(place, 0, cells)
    for place, pair in enumerate([["Prefix", "K-"], ["Rate", 0.081]]):
        settings.write_row(place, 0, pair)
    out.write_row(0, 0, list(FORMULAS))
    for row in range(1, 61):
        for col, (name, formula) in enumerate(FORMULAS.items()):
            out.write_formula(row, col, formula.format(r=row + 1), day if name == "BIRTHDATE" else None)
    book.close()
    (folder / "profile/user").mkdir(parents=True)
    (folder / "profile/user/registrymodifications.xcu").write_text(ALWAYS_COMPUTE)
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(folder / "book.xlsx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder / "out/book.xlsx"


def test_the_recipe_gives_what_libreoffice_computed(computed: Path, tmp_path: Path) -> None:
    done = entracte(tmp_path, "recipe", "from-workbook", str(computed), "--format", "table", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["compared"]["samples"] == []
    assert (found["compared"]["cells"], found["compared"]["different"]) == (60 * len(FORMULAS), 0)
    assert found["warnings"] == []
