"""The words of the proposal: every key in every language, and a word for everything that can be told."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import date
from importlib import import_module

import pytest

from entracte.cli import app
from entracte.findings import LANGUAGES
from entracte.profile.presets import all_presets
from entracte.profile.quote import plan, rates, sales
from entracte.report.proposal.words import Words, labels


def test_every_text_is_there_in_every_language_with_the_same_facts() -> None:
    for section, keys in labels().items():
        for key, texts in keys.items():
            assert set(texts) == set(LANGUAGES), f"{section}.{key}"
            facts = {frozenset(re.findall(r"\{(\w+)\}", text)) for text in texts.values()}
            assert len(facts) == 1, f"{section}.{key}"
            assert all(text.strip() == text and text for text in texts.values()), f"{section}.{key}"


def test_only_commands_that_there_are_are_named() -> None:
    known = {each.name for each in app.registered_commands} | {each.name for each in app.registered_groups}
    assert "propose" in known
    texts = [text for keys in labels().values() for each in keys.values() for text in each.values()]
    assert {name for text in texts for name in re.findall(r"\bentracte (\w+)", text)} <= known


def test_there_is_a_word_for_everything() -> None:
    known = labels()
    steps = plan(None, date(2026, 1, 1)).steps
    assert {each.name for each in steps} == set(known["step"])
    assert {each.who for each in steps} <= set(known["who"])
    assert set(rates.COUNTED) == set(known["count"])
    assert set(rates.NAMED) == set(known["line"])
    assert {each.rate_name for each in rates.example_rates().lines} <= set(known["who"])
    services = {"sales-criterion", *sales._services()}
    assert services == set(known["service"]) == set(known["service_limit"])
    assert {each.name for each in all_presets()} == set(known["preset"])
    assert {role.name for each in all_presets() for role in each.roles} == set(known["role"])
    assert _yielded("entracte.profile.quote.cleaning") == set(known["trouble"]) == set(known["remedy"])


def _yielded(module: str) -> set[str]:
    """The kinds of trouble that a module tells: the first of every tuple that it yields."""
    tree = ast.parse(inspect.getsource(import_module(module)))
    yielded = [node.value for node in ast.walk(tree) if isinstance(node, ast.Yield)]
    tuples = [each for each in yielded if isinstance(each, ast.Tuple)]
    return {each.elts[0].value for each in tuples if isinstance(each.elts[0], ast.Constant)}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("language", "number", "money", "day"),
    [
        ("en", "1,234.5", "€1,234.50", "Fri January 15, 2027"),
        ("fr", "1\u202f234,5", "1\u202f234,50\xa0€", "ven. 15 janvier 2027"),
        ("de", "1.234,5", "1.234,50\xa0€", "Fr. 15. Januar 2027"),
        ("it", "1.234,5", "1.234,50\xa0€", "ven 15 gennaio 2027"),
        ("es", "1.234,5", "1.234,50\xa0€", "vie 15 de enero de 2027"),
    ],
)
def test_numbers_and_days_are_written_as_the_language_does(language: str, number: str, money: str, day: str) -> None:
    words = Words(language)
    assert words.number(1234.5) == number
    assert words.money(1234.5, "EUR") == money
    assert words.day("2027-01-15") == day
