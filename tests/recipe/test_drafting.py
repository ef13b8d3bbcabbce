"""`entracte recipe new`: a draft that runs, and does what the inspection shows has to be done."""

from __future__ import annotations

import csv
import io

import pytest

from entracte.faults import Fault
from entracte.transformation import Asked, explain
from entracte.transformation.drafting import draft_recipe
from tests.recipe.working import Work

HEADER = ("NUMCLI", "CIVILITE", "NOM", "PRENOM", "NAISSANCE", "ADRESSE", "CP", "VILLE", "PAYS", "TEL", "MAIL", "LANGUE")
STREETS = ("Rue du Lac", "Chemin des Crêts", "Avenue de la Gare", "Quai du Rhône")


def people(count: int = 40) -> str:
    made = io.StringIO()
    lines = csv.writer(made, delimiter=";", lineterminator="\n")
    lines.writerow(HEADER)
    for n in range(count):
        born = "01/01/1900" if n % 4 == 0 else f"{n % 27 + 2:02}/{n % 12 + 1:02}/{1950 + n}"
        first, last = ("Anne", "Jean", "Marie", "Luc")[n % 4], ("MARTIN", "DUPONT", "ROCHAT", "FAVRE")[n % 4]
        title = ("Mme", "M.")[n % 2]
        street = f"{STREETS[n % 4]} {n + 1}"
        where, mail = (street, 1201 + n, "Genève", ("CH", "F")[n % 2]), f"{first}.{last}{n}@Example.org"
        phone, language = f"022 555 10 {n:02}", ("F", "D")[n % 2]
        lines.writerow((41000 + n, title, last, first, born, *where, phone, mail, language))
    return made.getvalue()


def drafted(work: Work, rows: str) -> str:
    return draft_recipe(work.settings, str(work.delivery(clients=rows)), "contact")


def test_a_draft_runs_and_does_what_its_columns_need(work: Work) -> None:
    text = drafted(work, people())
    done = work.run(work.recipe(text), work.folder / "delivery", parameters={"institution": "HARBOUR"})
    row = work.rows("contact")[1]
    assert row["CONTACT_NR"] == "41001"
    assert row["TITLE"] == "MR"
    assert row["LASTNAME"] == "Dupont"
    assert row["FIRSTNAME"] == "Jean"
    assert row["COUNTRY"] == "FR"
    assert row["EMAIL1"] == "jean.dupont1@example.org"
    assert row["BIRTHDATE"] == "03.02.1951"
    assert work.rows("contact")[0]["BIRTHDATE"] == ""
    assert done.as_json()["findings"] == []


def test_every_column_of_a_draft_says_why(work: Work) -> None:
    lines = drafted(work, people()).splitlines()
    columns = [line for line in lines if "{column:" in line]
    assert columns
    assert all("   # " in line for line in columns)
    number = next(line for line in columns if "CONTACT_NR" in line)
    assert "NUMCLI" in number
    assert "apply phone" in next(line for line in columns if "column: TEL," in line)
    assert "key" in number


def test_a_column_that_is_not_used_names_the_nearest_field(work: Work) -> None:
    (line,) = [each for each in drafted(work, people()).splitlines() if each.startswith("#   LANGUE:")]
    assert "perhaps PREF_LANG, 0." in line
    assert "called like the field" in line


def test_a_draft_fits_the_next_delivery_whatever_its_date(work: Work) -> None:
    def delivered(**files: str) -> str:
        return draft_recipe(work.settings, str(work.delivery(**files)), "contact")

    assert 'file: "clients_*.csv"' in delivered(**{"clients_2026-06-01": people()})
    # a number that tells one file from another stays
    assert 'file: "clients_2026-06-01.csv"' in delivered(**{"clients_2025-06-01": "A;B\n1;2\n"})


def test_a_column_that_reads_oddly_is_quoted(work: Work) -> None:
    rows = people().replace("MAIL;", "E-Mail: privé #1;", 1)
    asked = Asked(work.recipe(drafted(work, rows)), str(work.folder / "delivery"), {"institution": "H"})
    assert ("rows", "E-Mail: privé #1") in explain(work.settings, asked, "EMAIL1").sources


def test_a_delivery_that_fits_nothing_is_a_fault(work: Work) -> None:
    with pytest.raises(Fault, match="looks like contact") as caught:
        draft_recipe(work.settings, str(work.delivery(t="A;B\n1;2\n3;4\n")), "contact")
    assert caught.value.code == "no-mapping"
