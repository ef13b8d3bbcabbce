"""A naive interpreter of the settings formats: one row after the other, by the letter of the decisions (D16, D27, D68).

It shares nothing with the package but the catalogue of formats' column names; speed and elegance are not its business.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

LANGUAGES = ("FR", "DE", "IT", "ES", "EN")
LISTS = ("TITLE", "COMMUNITY_TYPE", "DEPARTMENT", "ADMIN_NUMBER", "SHIPMENT_MODE", "GROUP_KIND", "THEME")
ENUMS = {
    "LIST": LISTS,
    "DATA_TYPE": ("TEXT", "BOOLEAN", "CHOICE", "MULTICHOICE", "DATE", "NUMBER"),
    "CONTACT_TYPE": ("INDIVIDUAL", "STRUCTURE", "BOTH"),
    "INTERNET": ("UPDATE", "NONE", "READ_ONLY"),
}
DEFAULTS = {
    "ORGANIZATION": "*",
    "DATA_TYPE": "TEXT",
    "CONTACT_TYPE": "BOTH",
    "MANDATORY": "FALSE",
    "CENTRALISED": "TRUE",
    "INTERNET": "NONE",
}
KEYS = {
    "organization": ("ORGANIZATION",),
    "value": ("LIST", "CODE"),
    "criterion": ("CRITERION",),
    "structure-type": ("STRUCT_TYPE",),
}


def translated(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{language}" for language in LANGUAGES)


FIELDS = {
    "organization": ("NAME", *translated("NAME")),
    "value": ("NAME", *translated("NAME"), *translated("LETTER_SALUTATION"), *translated("ADDR_SALUTATION")),
    "criterion": (
        *("ORGANIZATION", "NAME", *translated("NAME"), "DATA_TYPE", "CONTACT_TYPE", "MANDATORY", "CENTRALISED"),
        *("INTERNET", "SECTION", "RANK"),
    ),
    "structure-type": ("ORGANIZATION", "NAME", *translated("NAME"), "RANK"),
}
PART_FIELDS = ("ELEMENT_NAME", *translated("ELEMENT_NAME"))

Values = dict[str, str | None]
Key = tuple[str, ...]


@dataclass
class Thing:
    """A definition with its parts, in the order in which they were added."""

    values: Values
    parts: dict[str, tuple[int, Values]] = field(default_factory=dict)


@dataclass
class World:
    """The definitions of one kind, and what the rest of the target says about them."""

    languages: dict[str, str | None]
    organizations: set[tuple[str, str]]
    things: dict[Key, Thing] = field(default_factory=dict)
    used: set[Key] = field(default_factory=set)
    used_parts: set[tuple[Key, str]] = field(default_factory=set)


@dataclass
class Told:
    """What the oracle says of a row."""

    outcome: str
    codes: set[str]


def interpret(format_name: str, rows: list[dict[str, str | None]], world: World) -> tuple[list[Told], World]:
    """The outcome of every row, and the world after the last."""
    after = deepcopy(world)
    return [_row(format_name, row, after) for row in rows], after


def _row(format_name: str, row: dict[str, str | None], world: World) -> Told:
    cells: Values = {name: (value or "").strip() or None for name, value in row.items()}
    codes: set[str] = set()
    operation = cells.get("OPERATION") or "INSERT"
    if operation not in ("INSERT", "UPDATE", "DELETE"):
        return Told("rejected", {"operation-unknown"})
    institution = cells.get("INSTITUTION")
    if institution is None:
        return Told("rejected", {"institution-missing"})
    if institution not in world.languages:
        return Told("rejected", {"institution-unknown"})
    for name in KEYS[format_name]:
        if cells.get(name) in (None, "="):
            return Told("rejected", {"field-mandatory"})
    part = cells.get("ELEMENT")
    if part == "=":
        return Told("rejected", {"field-mandatory"})
    for name, allowed in ENUMS.items():
        read = name in KEYS[format_name] or operation != "DELETE"
        if read and cells.get(name) not in (None, "=", *allowed):
            return Told("rejected", {"value-not-allowed"})
    key = (institution, *(cells[name] or "" for name in KEYS[format_name]))
    if operation == "DELETE":
        return _delete(key, part, world)
    organization = cells.get("ORGANIZATION")
    named = format_name != "organization" and organization not in (None, "=", "*")
    if named and (institution, organization) not in world.organizations:
        return Told("rejected", {"organization-unknown"})
    _settle(format_name, cells, operation, part, world.languages[institution], codes)
    told = _insert if operation == "INSERT" else _update
    return told(format_name, key, part, cells, world, codes)


def _settle(
    format_name: str, cells: Values, operation: str, part: str | None, language: str | None, codes: set[str]
) -> None:
    """What a cell that costs only its field becomes."""
    for name in list(cells):
        if name in ("INSTITUTION", "OPERATION", "ELEMENT", *KEYS[format_name]):
            continue
        if cells[name] == "=" and operation == "INSERT":
            cells[name] = None
            codes.add("nothing-to-erase")
        elif cells[name] == "=" and name in DEFAULTS:
            cells[name] = DEFAULTS[name]
    for name in ("MANDATORY", "CENTRALISED"):
        if cells.get(name) not in (None, "TRUE", "FALSE"):
            cells[name] = None
            codes.add("boolean-invalid")
    rank = cells.get("RANK")
    if rank is not None and rank != "=":
        if rank.isdigit():
            cells["RANK"] = str(int(rank))
        else:
            cells["RANK"] = None
            codes.add("digits-only")
    for name in PART_FIELDS:
        if part is None and cells.get(name) is not None:
            cells[name] = None
            codes.add("value-invalid")
    for salutation in ("LETTER_SALUTATION", "ADDR_SALUTATION"):
        if cells.get("LIST") != "TITLE":
            for name in (salutation, *translated(salutation)):
                if cells.pop(name, None) is not None:
                    codes.add("value-invalid")
            continue
        text = cells.pop(salutation, None)
        if text is None:
            continue
        named = f"{salutation}_{(language or '').upper()}"
        if language is None or cells.get(named) not in (None, text):
            codes.add("value-invalid")
        else:
            cells[named] = text


def _insert(format_name: str, key: Key, part: str | None, cells: Values, world: World, codes: set[str]) -> Told:
    made = False
    thing = world.things.get(key)
    if thing is None:
        values = {name: cells.get(name) or DEFAULTS.get(name) for name in FIELDS[format_name]}
        thing = world.things[key] = Thing(values)
        made = True
    elif _differs(thing.values, cells):
        return Told("rejected", codes | {"definition-exists"})
    if part is not None:
        if part not in thing.parts:
            place = max((place for place, _ in thing.parts.values()), default=0) + 1
            thing.parts[part] = place, {name: cells.get(name) for name in PART_FIELDS}
            made = True
        elif _differs(thing.parts[part][1], cells):
            return Told("rejected", codes | {"definition-exists"})
    return Told("imported" if made else "unchanged", codes)


def _update(format_name: str, key: Key, part: str | None, cells: Values, world: World, codes: set[str]) -> Told:
    thing = world.things.get(key)
    if thing is None or (part is not None and part not in thing.parts):
        return Told("rejected", codes | {"definition-absent"})
    changed = _write(thing.values, cells)
    if part is not None:
        changed |= _write(thing.parts[part][1], cells)
    return Told("imported" if changed else "unchanged", codes)


def _delete(key: Key, part: str | None, world: World) -> Told:
    thing = world.things.get(key)
    if thing is None or (part is not None and part not in thing.parts):
        return Told("rejected", {"definition-absent"})
    if part is None:
        if key in world.used:
            return Told("rejected", {"definition-in-use"})
        del world.things[key]
        return Told("imported", set())
    if (key, part) in world.used_parts:
        return Told("rejected", {"definition-in-use"})
    del thing.parts[part]
    return Told("imported", set())


def _differs(values: Values, cells: Values) -> bool:
    return any(cells.get(name) is not None and cells[name] != value for name, value in values.items())


def _write(values: Values, cells: Values) -> bool:
    before = dict(values)
    for name in values:
        cell = cells.get(name)
        if cell is not None:
            values[name] = None if cell == "=" else cell
    return values != before
