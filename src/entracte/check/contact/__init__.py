"""Checking contact rows: every rule that a row, its file and the institution's settings decide.

What depends on the contacts already there (number exists, login taken, same structure) is the load's to find, since
it depends on the rows before as well (D16).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from entracte.check.cells import CellProfile, profile_cells, report_cleaned
from entracte.check.contact.admin_numbers import read_admin_numbers
from entracte.check.contact.cells import FileCells, create_cells
from entracte.check.contact.configuration import read_configuration
from entracte.check.contact.criteria import read_criteria
from entracte.check.contact.fields import check_fields, keep_values
from entracte.check.contact.repeated_numbers import check_repeated_numbers
from entracte.check.contact.rows import check_rows
from entracte.check.values.country import create_country_table
from entracte.engine import Engine, quoted
from entracte.findings import FINDING_COLUMNS, Outcome, catalogue

__all__ = ["CheckedContacts", "check_contacts"]


@dataclass(frozen=True)
class CheckedContacts:
    """Names of the engine tables that a check leaves behind.

    `findings` has the columns of `FINDING_COLUMNS`. With a target: the view `values` holds one line a row with the
    kept value of every field as text (`=`: erase), `criteria` the criterion values by row and code, `highest_numbers`
    the highest contact number by institution. `rejected`: rows that cannot be imported whatever the target holds.
    """

    findings: str
    rejected: str
    values: str | None
    criteria: str | None
    highest_numbers: str | None
    skipped: tuple[str, ...] = ()


def check_contacts(
    engine: Engine,
    table: str,
    columns: tuple[str, ...],
    *,
    prefix: str,
    institution: str | None,
    with_target: bool,
    today: datetime.date,
    plain: bool = False,
) -> CheckedContacts:
    """Check the raw rows of `table` (`row` and one text column per field of `columns`).

    `institution` stands in where a row names none (D55). With a target the tables `reference_*` hold its settings
    (see load.reference); without one, the rules that need them are skipped, and the result says so. `plain`: the
    reader knows that no cell holds a control character.
    """
    profiles = profile_cells(engine, table, list(columns), multiline=("REMARK",), plain=plain)
    findings, rejected = f"{prefix}findings", f"{prefix}rejected"
    engine.create_table(findings, FINDING_COLUMNS)
    report_cleaned(engine, findings, profiles)
    if _fills(profiles, ("COUNTRY",)):
        create_country_table(engine)
    cells = create_cells(engine, table, profiles, f"{prefix}cells", institution)
    check_rows(engine, cells, findings, with_target=with_target)
    _collect_rejected(engine, findings, rejected)
    check_fields(engine, cells, findings, with_target=with_target, today=today)
    configuration = read_configuration(
        engine, cells, findings, rejected, f"{prefix}configuration", with_target=with_target
    )
    admin_numbers = read_admin_numbers(
        engine, cells, findings, configuration, f"{prefix}admin_numbers", with_target=with_target
    )
    criteria = read_criteria(engine, cells, findings, configuration, f"{prefix}criteria", with_target=with_target)
    if not with_target:
        check_repeated_numbers(engine, cells, findings, rejected)
        _collect_rejected(engine, findings, rejected)
        return CheckedContacts(findings, rejected, None, None, None, SKIPPED_WITHOUT_TARGET)
    values = f"{prefix}values"
    keep_values(engine, cells, values, rejected, admin_numbers, today=today)
    highest = f"{prefix}highest_numbers"
    _find_highest_numbers(engine, cells, highest)
    return CheckedContacts(findings, rejected, values, criteria, highest)


SKIPPED_WITHOUT_TARGET = (
    "institution and organization codes",
    "codes of the institution's lists (titles, structure and community types, departments, administrative numbers)",
    "criteria and their elements",
    "existing contacts: numbers, structures, logins, sales, erased persons",
    "phone numbers, which need the institution's country",
)


def _find_highest_numbers(engine: Engine, cells: FileCells, table: str) -> None:
    """The highest contact number of each institution in the file, whatever becomes of its row (D43)."""
    number = cells.cell("CONTACT_NR").sql(dialect="duckdb")
    engine.execute(
        f"CREATE OR REPLACE TABLE {quoted(table)} AS SELECT institution, max({number}::HUGEINT) AS highest "
        f"FROM {quoted(cells.view)} WHERE regexp_full_match({number}, '[0-9]{{1,20}}') GROUP BY institution"
    )


def _fills(profiles: dict[str, CellProfile], fields: tuple[str, ...]) -> bool:
    return any(name in profiles and profiles[name].filled for name in fields)


def _collect_rejected(engine: Engine, findings: str, rejected: str) -> None:
    codes = ", ".join(f"'{kind.code}'" for kind in catalogue().values() if kind.outcome is Outcome.ROW_REJECTED)
    engine.execute(
        f"CREATE OR REPLACE TABLE {quoted(rejected)} AS "
        f"SELECT DISTINCT row FROM {quoted(findings)} WHERE code IN ({codes}) AND row IS NOT NULL"
    )
