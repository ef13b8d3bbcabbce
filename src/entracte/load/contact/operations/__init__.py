"""What each operation does to the contacts of a turn: one module an operation, each a query over whole columns."""

from __future__ import annotations

from entracte.engine import Engine, quoted
from entracte.load.contact.columns import PLAN_COLUMNS


def add_after(engine: Engine, columns: dict[str, str], source: str) -> set[str]:
    """Add contacts as they are after the turn: SQL by column over `source`; a column not named is null.

    Returns the columns that may differ from what the contact held.
    """
    unknown = set(columns) - set(PLAN_COLUMNS)
    if unknown:
        raise ValueError(f"no such columns of a contact: {sorted(unknown)}")
    selected = ", ".join(
        f"({columns.get(name, 'NULL')})::{kind} AS {quoted(name)}" for name, kind in PLAN_COLUMNS.items()
    )
    engine.execute(f"INSERT INTO after SELECT {selected} {source}")
    return {name for name, sql in columns.items() if sql != f"held.{quoted(name)}"}


def held(import_id: str, **changed: str) -> dict[str, str]:
    """All columns as the contact held them, but for those that change, and the import that changes it.

    A contact that turns out not to change goes from the table `after` again, and so keeps its book of changes.
    """
    kept = {name: f"held.{quoted(name)}" for name in PLAN_COLUMNS}
    return kept | {"changed_by": f"'{import_id}'", "changes": "held.changes + 1"} | changed


def named_by(operation: str) -> str:
    """The source of an operation that looks at nothing but the contact it names."""
    return f"FROM turn JOIN contact AS held ON held.id = turn.contact_id WHERE operation = '{operation}'"
