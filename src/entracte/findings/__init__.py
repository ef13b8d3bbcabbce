"""The catalogue of findings: what can be wrong with data, what it costs, and how a box office is told.

The catalogue is data (`catalogue.toml`): one code, one outcome, one message in each of five languages.
Stages produce findings as rows of an engine table with the columns of `FINDING_COLUMNS`; bad data never raises.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from entracte.faults import Fault, near

LANGUAGES = ("en", "fr", "de", "it", "es")

FINDING_COLUMNS = {"row": "BIGINT", "field": "VARCHAR", "code": "VARCHAR", "value": "VARCHAR", "detail": "VARCHAR"}
"""Columns of a table of findings: `row` is the row a person sees in Excel (null: the whole file or column), `field` the
column's code (null: the whole row), `value` what the cell held, `detail` the fact that completes the message."""


class Outcome(StrEnum):
    """What a finding costs (D5), gravest first."""

    FILE_REFUSED = "file-refused"
    ROW_REJECTED = "row-rejected"
    FIELD_DROPPED = "field-dropped"
    VALUE_CHANGED = "value-changed"


@dataclass(frozen=True)
class Kind:
    """One entry of the catalogue; messages may hold `{field}`, `{value}` and `{detail}`."""

    code: str
    outcome: Outcome
    source: str
    messages: dict[str, str]

    def message(
        self, language: str, field: str | None = None, value: str | None = None, detail: str | None = None
    ) -> str:
        """The sentence shown to a person, with the facts filled in; a fault on an unknown language."""
        facts = {"{field}": field, "{value}": value, "{detail}": detail}
        # in one pass: a value that itself reads "{detail}" stays as it is
        return re.sub("|".join(facts), lambda match: facts[match[0]] or "", self.messages[known_language(language)])


@cache
def catalogue() -> dict[str, Kind]:
    """All kinds of finding by code, in the order of the catalogue; every message must exist in every language."""
    text = resources.files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8")
    return {
        code: Kind(
            code,
            Outcome(entry["outcome"]),
            entry["source"],
            {language: entry[language] for language in LANGUAGES},
        )
        for code, entry in tomllib.loads(text).items()
    }


def kind(code: str) -> Kind:
    """The catalogue's entry for a code; a fault if there is none."""
    try:
        return catalogue()[code]
    except KeyError:
        raise Fault("unknown-finding", f"There is no finding {code!r}.", hint=near(code, list(catalogue()))) from None


@cache
def labels() -> dict[str, dict[str, str]]:
    """The words of reports and templates by key, each in every language (`labels.toml`)."""
    text = resources.files(__package__).joinpath("labels.toml").read_text(encoding="utf-8")
    return {key: {language: entry[language] for language in LANGUAGES} for key, entry in tomllib.loads(text).items()}


def label(key: str, language: str = "en") -> str:
    """The word for `key` (`summary`, `row`, an outcome's name ...); a fault if there is no such key or language."""
    try:
        return labels()[key][known_language(language)]
    except KeyError:
        raise Fault("unknown-label", f"There is no label {key!r}.", hint=near(key, list(labels()))) from None


def known_language(language: str) -> str:
    """The same language code; a fault if there are no messages in it."""
    if language in LANGUAGES:
        return language
    raise Fault(
        "unknown-language", f"There are no messages in the language {language!r}.", hint=near(language, list(LANGUAGES))
    )
