"""Looking into an environment through the command: imports, contacts, export, environment (records.md, D69)."""

import json

from entracte.institution.environments import Environment

from .running import Command
from .target import contacts

HEADER = "INSTITUTION;OPERATION;CONTACT_NR;FIRSTNAME;LASTNAME;EMAIL1;OFFICIAL_NAME;LINE1"
RECORD = {
    *("number", "kind", "structure", "institution", "organization", "title", "letter_salutation", "addr_salutation"),
    *("function", "remark", "firstname", "lastname", "birthdate", "language", "official_name", "address_name1"),
    *("address_name2", "structure_type", "community_type", "admin_numbers", "nb_employees", "web_site", "addresses"),
    *("telephone", "fax", "cellphone", "emails", "login", "authorizations", "criteria", "valid", "invalid_reason"),
    *("invalid_since", "imported_by"),
}


def test_what_was_imported_is_shown(entracte: Command, harbour: Environment) -> None:
    entracte.file(
        "contact.csv",
        HEADER,
        "HARBOUR;INSERT;2001;Bea;Kerr;bea@example.org;Acme;Quai 1",
        "HARBOUR;INSERT;1001;Ada;Kerr;ada@example.org;;",
        "HARBOUR;INSERT;1002;Cid;Kerr;;;",
        "HARBOUR;INVALIDATE;1002;;;;;",
    )
    done = entracte("import", "contact.csv", "--to", "dev", "--json").json["import"]

    listed = entracte("imports", "--in", "dev", "--json")
    assert (listed.status, listed.err) == (0, "")
    assert done in listed.out and len(listed.json) == 1

    every = entracte("contacts", "--in", "dev", "--jsonl")
    assert (every.status, every.err) == (0, "")
    records = {each["number"]: each for each in map(json.loads, every.out.splitlines())}
    assert list(records) == [each["number"] for each in contacts(harbour)]
    assert all(set(each) == RECORD and each["imported_by"] == done for each in records.values())
    assert records["1001"]["emails"] == ["ada@example.org", None, None]
    assert records["1001"]["login"] is True
    assert (records["1002"]["valid"], records["1002"]["invalid_reason"]) == (False, "ACCOUNT_DELETED")
    assert records[records["2001"]["structure"]]["official_name"] == "Acme"
    assert records["2001"]["addresses"]["main"]["line1"] == "Quai 1"
    assert records["1001"]["addresses"] == {"main": None, "shipment": None, "billing": None}

    assert entracte("contacts", "1001", "--in", "dev", "--json").json == records["1001"]

    out = entracte("export", "contact", "--in", "dev", "-o", "out.csv")
    assert out.status == 0
    checked = entracte("check", "out.csv", "--format", "contact", "--json")
    assert (checked.status, checked.json["findings"]) == (0, [])


def test_nothing_is_found(entracte: Command, harbour: Environment) -> None:
    assert entracte("imports", "--in", "dev", "--json").json == []
    every = entracte("contacts", "--in", "dev", "--jsonl")
    assert (every.status, every.out) == (0, "")
    assert entracte("contacts", "4711", "--in", "dev", "--json").status in (0, 2)
    assert entracte("export", "performances", "--in", "dev", "-o", "x.csv", "--json").status == 2


def test_environments(entracte: Command, harbour: Environment) -> None:
    listed = entracte("environment", "list", "--json")
    assert (listed.status, listed.err) == (0, "")
    assert "dev" in listed.out
    assert entracte("environment", "reset", "prod").status == 2  # D69: only with --yes
    assert entracte("environment", "reset", "dev").status == 0
    checked = entracte("contacts", "--in", "dev", "--jsonl")
    assert (checked.status, checked.out) == (0, "")
