"""A small world of two institutions, and random stories of it: deliveries, sales, contacts typed by hand."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.oracle import Criterion, Institution
from tests.oracle.settings import STANDARD_TITLES

TODAY = datetime.date(2026, 6, 1)
Cells = dict[str, str]
CRITERIA = {
    "PREFCOL": Criterion("PREFCOL", "MULTICHOICE", "BOTH", ("Red", "Green", "Blue")),
    "VIP": Criterion("VIP", "BOOLEAN", "INDIVIDUAL"),
    "NEWS": Criterion("NEWS", "CHOICE", "INDIVIDUAL", ("Yes", "No")),
    "NOTE": Criterion("NOTE", "TEXT", "BOTH"),
    "SINCE": Criterion("SINCE", "DATE", "INDIVIDUAL"),
    "SEATS": Criterion("SEATS", "NUMBER", "BOTH"),
    "SECTOR": Criterion("SECTOR", "CHOICE", "STRUCTURE", ("Public", "Private")),
}


def institutions() -> list[Institution]:
    """HARBOUR, where nearly everything happens, and LIDO, which must never be touched by it."""
    return [
        Institution(
            code="HARBOUR",
            country="CH",
            language="fr",
            number_floor=500,
            kept_from=505,
            kept_to=506,
            organizations={"MAIN"},
            titles=STANDARD_TITLES,
            community_types={"ASSO"},
            departments={"GE", "75"},
            admin_number_types={"SIRET", "VAT"},
            structure_types={"SCHOOL", "FIRM"},
            criteria=CRITERIA,
        ),
        Institution(code="LIDO", country="FR", language="en", criteria={"VIP": CRITERIA["VIP"]}),
    ]


@dataclass(frozen=True)
class Step:
    """One thing that happens: a delivery of `rows`, once `bought` have sales and `typed` count as typed by hand."""

    rows: list[Cells]
    bought: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)


_NUMBERS = st.sampled_from(["", "1", "1", "2", "2", "3", "4", "00000500", "00000501", "00000507", "507", "12a", "="])
_FIELDS: dict[str, st.SearchStrategy[str]] = {
    "OPERATION": st.sampled_from(
        [
            "",
            "INSERT",
            "INSERT",
            "INSERT",
            "UPDATE",
            "UPDATE",
            "UPDATE",
            "UPDATEACT",
            "DELETE",
            "INVALIDATE",
            "ANONYMIZE",
            "DROP",
            "CONFIG",
            "insert",
        ]
    ),
    "CONTACT_NR": _NUMBERS,
    "ORGANIZATION": st.sampled_from(["", "*", "MAIN", "NONE", "="]),
    "TITLE": st.sampled_from(["", "MR", "MRS", "DR", "=", "UNDEFINED"]),
    "LETTER_SALUTATION": st.sampled_from(["", "Hey", "=", "M."]),
    "ADDR_SALUTATION": st.sampled_from(["", "You", "="]),
    "FUNCTION": st.sampled_from(["", "Chair", "="]),
    "REMARK": st.sampled_from(["", "one", "||two", "|| three", "||", "=", "x" * 1999, "||" + "y" * 30, "a\nb"]),
    "FIRSTNAME": st.sampled_from(["", "Ada", "Bob", "=", " Ada\u00a0"]),
    "LASTNAME": st.sampled_from(["", "Kerr", "Lee", "=", "L" * 101]),
    "BIRTHDATE": st.sampled_from(["", "01.08.1965", "1965-08-01", "31.02.1999", "01.01.2999", "="]),
    "PREF_LANG": st.sampled_from(["", "en", "de", "EN", "=", "xx"]),
    "OFFICIAL_NAME": st.sampled_from(["", "", "Acme", "Acme  Ltd", "Acme Ltd", "=", "Q" * 120]),
    "ADDRESS_NAME2": st.sampled_from(["", "", "Wing", "="]),
    "ADDRESS_NAME1": st.sampled_from(["", "", "Acme door", "="]),
    "STRUCT_TYPE": st.sampled_from(["", "SCHOOL", "FIRM", "NOPE", "="]),
    "COMMUNITY_TYPE": st.sampled_from(["", "ASSO", "=", "TOOLONGCODE"]),
    "ADMIN_NUMBER": st.sampled_from(["", "SIRET=404", "VAT=1=2", "SIRET==", "=", "405", "FOO=1"]),
    "NB_EMPLOYEES": st.sampled_from(["", "12", "007", "many", "="]),
    "WEB_SITE": st.sampled_from(["", "example.org", "https://example.org", "=", "w" * 250]),
    "ADDR_TYPE": st.sampled_from(["", "", "M", "S", "MB", "X", "MX", "="]),
    "LINE1": st.sampled_from(["", "1 Quay", "2 Quay", "="]),
    "LINE2": st.sampled_from(["", "", "Door", "="]),
    "ZIPCODE": st.sampled_from(["", "1201", "12345678901", "="]),
    "TOWN": st.sampled_from(["", "Geneva", "T" * 90, "="]),
    "TOWN_COMPLEMENT": st.sampled_from(["", "North", "N" * 30, "="]),
    "DEPARTMENT": st.sampled_from(["", "GE", "99", "="]),
    "COUNTRY": st.sampled_from(["", "", "FR", "Germany", "UK", "=", "fr"]),
    "TELEPHONE": st.sampled_from(
        ["", "022 908 00 00", "01 40 15 80 00", "+41 22 908 00 00", "(33)140158000", "=", "none"]
    ),
    "CELLPHONE": st.sampled_from(["", "0791234567", "0041 79 123 45 67", "1234567890123456", "(91) 555 22 82", "="]),
    "EMAIL1": st.sampled_from(["", "a@x.org", "A@x.org", "b@x.org", "c@x.org", "=", "bad"]),
    "FAX": st.sampled_from(["", "", "0229080000", "12", "="]),
    "EMAIL2": st.sampled_from(["", "a@x.org", "="]),
    "CNIL_O": st.sampled_from(["", "TRUE", "FALSE", "yes", "="]),
    "EMAIL": st.sampled_from(["", "TRUE", "FALSE", "="]),
    "CRIT01": st.sampled_from(
        [
            "",
            "PREFCOL=Red",
            "PREFCOL=Red|Green",
            "Red|Blue",
            "PREFCOL==",
            "=",
            "PREFCOL=Pink|Red",
            "FOO=1",
            "SECTOR=Public",
        ]
    ),
    "CRIT02": st.sampled_from(
        [
            "",
            "VIP=T",
            "VIP=FALSE|TRUE",
            "NEWS=Yes",
            "NOTE=a|b",
            "SINCE=01.02.2020",
            "SEATS=x",
            "PREFCOL=Green",
            "NOTE==",
            "T",
        ]
    ),
}
_CONFIG = {
    "CRIT01": st.sampled_from(["", "PREFCOL", "NOTE", "NOPE"]),
    "CRIT02": st.sampled_from(["", "VIP", "NOTE"]),
    "ADMIN_NUMBER": st.sampled_from(["", "SIRET"]),
}


_OTHERS = [name for name in _FIELDS if name not in ("OPERATION", "CONTACT_NR")]


@st.composite
def any_row(draw: st.DrawFn) -> Cells:
    """A row of which most cells are empty, as they are in life; INSERT rows have a name more often than not."""
    operation = draw(_FIELDS["OPERATION"])
    row = {
        "INSTITUTION": draw(st.sampled_from(["HARBOUR"] * 12 + ["LIDO", "NOWHERE", ""])),
        "OPERATION": operation,
    }
    if operation == "CONFIG":
        return row | {name: draw(cell) for name, cell in _CONFIG.items()}
    row["CONTACT_NR"] = draw(_NUMBERS)
    chosen = draw(st.lists(st.sampled_from(_OTHERS), max_size=9, unique=True))
    if operation in {"", "INSERT"}:
        chosen += draw(st.sampled_from([["FIRSTNAME"], ["LASTNAME"], ["OFFICIAL_NAME"], ["LASTNAME", "OFFICIAL_NAME"]]))
        chosen += ["EMAIL1"]
    return row | {name: draw(_FIELDS[name]) for name in chosen}


@st.composite
def structure_row(draw: st.DrawFn) -> Cells:
    """A row about one of two structures: new, again, with one more relay, or changed."""
    operation = draw(st.sampled_from(["INSERT"] * 5 + ["UPDATE", "UPDATE", "DROP", "INVALIDATE", "DELETE"]))
    row = {
        "INSTITUTION": "HARBOUR",
        "OPERATION": operation,
        "CONTACT_NR": draw(st.sampled_from(["", "1", "2", "3", "4", "00000500", "00000501", "00000502"])),
    }
    if operation == "INSERT":
        row |= {"OFFICIAL_NAME": draw(st.sampled_from(["Acme", "Acme", "Acme  Ltd"])), "TOWN": draw(_TOWNS)}
        row |= draw(st.sampled_from([{}, {"LASTNAME": "Kerr"}, {"FIRSTNAME": "Ada", "BIRTHDATE": "01.08.1965"}]))
    else:
        row["TOWN"] = draw(_TOWNS)
    chosen = draw(st.lists(st.sampled_from([n for n in _OTHERS if n not in row]), max_size=5, unique=True))
    return row | {name: draw(_FIELDS[name]) for name in chosen}


_TOWNS = st.sampled_from(["", "Geneva", "Geneva", "Bern", "="])


@st.composite
def login_row(draw: st.DrawFn) -> Cells:
    """A row of one of four persons who share two e-mail addresses."""
    return {
        "INSTITUTION": "HARBOUR",
        "OPERATION": draw(
            st.sampled_from(
                ["INSERT", "INSERT", "UPDATE", "UPDATE", "UPDATEACT", "DELETE", "INVALIDATE", "DROP", "ANONYMIZE"]
            )
        ),
        "CONTACT_NR": draw(st.sampled_from(["1", "2", "3", "4"])),
        "LASTNAME": draw(st.sampled_from(["", "Kerr", "Lee"])),
        "EMAIL1": draw(st.sampled_from(["", "a@x.org", "a@x.org", "b@x.org", "="])),
    }


def _file(row: st.SearchStrategy[Cells]) -> st.SearchStrategy[list[Cells]]:
    return st.lists(row, min_size=1, max_size=14)


files = st.one_of(
    _file(any_row()),
    _file(structure_row()),
    _file(login_row()),
    _file(st.one_of(any_row(), structure_row(), login_row())),
)
_FEW_NUMBERS = st.lists(st.sampled_from(["1", "2", "00000500"]), max_size=2, unique=True)
_RARELY = st.one_of(st.just([]), st.just([]), st.just([]), _FEW_NUMBERS)
stories = st.lists(st.builds(Step, files, _RARELY, _RARELY), min_size=1, max_size=3)
