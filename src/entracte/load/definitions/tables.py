"""The settings tables of the target, as data: which column each field of a format fills, and what belongs to what.

A further settings or catalogue format joins by adding its tables here and, where a DELETE needs it, a query
`usage_TABLE.sql`; nothing else in this package names a format.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from entracte.faults import Fault, near


class Stored(StrEnum):
    """How a column of the target holds what the file says."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TRANSLATIONS = "translations"


@dataclass(frozen=True)
class Attribute:
    """A column of the target and the field that fills it.

    `TRANSLATIONS` is an object {language: text} filled by the fields `FIELD_FR`, `FIELD_DE` ...; with `own_language`
    the field without a language stands for the institution's language (D70).
    """

    field: str
    column: str
    stored: Stored = Stored.TEXT
    own_language: bool = False


@dataclass(frozen=True)
class Table:
    """A table of the target: its key (field, column), beginning with the institution, and its other columns.

    `place` names a column that numbers the rows of one parent in the order in which they were added.
    """

    name: str
    keys: tuple[tuple[str, str], ...]
    attributes: tuple[Attribute, ...]
    place: str | None = None

    @property
    def key_fields(self) -> tuple[str, ...]:
        """The fields of the file that make the key."""
        return tuple(name for name, _ in self.keys)

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns of the target that make the key."""
        return tuple(column for _, column in self.keys)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the target that an import writes."""
        places = (self.place,) if self.place else ()
        return (*self.key_columns, *(each.column for each in self.attributes), *places)


@dataclass(frozen=True)
class Reference:
    """Fields that must name something defined: `columns` of `table`, in the row's institution.

    `besides` are values that need no definition (`*`); `code` is the finding where there is none.
    """

    fields: tuple[str, ...]
    table: str
    columns: tuple[str, ...]
    besides: tuple[str, ...] = ()
    code: str = "reference-unknown"


@dataclass(frozen=True)
class Definition:
    """What one format defines: a table, perhaps a table of its parts, and what must be defined before."""

    format: str
    table: Table
    parts: Table | None = None
    references: tuple[Reference, ...] = field(default=())

    @property
    def tables(self) -> tuple[Table, ...]:
        """The table and, after it, the table of its parts."""
        return (self.table,) if self.parts is None else (self.table, self.parts)


def _translated(field: str, column: str) -> tuple[Attribute, Attribute]:
    return Attribute(field, column), Attribute(field, f"{column}s", Stored.TRANSLATIONS)


_INSTITUTION_KEY = ("INSTITUTION", "institution")
_ORGANIZATION = Attribute("ORGANIZATION", "organization")
_KNOWN_ORGANIZATION = Reference(("ORGANIZATION",), "organization", ("code",), ("*",), "organization-unknown")

INSTITUTION = Table(
    "institution",
    (("INSTITUTION", "code"),),
    (
        *_translated("NAME", "name"),
        Attribute("COUNTRY", "country"),
        Attribute("LANGUAGE", "language"),
        Attribute("CURRENCY", "currency"),
        Attribute("NUMBER_FLOOR", "number_floor", Stored.NUMBER),
        Attribute("KEPT_FROM", "kept_from", Stored.NUMBER),
        Attribute("KEPT_TO", "kept_to", Stored.NUMBER),
        Attribute("TIME_ZONE", "time_zone"),
    ),
)
ORGANIZATION = Table("organization", (_INSTITUTION_KEY, ("ORGANIZATION", "code")), (*_translated("NAME", "name"),))
LIST_VALUE = Table(
    "list_value",
    (_INSTITUTION_KEY, ("LIST", "list"), ("CODE", "code")),
    (
        *_translated("NAME", "name"),
        Attribute("LETTER_SALUTATION", "letter_salutation", Stored.TRANSLATIONS, own_language=True),
        Attribute("ADDR_SALUTATION", "addr_salutation", Stored.TRANSLATIONS, own_language=True),
    ),
)
CRITERION = Table(
    "criterion",
    (_INSTITUTION_KEY, ("CRITERION", "code")),
    (
        _ORGANIZATION,
        *_translated("NAME", "name"),
        Attribute("DATA_TYPE", "data_type"),
        Attribute("CONTACT_TYPE", "contact_type"),
        Attribute("MANDATORY", "mandatory", Stored.BOOLEAN),
        Attribute("CENTRALISED", "centralised", Stored.BOOLEAN),
        Attribute("INTERNET", "internet"),
        Attribute("SECTION", "section"),
        Attribute("RANK", "rank", Stored.NUMBER),
    ),
)
CRITERION_ELEMENT = Table(
    "criterion_element",
    (_INSTITUTION_KEY, ("CRITERION", "criterion"), ("ELEMENT", "code")),
    (*_translated("ELEMENT_NAME", "name"),),
    place="rank",
)
STRUCTURE_TYPE = Table(
    "structure_type",
    (_INSTITUTION_KEY, ("STRUCT_TYPE", "code")),
    (_ORGANIZATION, *_translated("NAME", "name"), Attribute("RANK", "rank", Stored.NUMBER)),
)

DEFINITIONS = (
    Definition("institution", INSTITUTION),
    Definition("organization", ORGANIZATION),
    Definition("value", LIST_VALUE, references=(_KNOWN_ORGANIZATION,)),
    Definition("criterion", CRITERION, CRITERION_ELEMENT, (_KNOWN_ORGANIZATION,)),
    Definition("structure-type", STRUCTURE_TYPE, references=(_KNOWN_ORGANIZATION,)),
)
"""Every settings format, in the order in which they are applied (catalogue.md)."""

TABLES = tuple(table for definition in DEFINITIONS for table in definition.tables)
"""Every settings table; a table stands after those it depends on."""


def definition_of(format_name: str) -> Definition:
    """What a format defines; a fault if it is no settings format."""
    for definition in DEFINITIONS:
        if definition.format == format_name:
            return definition
    known = [definition.format for definition in DEFINITIONS]
    raise Fault("not-a-definition", f"{format_name!r} is not a format of settings.", hint=near(format_name, known))
