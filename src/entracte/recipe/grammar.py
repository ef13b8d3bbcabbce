"""The recipe language: which keys there are and what may stand at each.

Reader and JSON Schema are both made from this.
"""

from __future__ import annotations

from functools import cache

from entracte.recipe.crosswalk_grammar import crosswalk_shape
from entracte.recipe.output_grammar import output_shape
from entracte.recipe.shapes import At, Choice, Key, ListOf, MapOf, Text
from entracte.recipe.source_grammar import source_shape
from entracte.recipe.table_grammar import table_shape


@cache
def sections() -> dict[str, Key]:
    """The keys of a recipe file."""
    return {
        "entracte": Key(Choice(("1",)), "the version of the language: 1", None),
        "name": Key(Text(), "what the recipe is called", None),
        "locale": Key(Text(), "how text becomes number or date, such as fr-CH; en without it", None),
        "include": Key(ListOf(At(Text())), "recipe files in this folder or below that are taken in", ()),
        "parameters": Key(
            MapOf(Text(empty=True), least=0), "names for values that venues set: ${name} stands for one", {}
        ),
        "sources": Key(MapOf(source_shape()), "what is read of the delivery", {}),
        "tables": Key(MapOf(table_shape()), "steps between sources and outputs", {}),
        "crosswalks": Key(MapOf(crosswalk_shape()), "CSV files of old and new values", {}),
        "outputs": Key(ListOf(output_shape()), "the files that are written", ()),
    }
