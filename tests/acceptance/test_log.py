"""The log beside a check or an import, and the list of what was not imported: corrected, it is imported again."""

import csv
import json
from pathlib import Path

import pytest

from entracte.institution.environments import Environment

from .running import Command, assert_no_traceback
from .target import contacts
from .workbooks import read_sheets

HEADER = "INSTITUTION;OPERATION;CONTACT_NR;FIRSTNAME;LASTNAME;PREF_LANG;CRIT01"
ROWS = [
    "HARBOUR;CONFIG;;;;;PREFCOL",
    "HARBOUR;INSERT;1001;Ada;Kerr;fr;Red",
    "HARBOUR;INSERT;10x2;Bea;Kerr;fr;Green",
    "HARBOUR;FROB;1003;=Cid;Kerr;;Blue",
    "HARBOUR;INSERT;1004;;;;Red",
    "HARBOUR;INSERT;1005;Dan;Kerr;klingon;Red",
    'HARBOUR;INSERT;1006;"Eve;Kerr;fr;Red',
]


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_workbook_holds_every_finding_and_every_rejected_row(entracte: Command, harbour: Environment) -> None:
    entracte.file("contact.csv", HEADER, *ROWS)
    ran = entracte("import", "contact.csv", "--to", "dev", "-o", "log.xlsx", "--json")
    assert (ran.status, ran.counts) == (1, (7, 2, 0, 4, 1))
    sheets = read_sheets(entracte.folder / "log.xlsx")
    assert len(sheets) == 4
    header, *found = sheets["Findings"]
    assert header[:5] == ("row", "field", "value", "code", "message")
    told = {(row, field, code) for row, field, _, code, *_ in found}
    assert told == {
        (4, "CONTACT_NR", "number-not-digits"),
        (5, "OPERATION", "operation-unknown"),
        (6, None, "name-missing"),
        (7, "PREF_LANG", "value-unknown"),
        (8, None, "broken-quotes"),
    }
    assert all(message for _, _, _, _, message, *_ in found)
    titles, *listed = sheets["Not imported"]
    assert [row[titles.index("ROW")] for row in listed] == [2, 4, 5, 6, 8]
    assert all(row[titles.index("REASON")] for row in listed)


def test_rejected_rows_are_corrected_and_imported_again(entracte: Command, harbour: Environment) -> None:
    """Invariant 7: each rejected row once, without a cap, with the directive above it; what remains is imported."""
    entracte.file("contact.csv", HEADER, *ROWS[:6])
    first = entracte("import", "contact.csv", "--to", "dev", "-o", "log.xlsx", "--json")
    assert first.counts == (6, 2, 0, 3, 1)
    listed = read_csv(entracte.folder / "log-not-imported.csv")
    assert [each["ROW"] for each in listed] == ["2", "4", "5", "6"]
    uncorrected = entracte("check", "log-not-imported.csv", "--in", "dev", "--format", "contact", "--json")
    assert (uncorrected.counts, uncorrected.codes) == (
        (4, 0, 0, 3, 1),
        {"number-not-digits", "operation-unknown", "name-missing"},
    )
    listed[1]["CONTACT_NR"] = "1002"
    listed[2]["OPERATION"] = "INSERT"
    listed[3]["LASTNAME"] = "Kerr"
    with (entracte.folder / "corrected.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(listed[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(listed)
    second = entracte("import", "corrected.csv", "--to", "dev", "--format", "contact", "--json")
    assert (second.status, second.counts, second.json["findings"]) == (0, (4, 3, 0, 0, 1), [])
    told = {each["number"]: (each["firstname"], each["criteria"]) for each in contacts(harbour)}
    assert set(told) == {"1001", "1002", "1003", "1004", "1005"}
    assert told["1003"][0] == "=Cid"
    assert json.loads(str(told["1002"][1])) == {"PREFCOL": ["Green"]}


def test_every_failing_row_is_listed_without_a_cap(entracte: Command, tmp_path: Path) -> None:
    count = 30_000
    lines = (f"HARBOUR;FROB;{number};A;B;;" for number in range(count))
    (tmp_path / "contact.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    ran = entracte("check", "contact.csv", "-o", "log.csv", "--json")
    assert ran.counts == (count, 0, 0, count, 0)
    listed = read_csv(tmp_path / "log-not-imported.csv")
    assert [each["CONTACT_NR"] for each in listed] == [str(number) for number in range(count)]
    assert [each["row"] for each in read_csv(tmp_path / "log.csv")] == [str(row) for row in range(2, count + 2)]


def test_log_as_json(entracte: Command) -> None:
    entracte.file("contact.csv", HEADER, *ROWS)
    ran = entracte("check", "contact.csv", "-o", "log.json", "--json", "--language", "de")
    document = json.loads((entracte.folder / "log.json").read_text(encoding="utf-8"))
    assert document["summary"]["rows"] == ran.json["rows"]
    assert set(document["findings"][0]) >= {"row", "field", "value", "code", "message"}
    assert len(document["findings"]) == sum(each["count"] for each in ran.json["findings"])
    assert len(document["not_imported"]) == 5


def test_two_files_have_two_logs(entracte: Command) -> None:
    entracte.file("contact.csv", HEADER, *ROWS)
    entracte.file("more.csv", HEADER, "HARBOUR;FROB;;;;;")
    ran = entracte("check", "contact.csv", "more.csv", "-o", "log.json", "--json")
    assert [each["rows"]["read"] for each in ran.json["files"]] == [7, 1]
    logs = sorted(path.name for path in entracte.folder.glob("log*.json"))
    assert logs == ["log-contact-1.json", "log-contact-2.json"]


@pytest.mark.parametrize("log", ["nowhere/log.xlsx", "log.docx", "contact-not-imported.csv", "."])
def test_a_log_that_cannot_be_written_stops_before_the_import(entracte: Command, log: str) -> None:
    entracte.file("contact-not-imported.csv", HEADER, *ROWS)
    ran = entracte("check", "contact-not-imported.csv", "-o", log, "--format", "contact", "--json")
    assert ran.fault["code"] in {"no-folder", "unknown-log-format", "log-is-input"}
    assert_no_traceback(ran)


def test_logs_of_several_files_write_over_none_of_them(entracte: Command) -> None:
    entracte.file("log-contact-1-not-imported.csv", HEADER, *ROWS)
    entracte.file("contact.csv", HEADER, *ROWS)
    files = ["contact.csv", "log-contact-1-not-imported.csv"]
    ran = entracte("check", *files, "-o", "log.csv", "--format", "contact", "--json")
    assert ran.fault["code"] == "log-is-input"
