"""DELETE: address and communication means go, and the authorizations and criteria that the row names (D63)."""

from __future__ import annotations

from entracte.engine import Engine
from entracte.load.contact.columns import AUTHORIZATION_NAMES, EMAIL_NAMES, PHONE_COLUMNS, SLOT_COLUMNS
from entracte.load.contact.given import Given
from entracte.load.contact.operations import add_after, held


def delete(engine: Engine, given: Given, import_id: str) -> set[str]:
    """Add the contacts whose information rows of this turn erase; nothing of it may be kept for an undo."""
    gone = dict.fromkeys((*SLOT_COLUMNS, *PHONE_COLUMNS, *EMAIL_NAMES), "NULL")
    authorizations = {
        name: f'CASE WHEN given."{name.upper()}" IS NOT NULL AND (given."{name.upper()}" = \'=\' '
        f'OR try_cast(given."{name.upper()}" AS BOOLEAN) = held.{name}) THEN NULL ELSE held.{name} END'
        for name in AUTHORIZATION_NAMES
        if name.upper() in given.filled
    }
    left = (
        "map_from_entries(list_filter(list_transform(map_entries(held.criteria), lambda entry: {"
        "'key': entry.key, 'value': CASE WHEN list_contains(coalesce(said.criteria[entry.key], []), '=') THEN [] "
        "ELSE list_filter(entry.value, lambda kept: "
        "NOT list_contains(coalesce(said.criteria[entry.key], []), kept)) END}"
        "), lambda entry: len(entry.value) > 0))"
    )
    columns = held(
        import_id,
        **gone,
        **authorizations,
        login="FALSE",
        criteria=f"CASE WHEN said.criteria IS NULL THEN held.criteria ELSE {left} END",
        purged="TRUE",
    )
    source = """
        FROM turn JOIN given ON given.row = turn.row JOIN contact AS held ON held.id = turn.contact_id
        LEFT JOIN turn_criteria AS said ON said.row = given.row
        WHERE turn.operation = 'DELETE'
    """
    return add_after(engine, columns, source)
