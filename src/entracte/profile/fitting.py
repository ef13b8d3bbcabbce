"""Whether the values of a column can be those of a field."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from entracte.formats import Field, FieldType
from entracte.profile.evidence import Evidence
from entracte.profile.model import ColumnProfile


@dataclass(frozen=True)
class Judged:
    """What values say of a field: a score from 0 to 1, null for nothing; and how telling they are without the name."""

    score: float | None
    reason: str = ""
    telling: float = 0.0


_Judge = Callable[[ColumnProfile, Evidence], Judged]


def judge(column: ColumnProfile, evidence: Evidence, field: Field) -> Judged:
    """Whether the values of a column can be those of a field."""
    look = _BY_FIELD.get(field.name) or _BY_TYPE.get(field.type)
    if look is not None:
        return look(column, evidence)
    return _any_text(column, evidence, field)


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _email(column: ColumnProfile, evidence: Evidence) -> Judged:
    share = evidence.kind("e-mail")
    return Judged(share, f"{_percent(share)} of the values are e-mail addresses", 1.0)


def _phone(column: ColumnProfile, evidence: Evidence) -> Judged:
    if column.type == "phone":
        return Judged(0.95, "the values are written like telephone numbers", 0.9)
    share = evidence.kind("phone")
    if column.type in {"date", "date-time", "boolean", "e-mail"} or share < 0.3:
        return Judged(0.0, "the values are no telephone numbers")
    return Judged(0.6 * share, f"{_percent(share)} of the values could be telephone numbers", 0.2)


def _date(column: ColumnProfile, evidence: Evidence) -> Judged:
    if column.type not in {"date", "date-time"}:
        return Judged(0.0, "the values are no dates")
    return Judged(1.0 if column.type == "date" else 0.7, "the values are dates", 0.4)


def _birth_date(column: ColumnProfile, evidence: Evidence) -> Judged:
    """Dates of birth lie decades apart, and none in the last years or to come."""
    if column.type not in {"date", "date-time"} or not column.minimum or not column.maximum:
        return Judged(0.0, "the values are no dates")
    first, last, now = int(column.minimum[:4]), int(column.maximum[:4]), datetime.date.today().year
    if last > now:
        return Judged(0.3, "the values are dates, some of them to come")
    if first <= now - 50 and last - first >= 25:
        return Judged(1.0, f"the values are dates from {first} to {last}", 0.75)
    return Judged(0.7, f"the values are dates from {first} to {last}")


def _boolean(column: ColumnProfile, evidence: Evidence) -> Judged:
    if column.type == "boolean":
        return Judged(1.0, "the values are words for yes and no", 0.3)
    return Judged(0.0, "the values are no words for yes and no")


def _number(column: ColumnProfile, evidence: Evidence) -> Judged:
    return (
        Judged(1.0, "the values are whole numbers", 0.1)
        if column.type == "integer"
        else Judged(0.0, "the values are no whole numbers")
    )


def _web_site(column: ColumnProfile, evidence: Evidence) -> Judged:
    share = evidence.kind("web-site")
    if share < 0.1 and column.type == "text":
        return Judged(0.3, "few values begin with http or www")
    return Judged(share, f"{_percent(share)} of the values are addresses of web sites", 0.9)


def _listed(name: str, what: str, telling: float) -> _Judge:
    def look(column: ColumnProfile, evidence: Evidence) -> Judged:
        share = evidence.listed(name)
        return Judged(share, f"{_percent(share)} of the values are {what}", telling)

    return look


def _names(column: ColumnProfile, evidence: Evidence, *, first: bool) -> Judged:
    letters = evidence.kind("letters")
    if column.type not in {"text", "code"} or letters < 0.3:
        return Judged(0.0, "the values are no names")
    known = evidence.listed("first-name")
    if first and known >= 0.15:
        return Judged(min(1.0, 0.7 + known), f"{_percent(known)} of the values are common first names", 0.9)
    return Judged(0.85 * letters, f"{_percent(letters)} of the values hold letters only", 0.0)


def _first_name(column: ColumnProfile, evidence: Evidence) -> Judged:
    return _names(column, evidence, first=True)


def _last_name(column: ColumnProfile, evidence: Evidence) -> Judged:
    return _names(column, evidence, first=False)


def _street(column: ColumnProfile, evidence: Evidence) -> Judged:
    if column.type not in {"text", "code"}:
        return Judged(0.1, "the values are no lines of an address")
    share = evidence.kind("street")
    return Judged(
        0.3 + 0.7 * share, f"{_percent(share)} of the values hold words and a number", 0.6 if share > 0.6 else 0.0
    )


def _postcode(column: ColumnProfile, evidence: Evidence) -> Judged:
    fits = column.longest is not None and column.longest <= 10 and column.type in {"integer", "code", "text"}
    digits = (
        column.shortest is not None
        and column.shortest >= 4
        and evidence.kind("integer") > 0.5
        and (column.longest or 0) <= 5
    )
    if not fits:
        return Judged(0.0, "the values are no postcodes")
    return Judged(
        0.9 if digits else 0.5,
        "the values have the form of postcodes" if digits else "the values are short enough",
        0.4 if digits else 0.0,
    )


def _town(column: ColumnProfile, evidence: Evidence) -> Judged:
    share = evidence.kind("letters")
    if column.type not in {"text", "code"}:
        return Judged(0.0, "the values are no names of towns")
    return Judged(0.2 + 0.7 * share, f"{_percent(share)} of the values hold letters only")


def _contact_number(column: ColumnProfile, evidence: Evidence) -> Judged:
    if column.type not in {"integer", "code"} or not column.filled:
        return Judged(0.1, "the values are no numbers of contacts")
    unique = column.distinct / column.filled
    if evidence.kind("integer") < 0.9:
        return Judged(0.4 * unique, "the values are codes, and contact numbers have digits only")
    return Judged(
        unique,
        "the values are numbers" + (", each of them once" if unique == 1 else f", {_percent(unique)} different"),
        0.2,
    )


def _any_text(column: ColumnProfile, evidence: Evidence, field: Field) -> Judged:
    if field.length is not None and column.longest is not None and column.longest > 3 * field.length:
        return Judged(0.2, f"the values have up to {column.longest} characters, the field {field.length}")
    if field.type is FieldType.CODE and column.type == "text" and evidence.kind("spaced") > 0.5:
        return Judged(0.3, "the values are no codes")
    if column.type in {"text", "code"}:
        return Judged(0.7, "the values are texts")
    return Judged(0.3, f"the values are of type {column.type}")


_BY_TYPE: dict[FieldType, _Judge] = {
    FieldType.EMAIL: _email,
    FieldType.PHONE: _phone,
    FieldType.DATE: _date,
    FieldType.TIMESTAMP: _date,
    FieldType.BOOLEAN: _boolean,
    FieldType.NUMBER: _number,
    FieldType.URL: _web_site,
}
_BY_FIELD: dict[str, _Judge] = {
    "BIRTHDATE": _birth_date,
    "COUNTRY": _listed("country", "countries", 0.8),
    "PREF_LANG": _listed("language", "languages", 0.5),
    "LANGUAGE": _listed("language", "languages", 0.3),
    "TITLE": _listed("title", "titles of persons", 0.9),
    "FIRSTNAME": _first_name,
    "LASTNAME": _last_name,
    "LINE1": _street,
    "ZIPCODE": _postcode,
    "TOWN": _town,
    "CONTACT_NR": _contact_number,
}
