"""Files of [old] and [new] values (contact.md 7.3), and their rows as UPDATE rows of the contact format.

In two steps: `read_changes`, then, when `load.updates` has compared [old] with what the environment holds,
`changed_contacts`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from entracte.check.cells import cleaned_cell, profile_cells, report_cleaned
from entracte.check.contact_rows import ContactRows, reject
from entracte.check.values.date import parsed as parsed_date
from entracte.engine import Engine, quoted
from entracte.engine.expressions import column, expression
from entracte.findings import FINDING_COLUMNS
from entracte.formats import Format
from entracte.formats.contact import CRITERION_COLUMNS
from entracte.formats.updates import NEW_VALUES_AT_MOST, new_column, old_column

_REJECTING = ("contact-repeated", "too-many-changes", "old-value-changed")
_NEW = new_column("")


@dataclass(frozen=True)
class Changes:
    """What a file wants changed.

    `rows` has a line for each row: `row`, `institution`, `number`. `changes` has one for each filled [new] cell: `row`,
    `place` (1 is the row's first), `code`, `old` and `new` as cleaned, `expected`, the list of values that `old` says,
    sorted. `findings` has the columns of `FINDING_COLUMNS`.
    """

    rows: str
    changes: str
    findings: str


def read_changes(
    engine: Engine,
    file_format: Format,
    table: str,
    columns: tuple[str, ...],
    *,
    prefix: str,
    institution: str | None,
    with_target: bool,
) -> Changes:
    """Clean the cells and turn the pairs of columns into one line a change; names, there for people, are not read.

    A contact that stands in several rows is changed by the first. With a target `reference_criterion` holds the types.
    """
    read = [name for name in columns if name in {"INSTITUTION", "CONTACT_NR"} or file_format.paired_column(name)]
    profiles = profile_cells(engine, table, read)
    rows, changes, findings, cells = (f"{prefix}{name}" for name in ("rows_told", "changes", "findings", "cells"))
    engine.create_table(findings, FINDING_COLUMNS)
    report_cleaned(engine, findings, profiles)
    cleaned = [exp.alias_(cleaned_cell(name, profiles[name]), name, quoted=True) for name in read]
    query = exp.select(column("row"), *cleaned).from_(exp.to_table(quoted(table), dialect="duckdb"))
    engine.execute(f"CREATE OR REPLACE VIEW {quoted(cells)} AS {query.sql(dialect='duckdb')}")
    _read_rows(engine, cells, read, rows, institution)
    codes = [name.removeprefix(_NEW) for name in read if name.startswith(_NEW) and profiles[name].filled]
    _read_pairs(engine, cells, read, codes, changes)
    _expect(engine, rows, changes, with_target=with_target and not (file_format.pairs and file_format.pairs.codes))
    _report_repeated(engine, rows, findings)
    engine.execute(
        f"INSERT INTO {quoted(findings)} SELECT row, NULL, 'too-many-changes', count(*)::VARCHAR, "
        f"'{NEW_VALUES_AT_MOST}' FROM {quoted(changes)} GROUP BY row HAVING count(*) > {NEW_VALUES_AT_MOST}"
    )
    return Changes(rows, changes, findings)


def changed_contacts(engine: Engine, file_format: Format, told: Changes, *, prefix: str) -> ContactRows:
    """Make the UPDATE rows: criteria in as many criterion columns as a row needs, authorizations in their own."""
    table, rejected, places = f"{prefix}rows", f"{prefix}rejected", f"{prefix}places"
    reject(engine, rejected, told.findings, _REJECTING)
    if file_format.pairs and file_format.pairs.codes:
        cells = {code: f"max(new) FILTER (code = '{code}')" for code in file_format.pairs.codes}
        titles, by_row = {code: new_column(code) for code in cells}, None
    else:
        most = engine.scalar(f"SELECT coalesce(max(place), 0) FROM {quoted(told.changes)}")
        cells = {
            name: f"max(code || '=' || new) FILTER (place = {place})"
            for place, name in enumerate(CRITERION_COLUMNS[:most], 1)
        }
        titles, by_row = {}, places
        engine.execute(
            f"CREATE OR REPLACE TABLE {quoted(places)} AS SELECT row, 'CRIT' || lpad(place::VARCHAR, 2, '0') AS field, "
            f"'{_NEW}' || code AS title FROM {quoted(told.changes)}"
        )
    pivoted = ", ".join(f"{cell} AS {quoted(name)}" for name, cell in cells.items())
    pivot = f"LEFT JOIN (SELECT row, {pivoted} FROM {quoted(told.changes)} GROUP BY row) USING (row)" if cells else ""
    listed = "".join(f", {quoted(name)}" for name in cells)
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE {quoted(table)} AS
        SELECT row, institution AS "INSTITUTION", 'UPDATE' AS "OPERATION", number AS "CONTACT_NR"{listed}
        FROM {quoted(told.rows)} {pivot}
        WHERE row NOT IN (SELECT row FROM {quoted(rejected)}) ORDER BY row
        """
    )
    return ContactRows(
        table, ("INSTITUTION", "OPERATION", "CONTACT_NR", *cells), told.findings, rejected, titles, by_row
    )


def _read_rows(engine: Engine, cells: str, read: list[str], rows: str, institution: str | None) -> None:
    own, number = (quoted(name) if name in read else "NULL::VARCHAR" for name in ("INSTITUTION", "CONTACT_NR"))
    engine.execute(
        f"CREATE OR REPLACE TABLE {quoted(rows)} AS SELECT row, coalesce({own}, $1::VARCHAR) AS institution, "
        f"{number} AS number FROM {quoted(cells)}",
        [institution],
    )


def _read_pairs(engine: Engine, cells: str, read: list[str], codes: list[str], changes: str) -> None:
    """One line for each filled [new] cell; a missing [old] column is one of empty cells."""
    pairs = [
        exp.select(
            column("row"),
            exp.alias_(exp.convert(place), "place"),
            exp.alias_(exp.convert(code), "code"),
            exp.alias_(column(old_column(code)) if old_column(code) in read else exp.cast(exp.null(), "TEXT"), "old"),
            exp.alias_(column(new_column(code)), "new"),
        )
        .from_(exp.to_table(quoted(cells), dialect="duckdb"))
        .where(expression("$new IS NOT NULL", new=column(new_column(code))))
        .sql(dialect="duckdb")
        for place, code in enumerate(codes)
    ]
    nothing = (
        "SELECT NULL::BIGINT AS row, 0 AS place, NULL::VARCHAR AS code, NULL::VARCHAR AS old, NULL::VARCHAR AS new "
        "WHERE FALSE"
    )
    engine.execute(
        f"CREATE OR REPLACE TABLE {quoted(changes)} AS SELECT row, "
        f"row_number() OVER (PARTITION BY row ORDER BY place) AS place, code, old, new "
        f"FROM ({' UNION ALL '.join(pairs or [nothing])}) ORDER BY row, place"
    )


def _expect(engine: Engine, rows: str, changes: str, *, with_target: bool) -> None:
    """Read the [old] cells: a list of values, sorted; dates however a spreadsheet may have respelled them."""
    date = parsed_date(column("piece"), birth=True).sql(dialect="duckdb")
    respelled = f"CASE WHEN data_type = 'DATE' THEN coalesce(({date})::VARCHAR, piece) ELSE piece END"
    criterion = (
        "LEFT JOIN reference_criterion AS criterion ON criterion.institution = told.institution "
        "AND criterion.code = pair.code"
        if with_target
        else "LEFT JOIN (SELECT NULL::VARCHAR AS data_type) ON FALSE"
    )
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE {quoted(changes)} AS
        WITH typed AS (
            SELECT pair.*, data_type, CASE WHEN data_type = 'TEXT' THEN [old] ELSE string_split(old, '|') END AS pieces
            FROM {quoted(changes)} AS pair JOIN {quoted(rows)} AS told USING (row) {criterion}
        ), trimmed AS (
            SELECT *, list_filter(list_transform(pieces, lambda piece: trim(piece)), lambda piece: piece <> '') AS kept
            FROM typed
        )
        SELECT row, place, code, old, new, list_sort(list_transform(kept, lambda piece: {respelled})) AS expected
        FROM trimmed
        """
    )


def _report_repeated(engine: Engine, rows: str, findings: str) -> None:
    engine.execute(
        f"""
        INSERT INTO {quoted(findings)}
        SELECT row, 'CONTACT_NR', 'contact-repeated', number, first_row::VARCHAR FROM (
            SELECT row, number, min(row) OVER (PARTITION BY institution, number) AS first_row
            FROM {quoted(rows)} WHERE number IS NOT NULL
        ) WHERE row > first_row
        """
    )
