"""Files of other formats whose rows are rows of the contact format: so that check and load of contacts exist once."""

from __future__ import annotations

from dataclasses import dataclass, field

from entracte.engine import Engine, quoted
from entracte.findings import FINDING_COLUMNS


@dataclass(frozen=True)
class ContactRows:
    """The rows of a file as rows of the contact format, as `check_contacts` takes them.

    `table` has `row` (that of the file) and the `columns`, cleaned. `findings` is what was found on the way and
    `rejected` the rows that are therefore not in `table`. `titles` gives the file's column for each column that the
    contact format calls otherwise; `places`, a table of `row`, `field` and `title`, where that differs by row.
    `keys`: a table of `row`, `email` and `first_row` where rows name contacts by e-mail address.
    """

    table: str
    columns: tuple[str, ...]
    findings: str
    rejected: str
    titles: dict[str, str] = field(default_factory=dict)
    places: str | None = None
    keys: str | None = None


def collect_findings(engine: Engine, rows: ContactRows, findings: str, table: str) -> str:
    """Make a table of all findings about a file, in its own columns, and return its name.

    They are those of `rows` and those that `findings` holds about its table.
    """
    engine.create_table("contact_title", {"field": "VARCHAR", "title": "VARCHAR"}, rows.titles.items())
    title, place = "coalesce(contact_title.title, told.field)", ""
    if rows.places:
        title = "coalesce(place.title, told.field)"
        place = f"LEFT JOIN {quoted(rows.places)} AS place ON place.row = told.row AND place.field = told.field"
    columns = ", ".join(FINDING_COLUMNS)
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE {quoted(table)} AS
        SELECT {columns} FROM {quoted(rows.findings)}
        UNION ALL
        SELECT told.row, {title}, code, value, detail
        FROM {quoted(findings)} AS told LEFT JOIN contact_title ON contact_title.field = told.field
        {place}
        """
    )
    if rows.keys:
        _tell_first_rows(engine, rows.keys, table)
    return table


def _tell_first_rows(engine: Engine, keys: str, findings: str) -> None:
    """A later row of an address whose first row made no contact: say so, instead of the number we had given it."""
    engine.execute(
        f"""
        UPDATE {quoted(findings)} AS told SET code = 'first-row-rejected', value = email, detail = first_row::VARCHAR
        FROM {quoted(keys)} AS keys WHERE keys.row = told.row AND told.code = 'number-absent'
        """
    )


def reject(engine: Engine, rejected: str, findings: str, codes: tuple[str, ...]) -> None:
    """Make the table `rejected` of the rows with one of these findings."""
    engine.execute(
        f"CREATE OR REPLACE TABLE {quoted(rejected)} AS SELECT DISTINCT row FROM {quoted(findings)} "
        "WHERE list_contains(CAST($1 AS VARCHAR[]), code) AND row IS NOT NULL",
        [list(codes)],
    )
