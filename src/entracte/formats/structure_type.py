"""The `structure-type` format: the kinds of structures an institution tells apart (D27, D68)."""

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
from entracte.formats.model import Format

STRUCTURE_TYPE = Format(
    name="structure-type",
    title="Structure types",
    about="The kinds of structures an institution tells apart: school, company, association. "
    "A structure has exactly one.",
    version="1",
    operations=DEFINITION_OPERATIONS,
    effects=DEFINITION_EFFECTS,
    notes=DEFINITION_NOTES,
    fields=(
        INSTITUTION,
        ORGANIZATION,
        operation(*DEFINITION_OPERATIONS),
        code("STRUCT_TYPE", "Structure type", "Code of the structure type.", "SCHOOL", key=True, mandatory="yes"),
        *text_in_languages("NAME", "Structure type", "Name of the structure type.", 60, "School"),
        rank("Structure type"),
    ),
)
