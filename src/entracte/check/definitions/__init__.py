"""Checking the rows of a settings format (institution, organization, value, criterion, structure-type).

Every rule that a row alone decides: its institution and operation, its keys, each field's type, length and allowed
values. What depends on the definitions already there (exists, absent, in use, references) is the load's to find.
"""

from __future__ import annotations

from dataclasses import dataclass

from entracte.check.cells import profile_cells, report_cleaned
from entracte.check.definitions.cells import create_cells
from entracte.check.definitions.combinations import check_combinations
from entracte.check.definitions.fields import check_fields, create_values
from entracte.check.definitions.rows import check_rows
from entracte.check.values.country import create_country_table
from entracte.engine import Engine, quoted
from entracte.findings import FINDING_COLUMNS, Outcome, catalogue
from entracte.formats import Format

__all__ = ["CheckedDefinitions", "check_definitions"]


@dataclass(frozen=True)
class CheckedDefinitions:
    """Names of the engine tables that a check leaves behind.

    `values`: `row` and one text column per field of the format, with what is kept of each cell (null: empty or
    dropped; `=`: erase, on UPDATE only; numbers without leading zeros). `rejected`: the `row`s that cannot be
    imported whatever the target holds. `findings` has the columns of `FINDING_COLUMNS`.
    """

    values: str
    rejected: str
    findings: str


def check_definitions(
    engine: Engine, definition: Format, table: str, columns: tuple[str, ...], *, prefix: str, institution: str | None
) -> CheckedDefinitions:
    """Check the raw rows of `table` (`row` and one text column per field of `columns`) in a settings format.

    `institution` stands in where a row names none (D55). The tables made are named `prefix` + what they hold.
    """
    checked = CheckedDefinitions(f"{prefix}values", f"{prefix}rejected", f"{prefix}findings")
    profiles = profile_cells(engine, table, list(columns))
    engine.create_table(checked.findings, FINDING_COLUMNS)
    report_cleaned(engine, checked.findings, profiles)
    if any(field.code_list == "COUNTRY" for field in definition.fields):
        create_country_table(engine)
    cells = f"{prefix}cells"
    create_cells(engine, definition, table, profiles, cells, institution)
    check_rows(engine, definition, cells, checked.findings)
    filled = {name for name, profile in profiles.items() if profile.filled} | {"INSTITUTION", "OPERATION"}
    check_fields(engine, definition, cells, checked.findings, filled)
    create_values(engine, definition, cells, checked.values, filled)
    check_combinations(engine, definition, checked.values, checked.findings)
    _collect_rejected(engine, checked)
    return checked


def _collect_rejected(engine: Engine, checked: CheckedDefinitions) -> None:
    codes = ", ".join(f"'{kind.code}'" for kind in catalogue().values() if kind.outcome is Outcome.ROW_REJECTED)
    engine.execute(
        f"CREATE OR REPLACE TABLE {quoted(checked.rejected)} AS SELECT DISTINCT row "
        f"FROM {quoted(checked.findings)} WHERE code IN ({codes}) AND row IS NOT NULL"
    )
