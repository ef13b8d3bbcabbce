"""Personal data: which class of it a column holds, by its name and by its values; and its values hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from entracte.profile.evidence import Evidence
from entracte.profile.lists import named_words
from entracte.profile.masking import masked, masked_date
from entracte.profile.model import ColumnProfile, Mapping, Personal, TableProfile
from entracte.profile.naming import Phrases
from entracte.profile.types import DATES

_SURE = 0.55
"""The score of a proposed field from which on its class of personal data holds for the column."""

_SURE_UNNAMED = 0.3
"""The same where the column has no name, so that its values must do."""

_NAMES = frozenset({"FIRSTNAME", "LASTNAME"})
_LINES = frozenset({"LINE1", "LINE2", "LINE3"})
_PHONES = frozenset({"TELEPHONE", "CELLPHONE", "FAX"})
_BY_CHANCE = 0.2
"""One number in ten passes the check of payment cards, so a column of numbers must pass it oftener."""

_Class = Callable[[ColumnProfile, Evidence], Personal | None]


def protected(table: TableProfile, evidence: dict[str, Evidence]) -> TableProfile:
    """The table with the personal data of its columns told, and the values of these columns masked."""
    return replace(
        table,
        columns=tuple(_hidden(each, _classes(each, evidence.get(each.name, Evidence()))) for each in table.columns),
    )


def _classes(column: ColumnProfile, evidence: Evidence) -> tuple[Personal, ...]:
    if not column.filled:
        return ()
    found = [told for look in _LOOKS if (told := look(column, evidence)) is not None]
    return tuple(sorted(found, key=lambda each: (-each.score, each.kind)))


def _email(column: ColumnProfile, evidence: Evidence) -> Personal | None:
    if not evidence.emails:
        return None
    reason = f"{evidence.emails} of {column.filled} values are e-mail addresses"
    return Personal("e-mail", evidence.emails, round(0.5 + evidence.emails / column.filled / 2, 2), reason)


def _iban(column: ColumnProfile, evidence: Evidence) -> Personal | None:
    count = evidence.accounts.get("iban", 0)
    if count:
        reason = f"{count} of {column.filled} values hold an IBAN with right check digits"
        return Personal("iban", count, 1.0, reason, warning=True)
    if column.type == "iban" or _called(column, "iban") >= 0.9:
        return Personal("iban", None, 0.6, "called or written like numbers of bank accounts", warning=True)
    return None


def _card(column: ColumnProfile, evidence: Evidence) -> Personal | None:
    count = evidence.accounts.get("card-number", 0)
    if not count or (column.type in {"integer", "code"} and count < _BY_CHANCE * column.filled):
        return None
    reason = f"{count} of {column.filled} values hold a number that passes the check of payment cards (Luhn)"
    return Personal("card-number", count, 1.0, reason, warning=True)


def _phone(column: ColumnProfile, evidence: Evidence) -> Personal | None:
    if column.type == "phone":
        return Personal("phone", column.type_count, 0.9, "the values are written like telephone numbers")
    best = _best(column, _PHONES)
    if best is not None and column.type in {"integer", "code", "text", "decimal"}:
        return Personal("phone", None, best.score, best.reason)
    return None


def _birth_date(column: ColumnProfile, evidence: Evidence) -> Personal | None:
    best = _best(column, frozenset({"BIRTHDATE"}))
    if best is None or column.type not in DATES:
        return None
    return Personal("birth-date", column.type_count, best.score, best.reason)


def _name(column: ColumnProfile, evidence: Evidence) -> Personal | None:
    if column.type not in {"text", "code"}:
        return None
    best = _best(column, _NAMES)
    if best is not None:
        return Personal("name", None, best.score, best.reason)
    full = _called(column, "full_name")
    letters = evidence.kind("letters")
    if full >= 0.7 and letters >= 0.6:
        return Personal("name", None, round(0.4 + full * letters / 2, 2), "called like full names; letters only")
    within = max(evidence.listed("first-name"), evidence.listed("first-name-within"))
    if within >= 0.3 and letters >= 0.6:
        return Personal(
            "name", None, round(min(1.0, 0.5 + within), 2), f"{within:.0%} of the values hold a common first name"
        )
    return None


def _address(column: ColumnProfile, evidence: Evidence) -> Personal | None:
    best = _best(column, _LINES)
    return (
        None
        if best is None or column.type not in {"text", "code"}
        else Personal("address", None, best.score, best.reason)
    )


_LOOKS: tuple[_Class, ...] = (_email, _iban, _card, _phone, _birth_date, _name, _address)


@cache
def _phrases() -> Phrases:
    return Phrases.of(named_words("personal"))


def _called(column: ColumnProfile, meaning: str) -> float:
    """How well the column's name says something that is no field of a format."""
    return _phrases().scores(column.name).get(meaning, 0.0)


def _best(column: ColumnProfile, fields: frozenset[str]) -> Mapping | None:
    """The first of the fields proposed for a column, if it is one of these and sure enough."""
    first = next(iter(column.mappings), None)
    if first is None or first.field not in fields:
        return None
    return first if first.score >= (_SURE if first.by_name is not None else _SURE_UNNAMED) else None


def _hidden(column: ColumnProfile, classes: tuple[Personal, ...]) -> ColumnProfile:
    """The column with its personal data told; values that stand for none are nobody's and stay to be seen."""
    if not classes:
        return column
    known = {each.value for each in column.placeholders if each.kind != "too-frequent"}

    def shown(value: str) -> str:
        return value if value in known else masked(value)

    hide = masked_date if column.type in DATES else masked
    return replace(
        column,
        personal=classes,
        masked=True,
        minimum=column.minimum and hide(column.minimum),
        maximum=column.maximum and hide(column.maximum),
        samples=tuple(map(shown, column.samples)),
        exceptions=tuple(map(shown, column.exceptions)),
        frequent=tuple(replace(each, value=shown(each.value)) for each in column.frequent),
        placeholders=tuple(replace(each, value=shown(each.value)) for each in column.placeholders),
    )
