"""The named statements of this package (`sql/NAME.sql`), with a table's identifiers filled in.

Only identifiers and conditions built from them enter a statement's text; values are its parameters.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from entracte.engine import quoted
from entracte.institution import statements
from entracte.load.definitions.tables import Table

INSTITUTION_LABEL = "institution"


def statement(name: str, table: Table | None = None, whole: Table | None = None) -> str:
    """The text of `sql/NAME.sql`; with a table, its `{table}`, `{columns}`, `{key}`, `{match}` ... filled in.

    `whole` is the table whose definitions those of `table` belong to; its key is the beginning of theirs.
    """
    text = statements.statement(__package__, name)
    if table is None:
        return text
    parts = _identifiers(table) if whole is None else _identifiers(table) | _belonging(table, whole)
    return re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], text)


def has_statement(name: str) -> bool:
    """Whether there is a `sql/NAME.sql`."""
    return resources.files(__package__).joinpath("sql", f"{name}.sql").is_file()


def key_labels(table: Table) -> tuple[str, ...]:
    """The names of a key's parts where it is written as an object; the first is always the institution."""
    return (INSTITUTION_LABEL, *table.key_columns[1:])


@cache
def _identifiers(table: Table) -> dict[str, str]:
    written = table.columns
    assigned = [name for name in written if name not in table.key_columns]
    return {
        "table": quoted(table.name),
        "institution": quoted(table.key_columns[0]),
        "columns": ", ".join(quoted(name) for name in written),
        "filled": ", ".join(f"filled.{quoted(name)}" for name in written),
        "key": ", ".join(quoted(name) for name in table.key_columns),
        "assigned": ", ".join(f"{quoted(name)} = EXCLUDED.{quoted(name)}" for name in assigned),
        "match": " AND ".join(
            f"held.{quoted(name)} = (change.key::jsonb ->> '{label}')"
            for name, label in zip(table.key_columns, key_labels(table), strict=True)
        ),
    }


@cache
def _belonging(table: Table, whole: Table) -> dict[str, str]:
    """The conditions that tie the parts in `table` to what they are parts of; `change` and `undone` hold keys."""
    labels, whole_labels = key_labels(table), key_labels(whole)
    pairs = list(zip(whole.key_columns, whole_labels, labels, strict=False))
    return {
        "whole": quoted(whole.name),
        "whole_of_change": " AND ".join(
            f"whole.{quoted(column)} = (change.key ->> '{label}')" for column, _, label in pairs
        ),
        "whole_undone": " AND ".join(
            f"(undone.key ->> '{whole_label}') = (change.key ->> '{label}')" for _, whole_label, label in pairs
        ),
        "part_of_change": " AND ".join(
            f"part.{quoted(column)} = (change.key ->> '{whole_label}')"
            for column, whole_label in zip(table.key_columns, whole_labels, strict=False)
        ),
        "part_undone": " AND ".join(
            f"(undone.key ->> '{label}') = part.{quoted(column)}"
            for column, label in zip(table.key_columns, labels, strict=True)
        ),
    }
