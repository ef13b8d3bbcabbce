"""Which field of a target format a column probably is: proposals with a score and a reason, never more."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

from entracte.formats import Field, Format, all_formats
from entracte.formats.common import NAME_LANGUAGES
from entracte.formats.contact import CRITERION_COLUMNS
from entracte.formats.words import title
from entracte.profile.evidence import Evidence
from entracte.profile.fitting import Judged, judge
from entracte.profile.lists import named_words
from entracte.profile.model import ColumnProfile, FormatFit, Mapping, TableProfile
from entracte.profile.naming import Phrases, is_unnamed, name_words

CANDIDATES = 5
_LEAST = 0.3
_FORMAT_WEIGHT = {"contact": 1.0, "contact-basic": 0.95}
_OTHER_WEIGHT = 0.8
_UNTOLD = frozenset({"INSTITUTION", "ORGANIZATION", "OPERATION", "ADDR_TYPE", *CRITERION_COLUMNS})
"""Fields that a source seldom has a column for: only their very name counts."""

_CODED = 5
"""A table with so many columns called like fields of a format was made for it: then a name means the field."""

_SIZE = 6.0
"""A table fits a format wholly when it has so many of its fields."""


def mapped(table: TableProfile, evidence: dict[str, Evidence]) -> TableProfile:
    """The table with the fields its columns may be, and the formats it fits."""
    names = _own_names(table)
    told = {column.name.upper() for column in table.columns}
    scored: dict[str, list[Mapping]] = {
        column.name: [
            each
            for known in _formats()
            for each in _candidates(
                column,
                names[column.name],
                evidence.get(column.name, Evidence()),
                known,
                coded=len(told & set(known.field_names)) >= _CODED,
            )
        ]
        for column in table.columns
        if column.type != "empty"
    }
    _beside_first_names(table, evidence, scored)
    fits = _fits(scored)
    weight = {fit.format: 0.7 + 0.3 * fit.score for fit in fits}
    columns = tuple(replace(column, mappings=_ranked(scored.get(column.name, []), weight)) for column in table.columns)
    return replace(table, columns=columns, formats=fits)


def _beside_first_names(table: TableProfile, evidence: dict[str, Evidence], scored: dict[str, list[Mapping]]) -> None:
    """Propose last names for a column without a name that stands beside common first names and holds letters."""
    firsts = {
        column.place
        for column in table.columns
        if is_unnamed(column.name) and any(each.field == "FIRSTNAME" for each in scored.get(column.name, []))
    }
    for column in table.columns:
        beside = firsts & {column.place - 1, column.place + 1}
        if beside and not scored.get(column.name, [1]) and evidence[column.name].kind("letters") > 0.8:
            values = round(evidence[column.name].kind("letters"), 2)
            reason = "the column has no name; it holds letters and stands beside first names"
            scored[column.name] = [Mapping("contact", "LASTNAME", 0.45, None, values, reason)]


def _own_names(table: TableProfile) -> dict[str, str]:
    """The columns' names without what most of them begin with, and without the name of the table."""
    split = {column.name: name_words(column.name) for column in table.columns}
    first = Counter(words[0] for words in split.values() if len(words) > 1)
    common = {word for word, count in first.items() if count >= 4 and count >= 0.6 * len(split)}
    common |= set(name_words(table.name)) - {"contact", "mail", "email", "address", "adresse", "phone", "telephone"}
    return {
        name: " ".join(words[1:] if len(words) > 1 and words[0] in common else words) for name, words in split.items()
    }


@cache
def _formats() -> tuple[Format, ...]:
    return tuple(each for each in all_formats().values() if each.pairs is None)


@cache
def _phrases(format_name: str) -> Phrases:
    """All that columns may be called to be a field of a format."""
    known = all_formats()[format_name]
    synonyms = named_words("fields")
    meant = {"EMAIL": "EMAIL1", "EMAIL_AUTHORIZATION": "EMAIL"} if known.name == "contact-basic" else {}
    told: dict[str, list[str]] = {}
    for field in known.fields:
        told[field.name] = [field.name, *field.aliases]
        if field.name not in _UNTOLD:
            told[field.name] += [title(field, language.lower()) for language in NAME_LANGUAGES]
            told[field.name] += synonyms.get(meant.get(field.name, field.name), ())
    return Phrases.of(told)


def _candidates(column: ColumnProfile, name: str, evidence: Evidence, known: Format, *, coded: bool) -> list[Mapping]:
    weight = _FORMAT_WEIGHT.get(known.name, _OTHER_WEIGHT)
    unnamed = is_unnamed(column.name)
    phrases = _phrases(known.name)
    named = {} if unnamed else phrases.scores(column.name)
    if not unnamed and name != column.name:
        named |= {field: max(score, named.get(field, 0.0)) for field, score in phrases.scores(name).items()}
    if coded and column.name.upper() in known.field_names:
        named[column.name.upper()] = 1.0
    found = []
    for field in known.fields:
        by_name = None if unnamed else named.get(field.name, 0.0)
        judged = judge(column, evidence, field)
        score = min(1.0, _score(by_name, judged, field) * weight)
        if score >= _LEAST:
            by_values = None if judged.score is None else round(judged.score, 2)
            by_name = None if by_name is None else round(by_name, 2)
            found.append(Mapping(known.name, field.name, round(score, 3), by_name, by_values, _reason(by_name, judged)))
    return found


def _score(by_name: float | None, judged: Judged, field: Field) -> float:
    """What name and values say together: either alone is not enough for much, and values can contradict a name."""
    values = judged.score
    if values is not None and values < 0.15:
        return 0.3 * (by_name or 0.0)
    if not by_name:
        return 0.0 if values is None or field.name in _UNTOLD else 0.6 * values * judged.telling
    if values is None:
        return 0.75 * by_name
    return 0.6 * by_name + 0.4 * values


def _reason(by_name: float | None, judged: Judged) -> str:
    if by_name is None:
        named = "the column has no name"
    elif by_name >= 0.95:
        named = "called like the field"
    elif by_name > 0:
        named = "the name holds a word for the field"
    else:
        named = "the name does not tell"
    return f"{named}; {judged.reason}" if judged.reason else named


def _fits(scored: dict[str, list[Mapping]]) -> tuple[FormatFit, ...]:
    """For every format, the columns that its fields would get, each column once, and how far that goes."""
    told = []
    for known in _formats():
        pairs = sorted(
            (
                (each.score, name, each.field)
                for name, found in scored.items()
                for each in found
                if each.format == known.name
            ),
            key=lambda pair: (-pair[0], pair[1], pair[2]),
        )
        fields: dict[str, str] = {}
        total = 0.0
        for score, name, field in pairs:
            if score >= 0.5 and field not in fields and name not in fields.values():
                fields[field] = name
                total += score
        needed = [each.name for each in known.fields if each.mandatory == "yes" and each.name != "INSTITUTION"]
        share = sum(each in fields for each in needed) / len(needed) if needed else 1.0
        size = min(_SIZE, max(2, len(known.fields) / 3))
        score = min(1.0, total / size) * (0.3 + 0.7 * share) * _FORMAT_WEIGHT.get(known.name, _OTHER_WEIGHT)
        if fields:
            told.append(FormatFit(known.name, round(score, 3), fields))
    return tuple(sorted(told, key=lambda fit: -fit.score))


def _ranked(found: list[Mapping], weight: dict[str, float]) -> tuple[Mapping, ...]:
    """The best candidates; a field that several formats share is told once, of the format that the table fits best."""
    weighed = [replace(each, score=round(each.score * weight.get(each.format, 0.7), 3)) for each in found]
    ordered = sorted(
        (each for each in weighed if each.score >= _LEAST), key=lambda each: (-each.score, each.format, each.field)
    )
    first: dict[str, Mapping] = {}
    for each in ordered:
        first.setdefault(each.field, each)
    return tuple(first.values())[:CANDIDATES]
