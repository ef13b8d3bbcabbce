"""The document of a profile, for programs and for the file in which it is kept; and back again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from entracte.profile.model import (
    Bin,
    ColumnProfile,
    Counted,
    DateOrders,
    DeliveryProfile,
    Encodings,
    FormatFit,
    Key,
    Mapping,
    Pattern,
    Personal,
    Placeholder,
    Relation,
    TableProfile,
)
from entracte.profile.remarks import remarks

Document = dict[str, Any]

_LISTS: dict[str, type] = {
    "patterns": Pattern,
    "frequent": Counted,
    "histogram": Bin,
    "placeholders": Placeholder,
    "personal": Personal,
    "mappings": Mapping,
}


def document_of(profile: DeliveryProfile) -> Document:
    """What JSON can hold of a profile; `profile_of` is its exact inverse."""
    document: Document = asdict(profile)
    return document


def column_document(column: ColumnProfile) -> Document:
    """One column for programs: what `document_of` says, its fill, what stands out, and the type declared if any."""
    told: Document = asdict(column)
    told["fill"] = round(column.fill, 6)
    told["remarks"] = [asdict(each) for each in remarks(column)]
    if column.dates is not None:
        told["dates"]["mixed"] = column.dates.mixed
    if not column.declared:
        del told["declared"]
    return told


def profile_of(document: Document) -> DeliveryProfile:
    """The profile that a document tells of. Raises KeyError or TypeError where it is none."""
    return DeliveryProfile(
        tuple(_table(each) for each in document["tables"]),
        tuple(Relation(**each) for each in document["relations"]),
    )


def _table(told: Document) -> TableProfile:
    return TableProfile(
        name=told["name"],
        rows=told["rows"],
        columns=tuple(_column(each) for each in told["columns"]),
        keys=tuple(_key(each) for each in told["keys"]),
        likely_keys=tuple(_key(each) for each in told["likely_keys"]),
        foreign_keys=tuple(Relation(**each) for each in told["foreign_keys"]),
        formats=tuple(FormatFit(**each) for each in told["formats"]),
    )


def _key(told: Document) -> Key:
    return Key(**{**told, "columns": tuple(told["columns"])})


def _column(told: Document) -> ColumnProfile:
    parts: Document = dict(told)
    for name, kind in _LISTS.items():
        parts[name] = tuple(kind(**each) for each in told[name])
    parts["exceptions"] = tuple(told["exceptions"])
    parts["samples"] = tuple(told["samples"])
    parts["encodings"] = Encodings(**told["encodings"])
    if told["dates"] is not None:
        orders = tuple(Pattern(**each) for each in told["dates"]["orders"])
        parts["dates"] = DateOrders(**{**told["dates"], "orders": orders})
    return ColumnProfile(**parts)
