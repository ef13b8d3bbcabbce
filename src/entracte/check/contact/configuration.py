"""CONFIG rows: the code that a column of the rows below need not repeat (contact.md 5.2, D52)."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.check.contact.cells import FileCells
from entracte.engine import Engine, quoted
from entracte.formats.contact import CRITERION_COLUMNS


@dataclass(frozen=True)
class Configuration:
    """The table of configured columns: `config_row`, `until`, `column_name`, `code`; none if the file has no CONFIG."""

    table: str | None

    def configured(self, cells: str) -> str:
        """SQL joining `configured` to rows and columns of `cells`; null where nothing is configured."""
        if self.table is None:
            return f"{cells} LEFT JOIN (SELECT NULL::VARCHAR AS configured) ON FALSE"
        return (
            f"{cells} LEFT JOIN (SELECT config_row, until, column_name, code AS configured FROM {quoted(self.table)}) "
            f"AS configuration ON configuration.column_name = {cells}.column_name "
            f"AND {cells}.row > config_row AND {cells}.row < until"
        )


def read_configuration(
    engine: Engine, cells: FileCells, findings: str, rejected: str, table: str, *, with_target: bool
) -> Configuration:
    """Read the CONFIG rows; each replaces the whole configuration, up to the next one. A rejected one has no effect.

    Codes that the institution does not define are findings and leave their column unconfigured (D7).
    """
    columns = [name for name in ("ADMIN_NUMBER", *CRITERION_COLUMNS) if name in cells.filled]
    if not columns or not engine.scalar(f"SELECT count(*) FROM {quoted(cells.view)} WHERE operation = 'CONFIG'"):
        return Configuration(None)
    listed = ", ".join(quoted(name) for name in columns)
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE {quoted(table)} AS
        WITH directives AS (
            SELECT row AS config_row, institution,
                coalesce(lead(row) OVER (ORDER BY row), 9223372036854775807) AS until, {listed}
            FROM {quoted(cells.view)}
            WHERE operation = 'CONFIG' AND row NOT IN (SELECT row FROM {quoted(rejected)})
        )
        SELECT config_row, until, institution, column_name, code
        FROM directives UNPIVOT (code FOR column_name IN ({listed}))
        """
    )
    if with_target:
        unknown = f"""
            FROM {quoted(table)} WHERE (institution, CASE WHEN column_name = 'ADMIN_NUMBER' THEN 'ADMIN_NUMBER'
                ELSE 'CRITERION' END, code) NOT IN (SELECT (institution, list, code) FROM reference_code)
        """
        engine.execute(
            f"INSERT INTO {quoted(findings)} SELECT config_row, column_name, 'config-unknown', code, NULL {unknown}"
        )
        engine.execute(f"DELETE {unknown}")
    return Configuration(table)
