"""What a file must look like: one module per format, rules as data, no input or output."""

from __future__ import annotations

from functools import cache

from entracte.faults import Fault, near
from entracte.formats.model import Field, FieldType, Format, TooLong

__all__ = ["CONTACT_FORMATS", "Field", "FieldType", "Format", "TooLong", "all_formats", "format_named"]

CONTACT_FORMATS = ("contact", "contact-basic", "criteria-update", "authorizations-update")
"""The formats whose rows make or change contacts, by the one load of contacts."""


@cache
def all_formats() -> dict[str, Format]:
    """Every known format by name, in the order in which they are applied (catalogue.md)."""
    from entracte.formats import criterion, institution, organization, structure_type, updates, value
    from entracte.formats.contact import CONTACT
    from entracte.formats.contact_basic import CONTACT_BASIC

    in_order = (
        institution.INSTITUTION_FORMAT,
        organization.ORGANIZATION_FORMAT,
        value.VALUE,
        criterion.CRITERION,
        structure_type.STRUCTURE_TYPE,
        CONTACT,
        CONTACT_BASIC,
        updates.CRITERIA_UPDATE,
        updates.AUTHORIZATIONS_UPDATE,
    )
    return {each.name: each for each in in_order}


def format_named(name: str) -> Format:
    """The format of that name; a fault naming near ones if there is none."""
    try:
        return all_formats()[name]
    except KeyError:
        raise Fault(
            "unknown-format", f"There is no format named {name!r}.", hint=near(name, list(all_formats()))
        ) from None
