"""The venue's files: the same every time, in the documented shapes, and nobody's real address in them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import openpyxl
import pytest

from entracte.demo.companies import company_rows
from entracte.demo.files import VenueFiles, write_venue
from entracte.demo.individuals import individual_rows
from entracte.demo.updates import update_rows
from entracte.demo.words import read_words, remarkable_rows
from entracte.findings import catalogue
from entracte.formats import all_formats


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> VenueFiles:
    return write_venue(tmp_path_factory.mktemp("venue"))


def test_the_files_are_the_same_bytes_every_time(venue: VenueFiles, tmp_path: Path) -> None:
    again = write_venue(tmp_path)
    for one, other in zip((venue.settings, *venue.contacts), (again.settings, *again.contacts), strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert venue.digests() == again.digests()
    assert len(venue.digests()) == 4


def test_the_old_system_writes_the_encoding_of_its_time(venue: VenueFiles) -> None:
    content = venue.individuals.read_bytes()
    assert "Désirée;Oubliée" in content.decode("cp1252")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    header = content.decode("cp1252").splitlines()[0].split(";")
    assert "PHONE 1" in header and "Crit1" in header  # old names of columns
    assert header[-1] == ""  # a column without a title


def test_the_companies_are_typed_into_the_template(venue: VenueFiles) -> None:
    sheet = openpyxl.load_workbook(venue.companies)["contact"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[3] == tuple(field.name for field in all_formats()["contact"].fields)
    assert rows[4][2] == "CONFIG"


def test_the_updates_hold_one_line_of_another_encoding(venue: VenueFiles) -> None:
    undecodable = []
    for line in venue.updates.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines():
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            undecodable.append(line)
    assert len(undecodable) == 1


def test_the_settings_workbook_has_a_sheet_for_every_settings_format(venue: VenueFiles) -> None:
    sheets = openpyxl.load_workbook(venue.settings).sheetnames
    assert sheets == ["institution", "organization", "value", "criterion", "structure-type"]


def test_there_is_a_criterion_of_every_data_type() -> None:
    (data_type,) = (field for field in all_formats()["criterion"].fields if field.name == "DATA_TYPE")
    assert {row.get("DATA_TYPE") for row in read_words("venue")["criterion"]} >= set(data_type.values)


def test_the_files_are_of_a_size_that_a_person_can_look_through() -> None:
    assert 1_000 < len(individual_rows()) < 2_000
    assert 200 < len(company_rows()) < 500
    assert 50 < len(update_rows()) < 200


def test_nobody_can_be_written_to(venue: VenueFiles) -> None:
    reserved = re.compile(r"(\.example|\.?example\.(com|net|org))$")
    with venue.individuals.open(encoding="cp1252") as file:
        addresses = re.findall(r"[\w.+-]+@([\w.-]+)", file.read().lower())
    words = read_words("words")
    assert all(reserved.search(domain) for domain in words["domains"])
    assert {domain for domain in addresses if not reserved.search(domain)} == {"malchance"}  # no address at all


def test_every_operation_occurs() -> None:
    rows = [*individual_rows(), *company_rows(), *update_rows()]
    assert {row.get("OPERATION") for row in rows} >= set(all_formats()["contact"].operations)


@pytest.mark.parametrize("file", ["individuals", "companies", "updates"])
def test_rows_written_by_hand_say_why_and_what_they_expect(file: str) -> None:
    for row in remarkable_rows(file):
        assert row["why"].endswith((".", "?"))
        assert {found.split()[0] for found in row.get("expect", [])} <= set(catalogue()), row["why"]


def test_rows_written_by_hand_keep_their_order_among_the_others() -> None:
    placed = [row["why"] for row in individual_rows() if "why" in row]
    assert placed == [row["why"] for row in remarkable_rows("individuals")]


def test_every_update_names_the_institution(venue: VenueFiles) -> None:
    with venue.updates.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["INSTITUTION"] for row in rows} == {"HARBOUR"}
