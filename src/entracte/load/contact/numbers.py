"""Contact numbers that the import gives: above everything, never inside the kept range (D22, D43)."""

from __future__ import annotations

from entracte.engine import Engine, quoted

WIDTH = 8
HIGHEST = 10**20 - 1
"""A contact number has 20 digits at most (contact.md 5.3)."""


def find_unnumbered(engine: Engine, highest: str) -> bool:
    """Make the table `unnumbered` of the rows for which no number is left; False, as nearly always, if there is none.

    `highest` holds the highest number of each institution in the file, rejected rows included. Makes the table
    `highest_number` of where each institution's generator starts. A row needs a number for a person or a structure
    without one, and for a new structure that a relay's row is the first to name.
    """
    _find_highest(engine, highest)
    most = engine.scalar("SELECT max(number) FROM highest_number") or 0
    engine.create_table("unnumbered", {"row": "BIGINT"})
    if most + 2 * engine.count("given") <= HIGHEST:
        return False
    engine.execute(
        f"""
        INSERT INTO unnumbered
        WITH asking AS (
            SELECT given.row, given.institution, made_kind, "CONTACT_NR" IS NULL AS asks,
                structure_row.row IS NOT NULL AND held.structure_key IS NULL AND given.row = min(given.row)
                    OVER (PARTITION BY given.institution, structure_row.structure_key) AS makes
            FROM given LEFT JOIN structure_row ON structure_row.row = given.row
            LEFT JOIN (SELECT DISTINCT institution, structure_key FROM contact WHERE kind = 'structure') AS held
                ON held.institution = structure_row.institution AND held.structure_key = structure_row.structure_key
            WHERE operation = 'INSERT'
        ), needs AS (
            SELECT row, institution, CASE made_kind WHEN 'structure' THEN (asks AND makes)::INTEGER
                WHEN 'relay' THEN asks::INTEGER + makes::INTEGER ELSE asks::INTEGER END AS needed
            FROM asking
        ), numbered AS (
            SELECT row, needed, {_next_number("place")} AS last_number
            FROM (SELECT *, sum(needed) OVER (PARTITION BY institution ORDER BY row) AS place FROM needs)
            JOIN highest_number USING (institution)
        )
        SELECT row FROM numbered WHERE needed > 0 AND last_number > {HIGHEST}
        """
    )
    return bool(engine.count("unnumbered"))


def _next_number(place: str) -> str:
    """SQL for the number at a place above the highest one, the kept range left out."""
    return (
        f"highest_number.number + {place} + CASE WHEN highest_number.number < kept_from "
        f"AND highest_number.number + {place} >= kept_from THEN kept_to - kept_from + 1 ELSE 0 END"
    )


def _find_highest(engine: Engine, highest: str) -> None:
    engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE highest_number AS
        SELECT code AS institution, greatest(
            coalesce(number_high::HUGEINT, 0), coalesce(number_floor::HUGEINT - 1, 0), coalesce(highest::HUGEINT, 0)
        ) AS number, kept_from::HUGEINT AS kept_from, kept_to::HUGEINT AS kept_to
        FROM reference_institution LEFT JOIN {quoted(highest)} ON institution = code
        """
    )
    engine.execute("UPDATE highest_number SET number = kept_to WHERE number + 1 BETWEEN kept_from AND kept_to")


def give_numbers(engine: Engine) -> None:
    """Number the new contacts that have none, in row order, a structure before the relay of its row.

    Makes the table `generator` (`institution`, `number`): where each institution's generator stands afterwards.
    """
    engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE given_number AS
        SELECT id, contact.institution, {_next_number("place")} AS number
        FROM (SELECT id, institution, row_number() OVER (PARTITION BY institution ORDER BY id) AS place
              FROM contact WHERE number IS NULL) AS contact
        JOIN highest_number USING (institution)
        """
    )
    engine.execute(
        f"UPDATE contact SET number = lpad(given_number.number::VARCHAR, greatest({WIDTH}, "
        "length(given_number.number::VARCHAR))::INTEGER, '0') FROM given_number WHERE given_number.id = contact.id"
    )
    engine.execute(
        """
        CREATE OR REPLACE TABLE generator AS
        SELECT institution, max(number) AS number FROM (
            SELECT institution, number FROM given_number
            UNION ALL
            SELECT institution, "CONTACT_NR"::HUGEINT FROM given JOIN outcome USING (row)
            WHERE operation = 'INSERT' AND outcome = 'imported' AND "CONTACT_NR" IS NOT NULL
        ) GROUP BY institution
        """
    )
    engine.execute(
        "UPDATE contact SET structure = made.number FROM contact AS made WHERE made.id = contact.structure_id"
    )
    engine.execute(
        "UPDATE finding SET detail = contact.number FROM contact "
        "WHERE code IN ('structure-differs', 'structure-number-unused') AND detail = '#' || contact.id"
    )
