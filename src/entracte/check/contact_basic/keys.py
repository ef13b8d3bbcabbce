"""The key of a basic row: its e-mail address, which must be there and be one (contact.md 7.1)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from entracte.check.cells import CellProfile, cleaned_cell, profile_cells, report_cleaned
from entracte.engine import Engine, quoted
from entracte.engine.expressions import column, expression
from entracte.findings import FINDING_COLUMNS
from entracte.formats.contact import EMAIL_PATTERN
from entracte.formats.contact_basic import CONTACT_BASIC


@dataclass(frozen=True)
class BasicKeys:
    """The cleaned cells of a file (view `cells`: `row`, `institution` and the `filled` fields), and its keys.

    The table `keys` holds for each row `institution`, `email` (null: none that can be a key), `operation` (INSERT or
    UPDATE), the contact `number` and `first_row`, the first row of that address; without a target every row makes a
    contact. `findings` has the columns of `FINDING_COLUMNS`.
    """

    cells: str
    keys: str
    findings: str
    filled: tuple[str, ...]


def read_keys(
    engine: Engine, table: str, columns: tuple[str, ...], *, prefix: str, institution: str | None
) -> BasicKeys:
    """Clean the cells and judge every row's e-mail address; `institution` stands in where a row names none (D55)."""
    profiles = profile_cells(engine, table, list(columns))
    cells, keys, findings = f"{prefix}cells", f"{prefix}keys", f"{prefix}findings"
    engine.create_table(findings, FINDING_COLUMNS)
    report_cleaned(engine, findings, profiles)
    filled = tuple(name for name in CONTACT_BASIC.field_names if name in profiles and profiles[name].filled)
    _create_cells(engine, table, cells, {name: profiles[name] for name in filled}, institution)
    cell = quoted("EMAIL") if "EMAIL" in filled else "NULL::VARCHAR"
    longest = CONTACT_BASIC.named("EMAIL").length
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE {quoted(keys)} AS
        SELECT row, institution, CASE WHEN length(cell) <= {longest} AND regexp_matches(lower(cell), $1)
            THEN lower(cell) END AS email, 'INSERT' AS operation, NULL::VARCHAR AS number, NULL::BIGINT AS first_row
        FROM (SELECT row, institution, {cell} AS cell FROM {quoted(cells)})
        """,
        [EMAIL_PATTERN],
    )
    engine.execute(
        f"""
        INSERT INTO {quoted(findings)}
        SELECT row, 'EMAIL', CASE WHEN cell IS NULL THEN 'email-missing' WHEN email IS NULL THEN 'email-key-invalid'
            ELSE 'email-lowered' END, cell, email
        FROM {quoted(keys)} JOIN (SELECT row, {cell} AS cell FROM {quoted(cells)}) AS told USING (row)
        WHERE email IS DISTINCT FROM cell OR cell IS NULL
        """
    )
    return BasicKeys(cells, keys, findings, filled)


def _create_cells(
    engine: Engine, table: str, view: str, profiles: dict[str, CellProfile], institution: str | None
) -> None:
    cleaned = {name: cleaned_cell(name, profile) for name, profile in profiles.items()}
    own = expression(
        "coalesce($cell, $institution)",
        cell=cleaned.pop("INSTITUTION", exp.cast(exp.null(), "TEXT")),
        institution=institution,
    )
    selected = [
        column("row"),
        exp.alias_(exp.cast(own, "TEXT"), "institution", quoted=True),
        *(exp.alias_(tree, name, quoted=True) for name, tree in cleaned.items()),
    ]
    query = exp.select(*selected).from_(exp.to_table(quoted(table), dialect="duckdb"))
    engine.execute(f"CREATE OR REPLACE VIEW {quoted(view)} AS {query.sql(dialect='duckdb')}")
