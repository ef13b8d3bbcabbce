"""The recipe language as JSON Schema, made from the shapes by which recipes are read."""

from __future__ import annotations

from typing import Any

from entracte.recipe.column_shape import DEFINITION, ColumnShape
from entracte.recipe.grammar import sections

ADDRESS = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema of a recipe file.

    An included file may lack what the whole recipe must have, so nothing is required.
    """
    return {
        "$schema": ADDRESS,
        "title": "Entracte recipe",
        "type": "object",
        "properties": {
            name: {**key.shape.schema(), "description": key.about}
            for name, key in sections().items()
            if name != "entracte"
        }
        | {"entracte": {"const": 1, "description": sections()["entracte"].about}},
        "additionalProperties": False,
        "$defs": {DEFINITION: ColumnShape().definition()},
    }
