"""Erased persons: salted fingerprints of their identifiers, so that no later import brings them back (D25, D59)."""

from __future__ import annotations

from typing import Any

from entracte.engine import Engine
from entracte.formats.contact import EMAILS


def read_suppression(engine: Engine, cursor: Any) -> None:
    """Make the table `suppressed` and the macro `suppression_print(institution, kind, text)`."""
    cursor.execute("SELECT institution, kind, encode(fingerprint, 'hex') AS fingerprint FROM suppressed")
    engine.create_from_arrow("suppressed_before", cursor.fetch_record_batch())
    engine.execute(
        "CREATE OR REPLACE TABLE suppressed AS SELECT institution::VARCHAR AS institution, kind::VARCHAR AS kind, "
        "fingerprint::VARCHAR AS fingerprint, FALSE AS added FROM suppressed_before"
    )
    engine.execute(
        """
        CREATE OR REPLACE MACRO suppression_print(of_institution, of_kind, of_text) AS sha256(
            (SELECT hex(salt) FROM reference_institution WHERE code = of_institution)
            || chr(31) || of_kind || chr(31) || of_text
        )
        """
    )


def drop_erased_cells(engine: Engine) -> None:
    """Make the table `erased_cell` (`row`, `field`): e-mails and phones of this turn that belong to an erased person.

    Phones are those of the table `turn_phone`.
    """
    engine.create_table("erased_cell", {"row": "BIGINT", "field": "VARCHAR"})
    if not engine.count("suppressed"):
        return
    emails = " UNION ALL ".join(
        f"SELECT given.row, given.institution, '{name}' AS field, \"{name}\" AS cell FROM given SEMI JOIN turn "
        f"ON turn.row = given.row WHERE operation IN ('INSERT', 'UPDATE', 'UPDATEACT') AND \"{name}\" <> '='"
        for name in EMAILS
    )
    phone = _phone_identifier("country", "turn_phone.number")
    engine.execute(
        f"""
        INSERT INTO erased_cell
        SELECT row, field FROM ({emails})
        WHERE (institution, 'email', suppression_print(institution, 'email', cell))
            IN (SELECT (institution, kind, fingerprint) FROM suppressed)
        UNION ALL
        SELECT row, field FROM turn_phone JOIN turn USING (row)
        WHERE (institution, 'phone', suppression_print(institution, 'phone', {phone}))
            IN (SELECT (institution, kind, fingerprint) FROM suppressed)
        """
    )
    engine.execute(
        """
        INSERT INTO finding
        SELECT row, field, CASE WHEN field LIKE 'EMAIL%' THEN 'email-erased' ELSE 'phone-erased' END, NULL, NULL
        FROM erased_cell
        """
    )
    for name in EMAILS:
        engine.execute(
            f"UPDATE given SET \"{name}\" = NULL WHERE row IN (SELECT row FROM erased_cell WHERE field = '{name}')"
        )
    engine.execute("DELETE FROM turn_phone WHERE (row, field) IN (SELECT (row, field) FROM erased_cell)")


def suppress(engine: Engine) -> None:
    """Remember the identifiers of the contacts that this turn anonymizes, before they change."""
    phones = " UNION ALL ".join(
        f"SELECT institution, 'phone', {_phone_identifier(f'{name}_country', f'{name}_number')} FROM erasing "
        f"WHERE {name}_number IS NOT NULL"
        for name in ("telephone", "fax", "cellphone")
    )
    emails = " UNION ALL ".join(
        f"SELECT institution, 'email', {name.lower()} FROM erasing WHERE {name.lower()} IS NOT NULL" for name in EMAILS
    )
    engine.execute(
        f"""
        INSERT INTO suppressed
        WITH erasing AS (
            SELECT contact.* FROM contact JOIN turn ON turn.contact_id = contact.id WHERE operation = 'ANONYMIZE'
        ), identifiers(institution, kind, identifier) AS (
            SELECT institution, 'number', number FROM erasing
            UNION ALL
            SELECT institution, 'person', firstname || chr(31) || lastname || chr(31) || birthdate FROM erasing
            UNION ALL {emails} UNION ALL {phones}
        )
        SELECT DISTINCT institution, kind, suppression_print(institution, kind, identifier), TRUE
        FROM identifiers
        WHERE identifier IS NOT NULL AND (institution, kind, suppression_print(institution, kind, identifier))
            NOT IN (SELECT (institution, kind, fingerprint) FROM suppressed)
        """
    )


def _phone_identifier(country: str, number: str) -> str:
    """SQL for what identifies a phone."""
    return f"coalesce({country}, '') || ' ' || {number}"
