"""What may stand for a crosswalk."""

from __future__ import annotations

from typing import Any

from entracte.recipe.model import Crosswalk
from entracte.recipe.nodes import Entries, Node
from entracte.recipe.places import Place
from entracte.recipe.shapes import Choice, Key, ListOf, Record, Shape, Text, scalar, spelt

_MISSING = ("report", "reject", "keep")


class MissingShape:
    """`report`, `reject`, `keep`, or a default value."""

    says = "report, reject, keep, or a default value"

    def read(self, node: Node) -> tuple[str | None, str | None]:
        """The word and the default, one of them None."""
        if isinstance(node, Entries):
            if node.names != ["default"]:
                raise node.place.fault("unknown-key", f"{self.says} is expected here, or {{default: a value}}.")
            return None, Text(empty=True).read(node.entries[0][1])
        text = spelt(scalar(node, self.says), self.says)
        return (text, None) if text in _MISSING else (None, text)

    def schema(self) -> dict[str, Any]:
        """A word or a default."""
        default = {
            "type": "object",
            "properties": {"default": {}},
            "required": ["default"],
            "additionalProperties": False,
        }
        return {"anyOf": [{"enum": list(_MISSING)}, {"type": ["string", "number"]}, default]}


def crosswalk_shape() -> Shape:
    """A crosswalk."""
    return Record(
        "a crosswalk",
        {
            "file": Key(Text(), "a CSV file in the recipe's folder or below"),
            "key": Key(Text(), "its column of old values"),
            "value": Key(Text(), "its column of new values"),
            "missing": Key(MissingShape(), "what becomes of a value that it does not know", ("report", None)),
            "ignore": Key(ListOf(Choice(("case", "spaces"))), "what does not count when values are compared", ()),
        },
        _crosswalk,
    )


def _crosswalk(place: Place, missing: tuple[str | None, str | None], **told: Any) -> Crosswalk:
    return Crosswalk(place, missing=missing[0], default=missing[1], **told)
