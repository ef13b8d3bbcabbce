"""The `contact-basic` format: contacts by their e-mail address, as a box office imports them itself (contact.md 7)."""

from __future__ import annotations

from dataclasses import replace

from entracte.formats.common import INSTITUTION, ORGANIZATION
from entracte.formats.contact import ADDRESS_FIELDS, AUTHORIZATIONS, CONTACT, CRITERION_COLUMNS, PHONES
from entracte.formats.model import Field, FieldType, Format, TooLong

CONTACT_COLUMNS = {"EMAIL": "EMAIL1", "EMAIL_AUTHORIZATION": "EMAIL"}
"""The columns that the `contact` format calls otherwise: EMAIL is the address here, an authorization there."""

_ALIASES = {
    "TITLE": ("Civility",),
    "FIRSTNAME": ("First name",),
    "LASTNAME": ("Last name",),
    "PREF_LANG": ("Language", "Preferred language"),
    "OFFICIAL_NAME": ("Structure name",),
}

_EMAIL = Field(
    "EMAIL",
    FieldType.EMAIL,
    "Contact",
    "E-mail address: a contact of the institution that has it is updated, otherwise a contact is made.",
    length=250,
    mandatory="yes",
    too_long=TooLong.REJECT,
    aliases=("E-mail address", "E-mail"),
    key=True,
    example="ada@example.org",
)

_BIRTHDATE = Field(
    "BIRTHDATE",
    FieldType.DATE,
    "Individual or relay",
    "Date of birth as DD.MM.YYYY; a real date, not in the future.",
    example="01.08.1965",
    aliases=("Birth date",),
)


def _as_in_contact(name: str) -> Field:
    return replace(CONTACT.named(name), aliases=_ALIASES.get(name, ()))


def _authorization(name: str) -> Field:
    return replace(CONTACT.named(name), name="EMAIL_AUTHORIZATION" if name == "EMAIL" else name, aliases=())


def _criterion(name: str) -> Field:
    return replace(CONTACT.named(name), about="Criterion as CODE=value, several values separated by |.")


CONTACT_BASIC = Format(
    name="contact-basic",
    title="Contacts, basic",
    about="Contacts of a simple file that a box office imports itself: the key is the e-mail address, which is the "
    "only mandatory column. For everything else there is the contact format.",
    version="v85",
    told_by_key=True,
    notes=(
        "The row of an e-mail address that a contact of the institution has updates that contact; any other row makes "
        "a contact. The address is looked for among the valid contacts: first whoever logs in with it, then persons, "
        "then structures.",
        "First and last name hold no digits. On a new contact an empty one is imported as -.",
        "A title or language that is none of the possible values becomes the default on a new contact; an existing one "
        "keeps its own.",
        "A row with a structure name makes the structure and its relay, unless a structure of that name and address "
        "exists already: then the row is not imported.",
        "An empty cell changes nothing on an existing contact; = removes the current value.",
        "EMAIL is the address; the authorization of that name in the contact format is EMAIL_AUTHORIZATION here.",
    ),
    fields=(
        INSTITUTION,
        ORGANIZATION,
        _EMAIL,
        _as_in_contact("TITLE"),
        _as_in_contact("FIRSTNAME"),
        _as_in_contact("LASTNAME"),
        _BIRTHDATE,
        _as_in_contact("PREF_LANG"),
        _as_in_contact("OFFICIAL_NAME"),
        *(_as_in_contact(name) for name in ADDRESS_FIELDS),
        *(_as_in_contact(name) for name in PHONES),
        *(_authorization(name) for name in AUTHORIZATIONS),
        *(_criterion(name) for name in CRITERION_COLUMNS),
    ),
)
