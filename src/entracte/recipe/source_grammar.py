"""What may stand for a source: how a part of the delivery is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from entracte.faults import near
from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.model import Source
from entracte.recipe.nodes import Node
from entracte.recipe.places import Place
from entracte.recipe.shapes import At, Key, ListOf, MapOf, Placed, Record, Shape, Text, scalar, spelt

_KINDS = {kind.value: kind for kind in Kind}
_DATED = {Kind.DATE, Kind.TIMESTAMP, Kind.TIME}
_FORM = re.compile(r"(?:[dmyhs]+|[^A-Za-z])+", re.IGNORECASE)


class TypeShape:
    """`number`, or `date dd.mm.yyyy`."""

    says = "a type: text, number, boolean, date, timestamp, time"

    def read(self, node: Node) -> ColumnType:
        """The type; the locale is filled in later."""
        text = spelt(scalar(node, self.says), self.says)
        word, _, form = text.partition(" ")
        if word not in _KINDS:
            raise node.place.fault("unknown-type", f"{word!r} is no type.", near(word, list(_KINDS)))
        kind, form = _KINDS[word], form.strip()
        if form and (kind not in _DATED or not _FORM.fullmatch(form)):
            raise node.place.fault(
                "unknown-type", f"{form!r} is no form of a {word}.", "Write it as in: date dd.mm.yyyy"
            )
        return ColumnType(kind, form, "")

    def schema(self) -> dict[str, Any]:
        """A string that begins with a type."""
        return {"type": "string", "pattern": f"^({'|'.join(_KINDS)})( .+)?$"}


def source_shape() -> Shape:
    """A source."""
    return Record(
        "a source",
        {
            "file": Key(Text(), "a pattern over the names of the delivery's files, such as clients*.csv", None),
            "table": Key(Text(), "a pattern over the names of its tables", None),
            "encoding": Key(Text(), "the encoding of a text file, such as cp1252", None),
            "separator": Key(Text(), "what separates the cells of a text file", None),
            "header": Key(Text(), "the row that holds the titles, as Excel numbers it, or none", None),
            "columns": Key(ListOf(Text()), "names for the columns of a file without titles", ()),
            "types": Key(MapOf(At(TypeShape())), "what the text of a column is: number, date dd.mm.yyyy ...", {}),
            "locale": Key(Text(), "how text becomes number or date in this source, such as de-CH", None),
        },
        _source,
    )


def _source(place: Place, types: Mapping[str, Placed], **told: Any) -> Source:
    kinds = {name: each.value for name, each in types.items()}
    return Source(place, types=kinds, type_places={name: each.place for name, each in types.items()}, **told)
