"""The `institution` format: the institution itself and its settings (catalogue.md, D22, D70)."""

from __future__ import annotations

from dataclasses import replace

from entracte.formats.common import (
    DEFINITION_EFFECTS,
    DEFINITION_NOTES,
    DEFINITION_OPERATIONS,
    INSTITUTION,
    operation,
    text_in_languages,
)
from entracte.formats.model import Field, FieldType, Format, TooLong


def _number(name: str, about: str, example: str) -> Field:
    return Field(name, FieldType.NUMBER, "Contact numbers", about, length=20, too_long=TooLong.REJECT, example=example)


INSTITUTION_FORMAT = Format(
    name="institution",
    title="Institution",
    about="The institution that owns the data, with its country, language, currency and contact numbers. "
    "It is created before everything else.",
    version="1",
    operations=DEFINITION_OPERATIONS,
    effects=DEFINITION_EFFECTS,
    notes=(
        "KEPT_FROM to KEPT_TO is the range reserved for contact numbers kept from the old system; "
        "the generator never gives a number inside it, nor one below NUMBER_FLOOR.",
        *DEFINITION_NOTES,
    ),
    fields=(
        replace(INSTITUTION, about="Code of the institution.", code_list=None, key=True),
        operation(*DEFINITION_OPERATIONS),
        *text_in_languages("NAME", "Institution", "Name of the institution.", 60, "Harbour Theatre"),
        Field(
            "COUNTRY",
            FieldType.CODE,
            "Institution",
            "Country: ISO code (FR, CH, GB) or full name in English, French, German, Italian or Spanish. "
            "It is the country of addresses and phones that name none.",
            code_list="COUNTRY",
            example="CH",
        ),
        Field(
            "LANGUAGE",
            FieldType.CODE,
            "Institution",
            "Language: two-letter ISO code in lower case. It is the language of contacts that name none.",
            length=2,
            code_list="LANGUAGE",
            example="fr",
        ),
        Field(
            "CURRENCY",
            FieldType.CODE,
            "Institution",
            "Currency of all amounts: three-letter ISO code.",
            length=3,
            code_list="CURRENCY",
            example="CHF",
        ),
        _number("NUMBER_FLOOR", "Lowest contact number the generator may give.", "100000"),
        _number("KEPT_FROM", "First number of the range reserved for kept contact numbers.", "1"),
        _number("KEPT_TO", "Last number of the range reserved for kept contact numbers.", "99999"),
        Field(
            "TIME_ZONE",
            FieldType.TEXT,
            "Institution",
            "Time zone in which dates and times are meant, by its international name.",
            length=60,
            code_list="TIME_ZONE",
            example="Europe/Zurich",
        ),
    ),
)
