"""Workbooks: which sheets are read, and what their cells hold (D3, D54, D65, D71)."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from entracte.faults import Fault
from entracte.sources.content import content_of
from entracte.sources.excel import open_workbook

from .conftest import Read

ReadOne = Callable[..., Read]
ReadAll = Callable[..., list[Read]]
SHARED = Path(__file__).parents[3] / "shared/data/excel"
Rows = list[list[object]]


def workbook(path: Path, sheets: dict[str, Rows], **formats: str) -> Path:
    """A workbook of these sheets; a cell may be a value, or a value and the name of a number format."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        known = {name: book.add_format({"num_format": code}) for name, code in formats.items()}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    value, style = cell if isinstance(cell, tuple) else (cell, None)
                    if isinstance(value, datetime.datetime):
                        sheet.write_datetime(row, column, value, known.get(style))
                    elif value is not None:
                        sheet.write(row, column, value, known.get(style))
    return path


def test_cells_are_what_excel_displays(tmp_path: Path, read_one: ReadOne) -> None:
    header = ["CONTACT_NR", "BIRTHDATE", "REMARK", "ZIPCODE", "TELEPHONE", "NB_EMPLOYEES", "CNIL_O", "LINE1"]
    born = datetime.datetime(1965, 8, 1, 0, 0)
    path = workbook(
        tmp_path / "contact.xlsx",
        {
            "data": [
                header,
                [
                    (12, "eight"),
                    (born, "month"),
                    (born, "day"),
                    (1201, "zip"),
                    (612345678, "phone"),
                    (1500, "sep"),
                    True,
                    12,
                ],
                ["00012", "01.08.1965", "text", "01201", "06 12", "1500", "TRUE", 1.5],
                [41791234567123, None, "  kept  ", None, None, None, False, "=1/0"],
            ]
        },
        eight="00000000",
        month="mmm-yy",
        day="dd/mm/yyyy",
        zip="00000",
        phone='0#" "##" "##" "##" "##',
        sep="#,##0",
    )
    read = read_one(path)
    values = [tuple(row.values()) for row in read.rows]
    assert values[0] == (2, "00000012", "1965-08-01", "01/08/1965", "01201", "06 12 34 56 78", "1500", "TRUE", "12")
    assert values[1] == (3, "00012", "01.08.1965", "text", "01201", "06 12", "1500", "TRUE", "1.5")
    assert values[2][:4] == (4, "41791234567123", None, "  kept  ")
    assert read.codes() == []
    assert (read.file.sheet, read.file.encoding, read.file.separator) == ("data", None, None)


def test_blank_rows_count_and_are_not_read(tmp_path: Path, read_one: ReadOne) -> None:
    rows: Rows = [
        ["Contacts"],
        [],
        ["Number", "Name"],
        ["CONTACT_NR", "LASTNAME"],
        ["1", "Kerr"],
        [],
        [" ", None],
        ["2", "Ray"],
    ]
    read = read_one(workbook(tmp_path / "x.xlsx", {"Sheet1": rows}))
    assert read.file.header_row == 4
    assert [row["row"] for row in read.rows] == [5, 8]
    assert read.file.rows == 2


def test_every_sheet_named_by_a_format_is_read_in_order(tmp_path: Path, read_all: ReadAll) -> None:
    path = workbook(
        tmp_path / "settings.xlsx",
        {
            "Notes": [["Read me"]],
            "Criterion": [["INSTITUTION", "CRITERION", "NAME"], ["H", "VIP", "Very important"]],
            "value": [["INSTITUTION", "LIST", "CODE"], ["H", "TITLE", "MR"], ["H", "TITLE", "MRS"]],
        },
    )
    files = read_all(path)
    assert [(each.file.sheet, each.file.format.name, each.file.rows) for each in files] == [
        ("Criterion", "criterion", 1),
        ("value", "value", 2),
    ]
    assert len({each.file.table for each in files}) == 2
    assert files[0].file.digest == files[1].file.digest


def test_else_the_first_sheet_with_a_header_is_read(tmp_path: Path, read_one: ReadOne) -> None:
    sheets: dict[str, Rows] = {
        "Cover": [["The Harbour"]],
        "Export": [["CONTACT_NR", "LASTNAME"], ["1", "Kerr"]],
        "Old": [["CONTACT_NR", "LASTNAME"], ["2", "Ray"]],
    }
    path = workbook(tmp_path / "delivery.xlsx", sheets)
    assert read_one(path, None).file.sheet == "Export"
    assert read_one(path, None, sheet="old").rows[0]["LASTNAME"] == "Ray"
    with pytest.raises(Fault, match="no sheet 'Olt'"):
        read_one(path, None, sheet="Olt")


def test_columns_without_title_beyond_the_header_are_told(tmp_path: Path, read_one: ReadOne) -> None:
    rows: Rows = [["CONTACT_NR", None, "LASTNAME"], ["1", None, "Kerr", None, "note"]]
    read = read_one(workbook(tmp_path / "x.xlsx", {"a": rows}))
    assert [finding[3] for finding in read.findings] == ["B", "E"]
    assert read.rows == [{"row": 2, "CONTACT_NR": "1", "LASTNAME": "Kerr"}]


def test_refusals(tmp_path: Path, read_one: ReadOne) -> None:
    twice = workbook(tmp_path / "a.xlsx", {"a": [["EMAIL1", "email1"], ["x", "y"]]})
    assert read_one(twice).codes() == ["duplicated-column"]
    assert read_one(workbook(tmp_path / "b.xlsx", {"a": [["x", "y"]]})).codes() == ["no-known-column"]
    assert read_one(workbook(tmp_path / "c.xlsx", {"a": [], "b": []})).codes() == ["empty-file"]
    header_only = read_one(workbook(tmp_path / "d.xlsx", {"a": [["EMAIL1"]]}))
    assert (header_only.file.rows, header_only.file.refused) == (0, False)


def test_content_counts_not_the_extension(tmp_path: Path, read_one: ReadOne) -> None:
    text = tmp_path / "contact.xls"
    text.write_text("CONTACT_NR\tLASTNAME\n1\tKerr\n")
    assert read_one(text).rows[0]["LASTNAME"] == "Kerr"
    book = workbook(tmp_path / "contact.xlsx", {"a": [["CONTACT_NR", "LASTNAME"], ["1", "Kerr"]]})
    book.rename(tmp_path / "contact.csv")
    assert read_one(tmp_path / "contact.csv").rows[0]["LASTNAME"] == "Kerr"
    page = tmp_path / "page.xls"
    page.write_text("\n<html><table><tr><td>CONTACT_NR</td></tr></table></html>")
    with pytest.raises(Fault) as caught:
        read_one(page)
    assert caught.value.code == "unsupported-content"


def sheet_xml(cells: str, prefix: str = "") -> bytes:
    name = prefix + ":" if prefix else ""
    return (
        f'<{name}worksheet xmlns{":" + prefix if prefix else ""}="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<{name}sheetData>{cells}</{name}sheetData></{name}worksheet>"
    ).encode()


def with_sheet(folder: Path, sheet: bytes) -> Path:
    """A workbook whose only sheet is that XML."""
    template = workbook(folder / "template.xlsx", {"a": [["x"]]})
    path = folder / "contact.xlsx"
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else old.read(part))
    return path


def test_cells_and_rows_may_leave_out_where_they_are(tmp_path: Path, read_one: ReadOne) -> None:
    cells = (
        '<row><c t="inlineStr"><is><t>CONTACT_NR</t></is></c><c t="str"><v>LASTNAME</v></c></row>'
        '<row r="4"><c><v>7</v></c><c t="inlineStr"><is><r><t>Ke</t></r><r><t>rr_x0041_</t></r>'
        "<rPh><t>no</t></rPh></is></c>"
        '<c r="D4" t="e"><v>#N/A</v></c></row>'
    )
    read = read_one(with_sheet(tmp_path, sheet_xml(cells)))
    assert read.rows == [{"row": 4, "CONTACT_NR": "7", "LASTNAME": "KerrA"}]
    prefixed = cells.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    assert read_one(with_sheet(tmp_path, sheet_xml(prefixed, "x"))).rows == read.rows


def test_an_error_is_a_text(tmp_path: Path, read_one: ReadOne) -> None:
    cells = '<row><c t="str"><v>LASTNAME</v></c></row><row><c t="e"><v>#DIV/0!</v></c></row>'
    assert read_one(with_sheet(tmp_path, sheet_xml(cells))).rows[0]["LASTNAME"] == "#DIV/0!"


def test_a_cell_too_large_costs_its_row(tmp_path: Path, read_one: ReadOne) -> None:
    cells = (
        '<row><c t="str"><v>CONTACT_NR</v></c><c t="str"><v>LASTNAME</v></c></row>'
        f'<row><c t="str"><v>1</v></c><c t="str"><v>{"x" * 3_000_000}</v></c></row>'
        '<row><c t="str"><v>2</v></c><c t="str"><v>Ray</v></c></row>'
    )
    read = read_one(with_sheet(tmp_path, sheet_xml(cells)))
    assert [row["row"] for row in read.rows] == [3]
    assert read.findings == [(2, "LASTNAME", "cell-too-large", "x" * 200, "3000000")]
    assert read.unreadable == [(2, "cell-too-large", "x" * 200)]
    assert read.file.rows == 2


@pytest.mark.parametrize(
    "sheet",
    [
        b"<worksheet><sheetData><row>",
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + sheet_xml('<row><c t="str"><v>&a;</v></c></row>'),
        sheet_xml('<row r="5"/><row r="4"/>'),
        sheet_xml('<row r="9999999"/>'),
        sheet_xml('<row><c r="ABCD1" t="str"><v>1</v></c></row>'),
        sheet_xml('<row><c t="s"><v>99</v></c></row>'),
        sheet_xml('<row><c t="s"><v>-1</v></c></row>'),
    ],
)
def test_a_damaged_sheet_is_a_fault(tmp_path: Path, read_one: ReadOne, sheet: bytes) -> None:
    with pytest.raises(Fault) as caught:
        read_one(with_sheet(tmp_path, sheet))
    assert caught.value.code == "damaged-workbook"


def test_a_zip_bomb_is_not_opened(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "contact.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(200):
                part.write(b"\0" * 1024 * 1024)
    with pytest.raises(Fault) as caught:
        read_one(path)
    assert caught.value.code == "zip-bomb"


def test_other_archives_and_broken_ones_are_faults(tmp_path: Path, read_one: ReadOne) -> None:
    other = tmp_path / "contact.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("contact.csv", "LASTNAME\nKerr\n")
    with pytest.raises(Fault, match="ZIP archive without a workbook"):
        read_one(other)
    cut = tmp_path / "contact.xlsx"
    cut.write_bytes(workbook(tmp_path / "x.xlsx", {"a": [["EMAIL1"]]}).read_bytes()[:-200])
    with pytest.raises(Fault) as caught:
        read_one(cut)
    assert caught.value.code == "damaged-workbook"


needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared files are absent")


@needs_shared
def test_a_password_protected_workbook_asks_for_a_copy(read_one: ReadOne) -> None:
    with pytest.raises(Fault) as caught:
        read_one(SHARED / "pass_protected.xlsx")
    assert caught.value.code == "password-protected"


def shown(name: str, sheet: str) -> dict[int, list[str]]:
    path = SHARED / name
    rows = open_workbook(path, content_of(path)).rows(sheet)
    return {number: [getattr(cell, "displayed", cell) for cell in cells.values()] for number, cells in rows}


@needs_shared
def test_old_and_open_workbooks_are_read() -> None:
    assert shown("biff5_write.xls", "SheetJS")[2] == ["TRUE", "FALSE", "sheetjs"]
    assert shown("date.xlsb", "Sheet1")[1] == ["2021-01-01", "15"]
    assert shown("date.ods", "Sheet1")[2] == ["01.01.2021 10:10", "16"]
    assert shown("date_1904.xlsx", "Sheet1")[2] == ["2021-01-02", "16"]
    assert shown("errors.xlsx", "Feuil1")[7] == ["#N/A"]
    assert shown("has_x000D_.xlsx", "Sheet1")[1] == ["ABC\r\nDEF"]


def open_document(path: Path, *rows: str) -> Path:
    """A minimal .ods with one sheet of these rows of XML."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="contact">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def ods_cell(text: str, **attributes: str) -> str:
    typed = " ".join(f'office:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-cell {typed}><text:p>{text}</text:p></table:table-cell>"


def test_a_number_is_shown_as_it_was_where_its_format_is_not_known(tmp_path: Path, read_one: ReadOne) -> None:
    titles = ["CONTACT_NR", "NB_EMPLOYEES", "BIRTHDATE", "REMARK"]
    path = open_document(
        tmp_path / "contact.ods",
        "".join(ods_cell(title, value_type="string") for title in titles),
        ods_cell("0012", value_type="float", value="12")
        + ods_cell("7", value_type="float", value="7")
        + ods_cell("1.8.65", value_type="date", date_value="1965-08-01") * 2,
    )
    read = read_one(path)
    assert [tuple(row.values()) for row in read.rows] == [(2, "0012", "7", "1965-08-01", "01.08.1965")]
    assert read.findings == []


@needs_shared
def test_hostile_workbooks_are_faults_or_empty() -> None:
    with pytest.raises(Fault) as caught:
        shown("issue_594_dos.ods", "Sheet1")
    assert caught.value.code == "damaged-workbook"
    path = SHARED / "issue_666_panic.xlsb"
    assert [list(open_workbook(path, content_of(path)).rows("Sheet1"))] == [[]]
