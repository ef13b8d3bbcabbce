"""`entracte formats` and `entracte findings`: what programs and people get."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from entracte.cli.findings import findings
from entracte.cli.formats import formats
from entracte.cli.template import template
from entracte.faults import Fault
from entracte.findings import LANGUAGES, catalogue, label
from entracte.formats import all_formats, format_named
from entracte.report.reference import format_document, lines_by_group


def run(command: Callable[..., None], *arguments: str) -> str:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(command)
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "100"})
    if result.exception is not None:
        raise result.exception
    return result.stdout


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_the_list_of_formats_as_json() -> None:
    told = json.loads(run(formats, "--json"))
    assert [each["name"] for each in told] == list(all_formats())
    assert all(set(each) == {"name", "title", "about", "fields"} for each in told)
    assert {each["name"]: each["fields"] for each in told}["contact"] == 93


def test_a_format_as_json() -> None:
    told: dict[str, Any] = json.loads(run(formats, "contact", "--json"))
    assert told["operations"] == [
        "INSERT",
        "UPDATE",
        "UPDATEACT",
        "DELETE",
        "INVALIDATE",
        "ANONYMIZE",
        "DROP",
        "CONFIG",
    ]
    assert set(told["effects"]) == set(told["operations"])
    fields = {each["name"]: each for each in told["fields"]}
    assert fields["CONTACT_NR"] == {
        "name": "CONTACT_NR",
        "type": "Text",
        "length": 20,
        "mandatory": "unless INSERT or CONFIG",
        "default": "",
        "values": [],
        "list": None,
        "too_long": "reject",
        "aliases": [],
        "about": "Contact number, digits only, leading zeros kept. Empty on INSERT: a number is given.",
        "example": "00012345",
        "group": "Contact",
        "key": True,
    }
    assert fields["TITLE"]["list"] == "TITLE"
    assert fields["INSTITUTION"]["aliases"] == ["INST", "INSTIT"]


@pytest.mark.parametrize("name", list(all_formats()))
def test_the_reference_in_the_terminal_names_every_field_and_operation(name: str) -> None:
    text = run(formats, name)
    known = format_named(name)
    for field in known.fields:
        shown = "CRIT01 ... CRIT50" if field.name.startswith("CRIT") and field.name != "CRITERION" else field.name
        assert shown in text
    assert all(operation in text for operation in known.operations)
    assert all(words_of(note)[:60] in words_of(text) for note in known.notes)


def test_the_list_of_formats_in_the_terminal() -> None:
    text = run(formats)
    assert all(name in text for name in all_formats())


def test_numbered_columns_are_one_line_of_the_reference() -> None:
    criteria = dict(lines_by_group(format_named("contact")))["Criteria"]
    assert [(line.name, line.aliases) for line in criteria] == [("CRIT01 ... CRIT50", "Crit1 ... Crit50")]
    addresses = dict(lines_by_group(format_named("contact")))["Address"]
    assert [line.name for line in addresses][1:4] == ["LINE1", "LINE2", "LINE3"]


@pytest.mark.parametrize("name", list(all_formats()))
def test_the_document_survives_json(name: str) -> None:
    told = format_document(format_named(name))
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_of_findings(language: str) -> None:
    told = json.loads(run(findings, "--json", "--language", language))
    assert [each["code"] for each in told] == list(catalogue())
    assert all(each["message"] == catalogue()[each["code"]].messages[language] for each in told)
    text = run(findings, "--language", language)
    assert all(code in text for code in catalogue())
    assert label("message", language) in text


def test_findings_in_a_language_we_do_not_speak_are_a_fault() -> None:
    with pytest.raises(Fault, match="'nl'"):
        run(findings, "--language", "nl")


def test_a_template_by_command(tmp_path: Any) -> None:
    path = tmp_path / "contact.csv"
    said = run(template, "contact", "-o", str(path), "--language", "es")
    assert "93" in said
    assert path.read_text(encoding="utf-8").splitlines()[3].startswith("INSTITUTION;ORGANIZATION;OPERATION;CONTACT_NR;")
