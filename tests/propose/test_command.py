"""`entracte propose` as a project leader runs it: the two files, five languages, and everything that is refused."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from entracte.faults import Fault
from entracte.findings import LANGUAGES
from entracte.proposal import check_proposal_paths, milestone_of, proposal_files, write_proposal
from entracte.report.proposal.words import labels
from tests.propose.conftest import SECRETS


def run(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from entracte.cli import main; main()", "propose", *map(str, arguments)]
    environment = {**os.environ, "ENTRACTE_HOME": str(home)}
    return subprocess.run(
        command, env=environment, cwd=home, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def test_page_workbook_and_document(home: Path, dirty: Path, tmp_path: Path) -> None:
    milestone = date.today() + timedelta(days=60)
    output = tmp_path / "proposal.html"
    done = run(
        home, dirty, "-o", output, "--milestone", milestone, "--language", "fr", "--institution", "O'Port", "--json"
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["language"], document["institution"]) == ("fr", "O'Port")
    assert document["plan"]["milestone"] == milestone.isoformat()
    assert document["plan"]["steps"][3]["last"] == (milestone - timedelta(days=14)).isoformat()
    assert Path(document["page"]) == output
    assert Path(document["workbook"]) == tmp_path / "proposal.xlsx"
    page = output.read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    assert "O&#39;Port" in page
    assert "PRIX D&#39;EXEMPLE" in page


def test_a_person_reads_the_summary(home: Path, dirty: Path, tmp_path: Path) -> None:
    done = run(home, dirty, "-o", tmp_path / "p.xlsx", "--milestone", "2020-01-06", "--language", "en")
    assert done.returncode == 0, done.stderr
    assert "EXAMPLE PRICES" in done.stdout
    assert "UNPROVEN: no real Rodrigue dump" in done.stdout
    assert "is over" in done.stdout
    assert (tmp_path / "p.html").exists()
    assert (tmp_path / "p.xlsx").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language(language: str, document: dict[str, Any], tmp_path: Path) -> None:
    page, workbook = write_proposal(document, tmp_path / "p.html", language)
    text = page.read_text(encoding="utf-8")
    assert labels()["page"]["title"][language] in text
    assert not re.search(r"<script|javascript:|https?://|\{\{|\bNone\b", text)
    # on a phone a row stands as a card: but for the first, each of its cells says what it is
    rows = [re.findall(r"<td[^>]*>(?!</td>)", row) for row in re.findall(r"<tr.*?</tr>", text, re.DOTALL)]
    assert [cell for row in rows for cell in row[1:] if "data-label" not in cell] == []
    assert any(len(row) > 1 for row in rows)
    assert "&lt;script&gt;" in text
    assert "Théâtre &amp; Cie" in text
    assert "Rodrigue" in text
    assert _without_markup(labels()["sentence"]["unproven"][language].split(":")[0]) in _without_markup(text)
    book = load_workbook(workbook)
    assert len(book.worksheets) == 9
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                for secret in SECRETS:
                    assert secret not in str(cell.value)
    for secret in SECRETS:
        assert secret not in text


def _without_markup(text: str) -> str:
    return text.replace("&#39;", "'")


def test_no_personal_value_anywhere(document: dict[str, Any], dirty: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(dirty)
    told = json.dumps({**document, "delivery": ""}, ensure_ascii=False)
    for column in ("EMAIL", "TELEPHONE", "ADRESSE", "IBAN"):
        query = f"SELECT DISTINCT {column} FROM FICHE_CLIENT WHERE {column} <> 'pas de mail'"
        for (value,) in connection.execute(query):
            assert value not in told, column
    connection.close()


def test_cells_are_typed(document: dict[str, Any], tmp_path: Path) -> None:
    _, path = write_proposal(document, tmp_path / "p.html", "en")
    book = load_workbook(path)
    plan = {row[3].value: row for row in book["Plan"].iter_rows(min_row=3)}
    deliver = plan[labels()["step"]["deliver"]["en"]]
    assert deliver[2].is_date
    assert deliver[2].value.date() == date(2027, 1, 1)
    estimate = book["Effort and price"]
    total = next(row for row in estimate.iter_rows() if row[0].value == "Total")
    assert total[7].value == document["estimate"]["total"]
    assert "EUR" in total[7].number_format
    values = book["Values to translate"]
    old = {row[3].value: (row[4].value, row[5].value) for row in values.iter_rows(min_row=3)}
    assert old["=1+1"][1] is None
    assert isinstance(old["=1+1"][0], int)
    assert old["Allemand"][1] == "de"


def test_the_same_document_gives_the_same_page(document: dict[str, Any], tmp_path: Path) -> None:
    first, _ = write_proposal(document, tmp_path / "p.html", "de")
    text = first.read_bytes()
    second, _ = write_proposal(document, tmp_path / "p.html", "de")
    assert second.read_bytes() == text


def test_bad_input_is_refused_before_any_work(home: Path, dirty: Path, tmp_path: Path) -> None:
    done = run(home, dirty, "-o", tmp_path / "p.html", "--milestone", "31.02.2027")
    assert (done.returncode, done.stdout) == (2, "")
    assert "31.02.2027" in done.stderr
    broken = tmp_path / "rates.toml"
    broken.write_text('name = "x"\ncurrency = "EUR"\n[lines.imports]\ncount = "import"\nhours = "x"\nrate = "y"\n')
    done = run(home, dirty, "-o", tmp_path / "p.html", "--rates", broken)
    assert done.returncode == 2
    assert "line 6: lines.imports.rate" in done.stderr
    assert list(tmp_path.glob("p.*")) == []


def test_milestones_are_days() -> None:
    assert milestone_of("2027-01-15") == milestone_of(" 15.01.2027 ") == date(2027, 1, 15)
    assert milestone_of(None) is None
    for wrong in ("tomorrow", "2027-13-01", "2027-02-30", "15/01/2027", "", "20270115"):
        with pytest.raises(Fault) as caught:
            milestone_of(wrong)
        assert caught.value.code == "bad-milestone"


def test_paths_are_checked(tmp_path: Path) -> None:
    assert proposal_files(tmp_path / "a.HTM") == (tmp_path / "a.HTM", tmp_path / "a.xlsx")
    assert proposal_files(tmp_path / "a.xlsx") == (tmp_path / "a.html", tmp_path / "a.xlsx")
    delivery = tmp_path / "contacts.xlsx"
    delivery.write_bytes(b"")
    (tmp_path / "folder.html").mkdir()
    for output, code in {
        "p.pdf": "unknown-proposal-format",
        "missing/p.html": "no-folder",
        "folder.html": "no-folder",
        "contacts.html": "proposal-is-input",
    }.items():
        with pytest.raises(Fault) as caught:
            check_proposal_paths(tmp_path / output, (delivery,))
        assert caught.value.code == code, output


def test_nothing_is_left_half_written(
    document: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "p.html").write_text("earlier")
    (tmp_path / "p.xlsx").write_text("earlier")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("entracte.report.proposal.workbook.write_proposal_workbook", full)
    with pytest.raises(Fault) as caught:
        write_proposal(document, tmp_path / "p.html", "en")
    assert caught.value.code == "disk"
    assert {each.read_text() for each in tmp_path.iterdir()} == {"earlier"}
    assert len(list(tmp_path.iterdir())) == 2


def test_an_unknown_language(document: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        write_proposal(document, tmp_path / "p.html", "pt")
    assert caught.value.code == "unknown-language"
    assert list(tmp_path.iterdir()) == []


def test_a_delivery_without_contacts_says_so(home: Path, tmp_path: Path) -> None:
    (tmp_path / "stock.csv").write_text("part;shelf\n" + "".join(f"P{at};{at % 7}\n" for at in range(50)))
    done = run(home, tmp_path / "stock.csv", "-o", tmp_path / "p.html", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["destinations"] == []
    assert document["preset"] is None
    assert {each["possible"] for each in document["sales"]} == {"no"}
    assert [each["count"] for each in document["estimate"]["lines"]] == ["project"]
    assert "No table was recognised" in (tmp_path / "p.html").read_text(encoding="utf-8")
