"""What templates say about fields, in each language: short titles, groups and the sentences of `about`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from entracte.findings import known_language
from entracte.formats.common import NAME_LANGUAGES
from entracte.formats.contact import CRITERION_COLUMNS
from entracte.formats.model import Field, FieldType


def title(field: Field, language: str = "en") -> str:
    """The short title of a column: `First name`, `Name (FR)`, `Criterion 7`; a fault on an unknown language."""
    language = known_language(language)
    titles = _words()["titles"]
    if field.type is FieldType.EMAIL and field.key:
        return titles["EMAIL_KEY"][language]
    if field.name in CRITERION_COLUMNS:
        return f"{titles['CRIT'][language]} {int(field.name[4:])}"
    stem, _, suffix = field.name.rpartition("_")
    if suffix in NAME_LANGUAGES and stem in titles:
        return f"{titles[stem][language]} ({suffix})"
    return titles[field.name][language]


def group(field: Field, language: str = "en") -> str:
    """The group under which a column stands in the template."""
    return field.group if known_language(language) == "en" else _words()["groups"][field.group][language]


def about(field: Field, language: str = "en") -> str:
    """What a customer reads about a column; a column of names says the language in a sentence of its own."""
    if known_language(language) == "en":
        return field.about
    sentences = _words()["abouts"]
    if field.about in sentences:
        return sentences[field.about][language]
    what, _, in_language = field.about.rpartition(" In ")
    return f"{sentences[what][language]} {sentences['In ' + in_language][language]}"


def translated_sentences() -> tuple[str, ...]:
    """The English sentences that have translations."""
    return tuple(_words()["abouts"])


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
