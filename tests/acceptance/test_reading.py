"""Reading through the command: headers, separators, encodings and cells (D1 to D3, D65)."""

import codecs

import pytest

from .running import Command, Ran
from .workbooks import read_sheets, write_workbook

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]
SEPARATORS = {"semicolon": ";", "tab": "\t", "bar": "|", "comma": ","}
COMBINED = [(each, "semicolon") for each in ENCODINGS] + [("utf-8", each) for each in SEPARATORS if each != "semicolon"]


def check(entracte: Command, name: str, *more: str) -> Ran:
    """Check a file, and its log as JSON, so that the values can be looked at."""
    return entracte("check", name, "--json", *more)


@pytest.mark.parametrize(("encoding", "separator"), COMBINED)
def test_separators_and_encodings(entracte: Command, encoding: str, separator: str) -> None:
    by = SEPARATORS[separator]
    entracte.file(
        "contact.csv",
        *(
            by.join(cells)
            for cells in (
                ("INSTITUTION", "OPERATION", "LASTNAME", "TOWN", "PREF_LANG"),
                ("HARBOUR", "INSERT", "Müller", "Genève", "xx"),
                ("HARBOUR", "INSERT", "Åström", "Lausanne", "fr"),
                ("HARBOUR", "FROB-é", "Çelik", "Sion", "fr"),
            )
        ),
        encoding=encoding,
    )
    ran = check(entracte, "contact.csv", "-o", "log.json")
    assert (ran.status, ran.counts) == (1, (3, 2, 0, 1, 0))
    assert ran.json["separator"] == by
    assert codecs.lookup(ran.json["encoding"]).name == codecs.lookup(encoding).name
    assert ran.found == {("operation-unknown", "OPERATION"): 1, ("value-unknown", "PREF_LANG"): 1}
    assert "FROB-é" in (entracte.folder / "log.json").read_text(encoding="utf-8")


def test_detected_encoding_can_be_overridden(entracte: Command) -> None:
    entracte.file("contact.csv", "INSTITUTION;OPERATION;LASTNAME", "HARBOUR;žluť;Kerr", encoding="cp1250")
    ran = check(entracte, "contact.csv", "--encoding", "cp1250", "-o", "log.json")
    assert ran.json["encoding"] == "cp1250"
    assert "žluť" in (entracte.folder / "log.json").read_text(encoding="utf-8")
    assert check(entracte, "contact.csv", "--encoding", "klingon").fault["code"] == "unknown-encoding"


def test_detected_separator_can_be_overridden(entracte: Command) -> None:
    entracte.file("contact.csv", "INSTITUTION;LASTNAME;LINE1", "HARBOUR;Kerr;1, rue de la Gare, 2e, à gauche")
    assert check(entracte, "contact.csv").json["separator"] == ";"
    ran = check(entracte, "contact.csv", "--separator", ",")
    assert ran.status == 2
    assert check(entracte, "contact.csv", "--separator", "ab").fault["code"] == "bad-separator"


def test_four_header_rows_columns_in_any_order(entracte: Command) -> None:
    entracte.file(
        "contact.csv",
        "Contact file;;;",
        "Name;Given;House;What to do",
        "Text 50;Text 50;Text 15;Enum",
        "LASTNAME;FIRSTNAME;INSTITUTION;OPERATION",
        "Kerr;Ada;HARBOUR;INSERT",
        "Kerr;Bea;HARBOUR;FROB",
    )
    ran = check(entracte, "contact.csv", "-o", "log.json")
    assert ran.counts == (2, 1, 0, 1, 0)
    assert ran.json["header_row"] == 4
    assert '"row":6' in (entracte.folder / "log.json").read_text(encoding="utf-8").replace(" ", "")


def test_old_names_in_any_case(entracte: Command) -> None:
    entracte.file(
        "contact.csv",
        "instit; Operation ;STRUCTURE NAME;preferred language;Phone 1",
        "HARBOUR;INSERT;Acme;fr;0227001122",
    )
    ran = check(entracte, "contact.csv")
    assert (ran.status, ran.codes) == (0, set())


def test_unknown_duplicated_and_no_column(entracte: Command) -> None:
    entracte.file("contact.csv", "INSTITUTION;LASTNAME;SHOE_SIZE;", "HARBOUR;Kerr;38;x")
    ran = check(entracte, "contact.csv")
    assert ran.status == 0
    assert ran.found == {("unknown-column", "SHOE_SIZE"): 1, ("unnamed-column", None): 1}
    entracte.file("contact.csv", "INSTITUTION;LASTNAME;LASTNAME", "HARBOUR;Kerr;Kerr")
    ran = check(entracte, "contact.csv")
    assert (ran.status, ran.counts, ran.codes) == (2, (0, 0, 0, 0, 0), {"duplicated-column"})
    entracte.file("contact.csv", "Nom;Prénom", "Kerr;Ada")
    ran = check(entracte, "contact.csv")
    assert (ran.status, ran.counts, ran.codes) == (2, (0, 0, 0, 0, 0), {"no-known-column"})
    assert ran.err  # a person reads why on stderr too


def test_cells_are_cleaned_and_counted_by_column(entracte: Command) -> None:
    entracte.file(
        "contact.csv",
        "INSTITUTION;FIRSTNAME;LASTNAME",
        "HARBOUR; Ada;Kerr\u00a0",
        "HARBOUR;Bea ;Ke\x07rr",
        "HARBOUR;Cid;Kerr",
    )
    ran = check(entracte, "contact.csv")
    assert ran.found == {("cells-cleaned", "FIRSTNAME"): 2, ("cells-cleaned", "LASTNAME"): 2}


def test_rows_are_numbered_as_excel_shows_them(entracte: Command) -> None:
    entracte.file(
        "contact.csv",
        "INSTITUTION;LASTNAME;REMARK;OPERATION",
        'HARBOUR;Kerr;"two\nlines";INSERT',
        "",
        ";;;",
        "HARBOUR;Kerr;;FROB",
        "HARBOUR;Kerr",
        "HARBOUR;Kerr;;INSERT;more",
        'HARBOUR;Kerr;"open;INSERT',
    )
    ran = check(entracte, "contact.csv", "-o", "log.xlsx")
    assert ran.counts == (5, 2, 0, 3, 0)
    header, *found = read_sheets(entracte.folder / "log.xlsx")["Findings"]
    assert header[:5] == ("row", "field", "value", "code", "message")
    assert [(row, code) for row, _, _, code, *_ in found] == [
        (5, "operation-unknown"),
        (7, "too-many-cells"),
        (8, "broken-quotes"),
    ]


def test_workbook_cells(entracte: Command) -> None:
    write_workbook(
        entracte.folder / "book.xlsx",
        contact=[
            ["INSTITUTION", "OPERATION", "CONTACT_NR", "LASTNAME", "BIRTHDATE", "ZIPCODE"],
            ["HARBOUR", "INSERT", 1001, "Kerr", "01.08.1965", 1201],
            ["HARBOUR", "INSERT", 1001, "Kerr", "31.02.1965", "1201"],
        ],
    )
    ran = check(entracte, "book.xlsx")
    assert ran.counts == (2, 1, 0, 1, 0)
    assert ran.found == {("number-repeated", "CONTACT_NR"): 1, ("date-invalid", "BIRTHDATE"): 1}
    assert (ran.json["sheet"], ran.json["encoding"]) == ("contact", None)
