"""What the environment holds about a basic file: the contacts of its e-mail addresses, and its structures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from entracte.engine import Engine, quoted
from entracte.institution.statements import statement
from entracte.load.contact.given import prepare_given
from entracte.load.contact.numbers import WIDTH
from entracte.load.contact.suppression import read_suppression


def find_contacts(engine: Engine, cursor: Any, keys: str, findings: str) -> None:
    """Fill `operation`, `number` and `first_row` of the table `keys` (see `check.contact_basic.BasicKeys`).

    The row of an address that a contact has updates it; of the other rows of one address the first makes the contact
    and the later ones update it (D16), so that it needs a number before the plan gives any. Addresses of several
    contacts (email-ambiguous) and of erased persons (person-erased) go to `findings`. The tables `reference_*` hold
    the institutions.
    """
    cursor.adbc_ingest(
        "file_key",
        engine.batches(f"SELECT DISTINCT institution, email FROM {quoted(keys)} WHERE email IS NOT NULL"),
        mode="create",
        temporary=True,
    )
    cursor.execute("ANALYZE file_key")
    cursor.execute(statement(__package__, "contacts_by_email"))
    engine.create_from_arrow("contact_of_email", cursor.fetch_record_batch())
    cursor.execute("DROP TABLE file_key")
    engine.execute(
        f"""
        INSERT INTO {quoted(findings)}
        SELECT row, 'EMAIL', 'email-ambiguous', email, numbers
        FROM {quoted(keys)} JOIN contact_of_email USING (institution, email) WHERE contacts > 1
        """
    )
    _report_erased(engine, cursor, keys, findings)
    _tell_operations(engine, keys, findings)


def _report_erased(engine: Engine, cursor: Any, keys: str, findings: str) -> None:
    """An address of an erased person would bring the person back, under a key that is never stored (D59)."""
    read_suppression(engine, cursor)
    if engine.count("suppressed"):
        engine.execute(
            f"""
            INSERT INTO {quoted(findings)}
            SELECT row, 'EMAIL', 'person-erased', NULL, 'EMAIL'
            FROM {quoted(keys)} ANTI JOIN contact_of_email USING (institution, email)
            WHERE email IS NOT NULL AND (institution, 'email', suppression_print(institution, 'email', email))
                IN (SELECT (institution, kind, fingerprint) FROM suppressed)
            """
        )


def _tell_operations(engine: Engine, keys: str, findings: str) -> None:
    """Numbers continue above the generator's, outside the kept range, as those that a plan gives (D22, D43)."""
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE {quoted(keys)} AS
        WITH told AS (
            SELECT keys.row, institution, email, contact.numbers AS held, refused.row IS NOT NULL AS refused,
                min(keys.row) FILTER (refused.row IS NULL) OVER address AS first_row,
                count(*) FILTER (refused.row IS NULL) OVER address AS rows
            FROM {quoted(keys)} AS keys LEFT JOIN contact_of_email AS contact USING (institution, email)
            LEFT JOIN (SELECT DISTINCT row FROM {quoted(findings)} WHERE code IN ('email-ambiguous', 'person-erased'))
                AS refused ON refused.row = keys.row
            WINDOW address AS (PARTITION BY institution, email)
        ), generator AS (
            SELECT code AS institution, kept_from::HUGEINT AS kept_from, kept_to::HUGEINT AS kept_to,
                greatest(coalesce(number_high::HUGEINT, 0), coalesce(number_floor::HUGEINT - 1, 0)) AS high
            FROM reference_institution
        ), placed AS (
            SELECT institution, email, high + place + CASE WHEN high + place >= kept_from AND high < kept_to
                THEN kept_to - greatest(kept_from - 1, high) ELSE 0 END AS number
            FROM (
                SELECT institution, email, row_number() OVER (PARTITION BY institution ORDER BY row) AS place
                FROM told WHERE held IS NULL AND NOT refused AND email IS NOT NULL AND row = first_row AND rows > 1
            ) JOIN generator USING (institution)
        )
        SELECT row, told.institution, told.email,
            CASE WHEN held IS NOT NULL OR row > first_row THEN 'UPDATE' ELSE 'INSERT' END AS operation,
            coalesce(held, lpad(number::VARCHAR, greatest({WIDTH}, length(number::VARCHAR))::INTEGER, '0')) AS number,
            first_row
        FROM told LEFT JOIN placed ON placed.institution = told.institution AND placed.email = told.email
        """
    )


def refuse_known_structures(engine: Engine, cursor: Any, checked: Any) -> Any:
    """What a check leaves of the rows, less those that would make a structure again (contact.md 7.1, D15).

    That is a structure which the environment has, or which an earlier row makes. `checked` is the result of
    `check_contacts`.
    """
    if not engine.scalar(f"SELECT count(\"OFFICIAL_NAME\") FROM {quoted(checked.values)} WHERE operation = 'INSERT'"):
        return checked
    prepare_given(engine, checked.values, checked.criteria)
    cursor.adbc_ingest(
        "file_structure_key",
        engine.batches("SELECT DISTINCT institution, structure_key FROM structure_row"),
        mode="create",
        temporary=True,
    )
    cursor.execute("ANALYZE file_structure_key")
    cursor.execute(statement(__package__, "structures_by_key"))
    engine.create_from_arrow("known_structure", cursor.fetch_record_batch())
    cursor.execute("DROP TABLE file_structure_key")
    engine.execute(
        """
        CREATE OR REPLACE TABLE structure_again AS
        SELECT row, number FROM (
            SELECT row, number, row > min(row) OVER (PARTITION BY institution, structure_key) AS is_later
            FROM structure_row LEFT JOIN known_structure USING (institution, structure_key)
        ) WHERE is_later OR number IS NOT NULL
        """
    )
    engine.execute(
        f"""
        INSERT INTO {quoted(checked.findings)}
        SELECT row, 'OFFICIAL_NAME', 'structure-duplicate', "OFFICIAL_NAME", number
        FROM structure_again JOIN {quoted(checked.values)} USING (row)
        """
    )
    engine.execute(f"INSERT INTO {quoted(checked.rejected)} SELECT row FROM structure_again")
    left = {"values": f"{checked.values}_left", "criteria": f"{checked.criteria}_left"}
    for name, view in left.items():
        engine.execute(
            f"CREATE OR REPLACE VIEW {quoted(view)} AS FROM {quoted(getattr(checked, name))} "
            "WHERE row NOT IN (SELECT row FROM structure_again)"
        )
    return replace(checked, **left)
