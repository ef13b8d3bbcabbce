import csv
import json
import resource
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from entracte.engine import Engine
from entracte.faults import Fault
from entracte.findings import FINDING_COLUMNS, LANGUAGES, kind, label
from entracte.formats import format_named
from entracte.formats.model import Field, FieldType, Format
from entracte.formats.returned import returned_columns
from entracte.report.files import LogFiles, check_log_path, log_files
from entracte.report.log import write_log
from entracte.report.not_imported import FileTables
from entracte.report.summary import Rows
from entracte.report.workbook import Limits
from tests.report import tables
from tests.report.tables import BROKEN_LINE, FIELDS

CONTACT = format_named("contact")
KEPT = "Not an error: this row configures the rows below it and must stay above them."


def message(code: str, *facts: str | None, language: str = "en") -> str:
    return kind(code).message(language, *facts)


def written(engine: Engine, path: Path, language: str = "en", limits: Limits | None = None, **facts: Any) -> LogFiles:
    return write_log(path, engine, FileTables(), tables.summary(engine, **facts), CONTACT, language, limits)


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


FINDINGS_IN_ORDER = [
    (None, "LASTNAME", None, "cells-cleaned", message("cells-cleaned", "LASTNAME", None, "3"), "value-changed"),
    (
        8,
        "TELEPHONE",
        "=1+1",
        "phone-without-digits",
        message("phone-without-digits", "TELEPHONE", "=1+1"),
        "field-dropped",
    ),
    (
        8,
        "TITLE",
        "<r>{detail}</r>",
        "value-unknown",
        message("value-unknown", "TITLE", "@").replace("@", "<r>{detail}</r>"),
        "field-dropped",
    ),
    (9, "CONTACT_NR", "00x", "number-not-digits", message("number-not-digits", None, "00x"), "row-rejected"),
    (9, "LASTNAME", "Müller", "text-truncated", message("text-truncated", "LASTNAME", None, "100"), "value-changed"),
    (10, None, BROKEN_LINE, "broken-quotes", message("broken-quotes", None, BROKEN_LINE), "row-rejected"),
    (11, None, None, "name-missing", message("name-missing"), "row-rejected"),
    (11, "CONTACT_NR", None, "number-missing", message("number-missing"), "row-rejected"),
]
NOT_IMPORTED = [
    ("HARBOUR", "CONFIG", None, None, None, "SIRET", None, KEPT, 7),
    (
        "HARBOUR",
        None,
        "00x",
        'Müller; "Jr"\nof Ghent',
        "+41 21 613 21 11",
        "404 833",
        None,
        message("number-not-digits", None, "00x"),
        9,
    ),
    (None,) * 6 + (BROKEN_LINE, message("broken-quotes", None, BROKEN_LINE), 10),
    (
        *("HARBOUR", "UPDATE", None, " -lee", "@x", None, None),
        f"{message('number-missing')} {message('name-missing')}",
        11,
    ),
]


def test_the_workbook_cell_by_cell(engine: Engine, tmp_path: Path) -> None:
    written(engine, tmp_path / "log.xlsx")
    book = sheets(tmp_path / "log.xlsx")
    assert list(book) == ["Summary", "Findings by code", "Findings", "Not imported"]
    assert book["Findings"][0] == ("row", "field", "value", "code", "message", "outcome")
    shown = [
        tuple(" <r>{detail}</r>" if cell == "<r>{detail}</r>" else cell for cell in row) for row in FINDINGS_IN_ORDER
    ]
    assert book["Findings"][1:] == shown
    assert book["Not imported"] == [(*FIELDS, "TEXT", "REASON", "ROW"), *NOT_IMPORTED]
    assert [row[:4] for row in book["Findings by code"][1:]] == [
        (each.code, label(each.outcome, "en"), each.field or "", each.count) for each in tables.summary(engine).findings
    ]


def test_the_letter(engine: Engine, tmp_path: Path) -> None:
    written(engine, tmp_path / "log.xlsx", skipped=("Logins were not compared.",))
    rows = sheets(tmp_path / "log.xlsx")["Summary"]
    said = [first for first, _ in rows if first]
    assert said[:4] == [
        "Log of the import",
        "The file spring.csv was imported into preprod.",
        "Rows imported: 2 of 8.",
        "3 rows cannot be imported as they are. Each is listed with its reason, ready to be corrected.",
    ]
    assert "One row changes nothing: what it says is there already." in said
    assert "    entracte import log-not-imported.csv --format contact --to preprod" in said
    assert "    Logins were not compared." in said
    facts = dict(row for row in rows if row[1] is not None)
    assert (facts["Rows read"], facts["Rejected"], facts["Directives"]) == (8, 3, 2)
    assert (facts["Individual"], facts["Import"], facts["Finished"]) == (2, "2026-0001", "2026-05-01T10:00:03+00:00")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language(engine: Engine, tmp_path: Path, language: str) -> None:
    written(engine, tmp_path / "log.xlsx", language)
    book = sheets(tmp_path / "log.xlsx")
    assert list(book) == [label(key, language) for key in ("summary", "findings_by_code", "findings", "not_imported")]
    found = book[label("findings", language)]
    assert found[0] == ("row", "field", "value", "code", "message", "outcome")
    assert found[-1][4] == message("number-missing", language=language)
    assert book[label("not_imported", language)][1][-2] == label("kept_directive", language)


def test_cells_that_begin_like_a_formula_are_text(engine: Engine, tmp_path: Path) -> None:
    starts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "{=1}", "http://example.org", "mailto:x", "12", "1E5"]
    engine.create_table(
        "FINDINGS", FINDING_COLUMNS, [(place, None, "value-unknown", cell, None) for place, cell in enumerate(starts)]
    )
    written(engine, tmp_path / "log.xlsx")
    book = openpyxl.load_workbook(tmp_path / "log.xlsx")
    sheet = book["Findings"]
    assert [unescape(str(sheet.cell(line, 3).value)) for line in range(2, 13)] == starts
    assert {sheet.cell(line, 3).data_type for line in range(2, 13)} == {"s"}
    with ZipFile(tmp_path / "log.xlsx") as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_markup_and_control_characters_do_not_break_the_workbook(engine: Engine, tmp_path: Path) -> None:
    hostile = ["<r>&broken</r>", "a\x01b\x1b[31m", "_x0041_", "\ufffe\uffff", "]]>", "&amp;", "  spaces  "]
    engine.create_table(
        "FINDINGS", FINDING_COLUMNS, [(place, None, "value-unknown", cell, None) for place, cell in enumerate(hostile)]
    )
    written(engine, tmp_path / "log.xlsx")
    values = [row[2] for row in sheets(tmp_path / "log.xlsx")["Findings"][1:]]
    assert values[0] == " <r>&broken</r>"
    assert unescape(values[1]) == hostile[1]
    assert values[4:] == hostile[4:]
    assert len(values) == len(hostile)


@pytest.mark.parametrize("letter", ["x", "é", "𝄞"])
def test_a_cell_too_long_for_excel_is_cut_with_a_mark_and_whole_in_the_csv(
    engine: Engine, tmp_path: Path, letter: str
) -> None:
    engine.execute("UPDATE RAW SET LASTNAME = repeat($1, 40000) WHERE row = 9", [letter])
    written(engine, tmp_path / "log.xlsx")
    cell = sheets(tmp_path / "log.xlsx")["Not imported"][2][3]
    assert len(cell.encode("utf-16-le")) // 2 <= 32_767
    assert len(cell) > 16_000
    assert cell.endswith(label("cell_cut", "en"))
    assert cells(tmp_path / "log-not-imported.csv")[2][3] == letter * 40_000


def test_a_cell_that_just_fits_is_not_cut(engine: Engine, tmp_path: Path) -> None:
    engine.execute("UPDATE RAW SET LASTNAME = repeat('é', 32767) WHERE row = 9")
    written(engine, tmp_path / "log.xlsx")
    assert sheets(tmp_path / "log.xlsx")["Not imported"][2][3] == "é" * 32_767


def test_full_sheets_continue_on_further_ones(engine: Engine, tmp_path: Path) -> None:
    written(engine, tmp_path / "log.xlsx", limits=Limits(sheet_rows=4))
    book = sheets(tmp_path / "log.xlsx")
    assert list(book)[2:] == ["Findings", "Findings (2)", "Findings (3)", "Not imported", "Not imported (2)"]
    parts = [book[name] for name in ("Findings", "Findings (2)", "Findings (3)")]
    assert [len(part) - 1 for part in parts] == [3, 3, 2]
    assert {part[0] for part in parts} == {("row", "field", "value", "code", "message", "outcome")}
    assert [row[0] for part in parts for row in part[1:]] == [row[0] for row in FINDINGS_IN_ORDER]


def test_beyond_what_a_workbook_can_hold_a_file_beside_it_holds_every_finding(engine: Engine, tmp_path: Path) -> None:
    files = written(engine, tmp_path / "log.xlsx", limits=Limits(findings=5))
    book = sheets(tmp_path / "log.xlsx")
    assert len(book["Findings"]) == 6
    assert files.findings == tmp_path / "log-findings.csv"
    assert [row[3] for row in cells(files.findings)[1:]] == [row[3] for row in FINDINGS_IN_ORDER]
    assert any("first 5 of 8" in str(first) and "log-findings.csv" in str(first) for first, _ in book["Summary"])


def test_the_list_beside_the_log_can_be_imported_again(engine: Engine, tmp_path: Path) -> None:
    files = written(engine, tmp_path / "log.xlsx")
    assert files.not_imported == tmp_path / "log-not-imported.csv"
    raw = files.not_imported.read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    header, *rows = cells(files.not_imported)
    assert header == [*FIELDS, "TEXT", "REASON", "ROW"]
    assert rows == [["" if cell is None else str(cell) for cell in row] for row in NOT_IMPORTED]


def test_our_own_columns_are_guarded_against_formulas_the_cells_of_the_file_are_not(
    engine: Engine, tmp_path: Path
) -> None:
    engine.execute("UPDATE UNREADABLE SET value = '=cmd()'")
    engine.execute("UPDATE RAW SET LASTNAME = '=' WHERE row = 9")
    engine.create_table("FINDINGS", FINDING_COLUMNS, [(9, "LASTNAME", "last-name-left", "=", "9")])
    files = written(engine, tmp_path / "log.xlsx")
    assert files.not_imported
    by_row = {row[-1]: row for row in cells(files.not_imported)}
    assert by_row["10"][6] == "'=cmd()"
    assert by_row["9"][3] == "="
    assert by_row["9"][7].lstrip("'") == message("last-name-left", "LASTNAME", "=", "9")
    assert by_row["9"][7][0] not in "=+-@"


def test_every_finding_as_csv(engine: Engine, tmp_path: Path) -> None:
    files = written(engine, tmp_path / "log.csv")
    header, *rows = cells(files.log)
    assert header == ["row", "field", "value", "code", "message", "outcome"]
    assert [row[3] for row in rows] == [row[3] for row in FINDINGS_IN_ORDER]
    assert rows[1][2] == "'=1+1"
    assert files.not_imported and files.not_imported.exists()


def test_the_log_as_json(engine: Engine, tmp_path: Path) -> None:
    written(engine, tmp_path / "log.json")
    told = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    assert list(told) == ["summary", "findings", "not_imported"]
    assert told["summary"] == tables.summary(engine).as_json()
    names = ("row", "field", "value", "code", "message", "outcome")
    assert [tuple(each[name] for name in names) for each in told["findings"]] == FINDINGS_IN_ORDER
    titles = [*FIELDS, "TEXT", "REASON", "ROW"]
    assert told["not_imported"] == [
        {title: cell for title, cell in zip(titles, row, strict=True) if cell is not None} for row in NOT_IMPORTED
    ]


def test_without_rejected_rows_nothing_lies_beside_the_log(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "log-not-imported.csv").write_text("left from an earlier log")
    engine.execute("DELETE FROM UNREADABLE")
    engine.execute("UPDATE OUTCOMES SET outcome = 'imported' WHERE outcome = 'rejected'")
    engine.create_table("FINDINGS", FINDING_COLUMNS)
    files = written(engine, tmp_path / "log.xlsx", rows=Rows(7, 4, 1, 0, 2))
    assert files == LogFiles(tmp_path / "log.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.xlsx", "work"]
    book = sheets(tmp_path / "log.xlsx")
    assert book["Not imported"] == [(*FIELDS, "REASON", "ROW")]
    assert book["Findings by code"][1][0] == label("nothing", "en")
    assert any(first == "Nothing was found that needs correcting." for first, _ in book["Summary"])


@pytest.mark.parametrize("ending", ["xlsx", "json", "csv"])
def test_a_refused_file_has_a_log_too(engine: Engine, tmp_path: Path, ending: str) -> None:
    engine.create_table("FINDINGS", FINDING_COLUMNS, [(None, None, "empty-file", None, None)])
    told = tables.summary(engine, rows=Rows(), refused=True, import_id=None, created={})
    refused = FileTables("FINDINGS", raw=None, unreadable=None, outcomes=None)
    files = write_log(tmp_path / f"log.{ending}", engine, refused, told, CONTACT)
    assert files.not_imported is None
    if ending == "xlsx":
        said = [first for first, _ in sheets(files.log)["Summary"] if first]
        assert said[1:3] == [
            "The file spring.csv was refused as a whole. Nothing was imported.",
            message("empty-file"),
        ]


def test_the_same_tables_give_the_same_bytes(engine: Engine, tmp_path: Path) -> None:
    first = written(engine, tmp_path / "first.xlsx").log.read_bytes()
    again = written(engine, tmp_path / "again.xlsx").log.read_bytes()
    # the name of the file beside it stands in the letter, so only the other parts are compared
    with ZipFile(tmp_path / "first.xlsx") as one, ZipFile(tmp_path / "again.xlsx") as two:
        assert one.namelist() == two.namelist()
        same = [name for name in one.namelist() if one.read(name) == two.read(name)]
    assert len(first) > 0 < len(again)
    assert set(one.namelist()) - set(same) == {"xl/worksheets/sheet1.xml"}


def test_many_findings_go_through_several_batches_in_order(engine: Engine, tmp_path: Path) -> None:
    engine.execute(
        "CREATE OR REPLACE TABLE FINDINGS AS SELECT 100000 - i AS row, 'TITLE' AS field, 'value-unknown' AS code, "
        "'v' || i AS value, NULL::VARCHAR AS detail FROM range(70000) AS made(i)"
    )
    written(engine, tmp_path / "log.json")
    rows = [each["row"] for each in json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))["findings"]]
    assert rows == list(range(30001, 100001))


def test_the_list_is_the_same_whatever_is_taken_at_a_time(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = written(engine, tmp_path / "whole.json").not_imported
    monkeypatch.setattr("entracte.report.not_imported.ROWS_AT_A_TIME", 1)
    monkeypatch.setattr("entracte.report.reasons.MESSAGES_AT_A_TIME", 1)
    by_one = written(engine, tmp_path / "by-one.json").not_imported
    assert whole and by_one
    assert whole.read_bytes() == by_one.read_bytes()
    assert (tmp_path / "whole.json").read_bytes() == (tmp_path / "by-one.json").read_bytes()
    written(engine, tmp_path / "log.xlsx", limits=Limits(not_imported=2))
    book = sheets(tmp_path / "log.xlsx")
    assert [row[-1] for row in book["Not imported"]] == ["ROW", 7, 9]


@pytest.mark.parametrize("ending", ["xlsx", "json", "csv"])
def test_a_full_disk_is_a_fault_and_leaves_what_was_there(engine: Engine, tmp_path: Path, ending: str) -> None:
    engine.execute(
        "CREATE OR REPLACE TABLE FINDINGS AS SELECT i AS row, 'TITLE' AS field, 'value-unknown' AS code, "
        "md5(i::VARCHAR) AS value, NULL::VARCHAR AS detail FROM range(60000) AS made(i)"
    )
    engine.execute("CHECKPOINT")
    told = tables.summary(engine)
    log = tmp_path / f"log.{ending}"
    log.write_text("the log of yesterday")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(Fault) as raised:
            write_log(log, engine, FileTables(), told, CONTACT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert raised.value.code == "disk"
    assert log.read_text() == "the log of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == [log.name, "work"]


def test_a_folder_that_is_not_there_and_an_unknown_ending_are_faults(tmp_path: Path) -> None:
    with pytest.raises(Fault) as raised:
        check_log_path(tmp_path / "nowhere" / "log.xlsx", [])
    assert raised.value.code == "no-folder"
    with pytest.raises(Fault) as raised:
        check_log_path(tmp_path / "log.pdf", [])
    assert raised.value.code == "unknown-log-format"


def test_a_log_never_replaces_a_file_being_read(tmp_path: Path) -> None:
    corrected = tmp_path / "log-not-imported.csv"
    with pytest.raises(Fault) as raised:
        check_log_path(tmp_path / "log.xlsx", [corrected])
    assert raised.value.code == "log-is-input"
    check_log_path(tmp_path / "second.xlsx", [corrected])
    assert log_files(tmp_path / "log.xlsx").not_imported == corrected


def test_our_columns_give_way_to_fields_of_their_name() -> None:
    seats = Format("seats", "Seats", "", (Field("ROW", FieldType.CODE, "Seat", ""),), "v1")
    assert returned_columns(seats).titles == ("TEXT", "REASON", "FILE_ROW")
    assert returned_columns(CONTACT).titles == ("TEXT", "REASON", "ROW")
