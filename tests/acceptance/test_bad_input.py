"""Files that are not what they should be: a clear fault or finding, exit status 2 or 1, and nothing half done."""

import os
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from entracte.institution.environments import Environment

from .running import Command, Ran, assert_no_traceback
from .target import contacts, held
from .workbooks import write_workbook

SHARED = Path(__file__).parents[3] / "shared/data/excel"
HEADER = "INSTITUTION;LASTNAME;REMARK"


def zip_bomb(path: Path) -> None:
    """A workbook of 100 kB whose sheet unpacks to 100 MB and would go on with a billion laughs."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/></Types>',
        )
        relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relation}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets><sheet name="contact" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relation}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        row = '<row><c t="inlineStr"><is><t>INSTITUTION</t></is></c></row>'
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>{row}'.encode())
            block = b'<row><c t="inlineStr"><is><t>' + b"A" * 1_000_000 + b"</t></is></c></row>"
            for _ in range(100):
                sheet.write(block)
            sheet.write(b"</sheetData></worksheet>")


def entity_bomb(path: Path) -> None:
    """A workbook whose sheet declares entities that multiply."""
    write_workbook(path, contact=[["INSTITUTION", "LASTNAME"], ["HARBOUR", "Kerr"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("<worksheet", f'<!DOCTYPE worksheet [<!ENTITY l0 "ha">{laughs}]><worksheet', 1)
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("<sheetData>", "<sheetData>&l9;").encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def seconds_of_commands() -> float:
    """The processor's time that the commands of this session took: the same however busy the machine is."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def missing(path: Path) -> None:
    """No file."""


def secret(path: Path) -> None:
    """A file that even root cannot open for reading as a file: a link into a loop."""
    path.symlink_to(path.with_name("loop"))
    path.with_name("loop").symlink_to(path)


MADE: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "folder": ("contact.csv", Path.mkdir, "not-a-file"),
    "pipe": ("contact.csv", os.mkfifo, "not-a-file"),
    "missing": ("contact.csv", missing, "file-missing"),
    "link-loop": ("contact.csv", secret, "unreadable-file"),
    "dangling-link": ("contact.csv", lambda path: path.symlink_to("nowhere.csv"), "file-missing"),
    "zip-bomb": ("contact.xlsx", zip_bomb, "zip-bomb"),
    "entity-bomb": ("contact.xlsx", entity_bomb, "damaged-workbook"),
    "no-workbook": ("contact.xlsx", lambda path: path.write_bytes(b"PK\x03\x04" + b"\0" * 99), "damaged-workbook"),
    "picture": ("contact.csv", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99), "unsupported-content"),
    "web-page": ("contact.xls", lambda path: path.write_bytes(b"<html><table>"), "unsupported-content"),
    "20000-columns": (
        "contact.csv",
        lambda path: path.write_text(";".join(["LASTNAME", *(f"C{at}" for at in range(20_000))]) + "\nKerr\n"),
        "too-many-columns",
    ),
}


@pytest.mark.parametrize("what", MADE)
def test_what_cannot_be_read_is_a_fault(entracte: Command, what: str) -> None:
    name, make, code = MADE[what]
    make(entracte.folder / name)
    began = seconds_of_commands()
    fault = entracte("check", name, "--json").fault
    assert seconds_of_commands() - began < 10
    assert fault["code"] == code, fault
    assert name in fault["message"]


def test_password_protected_workbook(entracte: Command) -> None:
    book = SHARED / "pass_protected.xlsx"
    if not book.exists():
        pytest.skip("needs ../shared/data")
    fault = entracte("check", str(book), "--format", "contact", "--json").fault
    assert "password" in fault["message"]


def test_unreadable_file(entracte: Command) -> None:
    path = entracte.file("contact.csv", HEADER)
    path.chmod(0)
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    assert entracte("check", "contact.csv", "--json").fault["code"] == "unreadable-file"


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"], ids=["nothing", "blank", "mark"])
def test_empty_file(entracte: Command, content: str) -> None:
    (entracte.folder / "contact.csv").write_text(content, encoding="utf-8")
    ran = entracte("check", "contact.csv", "--json")
    assert (ran.status, ran.counts) == (2, (0, 0, 0, 0, 0))
    assert ran.codes <= {"empty-file", "no-known-column"} and ran.codes
    assert ran.json["refused"] is True


def test_wrong_format(entracte: Command) -> None:
    entracte.file("contact.csv", "CRITERION;DATA_TYPE;CONTACT_TYPE", "NEWS;TEXT;BOTH")
    ran = entracte("check", "contact.csv", "--json")
    assert (ran.status, ran.codes) == (2, {"no-known-column"})
    assert entracte("check", "contact.csv", "--format", "sales-of-tickets", "--json").fault["code"] == "unknown-format"


def test_header_only_and_a_link(entracte: Command, harbour: Environment) -> None:
    """Nothing to import is no fault; a symbolic link is followed."""
    entracte.file("real.csv", HEADER)
    (entracte.folder / "contact.csv").symlink_to("real.csv")
    ran = entracte("import", "contact.csv", "--to", "dev", "--json")
    assert (ran.status, ran.counts, ran.json["findings"]) == (0, (0, 0, 0, 0, 0), [])
    assert contacts(harbour) == []


def test_a_cell_of_50_megabytes(entracte: Command, harbour: Environment) -> None:
    entracte.file("contact.csv", HEADER, "HARBOUR;Ada;", f"HARBOUR;Bea;{'x' * 50_000_000}", "HARBOUR;Cid;")
    ran = entracte("import", "contact.csv", "--to", "dev", "--json", "-o", "log.xlsx")
    assert_no_traceback(ran)
    assert (ran.status, ran.counts) == (1, (3, 2, 0, 1, 0))
    assert [each["lastname"] for each in contacts(harbour)] == ["Ada", "Cid"]
    assert (entracte.folder / "log.xlsx").stat().st_size < 1_000_000


def test_nul_bytes_and_mixed_encodings(entracte: Command, harbour: Environment) -> None:
    (entracte.folder / "contact.csv").write_bytes(
        b"INSTITUTION;LASTNAME;REMARK\n"
        + "HARBOUR;Müller;first\nHARBOUR;Çelik;\nHARBOUR;Åström;\n".encode()
        + "HARBOUR;Müller;second\n".encode("cp1252")
        + b"HARBOUR;K\x00err;third\x00\n"
        + b"HARBOUR;Kerr;fourth\n"
    )
    ran = entracte("import", "contact.csv", "--to", "dev", "--json")
    assert_no_traceback(ran)
    assert (ran.status, ran.counts) == (0, (6, 6, 0, 0, 0))
    told = {(each["lastname"], each["remark"]) for each in contacts(harbour) if each["remark"]}
    assert told == {("Müller", "first"), ("Müller", "second"), ("Kerr", "third"), ("Kerr", "fourth")}
    assert {("undecodable-line", None), ("cells-cleaned", "LASTNAME"), ("cells-cleaned", "REMARK")} <= set(ran.found)


def test_formulas_stay_text(entracte: Command, harbour: Environment) -> None:
    entracte.file("contact.csv", HEADER, "HARBOUR;=1+1;=cmd|' /C calc'!A0", "HARBOUR;@SUM(A1);-2+3")
    ran = entracte("import", "contact.csv", "--to", "dev", "--json")
    assert (ran.status, ran.counts) == (0, (2, 2, 0, 0, 0))
    assert [each["lastname"] for each in contacts(harbour)] == ["=1+1", "@SUM(A1)"]


def test_200000_identical_numbers(entracte: Command, harbour: Environment) -> None:
    path = entracte.folder / "contact.csv"
    path.write_text("INSTITUTION;CONTACT_NR;LASTNAME\n" + "HARBOUR;1001;Kerr\n" * 200_000)
    began = seconds_of_commands()
    ran = entracte("import", "contact.csv", "--to", "dev", "--json")
    assert seconds_of_commands() - began < 30
    assert (ran.status, ran.counts) == (1, (200_000, 1, 0, 199_999, 0))
    assert ran.found == {("number-repeated", "CONTACT_NR"): 199_999}
    assert len(contacts(harbour)) == 1


def test_names_that_are_hostile(entracte: Command, harbour: Environment) -> None:
    """Neither a file's name nor its cells end up in SQL, in markup or in a path."""
    name = "con'tact\"; DROP TABLE contact; --[bold].csv"
    entracte.file(name, HEADER, "HARBOUR;'), DROP TABLE contact --;[red]x[/red]")
    (entracte.folder / os.fsdecode(b"\xe9t\xe9.csv")).write_bytes(b"INSTITUTION;LASTNAME\nHARBOUR;Kerr\n")
    ran = entracte("import", name, "--to", "dev", "--format", "contact", "--json")
    assert (ran.status, ran.counts) == (0, (1, 1, 0, 0, 0))
    ran = entracte("import", os.fsdecode(b"\xe9t\xe9.csv"), "--to", "dev", "--format", "contact", "--json")
    assert (ran.status, ran.counts) == (0, (1, 1, 0, 0, 0))
    told = entracte("check", name, "--format", "contact")
    assert told.status == 0 and name in told.out.replace("\n", "")
    assert [each["lastname"] for each in contacts(harbour)] == ["'), DROP TABLE contact --", "Kerr"]


def test_a_refused_file_leaves_the_environment_as_it_was(entracte: Command, harbour: Environment) -> None:
    before = held(harbour)
    entracte.file("contact.csv", "INSTITUTION;LASTNAME;LASTNAME", "HARBOUR;Kerr;Kerr")
    ran: Ran = entracte("import", "contact.csv", "--to", "dev", "--json", "-o", "log.xlsx")
    assert (ran.status, ran.counts, ran.json["import"]) == (2, (0, 0, 0, 0, 0), None)
    assert held(harbour) == before
    assert (entracte.folder / "log.xlsx").exists()
