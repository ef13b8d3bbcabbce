"""The columns that every format begins with, and the language columns that names share."""

from __future__ import annotations

from entracte.formats.model import Field, FieldType, TooLong

NAME_LANGUAGES = ("FR", "DE", "IT", "ES", "EN")
"""Languages of the translated columns, in the order of the template (D26, catalogue.md)."""

STANDARD_LISTS = ("COUNTRY", "LANGUAGE", "CURRENCY", "TIME_ZONE")
"""Code lists that are international standards; every other `code_list` is kept by the institution."""

DEFINITION_OPERATIONS = ("INSERT", "UPDATE", "DELETE")
"""What a row of a settings format can do (catalogue.md)."""

DEFINITION_EFFECTS = (
    "Defines something new.",
    "Changes what is defined already: the given cells replace, empty ones leave as it is.",
    "Deletes a definition that nothing uses.",
)
"""What each of `DEFINITION_OPERATIONS` does."""

DEFINITION_NOTES = (
    "INSERT of what exists already changes nothing where it is equal, and is rejected where it differs: use UPDATE.",
    "An empty cell says nothing: on INSERT the default holds, on UPDATE the present value stays.",
)
"""Rules that all settings formats share (D27, D68)."""

INSTITUTION = Field(
    "INSTITUTION",
    FieldType.TEXT,
    "Global",
    "Institution that owns the data. May be left out when the command names it (--institution).",
    length=15,
    mandatory="yes",
    code_list="INSTITUTION",
    too_long=TooLong.REJECT,
    aliases=("INST", "INSTIT"),
    example="HARBOUR",
)

ORGANIZATION = Field(
    "ORGANIZATION",
    FieldType.TEXT,
    "Global",
    "Organization inside the institution; * means all of them.",
    length=8,
    default="*",
    code_list="ORGANIZATION",
    too_long=TooLong.REJECT,
    example="*",
)


def operation(*values: str) -> Field:
    """The OPERATION column of a format with the operations it knows; INSERT when empty."""
    return Field(
        "OPERATION",
        FieldType.ENUM,
        "Global",
        "What to do with this row; upper case.",
        default="INSERT",
        values=values,
        too_long=TooLong.REJECT,
        example="INSERT",
    )


def code(name: str, group: str, about: str, example: str, *, key: bool = False, mandatory: str = "") -> Field:
    """A column that defines a code of at most 8 characters; never cut, so a longer one rejects the row (D8)."""
    return Field(
        name,
        FieldType.CODE,
        group,
        about,
        length=8,
        mandatory=mandatory,
        too_long=TooLong.REJECT,
        key=key,
        example=example,
    )


def text_in_languages(name: str, group: str, about: str, length: int, example: str = "") -> tuple[Field, ...]:
    """A column of free text in the institution's language (D70) and its translations, NAME_FR ... NAME_EN."""

    def column(suffix: str, language: str, example: str) -> Field:
        return Field(
            name + suffix,
            FieldType.TEXT,
            group,
            f"{about} {language}",
            length=length,
            too_long=TooLong.TRUNCATE,
            example=example,
        )

    translations = tuple(column(f"_{language}", sentence, "") for language, sentence in _IN_LANGUAGE.items())
    return (column("", "In the institution's language.", example), *translations)


def rank(group: str) -> Field:
    """The column that orders what people see in lists."""
    return Field(
        "RANK", FieldType.NUMBER, group, "Place in the lists people see; the lowest first.", length=9, example="10"
    )


_IN_LANGUAGE = dict(
    zip(NAME_LANGUAGES, ("In French.", "In German.", "In Italian.", "In Spanish.", "In English."), strict=True)
)
