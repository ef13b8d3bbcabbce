"""`entracte compare` as a data team runs it: a process of its own, its output and its exit status."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from entracte.cli.compare import keys_of
from entracte.faults import Fault
from tests.compare.making import clients, delivered

TABLE = {
    "name", "state", "name_old", "name_new", "evidence", "rows_old", "rows_new", "columns", "drift", "delta",
}  # fmt: skip
COLUMN = {
    "name", "state", "name_old", "name_new", "type_old", "type_new", "declared_old", "declared_new", "place_old",
    "place_new", "fill_old", "fill_new", "distinct_old", "distinct_new", "score", "evidence",
}  # fmt: skip
DELTA = {
    "key", "how", "new", "changed", "vanished", "unchanged", "repeated_old", "repeated_new", "changed_columns",
    "samples",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def run(home: Path, *words: str, password: str = "") -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "ENTRACTE_HOME": str(home),
        "ENTRACTE_DELIVERY_PASSWORD": password,
        "COLUMNS": "80",
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, "-c", "from entracte.cli import main; main()", "compare", *words]
    return subprocess.run(
        command, env=environment, cwd=home, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A delivery, and a later one: rows edited, a column renamed, a type changed, a table gone and one come."""
    folder = tmp_path_factory.mktemp("deliveries")
    old = clients(120)
    new = [["ID", "FAMILLE", *old[0][2:]], *(list(row) for row in old[6:])]
    for row in new[1:4]:
        row[4] = "Z"
    for row in new[1:]:
        row[3] = f"{row[3]} CHF net"
    new.append([7777, "Neu [bold]x[/bold]", "01.02.1990", "4.00 CHF net", "A"])
    first = delivered(folder / "before", {"clients": old, "tarifs": [["CODE", "LIBELLE"], ["P", "Plein"]]})
    return first, delivered(folder / "now", {"clients": new, "lieux": [["NO", "SALLE"], [1, "Grande salle"]]})


def test_the_document(home: Path, sides: tuple[str, str]) -> None:
    done = run(home, *sides, "--json")
    assert done.returncode == 1, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    assert set(document) == {"old", "new", "fits", "reasons", "tables"}
    assert (document["old"], document["new"], document["fits"]) == ("before", "now", False)
    assert all(set(each) == {"code", "table", "column", "message", "advice"} for each in document["reasons"])
    assert {(each["code"], each["column"]) for each in document["reasons"]} == {
        ("column-renamed", "NOM"),
        ("type-changed", "MONTANT"),
        ("table-gone", None),
    }
    tables = {each["name"]: each for each in document["tables"]}
    assert {name: each["state"] for name, each in tables.items()} == {
        "clients": "same",
        "tarifs": "gone",
        "lieux": "new",
    }
    table = tables["clients"]
    assert set(table) == TABLE
    assert all(set(each) == COLUMN for each in table["columns"])
    assert all(set(each) == {"code", "column", "old", "new", "message"} for each in table["drift"])
    assert (table["rows_old"], table["rows_new"]) == (120, 116)
    states = {each["name"]: each["state"] for each in table["columns"]}
    assert states == {"ID": "same", "FAMILLE": "renamed", "NAISSANCE": "same", "MONTANT": "retyped", "STATUT": "same"}
    delta = table["delta"]
    assert set(delta) == DELTA
    assert set(delta["samples"]) == {"new", "changed", "vanished"}
    assert delta["key"] == ["ID"]
    assert (delta["new"], delta["changed"], delta["vanished"], delta["unchanged"]) == (1, 115, 5, 0)
    assert delta["changed_columns"] == {"MONTANT": 115, "STATUT": 3}
    assert delta["samples"]["new"][0]["key"] == {"ID": "7777"}
    was, now = delta["samples"]["changed"][0]["changes"]["MONTANT"]
    assert now == f"{was} CHF net"
    assert tables["tarifs"]["delta"] is None
    assert tables["lieux"]["rows_new"] == 1


def test_the_terminal(home: Path, sides: tuple[str, str]) -> None:
    done = run(home, *sides)
    assert done.returncode == 1, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    text = " ".join(done.stdout.split())
    assert "does not fit the second, for 3 reasons" in text
    assert "probably FAMILLE now" in text
    assert "STATUT: a value that did not occur before, in 3 rows: “Z”" in text
    assert re.search(r"clients 120 116 1 115 5 0", text)
    assert "[bold]" in text


def test_an_extraction_and_itself(home: Path, sides: tuple[str, str]) -> None:
    done = run(home, sides[0], sides[0], "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["fits"], document["reasons"]) == (True, [])
    for table in document["tables"]:
        assert (table["state"], table["drift"], table["delta"]["changed_columns"]) == ("same", [], {})
        assert table["delta"]["new"] == table["delta"]["changed"] == table["delta"]["vanished"] == 0


def test_the_page(home: Path, sides: tuple[str, str], tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = run(home, *sides, "-o", str(page), "--json")
    assert done.returncode == 1, done.stderr
    json.loads(done.stdout)
    text = page.read_text(encoding="utf-8")
    assert "column-renamed" in text
    assert "<del>" in text
    assert "Neu [bold]x[/bold]" in text
    assert not re.search(r"<script|https?://|<link|src=|@import|url\(", text)
    assert "@media print" in text
    assert run(home, *sides, "-o", str(tmp_path / "report.pdf")).returncode == 2


def test_databases_and_declared_types(home: Path, tmp_path: Path) -> None:
    for name, kind in (("old", "INTEGER"), ("new", "TEXT")):
        with sqlite3.connect(tmp_path / f"{name}.sqlite") as database:
            database.execute(f"CREATE TABLE person (no INTEGER PRIMARY KEY, born {kind}, name TEXT)")
            database.executemany("INSERT INTO person VALUES (?, ?, ?)", [(n, 1950 + n, f"Name {n}") for n in range(40)])
        database.close()
    done = run(home, str(tmp_path / "old.sqlite"), str(tmp_path / "new.sqlite"), "--json")
    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert [(each["code"], each["column"]) for each in document["reasons"]] == [("type-changed", "born")]
    assert document["tables"][0]["delta"]["unchanged"] == 40


def test_keys_that_are_said(home: Path, sides: tuple[str, str]) -> None:
    done = run(home, *sides, "--json", "--key", "clients=nom, naissance")
    (table,) = [each for each in json.loads(done.stdout)["tables"] if each["name"] == "clients"]
    assert (table["delta"]["key"], table["delta"]["how"]) == (["FAMILLE", "NAISSANCE"], "given")
    refused = run(home, *sides, "--key", "clients=IDD")
    assert refused.returncode == 2
    assert "IDD" in refused.stderr
    assert not refused.stdout


@pytest.mark.parametrize("wrong", ["clients", "clients=", "=ID", "clients= , "])
def test_what_is_no_key(wrong: str) -> None:
    with pytest.raises(Fault, match="names no key"):
        keys_of([wrong])


def test_what_cannot_be_read(home: Path, sides: tuple[str, str], tmp_path: Path) -> None:
    refused = run(home, sides[0], str(tmp_path / "nowhere.csv"), "--json")
    assert refused.returncode == 2
    assert json.loads(refused.stdout)["fault"]["code"] == "file-missing"


def test_how_to_read_is_said_for_both(home: Path, tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / f"{name}.csv").write_bytes("no|na,me\n1|Zo\x89\n2|Al\n".encode("latin-1"))
    words = ("--header", "1", "--encoding", "macroman", "--separator", "|", "--json")
    done = run(home, str(tmp_path / "old.csv"), str(tmp_path / "new.csv"), *words)
    assert done.returncode == 0, done.stderr
    (table,) = json.loads(done.stdout)["tables"]
    assert [each["name"] for each in table["columns"]] == ["no", "na,me"]
