"""The commands that look at the target: environment, contacts, imports, export."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from entracte.cli.contacts import contacts
from entracte.cli.environment import environment as environment_app
from entracte.cli.export import export
from entracte.cli.imports import imports
from entracte.faults import Fault
from entracte.institution.environments import Environment
from tests.conftest import rows, run

app = typer.Typer()
app.command("contacts")(contacts)
app.command("imports")(imports)
app.command("export")(export)
app.add_typer(environment_app)


@pytest.fixture
def filled(harbour: Environment) -> Environment:
    run(
        harbour,
        "INSERT INTO contact (institution, number, kind, firstname, lastname, email1, login)"
        " VALUES ('HARBOUR', '00000007', 'individual', 'Ada', 'Kerr', 'ada@example.org', true)",
        "INSERT INTO contact (institution, number, kind, lastname)"
        " SELECT 'HARBOUR', n::text, 'individual', 'Ngo ' || n FROM generate_series(100, 199) AS n",
    )
    return harbour


def told(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.stdout


def told_json(*arguments: str) -> Any:
    return json.loads(told(*arguments))


def refused(*arguments: str) -> str:
    with pytest.raises(Fault) as raised:
        CliRunner().invoke(app, arguments, catch_exceptions=False)
    return raised.value.code


def test_contacts_by_number(filled: Environment) -> None:
    record = told_json("contacts", "--in", "dev", "00000007", "--json")
    assert (record["firstname"], record["login"], record["institution"]) == ("Ada", True, "HARBOUR")
    assert "Kerr" in told("contacts", "--in", "dev", "00000007")
    assert refused("contacts", "--in", "dev", "7") == "unknown-contact"


def test_contacts_by_text(filled: Environment) -> None:
    assert [each["number"] for each in told_json("contacts", "--in", "dev", "ada k", "--json")] == ["00000007"]
    assert len(told_json("contacts", "--in", "dev", "ngo", "--json")) == 100
    shown = told("contacts", "--in", "dev", "ngo")
    assert "Ngo 149" in shown
    assert "Ngo 150" not in shown
    assert "100 contacts, the first 50 shown." in shown
    assert refused("contacts", "--in", "dev", "nobody") == "unknown-contact"


def test_all_contacts(filled: Environment) -> None:
    lines = told("contacts", "--in", "dev", "--jsonl").splitlines()
    assert [json.loads(line)["number"] for line in lines] == [*map(str, range(100, 200)), "00000007"]
    assert told_json("contacts", "--in", "dev", "--json") == [json.loads(line) for line in lines]
    assert told("contacts", "--in", "dev", "--jsonl", "--institution", "ALPHA") == ""
    assert "101 contacts, the first 50 shown." in told("contacts", "--in", "dev")
    assert refused("contacts", "--in", "dev", "--jsonl", "ada") == "contradicting-options"


def test_an_empty_environment(harbour: Environment) -> None:
    assert told_json("contacts", "--in", "dev", "--json") == []
    assert told("contacts", "--in", "dev", "--jsonl") == ""
    assert "0 contacts" in told("contacts", "--in", "dev")
    assert told_json("imports", "--in", "dev", "--json") == []
    assert "Nothing was imported" in told("imports", "--in", "dev")


def test_imports(filled: Environment) -> None:
    run(
        filled,
        "INSERT INTO import (id, format, file_name, digest, identity, summary)"
        """ VALUES ('import-1', 'contact', 'contact.csv', 'd', 'x', '{"rows": {"read": 1234, "rejected": 2}}')""",
    )
    (found,) = told_json("imports", "--in", "dev", "--json")
    assert (found["id"], found["rows"], found["undone"]) == ("import-1", {"read": 1234, "rejected": 2}, None)
    assert "1,234" in told("imports", "--in", "dev")


def test_export(filled: Environment, tmp_path: Path) -> None:
    path = tmp_path / "contact.csv"
    assert told_json("export", "contact", "--in", "dev", "-o", str(path), "--json")["rows"] >= 101
    assert path.read_text(encoding="utf-8").startswith("INSTITUTION;")
    assert "Wrote" in told("export", "contact", "--in", "dev", "-o", str(path))
    assert refused("export", "contacts", "--in", "dev", "-o", str(path)) == "not-exported"


def test_environment_list(filled: Environment) -> None:
    found = told_json("environment", "list", "--json")
    assert [(each["name"], each["state"], each["contacts"]) for each in found] == [
        ("dev", "ready", 101),
        ("preprod", "not created", None),
        ("prod", "not created", None),
    ]
    assert "not created" in told("environment", "list")


def test_environment_copy_and_reset(filled: Environment, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from entracte.institution.environments import ADMINISTRATION, create_database
    from tests.conftest import TEMPLATE, drop_database

    create_database(server.uri(ADMINISTRATION), "copied", TEMPLATE)
    monkeypatch.setenv("ENTRACTE_PROD_URL", server.uri("copied"))
    prod = Environment("prod", server.uri("copied"))
    assert told_json("environment", "copy", "dev", "prod", "--json")["institutions"] == ["HARBOUR"]
    assert rows(prod, "SELECT code FROM institution") == [("HARBOUR",)]
    assert refused("environment", "reset", "prod") == "not-confirmed"
    assert rows(prod, "SELECT code FROM institution") == [("HARBOUR",)]
    assert told_json("environment", "reset", "prod", "--yes", "--json") == {"environment": "prod", "reset": True}
    assert rows(prod, "SELECT code FROM institution") == []
    assert "empty" in told("environment", "reset", "dev")
    assert rows(filled, "SELECT count(*) FROM contact") == [(0,)]
    drop_database(server, "copied")
