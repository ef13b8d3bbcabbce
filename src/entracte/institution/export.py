"""Writing an institution's contacts in the contact format, so that an import of the file makes the same contacts again.

The rows are made by the statements of `sql/export`: first tables of what is to be written, then one statement a part of
the file. INSERT rows come first, then the UPDATE rows for what one INSERT row cannot say, then INVALIDATE rows. Erased
people are left out: an import could not make them, and their file would bring them back (invariant 11).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from entracte.formats.contact import CONTACT
from entracte.institution.phone_plans import phone_plans
from entracte.institution.statements import statement
from entracte.institution.writing import Exported, copying, write_rows

if TYPE_CHECKING:
    from psycopg import Connection

    from entracte.institution.environments import Environment

SUFFIXES = (".csv", ".xlsx")

PREPARED = ("structure", "contact", "phone", "login", "admin_number", "criteria")
"""Statements that make the tables the parts read, in their order."""

PARTS = (
    "part_hold_login",
    "part_insert",
    "part_update_phones",
    "part_update_addresses",
    "part_update_rest",
    "part_update_admin_numbers",
    "part_update_criteria",
    "part_invalidate",
    "part_drop_holders",
)
"""Statements that give the rows of the file, in its order; their columns are fields of the format."""


def export_contacts(environment: Environment, path: Path, institution: str | None = None) -> Exported:
    """Write all contacts, or those of one institution, to a .csv (UTF-8, `;`, D2) or .xlsx file in the contact format.

    The file appears only when it is complete. Importing it into an environment with the same settings and no contacts,
    and exporting again, gives the same file (records.md). Raises a fault for another kind of file, an unknown
    institution, more rows than a sheet holds, and when the file cannot be written.
    """
    return write_rows(path, CONTACT.name, SUFFIXES, lambda csv: _write_csv(environment, csv, institution))


def _write_csv(environment: Environment, path: Path, institution: str | None) -> int:
    with copying(environment, institution) as connection, path.open("wb") as file:
        file.write((";".join(CONTACT.field_names) + "\n").encode())
        _prepare(connection)
        return sum(_copy(connection, statement(__package__, f"export/{part}"), file) for part in PARTS)


def _prepare(connection: Connection[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement(__package__, "export/phone_plan"))
        with cursor.copy("COPY export_phone_plan FROM STDIN") as copy:
            for plan in phone_plans():
                copy.write_row(plan)
        for table in PREPARED:
            cursor.execute(statement(__package__, f"export/{table}"))
            cursor.execute(f"ANALYZE export_{table}")


def _copy(connection: Connection[Any], query: str, file: Any) -> int:
    """Append the rows of one part, every field of the format a column, written by PostgreSQL itself."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({query}) AS part LIMIT 0")
        given = {column.name for column in cursor.description or ()}
        cells = ", ".join(f'"{name}"' if name in given else "NULL" for name in CONTACT.field_names)
        with cursor.copy(f"COPY (SELECT {cells} FROM ({query}) AS part) TO STDOUT (FORMAT csv, DELIMITER ';')") as copy:
            for piece in copy:
                file.write(piece)
        return cursor.rowcount
