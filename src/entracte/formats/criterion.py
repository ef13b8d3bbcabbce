"""The `criterion` format: the criteria that qualify contacts, and their elements (D26, D27, D68)."""

from __future__ import annotations

from entracte.formats.common import (
    DEFINITION_EFFECTS,
    DEFINITION_NOTES,
    DEFINITION_OPERATIONS,
    INSTITUTION,
    ORGANIZATION,
    code,
    operation,
    rank,
    text_in_languages,
)
from entracte.formats.model import Field, FieldType, Format, TooLong

DATA_TYPES = ("TEXT", "BOOLEAN", "CHOICE", "MULTICHOICE", "DATE", "NUMBER")
CONTACT_TYPES = ("INDIVIDUAL", "STRUCTURE", "BOTH")
INTERNET_MODES = ("UPDATE", "NONE", "READ_ONLY")


def _enum(name: str, about: str, values: tuple[str, ...], default: str, example: str) -> Field:
    return Field(
        name,
        FieldType.ENUM,
        "Criterion",
        about,
        default=default,
        values=values,
        too_long=TooLong.REJECT,
        example=example,
    )


def _boolean(name: str, about: str, default: str) -> Field:
    return Field(
        name,
        FieldType.BOOLEAN,
        "Criterion",
        about,
        default=default,
        values=("TRUE", "FALSE"),
        too_long=TooLong.REJECT,
        example=default,
    )


CRITERION = Format(
    name="criterion",
    title="Criteria",
    about="The criteria that qualify contacts (tastes, interests, how they heard of you) and their elements: one row "
    "per element; a criterion without elements is one row.",
    version="1",
    operations=DEFINITION_OPERATIONS,
    effects=DEFINITION_EFFECTS,
    notes=(
        "Every further row of a criterion needs only its code and its element; elements keep the order of the rows.",
        "DELETE with an ELEMENT deletes that element; without one, the criterion.",
        *DEFINITION_NOTES,
    ),
    fields=(
        INSTITUTION,
        ORGANIZATION,
        operation(*DEFINITION_OPERATIONS),
        code(
            "CRITERION",
            "Criterion",
            "Code of the criterion, as in CODE=value of a contact file.",
            "PREFCOL",
            key=True,
            mandatory="yes",
        ),
        *text_in_languages("NAME", "Criterion", "Name of the criterion.", 60, "Preferred colour"),
        _enum(
            "DATA_TYPE",
            "What its values are: free text, TRUE or FALSE, one element, several elements, a date, a number.",
            DATA_TYPES,
            "TEXT",
            "MULTICHOICE",
        ),
        _enum("CONTACT_TYPE", "Which contacts can have it.", CONTACT_TYPES, "BOTH", "INDIVIDUAL"),
        _boolean("MANDATORY", "Whether people must answer it online.", "FALSE"),
        _boolean(
            "CENTRALISED",
            "TRUE: one value for the whole institution; FALSE: one per organization.",
            "TRUE",
        ),
        _enum(
            "INTERNET",
            "What people can do with it in the ticket shop: change it, not see it, only read it.",
            INTERNET_MODES,
            "NONE",
            "UPDATE",
        ),
        Field(
            "SECTION",
            FieldType.TEXT,
            "Criterion",
            "Section of the contact's page in which it is shown.",
            length=60,
            too_long=TooLong.TRUNCATE,
            example="Contact criterion",
        ),
        rank("Criterion"),
        code("ELEMENT", "Element", "Code of one possible value (CHOICE and MULTICHOICE).", "Red", key=True),
        *text_in_languages("ELEMENT_NAME", "Element", "Name of the element.", 60, "Red"),
    ),
)
