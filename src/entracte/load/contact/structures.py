"""Structures of new contacts: found again by name and address, or made once (D14, D15, D36, D37)."""

from __future__ import annotations

from entracte.engine import Engine, quoted
from entracte.load.contact.columns import ADDRESS_PARTS, SLOTS
from entracte.load.contact.state import created_id


def find_structures(engine: Engine) -> None:
    """Make the table `turn_structure`: `row`, `structure_id`, `makes` for every INSERT of this turn that names one.

    The first row of a structure that nobody has makes it; a structure of its own takes the row's number, that of a
    relay a generated one.
    """
    engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE turn_structure AS
        WITH held AS (
            SELECT institution, structure_key, first(id ORDER BY number IS NULL, length(number), number, id) AS id
            FROM contact WHERE kind = 'structure' GROUP BY institution, structure_key
        ), asked AS (
            SELECT structure_row.*, held.id AS held_id,
                first(row) OVER (PARTITION BY structure_row.institution, structure_row.structure_key ORDER BY row)
                    AS first_row
            FROM structure_row SEMI JOIN turn USING (row)
            LEFT JOIN held ON held.institution = structure_row.institution
                AND held.structure_key = structure_row.structure_key
        )
        SELECT row, coalesce(held_id, {created_id("first_row", of_structure=True)}) AS structure_id,
            held_id IS NULL AND row = first_row AS makes, structure_key
        FROM asked
        """
    )


def judge_equal_structures(engine: Engine) -> None:
    """Report what rows of a structure that exists already say otherwise; a row that only repeats it changes nothing."""
    engine.execute(
        """
        CREATE OR REPLACE TEMP TABLE equal_structure AS
        SELECT turn_structure.row, turn_structure.structure_id, turn.made_kind,
            coalesce(structure.number, '#' || turn_structure.structure_id) AS number_or_id,
            structure.* EXCLUDE (id, structure_id)
        FROM turn_structure
        JOIN turn USING (row)
        JOIN (SELECT * FROM contact UNION ALL SELECT * FROM after WHERE kind = 'structure') AS structure
            ON structure.id = turn_structure.structure_id
        WHERE NOT makes
        """
    )
    if engine.count("equal_structure"):
        _report_differences(engine)
        engine.execute(
            """
            INSERT INTO finding
            SELECT row, 'CONTACT_NR', 'structure-number-unused', "CONTACT_NR", number_or_id
            FROM equal_structure AS equal JOIN given USING (row)
            WHERE equal.made_kind = 'structure' AND "CONTACT_NR" IS NOT NULL
            """
        )
        engine.execute("INSERT INTO outcome SELECT row, 'unchanged' FROM equal_structure WHERE made_kind = 'structure'")
    engine.execute("DROP TABLE equal_structure")


_STRUCTURE_ONLY = {
    "STRUCT_TYPE": "structure_type",
    "COMMUNITY_TYPE": "community_type",
    "NB_EMPLOYEES": "nb_employees",
    "WEB_SITE": "web_site",
}
_ALSO_OF_OWN_ROW = {
    "ORGANIZATION": "organization",
    "REMARK": "remark",
    "PREF_LANG": "language",
    "EMAIL1": "email1",
    "EMAIL2": "email2",
    "EMAIL3": "email3",
}


def _report_differences(engine: Engine) -> None:
    compared = [
        f'SELECT row, \'{field}\' AS field, given."{field}" AS value, number_or_id, given."{field}" IS NOT NULL AND '
        f"{_meant(field)} IS DISTINCT FROM equal.{column} {own} AS differs "
        "FROM equal_structure AS equal JOIN given USING (row)"
        for fields, own in ((_STRUCTURE_ONLY, ""), (_ALSO_OF_OWN_ROW, "AND equal.made_kind = 'structure'"))
        for field, column in fields.items()
    ]
    slots = " OR ".join(
        f'(given.writes_{slot} AND given."DEPARTMENT" IS DISTINCT FROM equal.{slot}_department)' for slot in SLOTS
    )
    compared += [
        "SELECT row, 'ADMIN_NUMBER', given.admin_value, number_or_id, given.admin_value IS NOT NULL AND NOT coalesce("
        "list_contains(admin_numbers[given.admin_type], given.admin_value), FALSE) "
        "FROM equal_structure AS equal JOIN (SELECT row, admin_value, admin_type FROM given) AS given USING (row)",
        f"SELECT row, 'DEPARTMENT', given.\"DEPARTMENT\", number_or_id, equal.made_kind = 'structure' "
        f'AND given."DEPARTMENT" IS NOT NULL AND ({slots}) FROM equal_structure AS equal JOIN given USING (row)',
        f"SELECT row, 'ADDR_TYPE', given.address_types, number_or_id, equal.made_kind = 'structure' "
        f"AND given.address_types IS NOT NULL AND ({_slots_differ()}) "
        "FROM equal_structure AS equal JOIN given USING (row)",
        "SELECT row, field, array_to_string(chosen, '|'), number_or_id, chosen IS DISTINCT FROM criteria[code] "
        "AND (contact_type = 'STRUCTURE' OR equal.made_kind = 'structure' AND contact_type = 'BOTH') "
        "FROM equal_structure AS equal JOIN criterion_said USING (row)",
        "SELECT row, field, cell, number_or_id, "
        "equal.made_kind = 'structure' AND (turn_phone.country, turn_phone.number) "
        "IS DISTINCT FROM (CASE field WHEN 'TELEPHONE' THEN (telephone_country, telephone_number) "
        "WHEN 'FAX' THEN (fax_country, fax_number) ELSE (cellphone_country, cellphone_number) END) "
        "FROM equal_structure AS equal JOIN turn_phone USING (row)",
    ]
    for query in compared:
        engine.execute(
            f"INSERT INTO finding SELECT row, field, 'structure-differs', value, number_or_id "
            f"FROM ({query}) AS compared(row, field, value, number_or_id, differs) WHERE differs"
        )


def _meant(field: str) -> str:
    """SQL for what a cell says; `=` in ORGANIZATION says all of them (D47), in the others it is no cell here."""
    cell = f'given."{field}"'
    return f"CASE {cell} WHEN '=' THEN '*' ELSE {cell} END" if field == "ORGANIZATION" else cell


def _slots_differ() -> str:
    """SQL for whether a slot that the row names is not what the structure has there."""
    return " OR ".join(
        f"(given.writes_{slot} AND ("
        + " OR ".join(f"given.{quoted(part.upper())} IS DISTINCT FROM equal.{slot}_{part}" for part in ADDRESS_PARTS)
        + "))"
        for slot in SLOTS
    )
