"""A contact number given to two new contacts of one file, told without a target (D6, D42)."""

from __future__ import annotations

from entracte.check.contact.cells import FileCells
from entracte.engine import Engine, quoted


def check_repeated_numbers(engine: Engine, cells: FileCells, findings: str, rejected: str) -> None:
    """Report the second and later INSERT of a number, counted anew after each DROP of it.

    Without a target a DROP is taken as done, since only a target can tell.
    """
    if "CONTACT_NR" not in cells.filled:
        return
    engine.execute(
        f"""
        INSERT INTO {quoted(findings)}
        WITH numbered AS (
            SELECT row, institution, operation, "CONTACT_NR" AS number
            FROM {quoted(cells.view)}
            WHERE "CONTACT_NR" IS NOT NULL AND "CONTACT_NR" <> '=' AND operation IN ('INSERT', 'DROP')
        ), repeated AS (
            FROM numbered
            WHERE (institution, number) IN (
                SELECT (institution, number) FROM numbered WHERE operation = 'INSERT'
                GROUP BY institution, number HAVING count(*) > 1
            ) AND row NOT IN (SELECT row FROM {quoted(rejected)})
        ), lives AS (
            SELECT *, count(*) FILTER (operation = 'DROP')
                OVER (PARTITION BY institution, number ORDER BY row) AS life
            FROM repeated
        ), first_of_life AS (
            SELECT row, number, first(row) OVER (PARTITION BY institution, number, life ORDER BY row) AS first_row
            FROM lives WHERE operation = 'INSERT'
        )
        SELECT row, 'CONTACT_NR', 'number-repeated', number, first_row::VARCHAR
        FROM first_of_life WHERE row > first_row
        """
    )
