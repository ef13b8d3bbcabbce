"""The right tables are found in every vocabulary, and in what is no ticketing database nothing is claimed."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from entracte.profile.model import DeliveryProfile
from entracte.profile.presets import all_presets, fitting_presets, unproven_note
from tests.inspect.command import Inspector, shared
from tests.profile.presets.conftest import Fits
from tests.profile.presets.systems import WORLDS, write_system

LANGUAGES = ("en", "fr", "de", "it", "es")
VENDORS = ("rodrigue", "secutix-1")

Worlds = Callable[[str], DeliveryProfile]


@pytest.mark.parametrize("name", WORLDS)
def test_every_role_has_its_table(name: str, world: Worlds) -> None:
    tables = {role: names["table"] for role, names in WORLDS[name].items()}
    best = fitting_presets(world(name))[0]
    assert {role: best.table_of(role) for role in tables} == tables
    assert best.preset.name == (name if name in VENDORS else "ticketing")
    assert best.score >= 0.85
    assert best.verdict == ("possible" if name in VENDORS else "likely")


@pytest.mark.parametrize("name", LANGUAGES)
def test_columns_of_roles(name: str, world: Worlds) -> None:
    best = fitting_presets(world(name))[0]
    names = WORLDS[name]
    columns = {each.role: each.columns for each in best.roles}
    assert columns["contact"]["e-mail"] == names["contact"]["mail"]
    assert columns["contact"]["name"] == names["contact"]["last"]
    assert columns["order"]["contact"] == names["order"]["contact"]
    assert columns["ticket"]["barcode"] == names["ticket"]["barcode"]
    assert columns["performance"]["start"] == names["performance"]["start"]
    assert columns["seat"]["row"] == names["seat"]["row"]


def test_tickets_without_orders_name_their_buyer_by_what_the_column_refers_to(fits: Fits, tmp_path: Path) -> None:
    """A small system has no table of orders, and a key that is no word for a client."""
    folder = tmp_path / "kasse"
    folder.mkdir()
    people = "".join(f"{n:06};Meier{n};Anna;p{n}@example.org;1{n:03}\n" for n in range(1, 61))
    (folder / "KUNDEN.csv").write_text("KDNR;NAME;VORNAME;EMAIL;PLZ\n" + people)
    shows = "".join(f"{n};Faust;{n:02}.03.2025 20:00;Studio\n" for n in range(1, 21))
    (folder / "VORSTELLUNG.csv").write_text("VSTNR;STUECK;BEGINN;SAAL\n" + shows)
    sold = "".join(f"{n};{n % 60 + 1:06};{n % 20 + 1};NORM;25,00;{n * 7919:012}\n" for n in range(1, 201))
    (folder / "KARTEN.csv").write_text("KARTENNR;KDNR;VSTNR;TARIF;PREIS;BARCODE\n" + sold)
    roles = {each.role: each for each in fits(folder)[0].roles}
    assert roles["ticket"].columns["contact"] == "KDNR"
    assert roles["ticket"].columns["performance"] == "VSTNR"
    assert roles["ticket"].columns["barcode"] == "BARCODE"
    assert roles["ticket"].fields["BUYING_CONTACT_NR"] == "KDNR"


@pytest.mark.parametrize("name", WORLDS)
def test_no_vendor_is_claimed_without_its_words(name: str, world: Worlds) -> None:
    verdicts = {each.preset.name: each.verdict for each in fitting_presets(world(name))}
    assert {verdicts[vendor] for vendor in VENDORS if vendor != name} == {"none"}


def test_a_dump_and_names_with_prefixes(fits: Fits, tmp_path: Path) -> None:
    tables = write_system(tmp_path / "old.sqlite", "fr")
    connection = sqlite3.connect(tmp_path / "old.sqlite")
    for name in tables.values():
        connection.execute(f'ALTER TABLE "{name}" RENAME TO "tbl_{name}"')
    dump = tmp_path / "dump.sql"
    dump.write_text("\n".join(connection.iterdump()).replace('"', ""), encoding="utf-8")
    connection.close()
    best = fits(dump)[0]
    assert {role: best.table_of(role) for role in tables} == {role: f"tbl_{name}" for role, name in tables.items()}


def test_tables_without_rows_are_found_by_their_names(fits: Fits, tmp_path: Path) -> None:
    tables = write_system(tmp_path / "old.sqlite", "de")
    connection = sqlite3.connect(tmp_path / "old.sqlite")
    for name in tables.values():
        connection.execute(f'DELETE FROM "{name}"')
    connection.commit()
    connection.close()
    best = fits(tmp_path / "old.sqlite")[0]
    assert best.verdict != "none"
    assert {role: best.table_of(role) for role in ("contact", "order", "ticket", "performance")} == {
        role: tables[role] for role in ("contact", "order", "ticket", "performance")
    }


def test_one_table_for_event_and_performance(fits: Fits, tmp_path: Path) -> None:
    write_system(tmp_path / "old.sqlite", "en")
    connection = sqlite3.connect(tmp_path / "old.sqlite")
    connection.execute("DROP TABLE events")
    connection.execute("ALTER TABLE performances RENAME TO events")
    connection.commit()
    connection.close()
    best = fits(tmp_path / "old.sqlite")[0]
    assert best.table_of("performance") == "events"
    assert best.table_of("event") is None


def test_content_counts_not_the_name_alone(fits: Fits, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "names.sqlite")
    for name in ("customers", "orders", "tickets", "performances", "tariffs", "seats"):
        connection.execute(f"CREATE TABLE {name} (a, b)")
        connection.executemany(f"INSERT INTO {name} VALUES (?, ?)", [(at, "x" * at) for at in range(1, 9)])
    connection.commit()
    connection.close()
    assert fits(tmp_path / "names.sqlite")[0].verdict in {"weak", "none"}


def test_the_order_of_tables_does_not_matter(world: Worlds) -> None:
    profile = world("es")
    expected = fitting_presets(profile)
    for seed in range(5):
        tables = list(profile.tables)
        random.Random(seed).shuffle(tables)
        assert fitting_presets(replace(profile, tables=tuple(tables))) == expected


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["sqlserver/instnwnd.sql", "sqlserver/instpubs.sql", "sql/postgres-sakila-insert-data-using-copy.sql"]
)
def test_what_is_no_ticketing_database(name: str, fits: Fits) -> None:
    for found in fits(shared(name)):
        assert found.verdict in {"weak", "none"}, found.preset.name
        assert found.table_of("seat") is None or found.verdict == "none"


def test_inspect_says_so(inspector: Inspector, tmp_path: Path) -> None:
    tables = write_system(tmp_path / "old.sqlite", "rodrigue")
    best, *others = inspector.document(tmp_path / "old.sqlite")["presets"]
    assert (best["name"], best["proven"], best["verdict"]) == ("rodrigue", False, "possible")
    assert best["note"].startswith("Unproven")
    assert {each["role"]: each["table"] for each in best["roles"] if each["role"] in tables} == tables
    assert all(each["reasons"] for each in best["roles"])
    assert {each["name"] for each in others} == {"ticketing", "secutix-1"}
    told = " ".join(inspector.run(tmp_path / "old.sqlite").stdout.split())
    assert "may be: Rodrigue" in told
    assert "Unproven: no real Rodrigue dump" in told
    assert "performance: SEANCE" in told
    page = tmp_path / "page.html"
    assert inspector.run(tmp_path / "old.sqlite", "-o", str(page)).returncode == 0
    assert "Unproven: no real Rodrigue dump" in page.read_text(encoding="utf-8")


def test_inspect_is_honest_about_other_data(inspector: Inspector, tmp_path: Path) -> None:
    (tmp_path / "stock.csv").write_text("part;shelf\n" + "".join(f"P{at};{at % 7}\n" for at in range(50)))
    document = inspector.document(tmp_path / "stock.csv")
    assert {each["verdict"] for each in document["presets"]} == {"none"}
    assert "no ticketing system that is known" in " ".join(inspector.run(tmp_path / "stock.csv").stdout.split())
    json.dumps(document["presets"])


def test_unproven_presets_say_so() -> None:
    proven = {each.name: each.proven for each in all_presets()}
    assert proven == {"ticketing": None, "rodrigue": False, "secutix-1": False}
    assert [bool(unproven_note(each)) for each in all_presets()] == [False, True, True]
