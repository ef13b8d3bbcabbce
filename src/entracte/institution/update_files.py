"""Files to fill with new criteria or authorizations of many contacts, and the list of what may be filled in.

Every criterion or authorization has a column [old] with the present values and an empty column [new] (contact.md 7.3).
Only valid contacts are written, as in any target of the marketing module (contact.md 9.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entracte.formats.contact import AUTHORIZATIONS, CONTACT
from entracte.formats.updates import AUTHORIZATIONS_UPDATE, CRITERIA_UPDATE, new_column, old_column
from entracte.institution.statements import statement
from entracte.institution.writing import Exported, copying, write_rows

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Composed

    from entracte.institution.environments import Environment

Target = Iterable[tuple[str | None, str]]
"""Contacts by institution (none: whichever has it) and number: what the marketing module calls a dynamic target."""

SUFFIXES = (".csv", ".zip", ".xlsx")


@dataclass(frozen=True)
class UpdateFile(Exported):
    """A file to fill; `absent` counts the contacts of the target that are not there, or not valid."""

    absent: int = 0


def export_criteria(
    environment: Environment, path: Path, institution: str | None = None, target: Target | None = None
) -> UpdateFile:
    """Write the criteria of the valid contacts, or of those of `target`, to a .csv, .zip (of a CSV) or .xlsx file.

    The file is in the format `criteria-update`; filled and imported, it sets the [new] values. Raises the faults of
    `write_rows`, and `unknown-institution`.
    """
    return _export(environment, path, institution, target, criteria=True)


def export_authorizations(
    environment: Environment, path: Path, institution: str | None = None, target: Target | None = None
) -> UpdateFile:
    """Like `export_criteria`, for the authorizations of persons, in the format `authorizations-update`."""
    return _export(environment, path, institution, target, criteria=False)


def export_criteria_list(environment: Environment, path: Path, institution: str | None = None) -> Exported:
    """Write the list of criteria and authorizations with their possible values (contact.md 7.4)."""

    def write(file: Path) -> int:
        with copying(environment, institution) as connection:
            _hold_authorizations(connection)
            return _copy(connection, statement(__package__, "criteria_list"), file)

    return write_rows(path, "criteria-list", (".csv", ".xlsx"), write)


def _export(
    environment: Environment, path: Path, institution: str | None, target: Target | None, *, criteria: bool
) -> UpdateFile:
    absent = 0

    def write(file: Path) -> int:
        nonlocal absent
        with copying(environment, institution) as connection:
            _choose(connection, target, persons_only=not criteria)
            absent = _count_absent(connection)
            columns = _criterion_columns(connection) if criteria else _authorization_columns()
            return _copy(connection, _query(columns), file)

    file_format = CRITERIA_UPDATE if criteria else AUTHORIZATIONS_UPDATE
    written = write_rows(path, file_format.name, SUFFIXES, write)
    return UpdateFile(written.path, written.rows, absent)


def _choose(connection: Connection[Any], target: Target | None, *, persons_only: bool) -> None:
    """Make the tables `update_target`, what was asked for, and `update_contact`, the contacts to write."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE update_target (institution text, number text) ON COMMIT DROP")
        with cursor.copy("COPY update_target FROM STDIN") as copy:
            for line in target or ():
                copy.write_row(line)
        cursor.execute("SELECT set_config('entracte.whole', %s, true)", ["yes" if target is None else "no"])
        cursor.execute("SELECT set_config('entracte.persons', %s, true)", ["yes" if persons_only else "no"])
        cursor.execute(statement(__package__, "update_contact"))


def _count_absent(connection: Connection[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT DISTINCT institution, number FROM update_target) AS asked"
            " WHERE NOT EXISTS (SELECT FROM update_contact AS held WHERE held.number = asked.number"
            " AND held.institution = coalesce(asked.institution, held.institution))"
        )
        found = cursor.fetchone()
        return int(found[0]) if found else 0


def _criterion_columns(connection: Connection[Any]) -> list[Composed]:
    from psycopg.sql import SQL, Identifier, Literal

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code FROM criterion WHERE current_setting('entracte.institution') IN ('', institution)"
            ' GROUP BY code ORDER BY min(rank), code COLLATE "C"'
        )
        codes = [code for (code,) in cursor.fetchall()]
    values = SQL(
        "(SELECT string_agg(value, '|' ORDER BY value COLLATE \"C\") FROM jsonb_array_elements_text(criteria -> {}))"
    )
    return [
        SQL("{} AS {}, NULL AS {}").format(
            values.format(Literal(code)), Identifier(old_column(code)), Identifier(new_column(code))
        )
        for code in codes
    ]


def _authorization_columns() -> list[Composed]:
    from psycopg.sql import SQL, Identifier

    return [
        SQL("upper({}::text) AS {}, NULL AS {}").format(
            Identifier(code.lower()), Identifier(old_column(code)), Identifier(new_column(code))
        )
        for code in AUTHORIZATIONS
    ]


def _query(columns: list[Composed]) -> Composed:
    from psycopg.sql import SQL

    return SQL('SELECT {} FROM update_contact ORDER BY institution, length(number), number COLLATE "C"').format(
        SQL(", ").join([SQL(statement(__package__, "update_columns")), *columns])
    )


def _copy(connection: Connection[Any], query: str | Composed, file: Path) -> int:
    from psycopg.sql import SQL

    body = SQL(query) if isinstance(query, str) else query
    with connection.cursor() as cursor, file.open("wb") as out:
        with cursor.copy(SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER, DELIMITER ';')").format(body)) as copy:
            for piece in copy:
                out.write(piece)
        return cursor.rowcount


def _hold_authorizations(connection: Connection[Any]) -> None:
    """The table `authorization_known`: the authorizations in their documented order, with what they mean."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE authorization_known (rank int, code text, name text) ON COMMIT DROP")
        with cursor.copy("COPY authorization_known FROM STDIN") as copy:
            for rank, code in enumerate(AUTHORIZATIONS, 1):
                copy.write_row((rank, code, CONTACT.named(code).about))
