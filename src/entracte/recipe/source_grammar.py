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
_PARTS = re.compile(r"y+|m+|d+|h+|s+|[a-z]", re.IGNORECASE)
_PART = re.compile(r"y{2}|y{4}|m{1,4}|d{1,2}|h{1,2}|s{1,2}")
_DAY, _CLOCK = "(?:dmy|mdy|ymd|ydm|myd|dym)", "hm?s?"
_FORMS = {
    Kind.DATE: (_DAY, "a day, a month and a year: dd.mm.yyyy, yyyy-mm-dd, mm/dd/yy, d mmm yyyy"),
    Kind.TIMESTAMP: (
        f"{_DAY}(?:{_CLOCK})?|{_CLOCK}{_DAY}",
        "a day, a month, a year and a clock: dd.mm.yyyy hh:mm:ss, yyyy-mm-dd hh:mm",
    ),
    Kind.TIME: (_CLOCK, "hours, minutes and seconds: hh:mm, hh:mm:ss"),
}
"""The parts of a form in their order, by their first letters, and what a person is told of them."""


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
        if form and not _is_form(kind, form):
            has = f"A {word} has {_FORMS[kind][1]}." if kind in _FORMS else "Write it as in: date dd.mm.yyyy"
            raise node.place.fault("unknown-type", f"{form!r} is no form of a {word}.", has)
        return ColumnType(kind, form, "")

    def schema(self) -> dict[str, Any]:
        """A string that begins with a type."""
        return {"type": "string", "pattern": f"^({'|'.join(_KINDS)})( .+)?$"}


def _is_form(kind: Kind, form: str) -> bool:
    """Whether a form has all that a date or time is made of, each part once."""
    parts = _PARTS.findall(form.lower())
    if kind not in _FORMS or not all(map(_PART.fullmatch, parts)):
        return False
    return re.fullmatch(_FORMS[kind][0], "".join(part[0] for part in parts)) is not None


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
