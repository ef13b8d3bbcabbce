"""The story: every row written by hand gets what it says, the check foretells the import, all outcomes occur."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from entracte.demo.companies import company_rows
from entracte.demo.individuals import individual_rows
from entracte.demo.story import STEPS
from entracte.demo.updates import update_rows
from entracte.demo.words import Row
from entracte.findings import Outcome, catalogue
from entracte.institution.records import contact_numbered, imports_of
from tests.demo.conftest import Played

FIRST_ROWS = {"individuals": 2, "companies": 5, "updates": 2}
ROWS = {"individuals": individual_rows, "companies": company_rows, "updates": update_rows}


def found_in(log: Path) -> dict[int | None, Counter[str]]:
    """The findings of a log by row, each as "code FIELD"."""
    rows: dict[int | None, Counter[str]] = {}
    sheet = openpyxl.load_workbook(log, read_only=True)["Findings"]
    for row, field, _, code, *_ in list(sheet.iter_rows(values_only=True))[1:]:
        rows.setdefault(row, Counter())[f"{code} {field}" if field else code] += 1
    return rows


@pytest.mark.parametrize("file", ["individuals", "companies", "updates"])
def test_every_row_written_by_hand_gets_what_it_says(played: Played, file: str) -> None:
    found = found_in(played.folder / f"{file}-log.xlsx")
    rows: list[Row] = ROWS[file]()
    told = {
        (number, row["why"]): (Counter(row.get("expect", [])), found.get(number, Counter()))
        for number, row in enumerate(rows, start=FIRST_ROWS[file])
        if "why" in row
    }
    assert {place: got for place, (wanted, got) in told.items() if got != wanted} == {}


def test_the_check_foretells_the_import(played: Played) -> None:
    for chapter in played.story.chapters:
        assert chapter.foretold.rows == chapter.imported.rows
        assert chapter.foretold.findings == chapter.imported.findings
        assert chapter.foretold.created == chapter.imported.created
        assert chapter.imported.rows.rejected > 0
        assert chapter.imported.rows.directives > 0
    assert sum(chapter.imported.rows.unchanged for chapter in played.story.chapters) > 0


def test_the_settings_are_clean(played: Played) -> None:
    assert [summary.format for summary in played.story.settings] == [
        "institution",
        "organization",
        "value",
        "criterion",
        "structure-type",
    ]
    assert all(summary.rows.rejected == 0 and not summary.findings for summary in played.story.settings)


def test_every_outcome_occurs(played: Played) -> None:
    summaries = [*(chapter.imported for chapter in played.story.chapters), played.story.repeated]
    assert {finding.outcome for summary in summaries for finding in summary.findings} == set(Outcome)


def test_the_second_delivery_is_refused_and_makes_nothing(played: Played) -> None:
    repeated = played.story.repeated
    assert repeated.refused
    assert [each.code for each in repeated.findings if each.outcome is Outcome.FILE_REFUSED] == ["imported-before"]
    assert repeated.rows.read == 0
    names = [each["file"] for each in imports_of(played.environment)]
    files = ["individuals.csv", "companies.xlsx", "updates.csv", "contact.csv", "contact-delta.csv"]
    assert names == ["settings.xlsx"] * 5 + files


def record(played: Played, number: str) -> dict[str, Any]:
    return contact_numbered(played.environment, number, "HARBOUR")


def test_ada_kerr_is_what_her_rows_make_of_her(played: Played) -> None:
    ada = record(played, "00012345")
    assert (ada["firstname"], ada["lastname"], ada["birthdate"]) == ("Ada", "Kerr", "1965-08-01")
    assert ada["telephone"] == {"country": "41", "number": "225550142"}
    assert ada["emails"][0] == "ada.kerr@mail.example"
    assert ada["login"] is True
    assert ada["remark"] == "Rencontrée à la première"
    assert ada["criteria"]["GENRE"] == ["OPERA", "THEATRE"]
    assert ada["criteria"]["VIP"] == ["TRUE"]


def test_who_asked_to_be_forgotten_is(played: Played) -> None:
    forgotten = record(played, "00012365")
    assert forgotten["lastname"] == "XXXXXXXX"
    assert forgotten["emails"] == [None, None, None]
    assert forgotten["addresses"]["main"]["town"] == "Carouge"
    namesake = record(played, "00059003")
    assert (namesake["firstname"], namesake["emails"][0], namesake["cellphone"]) == ("Didier", None, None)


def test_who_left_and_came_back_is_valid(played: Played) -> None:
    assert record(played, "00012367")["valid"] is True


def test_the_bookshop_keeps_what_its_first_row_said(played: Played) -> None:
    relay = record(played, "00029002")
    structure = record(played, relay["structure"])
    assert structure["number"] == record(played, "00029001")["structure"]
    assert structure["nb_employees"] == 12
    assert structure["web_site"] is None
    assert record(played, "00029001")["birthdate"] == "1971-05-17"
    assert structure["telephone"] == {"country": "41", "number": "445550177"}


def test_the_watcher_sees_every_step(played: Played) -> None:
    assert len(played.watched.begun) == STEPS
    assert played.watched.begun[-1] == "importing contact-delta.csv into dev"
    assert any("updates.csv" in notice for notice in played.watched.noticed)


def test_nearly_all_that_can_be_wrong_with_contacts_is_shown(played: Played) -> None:
    shown = {finding.code for chapter in played.story.chapters for finding in chapter.imported.findings}
    hidden = {
        "has-sales": "needs sales",
        "not-imported": "needs a contact that was made by hand",
        "numbers-exhausted": "needs a number of twenty nines",
        "cell-too-large": "needs a cell of megabytes",
    }
    of_contacts = {
        code for code in catalogue() if code.startswith(("number-", "email-", "phone-", "criterion-", "element-"))
    }
    of_other_formats = {"email-missing", "email-ambiguous", "email-key-invalid", "number-format-unknown"}
    assert of_contacts - of_other_formats <= shown
    assert not shown & set(hidden)
    assert len(shown) > 40
