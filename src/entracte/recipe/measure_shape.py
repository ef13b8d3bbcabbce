"""What may be made of the values of a group."""

from __future__ import annotations

from typing import Any

from entracte.faults import near
from entracte.recipe.model import Measure
from entracte.recipe.naming_shapes import COLUMN
from entracte.recipe.nodes import Entries, Node
from entracte.recipe.shapes import Text

MEASURES = ("sum", "count", "count_distinct", "min", "max", "average", "first", "last", "list")


class MeasureShape:
    """`{sum: AMOUNT}`, `{count: true}`, `{list: TAG, separator: "|"}`."""

    says = f"one of {', '.join(MEASURES)} with a column"

    def read(self, node: Node) -> Measure:
        """What is made of the values of a group."""
        if not isinstance(node, Entries):
            raise node.place.fault("wrong-type", f"{self.says} is expected here, as in {{sum: AMOUNT}}.")
        for name, _ in node.entries:
            if name.text not in (*MEASURES, "separator"):
                raise name.place.fault(
                    "unknown-key", f"{name.text} is no measure.", near(name.text or "", list(MEASURES))
                )
        chosen = [(name.text or "", value) for name, value in node.entries if name.text in MEASURES]
        if len(chosen) != 1:
            raise node.place.fault("wrong-type", f"A column of a group is exactly {self.says}.")
        ((function, value),) = chosen
        separator = node.get("separator")
        if separator is not None and function != "list":
            raise separator.place.fault("unknown-key", "only a list has a separator.")
        of = None if function == "count" and _is_true(value) else COLUMN.read(value)
        return Measure(node.place, function, of, Text(empty=True).read(separator) if separator else "|")

    def schema(self) -> dict[str, Any]:
        """An object with one of the measures."""
        column = {"type": "string"}
        one = [
            {"type": "object", "properties": {name: column}, "required": [name], "additionalProperties": False}
            for name in MEASURES
            if name not in {"count", "list"}
        ]
        count = {"type": ["string", "boolean"]}
        return {
            "anyOf": [
                *one,
                {
                    "type": "object",
                    "properties": {"count": count},
                    "required": ["count"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {"list": column, "separator": column},
                    "required": ["list"],
                    "additionalProperties": False,
                },
            ]
        }


def _is_true(node: Node) -> bool:
    return getattr(node, "text", None) in {"true", "True", "TRUE"} and getattr(node, "plain", False)
