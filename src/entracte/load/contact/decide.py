"""Which rows of a turn are rejected for what the target holds (D6, D17, D42, D58, D59, D62)."""

from __future__ import annotations

from entracte.engine import Engine
from entracte.load.contact.state import created_id

_REASONS = {
    "person-erased": (
        "erased_number OR erased_person",
        "CASE WHEN erased_number THEN 'CONTACT_NR' ELSE 'LASTNAME' END",
        "CASE WHEN erased_number THEN number END",
    ),
    "number-exists": (
        "operation = 'INSERT' AND contact_id IS NOT NULL AND made_in_row IS NULL",
        "'CONTACT_NR'",
        "number",
    ),
    "number-repeated": ("operation = 'INSERT' AND contact_id IS NOT NULL", "'CONTACT_NR'", "number"),
    "number-absent": ("operation <> 'INSERT' AND contact_id IS NULL", "'CONTACT_NR'", "number"),
    "has-sales": ("operation IN ('INVALIDATE', 'DROP') AND has_sales", "'CONTACT_NR'", "number"),
    "not-imported": ("operation = 'DROP' AND imported_by IS NULL", "'CONTACT_NR'", "number"),
    "modified-since": ("operation = 'DROP' AND changes > 0", "'CONTACT_NR'", "number"),
    "structure-has-relays": ("operation = 'DROP' AND relays > 0", "'CONTACT_NR'", "number"),
    "structure-not-anonymizable": ("operation = 'ANONYMIZE' AND held_kind = 'structure'", "'CONTACT_NR'", "number"),
    "numbers-exhausted": ("unnumbered", "'CONTACT_NR'", "NULL"),
    "last-name-left": ("operation IN ('UPDATE', 'UPDATEACT') AND erases_last_name", "name_field", "'='"),
}
"""Code, condition, field and value, in the order in which they are told; a row has the first that holds."""

_DETAILS = {
    "person-erased": "CASE WHEN erased_number THEN 'CONTACT_NR' ELSE 'FIRSTNAME, LASTNAME, BIRTHDATE' END",
    "number-repeated": "made_in_row::VARCHAR",
    "last-name-left": "number",
}


def decide(engine: Engine, *, exhausted: bool) -> None:
    """Make the table `turn`: one line a ready row with the contact it names and the reason it is rejected, if any.

    Columns: `row`, `institution`, `operation`, `number`, `made_kind`, `contact_id`, `kind` (of the contact named, or
    made), `made_id` (of the person an INSERT makes), `rejection`, `at_field`, `of_value`,
    `in_detail`.
    """
    reasons = " ".join(f"WHEN {condition} THEN '{code}'" for code, (condition, _, _) in _REASONS.items())
    fields = " ".join(f"WHEN '{code}' THEN {field}" for code, (_, field, _) in _REASONS.items())
    values = " ".join(f"WHEN '{code}' THEN {value}" for code, (_, _, value) in _REASONS.items())
    details = " ".join(f"WHEN '{code}' THEN {detail}" for code, detail in _DETAILS.items())
    engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE turn AS
        WITH named AS (
            SELECT given.row, given.institution, operation, "CONTACT_NR" AS number, made_kind,
                contact.id AS contact_id, contact.kind AS held_kind,
                made_in_row, imported_by, changes, relays, has_sales,
                CASE WHEN contact.kind = 'structure' THEN given."OFFICIAL_NAME" = '='
                    ELSE (given."FIRSTNAME" = '=' OR given."LASTNAME" = '=')
                        AND coalesce(given."FIRSTNAME", contact.firstname, '=') = '='
                        AND coalesce(given."LASTNAME", contact.lastname, '=') = '='
                END AS erases_last_name,
                CASE WHEN contact.kind = 'structure' THEN 'OFFICIAL_NAME'
                    WHEN given."FIRSTNAME" = '=' THEN 'FIRSTNAME' ELSE 'LASTNAME' END AS name_field,
                {"given.row IN (SELECT row FROM unnumbered)" if exhausted else "FALSE"} AS unnumbered,
                {_erased(engine)}
            FROM given SEMI JOIN ready ON ready.row = given.row
            LEFT JOIN contact ON contact.institution = given.institution AND contact.number = "CONTACT_NR"
        ), judged AS (SELECT *, CASE {reasons} END AS rejection FROM named)
        SELECT row, institution, operation, number, made_kind, contact_id, coalesce(held_kind, made_kind) AS kind,
            CASE WHEN operation = 'INSERT' THEN {created_id("row", of_structure=False)} END AS made_id,
            rejection, CASE rejection {fields} END AS at_field, CASE rejection {values} END AS of_value,
            CASE rejection {details} END AS in_detail
        FROM judged
        """
    )
    _reject_repeated(engine)
    engine.execute(
        "INSERT INTO finding SELECT row, at_field, rejection, of_value, in_detail FROM turn WHERE rejection IS NOT NULL"
    )
    engine.execute("INSERT INTO outcome SELECT row, 'rejected' FROM turn WHERE rejection IS NOT NULL")
    engine.execute("DELETE FROM turn WHERE rejection IS NOT NULL")


def _erased(engine: Engine) -> str:
    """SQL for `erased_number` and `erased_person`; nobody is asked for when nobody was erased."""
    if not engine.count("suppressed"):
        return "FALSE AS erased_number, FALSE AS erased_person"
    return """
        (given.institution, 'number', suppression_print(given.institution, 'number', "CONTACT_NR"))
            IN (SELECT (institution, kind, fingerprint) FROM suppressed) AS erased_number,
        operation IN ('INSERT', 'UPDATE', 'UPDATEACT')
            AND given."FIRSTNAME" <> '=' AND given."LASTNAME" <> '=' AND given."BIRTHDATE" <> '='
            AND (given.institution, 'person', suppression_print(given.institution, 'person',
                given."FIRSTNAME" || chr(31) || given."LASTNAME" || chr(31) || given."BIRTHDATE"))
            IN (SELECT (institution, kind, fingerprint) FROM suppressed) AS erased_person"""


def _reject_repeated(engine: Engine) -> None:
    """Of several new contacts asking for one number in this turn, the first good one has it."""
    engine.execute(
        """
        UPDATE turn SET rejection = 'number-repeated', at_field = 'CONTACT_NR', of_value = number,
            in_detail = first_row::VARCHAR
        FROM (
            SELECT row AS late_row, first(row) OVER (PARTITION BY institution, number ORDER BY row) AS first_row
            FROM turn
            WHERE operation = 'INSERT' AND number IS NOT NULL AND rejection IS NULL
                AND (institution, number) IN (SELECT (institution, number) FROM turn
                    WHERE number IS NOT NULL GROUP BY institution, number HAVING count(*) > 1)
        )
        WHERE row = late_row AND late_row > first_row
        """
    )
