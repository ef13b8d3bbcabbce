"""A small target for the tests, read back in the oracle's shape."""

from __future__ import annotations

import json
from typing import Any

from tests.definitions.oracle import FIELDS, PART_FIELDS, Key, Thing, Values, World

SETTLED = """
INSERT INTO institution (code, name, language) VALUES ('H', 'Harbour', 'fr'), ('N', 'Nowhere', NULL);
INSERT INTO organization (institution, code, name) VALUES
    ('H', 'H', 'Harbour'), ('H', 'FEST', 'Festival'), ('N', 'N', 'Nowhere'), ('H', 'OLD', 'Old one');
INSERT INTO list_value (institution, list, code, name, names, letter_salutation, addr_salutation) VALUES
    ('H', 'TITLE', 'UNDEFINED', NULL, '{}', '{}', '{}'), ('N', 'TITLE', 'UNDEFINED', NULL, '{}', '{}', '{}'),
    ('H', 'TITLE', 'MR', 'M.', '{"fr": "Monsieur"}', '{"fr": "M.", "pt": "Sr."}', '{"fr": "Cher Monsieur"}'),
    ('H', 'DEPARTMENT', 'D1', 'One', '{}', '{}', '{}');
INSERT INTO criterion (institution, code, name, data_type, contact_type, mandatory, centralised, internet, rank) VALUES
    ('H', 'USED', 'Used', 'MULTICHOICE', 'BOTH', false, true, 'NONE', 7),
    ('H', 'FREE', 'Free', 'CHOICE', 'INDIVIDUAL', true, false, 'UPDATE', NULL);
INSERT INTO criterion_element (institution, criterion, code, name, names, rank) VALUES
    ('H', 'USED', 'A', 'Ay', '{"fr": "Ah"}', 1), ('H', 'USED', 'B', 'Bee', '{}', 2), ('H', 'FREE', 'A', 'Ay', '{}', 1);
INSERT INTO structure_type (institution, code, name, organization, rank) VALUES
    ('H', 'SCHOOL', 'School', '*', 1), ('H', 'CLUB', 'Club', 'FEST', NULL);
INSERT INTO contact (institution, number, kind, organization, title, criteria, main_department) VALUES
    ('H', '1', 'individual', 'FEST', 'MR', '{"USED": ["A"]}', 'D1');
INSERT INTO contact (institution, number, kind, structure_type, official_name) VALUES
    ('H', '2', 'structure', 'SCHOOL', 'Lycée');
"""

TABLES = {
    "organization": ("organization", {"NAME": "name"}, {"NAME": "names"}),
    "value": (
        "list_value",
        {"NAME": "name"},
        {"NAME": "names", "LETTER_SALUTATION": "letter_salutation", "ADDR_SALUTATION": "addr_salutation"},
    ),
    "criterion": (
        "criterion",
        {name: name.lower() for name in FIELDS["criterion"] if not name.startswith("NAME_")},
        {"NAME": "names"},
    ),
    "structure-type": (
        "structure_type",
        {"ORGANIZATION": "organization", "NAME": "name", "RANK": "rank"},
        {"NAME": "names"},
    ),
}
KEY_COLUMNS = {
    "organization": ("institution", "code"),
    "value": ("institution", "list", "code"),
    "criterion": ("institution", "code"),
    "structure-type": ("institution", "code"),
}
USED: dict[str, set[Key]] = {
    "organization": {("H", "H"), ("N", "N"), ("H", "FEST")},
    "value": {
        ("H", "TITLE", "MR"),
        ("H", "TITLE", "UNDEFINED"),
        ("N", "TITLE", "UNDEFINED"),
        ("H", "DEPARTMENT", "D1"),
    },
    "criterion": {("H", "USED")},
    "structure-type": {("H", "SCHOOL")},
}


def settle(cursor: Any) -> None:
    """Fill an empty target, inside the cursor's transaction."""
    for statement in SETTLED.strip().split(";\n"):
        execute(cursor, statement)


def execute(cursor: Any, statement: str) -> None:
    cursor.execute(statement)


def records(cursor: Any, query: str) -> list[Any]:
    """The rows of a query as JSON values."""
    cursor.execute(f"SELECT to_jsonb(found)::text FROM ({query}) AS found")
    return [json.loads(row[0]) for row in cursor.fetchall()]


def read_world(cursor: Any, format_name: str) -> World:
    """What the target holds of one kind, as the oracle sees it."""
    world = World(
        {each["code"]: each["language"] for each in records(cursor, "SELECT code, language FROM institution")},
        {(each["institution"], each["code"]) for each in records(cursor, "SELECT * FROM organization")},
        used=USED[format_name],
        used_parts={(("H", "USED"), "A")},
    )
    table, texts, translations = TABLES[format_name]
    for each in records(cursor, f"SELECT * FROM {table}"):
        values = _values(each, FIELDS[format_name], texts, translations)
        world.things[tuple(each[column] for column in KEY_COLUMNS[format_name])] = Thing(values)
    if format_name == "criterion":
        for each in records(cursor, "SELECT * FROM criterion_element ORDER BY rank"):
            values = _values(each, PART_FIELDS, {"ELEMENT_NAME": "name"}, {"ELEMENT_NAME": "names"})
            world.things[each["institution"], each["criterion"]].parts[each["code"]] = each["rank"], values
    return world


def _values(held: Any, fields: tuple[str, ...], texts: dict[str, str], translations: dict[str, str]) -> Values:
    values: Values = {}
    for name in fields:
        stem, _, language = name.rpartition("_")
        if name in texts:
            value = held[texts[name]]
            values[name] = str(value).upper() if isinstance(value, bool) else None if value is None else str(value)
        else:
            values[name] = held[translations[stem]].get(language.lower())
    return values
