"""Names of tables and columns in a recipe, and orders of rows by columns."""

from __future__ import annotations

from typing import Any

from entracte.recipe.column_shape import NameShape
from entracte.recipe.model import Name, Ordering
from entracte.recipe.nodes import Node
from entracte.recipe.shapes import ListOf, scalar, spelt

NAME = NameShape("a name")
COLUMN = NameShape("the name of a column")
COLUMNS = ListOf(COLUMN)


class OrderShape:
    """`NAME`, or `-NAME` for the other way round."""

    says = "the name of a column, with - before it for the largest first"

    def read(self, node: Node) -> Ordering:
        """The column and its direction."""
        text = spelt(scalar(node, self.says), self.says)
        return Ordering(Name(node.place, text.removeprefix("-")), text.startswith("-"))

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string"}


ORDERINGS = ListOf(OrderShape())
