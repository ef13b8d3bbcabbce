"""Administrative numbers: TYPE=number, or the number alone below a CONFIG row (contact.md 5.5, D50, D52)."""

from __future__ import annotations

from entracte.check.contact.cells import FileCells
from entracte.check.contact.configuration import Configuration
from entracte.engine import Engine, quoted


def read_admin_numbers(
    engine: Engine, cells: FileCells, findings: str, configuration: Configuration, table: str, *, with_target: bool
) -> str:
    """Make the table `row`, `admin_type`, `admin_value`, with findings for what names no type.

    `admin_value` null: remove that type; both null but the row there: remove all (`=`).
    """
    engine.create_table(table, {"row": "BIGINT", "admin_type": "VARCHAR", "admin_value": "VARCHAR"})
    if "ADMIN_NUMBER" not in cells.filled:
        return table
    known = (
        "(institution, 'ADMIN_NUMBER', left_side) IN (SELECT (institution, list, code) FROM reference_code)"
        if with_target
        else "left_side <> ''"
    )
    official = '"OFFICIAL_NAME" IS NOT NULL' if "OFFICIAL_NAME" in cells.filled else "FALSE"
    parsed = f"{table}_parsed"
    engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {quoted(parsed)} AS
        WITH admin_cells AS (
            SELECT row, institution, operation, 'ADMIN_NUMBER' AS column_name, "ADMIN_NUMBER" AS cell,
                CASE WHEN contains("ADMIN_NUMBER", '=')
                    THEN regexp_replace(split_part("ADMIN_NUMBER", '=', 1), '\\p{{Z}}+$', '') END AS left_side,
                {official} AS has_structure
            FROM {quoted(cells.view)}
            WHERE operation IN ('INSERT', 'UPDATE', 'UPDATEACT') AND "ADMIN_NUMBER" IS NOT NULL
        )
        SELECT admin_cells.*, configured, coalesce({known}, FALSE) AS names_type,
            regexp_replace(substr(cell, strpos(cell, '=') + 1), '^\\p{{Z}}+', '') AS right_side
        FROM {configuration.configured("admin_cells")}
        """
    )
    engine.execute(
        f"""
        INSERT INTO {quoted(findings)}
        SELECT row, 'ADMIN_NUMBER', code, CASE WHEN code = 'admin-type-unknown' THEN left_side ELSE cell END,
            CASE WHEN code = 'value-too-long' THEN '2000' END
        FROM (
            SELECT row, cell, left_side, CASE
                WHEN cell = '=' THEN CASE WHEN operation = 'INSERT' THEN 'nothing-to-erase' END
                WHEN operation = 'INSERT' AND NOT has_structure THEN 'structure-field-of-person'
                WHEN names_type AND right_side = '=' THEN CASE WHEN operation = 'INSERT' THEN 'nothing-to-erase' END
                WHEN length(cell) > 2000 THEN 'value-too-long'
                WHEN names_type OR configured IS NOT NULL THEN NULL
                WHEN left_side <> '' THEN 'admin-type-unknown'
                ELSE 'code-missing'
            END AS code
            FROM {quoted(parsed)}
        ) WHERE code IS NOT NULL
        """
    )
    engine.execute(
        f"""
        INSERT INTO {quoted(table)}
        SELECT row,
            CASE WHEN cell = '=' THEN NULL WHEN names_type THEN left_side ELSE configured END,
            CASE WHEN cell = '=' OR (names_type AND right_side = '=') THEN NULL
                WHEN names_type THEN right_side ELSE cell END
        FROM {quoted(parsed)}
        WHERE CASE
            WHEN operation = 'INSERT' AND NOT has_structure THEN FALSE
            WHEN cell = '=' OR (names_type AND right_side = '=') THEN operation <> 'INSERT'
            WHEN length(cell) > 2000 THEN FALSE
            WHEN names_type THEN right_side <> ''
            ELSE configured IS NOT NULL
        END
        """
    )
    engine.execute(f"DROP TABLE {quoted(parsed)}")
    return table
