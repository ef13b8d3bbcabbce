"""The tables of an Access file, from its own table of objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from entracte.sources.access.definitions import Definition, definition_at
from entracte.sources.access.pages import Pages
from entracte.sources.access.rows import Anatomy, blocks
from entracte.sources.access.values import Speller

_OBJECTS_PAGE = 2
_LOCAL, _ODBC, _LINKED = "1", "4", "6"
_SYSTEM = 0x80000002


@dataclass(frozen=True)
class Catalogue:
    """The user's tables (name -> page of the definition), their properties, and those linked (name -> where to).

    `missing` counts the objects that the file states to have but that are not in its list, because it is damaged.
    """

    tables: dict[str, int]
    properties: dict[str, bytes]
    linked: dict[str, str]
    missing: int


def catalogue_of(pages: Pages) -> Catalogue:
    """The tables by name. Raises the fault `damaged-access` when the table of objects cannot be read."""
    definition = definition_at(pages, _OBJECTS_PAGE)
    objects = list(_objects(pages, definition))
    found = Catalogue({}, {}, {}, max(definition.rows - len(objects), 0))
    for row, properties in objects:
        name, kind = row.get("Name") or "", row.get("Type")
        flags = int(row.get("Flags") or 0) & 0xFFFFFFFF
        if flags & _SYSTEM or not name or name.startswith(("MSys", "~TMPCLP")):
            continue
        if kind == _LOCAL:
            found.tables[name] = int(row.get("Id") or 0) & 0x00FFFFFF
            found.properties[name] = properties
        elif kind in (_ODBC, _LINKED):
            found.linked[name] = row.get("Database") or row.get("Connect") or "another database"
    return found


def _objects(pages: Pages, definition: Definition) -> Iterator[tuple[dict[str, str | None], bytes]]:
    """The rows of the table of objects, and the properties of each."""
    wanted = ("Id", "Name", "Type", "Flags", "Database", "Connect")
    columns = [column for column in definition.columns if column.name in wanted]
    owner = [column for column in definition.columns if column.name == "LvProp"]
    for block in blocks(pages, definition, []):
        anatomy = Anatomy(block, definition.columns, is_jet3=pages.is_jet3)
        speller = Speller(pages, block, anatomy)
        values = [speller.column(column).to_pylist() for column in columns]
        properties = speller.long_bytes(owner[0]) if owner else [b""] * len(block.starts)
        for row, each in zip(zip(*values, strict=True), properties, strict=True):
            yield dict(zip([column.name for column in columns], row, strict=True)), each
