"""The catalogue of findings and the labels: the same facts in every language."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

import pytest

from entracte.faults import Fault
from entracte.findings import LANGUAGES, Kind, Outcome, catalogue, kind, label, labels

TOLD = tomllib.loads(resources.files("entracte.findings").joinpath("catalogue.toml").read_text(encoding="utf-8"))
PLACEHOLDER = re.compile(r"\{(\w*)\}")


@pytest.mark.parametrize("code", TOLD)
def test_every_message_exists_in_every_language_with_the_same_facts(code: str) -> None:
    told = TOLD[code]
    assert set(told) == {"outcome", "source", *LANGUAGES}
    facts = {language: sorted(PLACEHOLDER.findall(told[language])) for language in LANGUAGES}
    assert all(each == facts["en"] for each in facts.values()), facts
    assert set(facts["en"]) <= {"field", "value", "detail"}


@pytest.mark.parametrize("code", TOLD)
def test_translations_keep_the_words_of_files_and_commands(code: str) -> None:
    """Codes of columns and operations, and options of the command, are the same in every language."""
    fixed = re.compile(r"--[a-z]+|\b(?:CONFIG|UPDATE|OPERATION|INSTITUTION|ADDR_TYPE|CONTACT_NR|TOWN_COMPLEMENT)\b")
    told = TOLD[code]
    assert {language: sorted(fixed.findall(told[language])) for language in LANGUAGES} == dict.fromkeys(
        LANGUAGES, sorted(fixed.findall(told["en"]))
    )


@pytest.mark.parametrize("code", TOLD)
def test_codes_read_well_and_name_their_source(code: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code)
    assert re.search(r"D\d+|contact\.md", TOLD[code]["source"])
    assert all(TOLD[code][language].strip() == TOLD[code][language] for language in LANGUAGES)


def test_french_puts_its_spaces_before_double_signs() -> None:
    for code, told in TOLD.items():
        assert not re.search(r"\w[;!?]|\w:(?!//)", told["fr"]), code


def test_a_message_is_completed_with_facts_and_a_missing_fact_is_empty() -> None:
    example = Kind("x", Outcome.VALUE_CHANGED, "D1", {"en": "{field} was {value}.{detail}"})
    assert example.message("en", "TOWN", "{detail}", None) == "TOWN was {detail}."


def test_an_unknown_code_is_a_fault_that_names_near_ones() -> None:
    with pytest.raises(Fault) as caught:
        kind("date-invalit")
    assert "date-invalid" in caught.value.hint


def test_a_message_in_an_unknown_language_is_a_fault() -> None:
    with pytest.raises(Fault, match="'nl'"):
        next(iter(catalogue().values())).message("nl")


@pytest.mark.parametrize("key", labels())
def test_labels_exist_in_every_language(key: str) -> None:
    assert all(label(key, language).strip() for language in LANGUAGES)


@pytest.mark.parametrize("outcome", Outcome)
def test_outcomes_have_names(outcome: Outcome) -> None:
    assert len({label(outcome, language) for language in LANGUAGES}) == len(LANGUAGES)


def test_an_unknown_label_is_a_fault() -> None:
    with pytest.raises(Fault) as caught:
        label("summery")
    assert "summary" in caught.value.hint
