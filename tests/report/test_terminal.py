import io
import re
import sys
from pathlib import Path

import pytest

from entracte.engine import Engine
from entracte.findings import FINDING_COLUMNS, LANGUAGES
from entracte.report.files import LogFiles
from entracte.report.summary import Rows, summarise
from entracte.report.terminal import print_summary
from tests.report import tables

LOG = LogFiles(Path("log.xlsx"), Path("log-not-imported.csv"))


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def test_what_is_told_of_an_import(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(tables.summary(engine), log=LOG)
    told = capsys.readouterr().out
    assert told.startswith("The file spring.csv was imported into preprod.\ncontact · UTF-8 · ; · Header row 4")
    assert re.search(r"^Rows read +8 *$", told, re.MULTILINE)
    assert re.search(r"^Imported +2 +Created: Individual 2 *$", told, re.MULTILINE)
    assert re.search(r"^Rejected +3 *$", told, re.MULTILINE)
    assert "[number-missing, Row rejected]" in re.sub(r"\s+", " ", told)
    assert "The log: log.xlsx" in told
    assert "entracte import log-not-imported.csv --format contact --to preprod" in told
    assert "entracte undo 2026-0001 --in preprod" in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("log", [None, LOG])
def test_it_fits_eighty_columns_without_colour(
    engine: Engine, capsys: pytest.CaptureFixture[str], language: str, log: LogFiles | None
) -> None:
    print_summary(tables.summary(engine, skipped=("x " * 60,)), language, log=log)
    told = capsys.readouterr().out
    assert max(len(line) for line in told.splitlines()) <= 80
    assert "\x1b" not in told


def test_how_many_kinds_of_findings_more_there_are(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(tables.summary(engine), shown=2)
    told = capsys.readouterr().out
    assert "6 more kinds of findings were met; -o LOG.xlsx writes them all." in told
    assert "cells-cleaned" not in told
    print_summary(tables.summary(engine), shown=2, log=LOG)
    assert "6 more kinds of findings are in the log." in capsys.readouterr().out


def test_the_command_to_import_is_told_once_for_the_sheets_of_a_workbook(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = tables.summary(engine, findings=(), rows=Rows(read=1, imported=1), command="check")
    print_summary(clean, suggests_import=False)
    assert "entracte import" not in capsys.readouterr().out
    print_summary(clean)
    assert "entracte import" in capsys.readouterr().out


def test_a_cell_cannot_steer_the_terminal(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "\x1b]0;owned\x07[bold]\u202ename\x9b31m"
    engine.create_table("FINDINGS", FINDING_COLUMNS, [(4, "TITLE", "value-unknown", hostile, None)])
    print_summary(tables.summary(engine, file="a\x1b[2Jb.csv"))
    told = capsys.readouterr().out
    assert not any(each in told for each in "\x1b\x07\u202e\x9b")
    assert "[bold]" in told


def test_a_terminal_that_knows_no_accents_gets_question_marks(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="ascii"))
    print_summary(tables.summary(engine), "fr", err=True)
    assert b"Le fichier spring.csv a ?t? import? dans preprod." in raw.getvalue()


def test_a_refused_file(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.create_table("FINDINGS", FINDING_COLUMNS, [(None, None, "empty-file", None, None)])
    told = tables.summary(
        engine, rows=Rows(), refused=True, import_id=None, findings=summarise(engine, "FINDINGS"), created={}
    )
    print_summary(told)
    out = capsys.readouterr().out
    assert "was refused as a whole" in out
    assert "[empty-file, File refused]" in re.sub(r"\s+", " ", out)
    assert "Rows read" not in out
    assert "entracte undo" not in out


def test_after_a_clean_check_the_import_is_proposed(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    clean = tables.summary(
        engine, command="check", import_id=None, environment=None, findings=(), rows=Rows(2, 2), institution="HARBOUR"
    )
    print_summary(clean)
    out = capsys.readouterr().out
    assert "entracte import spring.csv --format contact --to dev --institution HARBOUR" in out
    assert "Can be imported" in out
