"""The recipe language as JSON Schema, made from the shapes by which recipes are read."""

from __future__ import annotations

from typing import Any

from entracte.recipe.column_shape import DEFINITION, ColumnShape
from entracte.recipe.grammar import sections

ADDRESS = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema of a recipe file.

    An included file may lack what the whole recipe must have, so nothing is required at the top. Where there is an
    `include`, an output may say only what it changes of the included one.
    """
    outputs = sections()["outputs"].shape.schema()
    return {
        "$schema": ADDRESS,
        "title": "Entracte recipe",
        "type": "object",
        "properties": {
            name: {**key.shape.schema(), "description": key.about}
            for name, key in sections().items()
            if name not in {"entracte", "outputs"}
        }
        | {
            "entracte": {"const": 1, "description": sections()["entracte"].about},
            "outputs": {"description": sections()["outputs"].about},
        },
        "if": {"required": ["include"]},
        "then": {"properties": {"outputs": _changing(outputs)}},
        "else": {"properties": {"outputs": outputs}},
        "additionalProperties": False,
        "$defs": {DEFINITION: ColumnShape().definition()},
    }


def _changing(outputs: dict[str, Any]) -> dict[str, Any]:
    """The schema of outputs, of which each only needs what tells which one it is."""
    items, one = outputs["anyOf"]
    named = {name: told for name, told in one.items() if name != "required"}
    named["anyOf"] = [{"required": ["format"]}, {"required": ["name"]}]
    return {"anyOf": [{**items, "items": named}, named]}
