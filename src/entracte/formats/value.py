"""The `value` format: the institution's own lists of codes - titles, departments, ... (catalogue.md, D20, D70)."""

from __future__ import annotations

from entracte.formats.common import (
    DEFINITION_EFFECTS,
    DEFINITION_NOTES,
    DEFINITION_OPERATIONS,
    INSTITUTION,
    ORGANIZATION,
    operation,
    text_in_languages,
)
from entracte.formats.model import Field, FieldType, Format, TooLong

LISTS = ("TITLE", "COMMUNITY_TYPE", "DEPARTMENT", "ADMIN_NUMBER", "SHIPMENT_MODE", "GROUP_KIND", "THEME")
STANDARD_TITLES = ("MR", "MRS", "MISS", "MR_AND_MRS", "UNDEFINED")

VALUE = Format(
    name="value",
    title="Lists of values",
    about="The codes of the institution's lists: titles with their salutations, community types, departments, "
    "types of administrative number, and others.",
    version="1",
    operations=DEFINITION_OPERATIONS,
    effects=DEFINITION_EFFECTS,
    notes=(
        f"The standard titles ({', '.join(STANDARD_TITLES)}) and shipment modes come with the product.",
        "Salutations are read for the list TITLE only.",
        *DEFINITION_NOTES,
    ),
    fields=(
        INSTITUTION,
        ORGANIZATION,
        operation(*DEFINITION_OPERATIONS),
        Field(
            "LIST",
            FieldType.ENUM,
            "Value",
            "The list to which the code belongs.",
            mandatory="yes",
            values=LISTS,
            too_long=TooLong.REJECT,
            key=True,
            example="TITLE",
        ),
        Field(
            "CODE",
            FieldType.TEXT,
            "Value",
            "The code, as it stands in data files. Where a contact file names the code, its column sets the limit: "
            "8 characters for community types and departments.",
            length=200,
            mandatory="yes",
            too_long=TooLong.REJECT,
            key=True,
            example="DR",
        ),
        *text_in_languages("NAME", "Value", "Name people see.", 60, "Doctor"),
        *text_in_languages("LETTER_SALUTATION", "Salutations", "Salutation on letters for this title.", 200, "Dr"),
        *text_in_languages(
            "ADDR_SALUTATION", "Salutations", "Salutation on addresses for this title.", 200, "Dear Doctor"
        ),
    ),
)
