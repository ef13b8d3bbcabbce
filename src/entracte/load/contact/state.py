"""The contacts that a file can touch, as they are in the environment, copied into the engine."""

from __future__ import annotations

from typing import Any

from entracte.engine import Engine, quoted
from entracte.load.contact.columns import TARGET_COLUMNS

_FIRST_ID_OF_PLAN = 1 << 40
"""Ids of contacts that a plan makes: this plus twice the row (a structure), and one more (its relay, a person)."""


def read_state(engine: Engine, cursor: Any) -> None:
    """Make the engine's tables `contact` and `foreign_login` from the environment.

    `contact` holds the contacts whose number stands in the file, and the structures that a row of the file may equal;
    `foreign_login` the logins of other contacts that a row of the file may claim. The file is in the engine's tables
    `given` and `structure_row`.
    """
    _send(
        engine,
        cursor,
        "file_number",
        'SELECT DISTINCT institution, "CONTACT_NR" AS number FROM given WHERE "CONTACT_NR" IS NOT NULL',
    )
    _send(engine, cursor, "file_structure", "SELECT DISTINCT institution, structure_key FROM structure_row")
    told = engine.rows("SELECT DISTINCT operation FROM given")
    cursor.execute(_contacts_query(with_histories=any(operation in {"INVALIDATE", "DROP"} for (operation,) in told)))
    converted = ", ".join(_from_target(name, kind) for name, kind in TARGET_COLUMNS.items())
    engine.create_from_arrow(
        "contact",
        cursor.fetch_record_batch(),
        f"row_number() OVER () AS id, {converted}, "
        "NULL::BIGINT AS structure_id, NULL::BIGINT AS made_in_row, relays, has_sales, FALSE AS purged",
    )
    _send(
        engine,
        cursor,
        "file_email",
        'SELECT DISTINCT institution, "EMAIL1" AS email FROM given WHERE "EMAIL1" <> \'=\' '
        "UNION SELECT institution, email1 FROM contact WHERE email1 IS NOT NULL AND NOT valid",
    )
    cursor.execute(
        "SELECT contact.institution, contact.email1 AS email FROM contact JOIN file_email "
        "ON file_email.institution = contact.institution AND file_email.email = contact.email1 AND contact.login "
        "WHERE NOT EXISTS (SELECT FROM file_number WHERE file_number.institution = contact.institution "
        "AND file_number.number = contact.number)"
    )
    engine.create_from_arrow("foreign_login", cursor.fetch_record_batch())
    for table in ("file_number", "file_structure", "file_email"):
        cursor.execute(f"DROP TABLE {table}")


def created_id(row: str, *, of_structure: bool) -> str:
    """SQL for the id of the contact that a row makes."""
    return f"({_FIRST_ID_OF_PLAN} + 2 * {row} + {0 if of_structure else 1})"


def _send(engine: Engine, cursor: Any, table: str, query: str) -> None:
    cursor.adbc_ingest(table, engine.batches(query), mode="create", temporary=True)
    cursor.execute(f"ANALYZE {table}")


def _contacts_query(*, with_histories: bool) -> str:
    columns = ", ".join(_to_engine(name, kind) for name, kind in TARGET_COLUMNS.items())
    histories = (
        "(SELECT count(*) FROM contact AS relay WHERE relay.institution = contact.institution "
        "AND relay.structure = contact.number) AS relays, "
        "(EXISTS (SELECT FROM sales_order WHERE sales_order.institution = contact.institution "
        "AND purchaser = contact.number) OR EXISTS (SELECT FROM ticket WHERE ticket.institution = contact.institution "
        "AND holder = contact.number)) AS has_sales"
        if with_histories
        else "0::bigint AS relays, FALSE AS has_sales"
    )
    return (
        f"SELECT {columns}, {histories} FROM contact JOIN file_number USING (institution, number) "
        f"UNION ALL SELECT {columns}, {histories} FROM contact JOIN file_structure USING (institution, structure_key) "
        "WHERE kind = 'structure' AND NOT EXISTS (SELECT FROM file_number "
        "WHERE file_number.institution = contact.institution AND file_number.number = contact.number)"
    )


def _to_engine(name: str, kind: str) -> str:
    if kind.startswith("MAP") or name in {"birthdate", "nb_employees"}:
        return f"contact.{name}::text AS {name}"
    if name == "changes":
        return "contact.changes::bigint AS changes"
    return f"contact.{name}"


def _from_target(name: str, kind: str) -> str:
    if kind.startswith("MAP"):
        return f"coalesce({quoted(name)}, '{{}}')::JSON::{kind} AS {quoted(name)}"
    return f"{quoted(name)}::{kind} AS {quoted(name)}"
