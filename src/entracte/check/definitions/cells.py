"""The cells of a settings file as the rules see them: cleaned, all there, institution and operation filled in."""

from __future__ import annotations

from sqlglot import exp

from entracte.check.cells import CellProfile, cleaned_cell
from entracte.engine import Engine, quoted
from entracte.engine.expressions import Expression, column, expression
from entracte.formats import Format

STAND_INS = ("INSTITUTION", "OPERATION")


def create_cells(  # noqa: PLR0917
    engine: Engine,
    definition: Format,
    table: str,
    profiles: dict[str, CellProfile],
    cells: str,
    institution: str | None,
) -> None:
    """Make the table `cells`: `row` and every field of the format as text.

    An empty INSTITUTION becomes `institution` (D55), an empty OPERATION its default; fields that the file does
    not have are null.
    """
    stand_ins = {"INSTITUTION": institution, "OPERATION": definition.named("OPERATION").default}

    def cell(name: str) -> Expression:
        cleaned = cleaned_cell(name, profiles[name]) if name in profiles else exp.cast(exp.null(), "TEXT")
        if name in STAND_INS:
            return expression("coalesce($cell, $stand_in)", cell=cleaned, stand_in=stand_ins[name])
        return cleaned

    query = exp.select(
        column("row"), *(exp.alias_(cell(name), name, quoted=True) for name in definition.field_names)
    ).from_(exp.to_table(quoted(table), dialect="duckdb"))
    engine.execute(f"CREATE OR REPLACE TABLE {quoted(cells)} AS {query.sql(dialect='duckdb')}")
