"""Criteria: CODE=value|value, or the values alone below a CONFIG row (contact.md 5.9, D18, D51, D52)."""

from __future__ import annotations

from entracte.check.contact.cells import FileCells
from entracte.check.contact.configuration import Configuration
from entracte.check.values.date import parsed as parsed_date
from entracte.engine import Engine, quoted
from entracte.engine.expressions import column
from entracte.formats.contact import CRITERION_COLUMNS

CRITERION_TEXT_LENGTH = 2000


def read_criteria(
    engine: Engine, cells: FileCells, findings: str, configuration: Configuration, table: str, *, with_target: bool
) -> str | None:
    """Make the table `row`, `code`, `contact_type`, `field`, `chosen` (list of texts; empty: erase), with findings.

    One line for each row and criterion; several columns of one criterion add up, a value beside `CODE==` wins.
    Without a target only the shape of the cells is checked and no table is made.
    """
    columns = [name for name in CRITERION_COLUMNS if name in cells.filled]
    if not columns:
        if with_target:
            engine.create_table(table, _COLUMNS)
        return table if with_target else None
    parsed = f"{table}_parsed"
    _parse(engine, cells, columns, configuration, parsed, with_target=with_target)
    _report_unnamed(engine, parsed, findings)
    if with_target:
        _choose(engine, parsed, findings, table)
    engine.execute(f"DROP {'TABLE' if with_target else 'VIEW'} {quoted(parsed)}")
    return table if with_target else None


_COLUMNS = {
    "row": "BIGINT",
    "code": "VARCHAR",
    "contact_type": "VARCHAR",
    "field": "VARCHAR",
    "chosen": "VARCHAR[]",
}


def _parse(
    engine: Engine,
    cells: FileCells,
    columns: list[str],
    configuration: Configuration,
    parsed: str,
    *,
    with_target: bool,
) -> None:
    """Split each cell into the criterion it names and what it says of it; without a target it is looked at once."""
    kept_as = "TABLE" if with_target else "VIEW"
    listed = ", ".join(quoted(name) for name in columns)
    known = "named.code IS NOT NULL" if with_target else "left_side <> ''"
    reference = (
        "LEFT JOIN reference_criterion AS named ON named.institution = criterion_cells.institution "
        "AND named.code = left_side"
        if with_target
        else ""
    )
    engine.execute(
        f"""
        CREATE OR REPLACE TEMP {kept_as} {quoted(parsed)} AS
        WITH criterion_cells AS (
            SELECT row, institution, operation, column_name, cell,
                CASE WHEN contains(cell, '=')
                    THEN regexp_replace(split_part(cell, '=', 1), '\\p{{Z}}+$', '') END AS left_side,
                regexp_replace(substr(cell, strpos(cell, '=') + 1), '^\\p{{Z}}+', '') AS right_side
            FROM (SELECT row, institution, operation, {listed} FROM {quoted(cells.view)}
                  WHERE operation IN ('INSERT', 'UPDATE', 'UPDATEACT', 'DELETE'))
            UNPIVOT (cell FOR column_name IN ({listed}))
        ), named_cells AS (
            SELECT criterion_cells.*, {known} AS names_code FROM criterion_cells {reference}
        )
        SELECT named_cells.*, configured,
            CASE WHEN cell = '=' THEN configured WHEN names_code THEN left_side ELSE configured END AS code,
            CASE WHEN names_code AND cell <> '=' THEN right_side ELSE cell END AS said
        FROM {configuration.configured("named_cells")}
        """
    )


def _report_unnamed(engine: Engine, parsed: str, findings: str) -> None:
    """Cells that name no criterion, or one that is not defined."""
    engine.execute(
        f"""
        INSERT INTO {quoted(findings)}
        SELECT row, column_name, CASE WHEN cell = '=' AND operation = 'INSERT' THEN 'nothing-to-erase'
                WHEN left_side <> '' THEN 'criterion-unknown' ELSE 'code-missing' END,
            CASE WHEN left_side <> '' THEN left_side ELSE cell END, NULL
        FROM {quoted(parsed)}
        WHERE code IS NULL
        """
    )


def _choose(engine: Engine, parsed: str, findings: str, table: str) -> None:
    """Judge what cells say by their criterion's data type, and gather what is left by row and criterion.

    A cell says the same wherever it stands, and a column holds few different ones: each is judged once.
    """
    values, meanings = f"{table}_value", f"{table}_meaning"
    _judge_values(engine, parsed, values)
    _report_values(engine, parsed, values, findings)
    engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {quoted(meanings)} AS
        SELECT institution, code, said, any_value(contact_type) AS contact_type, bool_and(single) AS single,
            bool_or(erases) AS erases, list(stored ORDER BY position) FILTER (NOT erases) AS stored
        FROM {quoted(values)} WHERE stored IS NOT NULL GROUP BY institution, code, said
        """
    )
    told = f"""
        SELECT row, parsed.code, contact_type, column_name, operation, single, erases, coalesce(stored, []) AS stored
        FROM {quoted(parsed)} AS parsed JOIN {quoted(meanings)} AS meaning
            ON meaning.institution = parsed.institution AND meaning.code = parsed.code AND meaning.said = parsed.said
        WHERE NOT (erases AND operation = 'INSERT')
    """
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE {quoted(table)} AS
        SELECT row, code, contact_type, column_name AS field, CASE
                WHEN operation = 'DELETE' THEN list_sort(list_distinct(CASE WHEN erases THEN ['='] ELSE stored END))
                WHEN single THEN stored[1:1]
                ELSE list_sort(list_distinct(stored)) END::VARCHAR[] AS chosen
        FROM ({told})
        """
    )
    _gather_columns(engine, told, findings, table)
    for judged in (values, meanings):
        engine.execute(f"DROP TABLE {quoted(judged)}")


def _judge_values(engine: Engine, parsed: str, values: str) -> None:
    """Make the table of the values that cells say: `stored` is null for one that its criterion cannot hold."""
    date = parsed_date(column("piece"), birth=False).sql(dialect="duckdb")
    engine.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {quoted(values)} AS
        WITH spelling AS (
            SELECT DISTINCT institution, code, said FROM {quoted(parsed)} WHERE code IS NOT NULL
        ), pieces AS (
            SELECT *, unnest(piece_list) AS untrimmed, generate_subscripts(piece_list, 1) AS position
            FROM (
                SELECT spelling.*, data_type, contact_type, said = '=' AS erases, CASE
                    WHEN data_type = 'TEXT' OR said = '=' THEN [said] ELSE string_split(said, '|') END AS piece_list
                FROM spelling JOIN reference_criterion AS criterion
                    ON criterion.institution = spelling.institution AND criterion.code = spelling.code
            )
        ), trimmed AS (
            SELECT *, regexp_replace(untrimmed, '^\\p{{Z}}+|\\p{{Z}}+$', '', 'g') AS piece FROM pieces
        )
        SELECT trimmed.institution, trimmed.code, said, contact_type, data_type, position, piece, erases,
            data_type <> 'MULTICHOICE' AS single, CASE
                WHEN erases THEN '='
                WHEN data_type = 'TEXT' THEN regexp_replace(left(piece, {CRITERION_TEXT_LENGTH}), '\\p{{Z}}+$', '')
                WHEN data_type IN ('CHOICE', 'MULTICHOICE') THEN element.code
                WHEN data_type = 'BOOLEAN' THEN
                    CASE WHEN piece IN ('T', 'TRUE') THEN 'TRUE' WHEN piece IN ('F', 'FALSE') THEN 'FALSE' END
                WHEN data_type = 'NUMBER' THEN CASE WHEN regexp_full_match(piece, '[0-9]+') THEN piece END
                WHEN data_type = 'DATE' THEN {date}::VARCHAR
            END AS stored
        FROM trimmed LEFT JOIN reference_element AS element
            ON element.institution = trimmed.institution AND element.criterion = trimmed.code AND element.code = piece
        WHERE piece <> ''
        """
    )


def _report_values(engine: Engine, parsed: str, values: str, findings: str) -> None:
    """Values that the criterion cannot hold, that are cut, or that are one too many in their cell."""
    engine.execute(
        f"""
        INSERT INTO {quoted(findings)}
        WITH told AS (
            SELECT *, CASE
                WHEN erases THEN 'nothing-to-erase'
                WHEN stored IS NULL AND data_type IN ('CHOICE', 'MULTICHOICE') THEN 'element-unknown'
                WHEN stored IS NULL THEN 'criterion-value-invalid'
                WHEN single AND stored <> first_stored THEN 'criterion-single'
                WHEN data_type = 'TEXT' AND length(piece) > {CRITERION_TEXT_LENGTH} THEN 'text-truncated'
            END AS finding
            FROM (SELECT *, first_value(stored IGNORE NULLS) OVER (
                PARTITION BY institution, code, said ORDER BY position
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS first_stored FROM {quoted(values)})
        )
        SELECT row, column_name, finding, CASE WHEN erases THEN cell ELSE piece END,
            CASE WHEN finding = 'text-truncated' THEN '{CRITERION_TEXT_LENGTH}' ELSE parsed.code END
        FROM {quoted(parsed)} AS parsed JOIN (SELECT * FROM told WHERE finding IS NOT NULL) AS told
            ON told.institution = parsed.institution AND told.code = parsed.code AND told.said = parsed.said
        WHERE CASE finding WHEN 'nothing-to-erase' THEN operation = 'INSERT'
            WHEN 'criterion-single' THEN operation <> 'DELETE' ELSE TRUE END
        """
    )


def _gather_columns(engine: Engine, told: str, findings: str, table: str) -> None:
    """Where a row names one criterion in several columns, make their values one line; usually no row does."""
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated_criterion AS SELECT row, code FROM {quoted(table)} "
        "GROUP BY row, code HAVING count(*) > 1"
    )
    if engine.count("repeated_criterion"):
        engine.execute(f"DELETE FROM {quoted(table)} WHERE (row, code) IN (SELECT (row, code) FROM repeated_criterion)")
        engine.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE gathered AS
            SELECT *, first_value(CASE WHEN NOT erases THEN piece END IGNORE NULLS) OVER (
                PARTITION BY row, code ORDER BY column_name, position
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS first_piece
            FROM (
                SELECT told.* EXCLUDE (stored), unnest(pieces) AS piece, generate_subscripts(pieces, 1) AS position
                FROM (SELECT *, CASE WHEN erases THEN ['='] ELSE stored END AS pieces FROM ({told})) AS told
                SEMI JOIN repeated_criterion USING (row, code)
            )
            """
        )
        surplus = "single AND NOT erases AND operation <> 'DELETE' AND piece <> first_piece"
        engine.execute(
            f"""
            INSERT INTO {quoted(findings)}
            SELECT row, column_name, 'criterion-single', piece, code FROM gathered
            WHERE {surplus} AND (row, column_name, piece) NOT IN (
                SELECT (row, field, value) FROM {quoted(findings)}
                WHERE code = 'criterion-single' AND row IN (SELECT row FROM repeated_criterion))
            """
        )
        engine.execute(
            f"""
            INSERT INTO {quoted(table)}
            SELECT row, code, any_value(contact_type), min(column_name),
                coalesce(list_sort(list_distinct(list(piece) FILTER (NOT erases OR operation = 'DELETE'))), [])
            FROM gathered WHERE NOT ({surplus}) GROUP BY row, code
            """
        )
        engine.execute("DROP TABLE gathered")
    engine.execute("DROP TABLE repeated_criterion")
