"""The commands of design.md that need no target: what they print, and with which exit status."""

import csv

import pytest

from .running import Command, assert_no_traceback
from .workbooks import read_sheets

SUMMARY = {"format", "digest", "rows", "created", "updated", "findings", "import"}


def test_formats(entracte: Command) -> None:
    listed = entracte("formats", "--json")
    assert (listed.status, listed.err) == (0, "")
    names = [each["name"] for each in listed.json]
    assert names[:6] == ["institution", "organization", "value", "criterion", "structure-type", "contact"]
    assert entracte("formats").status == 0


def test_one_format(entracte: Command) -> None:
    shown = entracte("formats", "contact", "--json")
    assert (shown.status, shown.err) == (0, "")
    fields = [each["name"] for each in shown.json["fields"]]
    assert fields[:4] == ["INSTITUTION", "ORGANIZATION", "OPERATION", "CONTACT_NR"]
    assert {"CRIT01", "CRIT50", "PHONE", "EMAIL"} <= set(fields)
    told = entracte("formats", "contact")
    assert told.status == 0 and "OFFICIAL_NAME" in told.out


def test_unknown_format_names_near_ones(entracte: Command) -> None:
    fault = entracte("formats", "contcat", "--json").fault
    assert fault["code"] == "unknown-format"
    assert "contact" in fault["hint"]


@pytest.mark.parametrize("language", ["en", "fr", "de", "it", "es"])
def test_findings(entracte: Command, language: str) -> None:
    listed = entracte("findings", "--language", language, "--json")
    assert (listed.status, listed.err) == (0, "")
    assert {each["outcome"] for each in listed.json} == {
        "file-refused",
        "row-rejected",
        "field-dropped",
        "value-changed",
    }
    assert all(each["code"] and each["message"] for each in listed.json)


def test_template_is_filled_and_read_again(entracte: Command) -> None:
    assert entracte("template", "contact", "-o", "contact.csv").status == 0
    path = entracte.folder / "contact.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream, delimiter=";"))
    codes = lines[3]
    assert codes[:4] == ["INSTITUTION", "ORGANIZATION", "OPERATION", "CONTACT_NR"]
    row = {"INSTITUTION": "HARBOUR", "OPERATION": "INSERT", "LASTNAME": "Kerr"}
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerow([row.get(code, "") for code in codes])
    checked = entracte("check", "contact.csv", "--json")
    assert (checked.status, checked.counts) == (0, (1, 1, 0, 0, 0))
    assert checked.json["header_row"] == 4


def test_template_as_workbook(entracte: Command) -> None:
    assert entracte("template", "contact", "-o", "t.xlsx").status == 0
    first, *_ = read_sheets(entracte.folder / "t.xlsx").values()
    assert first[3][:4] == ("INSTITUTION", "ORGANIZATION", "OPERATION", "CONTACT_NR")
    empty = entracte("check", "t.xlsx", "--format", "contact", "--json")
    assert (empty.status, empty.counts) == (0, (0, 0, 0, 0, 0))


def test_template_names_no_folder(entracte: Command) -> None:
    ran = entracte("template", "contact", "-o", "nowhere/contact.csv")
    assert ran.status == 2
    assert_no_traceback(ran)
    assert "nowhere" in ran.err


def test_check_says_what_it_found(entracte: Command) -> None:
    entracte.file(
        "contact.csv",
        "INSTITUTION;OPERATION;CONTACT_NR;FIRSTNAME;LASTNAME;EMAIL1;PHONE",
        "HARBOUR;INSERT;1001;Ada;Kerr;ada@example.org;TRUE",
        "HARBOUR;INSERT;1002; Bea ;Kerr;BEA@example.org;MAYBE",
        "HARBOUR;FROB;1003;Cid;Kerr;;",
        "HARBOUR;INSERT;;;;dan@example.org;",
    )
    ran = entracte("check", "contact.csv", "--json")
    assert (ran.status, ran.err) == (1, "")
    assert ran.counts == (4, 2, 0, 2, 0)
    document = ran.json
    assert set(document) >= SUMMARY
    assert (document["format"], document["import"]) == ("contact", None)
    assert all(set(each) == {"code", "outcome", "field", "count"} for each in document["findings"])
    outcomes = {(each["code"], each["field"]): each["outcome"] for each in document["findings"]}
    assert outcomes == {
        ("operation-unknown", "OPERATION"): "row-rejected",
        ("name-missing", None): "row-rejected",
        ("boolean-invalid", "PHONE"): "field-dropped",
        ("cells-cleaned", "FIRSTNAME"): "value-changed",
        ("email-lowered", "EMAIL1"): "value-changed",
    }
    assert set(ran.found.values()) == {1}


def test_check_for_people(entracte: Command) -> None:
    entracte.file("contact.csv", "INSTITUTION;FIRSTNAME", "HARBOUR;Ada")
    ran = entracte("check", "contact.csv", "--language", "fr")
    assert (ran.status, ran.err) == (0, "")
    assert "contact.csv" in ran.out
    with pytest.raises(ValueError):
        _ = ran.json


def test_unknown_language(entracte: Command) -> None:
    entracte.file("contact.csv", "INSTITUTION;FIRSTNAME", "HARBOUR;Ada")
    fault = entracte("check", "contact.csv", "--language", "rm", "--json").fault
    assert "en" in fault["hint"] + fault["message"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["import", "contact.csv"],
        ["undo", "--in", "dev"],
        ["frobnicate"],
        ["check", "contact.csv", "--frob"],
        ["template", "contact"],
    ],
)
def test_wrong_use_is_refused(entracte: Command, arguments: list[str]) -> None:
    ran = entracte(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert_no_traceback(ran)
    assert "Usage" in ran.err


def test_wrong_use_with_json_prints_one_document(entracte: Command) -> None:
    fault = entracte("import", "contact.csv", "--json").fault
    assert "--to" in fault["message"]


def test_closed_stdout_is_no_trouble(entracte: Command) -> None:
    import os
    import subprocess

    from .running import PROGRAM

    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run([PROGRAM, "findings", "--json"], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert b"Traceback" not in ran.stderr and b"Exception" not in ran.stderr
