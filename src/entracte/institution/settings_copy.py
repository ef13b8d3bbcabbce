"""Copying an institution's settings from one environment to another, and forgetting an environment (D30, D69)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from entracte.faults import Fault
from entracte.institution.statements import statement

if TYPE_CHECKING:
    from entracte.institution.environments import Environment

SETTINGS_TABLES = ("organization", "list_value", "criterion", "criterion_element", "structure_type")
"""The tables of an institution's settings besides the institution itself; whole rows are copied."""

OTHER_TABLES = (
    "contact",
    "contact_before",
    "import",
    "definition_before",
    "suppressed",
    "settings_copy",
    "sales_order",
    "ticket",
)
"""The tables of what was imported, and of what is remembered about it."""


@dataclass(frozen=True)
class SettingsCopied:
    """What a copy did: the environments by name, and the codes of the institutions whose settings were copied."""

    source: str
    target: str
    institutions: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The document of `environment copy --json`."""
        return {"from": self.source, "to": self.target, "institutions": list(self.institutions)}


def copy_settings(source: Environment, target: Environment) -> SettingsCopied:
    """Replace the settings of every institution of `source` in `target` by those of `source`, in one transaction.

    Contacts, sales and the journal stay as they are, as do the numbers given so far, the salt of the fingerprints, and
    institutions that only `target` has. The copy is remembered with the moment of the source's last change, for the
    gate of preproduction (D30). Raises a fault when both are the same environment or the source has no institution.
    """
    if source.uri == target.uri:
        raise Fault("same-environment", f"{source.name} and {target.name} are one environment: nothing to copy.")
    held = _settings_of(source)
    codes = tuple(each["code"] for each in held["institution"])
    if not codes:
        raise Fault(
            "no-settings", f"{source.name} has no institution to copy.", hint="Import the settings there first."
        )
    document = json.dumps(held)
    with target.session() as session, session.cursor() as cursor:
        for code in sorted(codes):
            # The lock that imports into this institution take: the copy waits for them, and they for it.
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", (f"entracte institution {code}",)
            )
            cursor.fetchall()
        cursor.execute(statement(__package__, "copy_institution"), (document,))
        for table in SETTINGS_TABLES:
            cursor.execute(
                f'DELETE FROM "{table}" WHERE institution IN'
                " (SELECT jsonb_array_elements($1::jsonb -> 'institution') ->> 'code')",
                (document,),
            )
            cursor.execute(
                f'INSERT INTO "{table}" SELECT * FROM'
                f""" jsonb_populate_recordset(NULL::"{table}", $1::jsonb -> '{table}')""",
                (document,),
            )
        cursor.execute(statement(__package__, "remember_copy"), (document, source.name))
    return SettingsCopied(source.name, target.name, codes)


def reset_environment(environment: Environment) -> None:
    """Forget everything: contacts, sales, settings, imports and the list of erased people (D69)."""
    tables = ", ".join(f'"{table}"' for table in ("institution", *SETTINGS_TABLES, *OTHER_TABLES))
    with environment.session() as session, session.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables}")


def _settings_of(source: Environment) -> dict[str, list[dict[str, Any]]]:
    """Every settings table as a list of rows, all of one moment; what belongs to the environment alone is left out."""
    tables = ", ".join(
        f"""'{table}', (SELECT coalesce(json_agg(row_to_json(held)), '[]') FROM "{table}" AS held)"""
        for table in SETTINGS_TABLES
    )
    query = f"""
        SELECT json_build_object(
            'institution', (
                SELECT coalesce(json_agg(to_jsonb(held) - 'salt' - 'number_high' ORDER BY code), '[]')
                FROM institution AS held
            ), {tables}
        )::text
    """
    with source.session() as session, session.cursor() as cursor:
        cursor.execute(query)
        held: dict[str, list[dict[str, Any]]] = json.loads(cursor.fetchone()[0])
    return held
