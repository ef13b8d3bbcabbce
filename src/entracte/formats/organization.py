"""The `organization` format: the organizations inside an institution (catalogue.md)."""

from __future__ import annotations

from dataclasses import replace

from entracte.formats.common import (
    DEFINITION_EFFECTS,
    DEFINITION_NOTES,
    DEFINITION_OPERATIONS,
    INSTITUTION,
    ORGANIZATION,
    operation,
    text_in_languages,
)
from entracte.formats.model import Format

ORGANIZATION_FORMAT = Format(
    name="organization",
    title="Organizations",
    about="The organizations inside an institution: a theatre, its festival, its school.",
    version="1",
    operations=DEFINITION_OPERATIONS,
    effects=DEFINITION_EFFECTS,
    notes=("One organization with the institution's own code always exists.", *DEFINITION_NOTES),
    fields=(
        INSTITUTION,
        replace(
            ORGANIZATION,
            about="Code of the organization.",
            mandatory="yes",
            default="",
            code_list=None,
            key=True,
            example="FESTIVAL",
        ),
        operation(*DEFINITION_OPERATIONS),
        *text_in_languages("NAME", "Organization", "Name of the organization.", 60, "Harbour Festival"),
    ),
)
