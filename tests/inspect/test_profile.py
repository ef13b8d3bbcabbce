"""`entracte inspect`: what is in the tables, in the terminal, as JSON and as a page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from entracte.report.profile_graph import drawn
from tests.inspect.command import Inspector, shared

SECRETS = ("Zoéline", "Kerr", "zoeline@host.ch", "079 555 44 33")


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    folder = tmp_path / "delivery"
    folder.mkdir()
    people = [
        f"{number:05};Zoéline;Kerr;zoeline{number}@host.ch;079 555 44 {number:02};"
        f"{number % 28 + 1:02}/{number % 12 + 1:02}/1960"
        for number in range(1, 61)
    ]
    (folder / "clients.csv").write_text("\n".join(["Numéro client;Prénom;Nom;Mail;Portable;Né le", *people, ""]))
    orders = [f"{number};{1 + number % 60:05};<b>{number % 7}</b>" for number in range(1, 301)]
    (folder / "orders.csv").write_text("\n".join(["id;client;note", *orders, ""]))
    return folder


def test_json_keeps_its_keys_and_says_more(inspector: Inspector, delivery: Path) -> None:
    document = inspector.document(delivery)
    clients, orders = document["tables"]
    assert {"name", "rows", "rejected", "columns", "file", "source", "encoding", "separator", "header", "facts"} <= set(
        clients
    )
    assert [column["name"] for column in clients["columns"]] == [
        "Numéro client",
        "Prénom",
        "Nom",
        "Mail",
        "Portable",
        "Né le",
    ]
    assert [column["type"] for column in clients["columns"]] == ["code", "text", "text", "e-mail", "phone", "date"]
    assert clients["keys"][0]["columns"] == ["Numéro client"]
    assert "likely_keys" in clients
    assert [(key["column"], key["target_table"], key["target_column"]) for key in orders["foreign_keys"]] == [
        ("client", "clients", "Numéro client")
    ]
    assert document["relations"] == orders["foreign_keys"]
    mail = clients["columns"][3]
    assert (mail["filled"], mail["distinct"], mail["distinct_exact"]) == (60, 60, True)
    assert mail["personal"][0]["kind"] == "e-mail"
    assert mail["mappings"][0]["field"] == "EMAIL1"
    assert clients["columns"][5]["dates"]["mixed"] is False
    assert clients["columns"][5]["dates"]["orders"] == [{"shape": "dd/mm/yyyy", "count": 60}]
    assert clients["columns"][0]["leading_zeros"] == 60


def test_one_table_has_its_own_relations_only(inspector: Inspector, delivery: Path) -> None:
    document = inspector.document(delivery, "--table", "orders")
    assert [table["name"] for table in document["tables"]] == ["orders"]
    assert len(document["relations"]) == 1


def test_personal_values_are_masked_everywhere_but_in_the_rows(
    inspector: Inspector, delivery: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    done = inspector.run(delivery, "-o", str(page))
    assert done.returncode == 0, done.stderr
    told = [done.stdout, inspector.run(delivery, "--table", "clients").stdout]
    told += [inspector.run(delivery, "--json").stdout, page.read_text(encoding="utf-8")]
    for text in told:
        assert [secret for secret in SECRETS if secret in text] == []
    kept = [path.read_text(encoding="utf-8") for path in inspector.home.rglob("profile-*.json")]
    assert len(kept) == 1
    assert [secret for secret in SECRETS if secret in kept[0]] == []
    assert inspector.rows(delivery, "clients")[0]["Prénom"] == "Zoéline"


def test_the_profile_is_kept_beside_the_delivery(inspector: Inspector, delivery: Path) -> None:
    first = inspector.run(delivery, "--json").stdout
    (kept,) = inspector.home.rglob("profile-*.json")
    written = kept.stat().st_mtime_ns
    assert inspector.run(delivery, "--json").stdout == first
    assert kept.stat().st_mtime_ns == written
    kept.write_text("{}")  # broken: found anew
    assert inspector.run(delivery, "--json").stdout == first


def test_rows_are_streamed_without_a_profile(inspector: Inspector, delivery: Path) -> None:
    inspector.rows(delivery, "orders")
    inspector.run(delivery, "--rejected")
    inspector.run(delivery, "--rejected", "--json")
    assert list(inspector.home.rglob("profile-*.json")) == []


def test_the_terminal_says_what_stands_out(inspector: Inspector, delivery: Path) -> None:
    said = " ".join(inspector.run(delivery).stdout.split())
    assert "orders.client -> clients.Numéro client" in said
    assert "Dates in two orders" not in said.split("What stands out:")[0]
    assert "begin with a zero" in said
    columns = " ".join(inspector.run(delivery, "--table", "clients").stdout.split())
    assert "Key: Numéro client" in columns
    assert "EMAIL1" in columns


class Page(HTMLParser):
    """What a page refers to and how it is made."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.references: list[str] = []
        self.unlabelled = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        self.tags.append(tag)
        self.references += [
            value or "" for name, value in attributes if name in {"href", "src", "xlink:href", "action"}
        ]
        self.unlabelled += tag == "svg" and not told.get("aria-label")
        self.unlabelled += tag == "th" and told.get("scope") not in {"col", "row"}


def test_the_page_stands_alone(inspector: Inspector, delivery: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    inspector.run(delivery, "-o", str(page))
    text = page.read_text(encoding="utf-8")
    read = Page(text)
    assert not {"script", "iframe", "object", "link", "img"} & set(read.tags)
    assert all(reference.startswith("#") for reference in read.references)
    assert not re.search(r"url\(|@import|https?://", text)
    assert read.unlabelled == 0
    assert "<b>1</b>" not in text
    assert "&lt;b&gt;1&lt;/b&gt;" in text
    assert text.count("<article") == 9
    assert 'lang="en"' in text


def test_terminal_and_page_say_how_a_file_was_read(inspector: Inspector, tmp_path: Path) -> None:
    """What was detected is always shown (D2), a single row as one."""
    (tmp_path / "people.csv").write_text(
        "List of people\n\nid;born\n" + "1;31.02.1960\n2;01.03.1961\n3;13.04.1962\n4;29.02.1964\n"
    )
    shown = inspector.run(tmp_path / "people.csv", "-o", tmp_path / "page.html").stdout
    told = 'csv; encoding utf-8; separator ";"; titles in row 3; 1 line above them left out'
    assert told in " ".join(shown.split())
    assert "1 row has the form of a date and is none" in " ".join(shown.split())
    assert told.replace('"', "&#34;") in (tmp_path / "page.html").read_text()


def test_pages_that_are_refused(inspector: Inspector, delivery: Path, tmp_path: Path) -> None:
    assert ".html" in inspector.refusal(delivery, "-o", str(tmp_path / "report.pdf"))
    assert "no folder" in inspector.refusal(delivery, "-o", str(tmp_path / "missing/report.html"))
    own = tmp_path / "own.html"
    own.write_text("<table></table>")
    assert "write over" in inspector.refusal(own, "-o", str(own))


@pytest.mark.shared
def test_real_contacts(inspector: Inspector) -> None:
    companies, customers = inspector.document(shared("contact"))["tables"]
    assert companies["keys"][0] == {"columns": ["CONTACT_NR"], "repeated": 0, "missing": 0}
    for table in (companies, customers):
        assert table["formats"][0]["format"] == "contact"
        for column in table["columns"]:
            if column["filled"]:
                assert column["mappings"][0]["field"] == column["name"], column["name"]


@pytest.mark.shared
def test_references_of_a_real_database(inspector: Inspector, tmp_path: Path) -> None:
    """All foreign keys that the film shop's data shows, and no others."""
    folder = tmp_path / "sakila"
    folder.mkdir()
    for name in ("postgres-sakila-schema.sql", "postgres-sakila-insert-data-using-copy.sql"):
        (folder / name).write_bytes(shared(f"sql/{name}").read_bytes())
    definitions = (folder / "postgres-sakila-schema.sql").read_text(encoding="utf-8")
    document = inspector.document(folder)
    found = {(each["table"], each["column"], each["target_table"]) for each in document["relations"]}
    declared = re.findall(
        r"ALTER TABLE ONLY (?:public\.)?(\w+)\s+ADD CONSTRAINT \w+ FOREIGN KEY \((\w+)\) REFERENCES (?:public\.)?(\w+)",
        definitions,
    )
    filled = {
        (table["name"], column["name"])
        for table in document["tables"]
        for column in table["columns"]
        if column["filled"]
    }
    assert found == {each for each in declared if each[:2] in filled}
    assert len(json.dumps(document)) < 2_000_000


def test_a_page_shows_the_beginning_of_long_values_only(inspector: Inspector, tmp_path: Path) -> None:
    photos = "\n".join(f"{number},{'0123456789abcdef' * 500}{number}" for number in range(30))
    (tmp_path / "staff.csv").write_text(f"id,photo\n{photos}\n")
    inspector.run(tmp_path / "staff.csv", "-o", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "0123456789abcdef0123456789abcdef" in page
    assert "0123456789abcdef" * 20 not in page


def test_a_table_stands_beside_what_refers_to_it_in_the_drawing() -> None:
    def link(table: str, target: str) -> dict[str, object]:
        return {"table": table, "column": "x", "target_table": target, "target_column": "id", "share": 1}

    tables = [{"name": name, "rows": 1} for name in ("client", "order", "ticket", "tariff")]
    graph = drawn(tables, [link("order", "client"), link("ticket", "order"), link("ticket", "tariff")])
    assert graph is not None
    across = {box.name: box.x for box in graph.boxes}
    assert across["client"] < across["order"] == across["tariff"] < across["ticket"]
