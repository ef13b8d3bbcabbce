"""The tables of a FileMaker database as its OData service describes them ($metadata)."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from entracte.faults import Fault
from entracte.sources.live.database import LiveTable
from entracte.sources.reading import SourceColumn

_DEPTH = 32
_SYSTEM = "FileMaker_"
_NOT_GIVEN = ("Edm.Stream", "Summary")
_SHORT = {
    "Edm.String": "text",
    "Edm.Decimal": "number",
    "Edm.Double": "number",
    "Edm.Int64": "number",
    "Edm.Date": "date",
    "Edm.TimeOfDay": "time",
    "Edm.DateTimeOffset": "timestamp",
}


@dataclass
class _Property:
    name: str
    type: str
    terms: set[str] = field(default_factory=set)

    @property
    def is_given(self) -> bool:
        """Whether records hold it: containers and summaries are only given one by one."""
        return self.type != _NOT_GIVEN[0] and _NOT_GIVEN[1] not in self.terms


@dataclass
class _Type:
    properties: list[_Property] = field(default_factory=list)
    key: list[str] = field(default_factory=list)


@dataclass
class _Document:
    """What is met while the document is read."""

    types: dict[str, _Type] = field(default_factory=dict)
    sets: list[tuple[str, str]] = field(default_factory=list)
    depth: int = 0
    type: _Type | None = None
    property: _Property | None = None

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.depth > _DEPTH:
            raise _hostile("elements lie too deep in each other")
        match name.rpartition(" ")[2]:
            case "EntityType":
                self.type = self.types[attributes.get("Name", "")] = _Type()
            case "PropertyRef" if self.type is not None:
                self.type.key.append(attributes.get("Name", ""))
            case "Property" if self.type is not None:
                self.property = _Property(attributes.get("Name", ""), attributes.get("Type", ""))
                self.type.properties.append(self.property)
            case "Annotation" if self.property is not None:
                self.property.terms.add(attributes.get("Term", "").rpartition(".")[2])
            case "EntitySet":
                self.sets.append((attributes.get("Name", ""), attributes.get("EntityType", "").rpartition(".")[2]))

    def end(self, name: str) -> None:
        """An element ends."""
        self.depth -= 1
        match name.rpartition(" ")[2]:
            case "EntityType":
                self.type = None
            case "Property":
                self.property = None


def described_tables(metadata: bytes) -> list[LiveTable]:
    """The tables but the system's, in the order of the document. Raises `hostile-xml` and `damaged-xml`."""
    document = _Document()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = document.begin
    parser.EndElementHandler = document.end
    parser.StartDoctypeDeclHandler = _refuse_entities
    try:
        parser.Parse(metadata, True)
    except expat.ExpatError as error:
        raise Fault(
            "damaged-xml",
            f"What the server says of its tables ($metadata) is no XML: {error}.",
            hint="Does the address lead to the OData service of a FileMaker Server?",
        ) from error
    return [
        _table(name, document.types[kind])
        for name, kind in document.sets
        if kind in document.types and not name.startswith(_SYSTEM)
    ]


def _table(name: str, kind: _Type) -> LiveTable:
    given = [each for each in kind.properties if each.is_given]
    others = [each.name for each in kind.properties if not each.is_given]
    facts = {"containers and summaries, not read": ", ".join(others)} if others else {}
    if kind.key:
        facts["key"] = ", ".join(kind.key)
    columns = tuple(SourceColumn(each.name, _SHORT.get(each.type, each.type)) for each in given)
    return LiveTable("", name, columns, (), facts)


def _refuse_entities(*told: object) -> None:
    del told
    raise _hostile("it declares a document type")


def _hostile(why: str) -> Fault:
    return Fault(
        "hostile-xml",
        f"What the server says of its tables ($metadata) was not read: {why}.",
        hint="No FileMaker Server does that. Check the address.",
    )
