"""The formats `criteria-update` and `authorizations-update`: [old] and [new] values of contacts (contact.md 7.3)."""

from __future__ import annotations

from dataclasses import replace

from entracte.formats.common import INSTITUTION
from entracte.formats.contact import AUTHORIZATIONS, CONTACT
from entracte.formats.model import Field, Format, Pairs

NEW_VALUES_AT_MOST = 50
"""How many criteria one row may change: as many as a contact row has columns for."""


def old_column(code: str) -> str:
    """The title of the column with the values at the time the file was made."""
    return f"[old] {code}"


def new_column(code: str) -> str:
    """The title of the column with the values that are wanted."""
    return f"[new] {code}"


def _for_orientation(name: str) -> Field:
    return replace(
        CONTACT.named(name),
        about="Says who it is; not imported.",
        aliases=(),
        group="Contact",
    )


_NUMBER = replace(
    CONTACT.named("CONTACT_NR"), mandatory="yes", about="Contact number, digits only, leading zeros kept."
)

_FIELDS = (INSTITUTION, _NUMBER, *(_for_orientation(name) for name in ("FIRSTNAME", "LASTNAME", "OFFICIAL_NAME")))

_NOTES = (
    "An empty [new] cell changes nothing; = removes the value.",
    "[old] must still be the contact's value. If somebody changed it since the file was made, nothing of that row is "
    "imported: make a new file for those contacts.",
    "A contact stands in one row only. Names are there to recognise the contact and are not imported.",
)

CRITERIA_UPDATE = Format(
    name="criteria-update",
    title="Criteria of many contacts",
    about="New values of criteria: for every criterion a column [old] CODE with the values when the file was made, and "
    "a column [new] CODE to fill. Made by entracte export criteria.",
    version="1",
    told_by_key=True,
    fields=_FIELDS,
    notes=(
        *_NOTES,
        "Several values of a criterion are separated by |. The given values replace all values of that criterion.",
        f"One row changes at most {NEW_VALUES_AT_MOST} criteria.",
    ),
    pairs=Pairs("The values of a criterion, by its code."),
)

AUTHORIZATIONS_UPDATE = Format(
    name="authorizations-update",
    title="Authorizations of many contacts",
    about="New values of authorizations: for each a column [old] CODE with TRUE, FALSE or nothing when the file was "
    "made, and a column [new] CODE to fill. Made by entracte export authorizations.",
    version="1",
    told_by_key=True,
    fields=_FIELDS,
    notes=(*_NOTES, "The values are TRUE and FALSE."),
    pairs=Pairs("TRUE or FALSE: an authorization, by its code.", AUTHORIZATIONS),
)
