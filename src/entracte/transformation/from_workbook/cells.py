"""The cells of a workbook in the engine, and what each of them is wherever it stands: its form.

A form is a formula with the rows that move told by how far away they are, or a typed value. Cells have the same form
where their texts have the same skeleton and the same numbers, rows that move counted from the cell: whole columns.
"""

from __future__ import annotations

from dataclasses import dataclass

from entracte.engine import Engine
from entracte.recipe.sheets import moved, relative_rows
from entracte.recipe.sheets.moving import NUMBERS
from entracte.sources.excel.formulas import FormulaWorkbook

CELLS = "workbook_cells"
FORMS = "workbook_forms"
_SKELETONS = 200
"""So many skeletons of a column are looked at; a column with more has no form that nearly all cells share."""


@dataclass(frozen=True)
class Form:
    """What cells of a column hold: a formula, a typed value, or a formula that fills several cells (`spread`).

    `text` is the formula as the cell `row` has it, or the value; `kind` and `style` are those of the value.
    """

    what: str
    key: str
    text: str
    row: int
    cells: int
    kind: str
    style: int


@dataclass(frozen=True)
class ColumnForms:
    """The forms of a column of a sheet, the most frequent first (a few of them), and how many cells it holds."""

    sheet: int
    col: int
    forms: tuple[Form, ...]
    cells: int
    first_formula: int | None
    last_formula: int | None

    @property
    def main(self) -> Form:
        """What most of its cells hold."""
        return self.forms[0]


def lay_cells(engine: Engine, workbook: FormulaWorkbook) -> None:
    """Bring the cells of all sheets to the engine, shared formulas told in full.

    `base_row` is the row that the formula was written for. Raises `damaged-workbook`.
    """
    import pyarrow as pa

    held = engine.folder / "workbook.arrow"
    try:
        workbook.write_cells(held)
        with pa.memory_map(str(held)) as source, pa.ipc.open_stream(source) as reader:
            engine.create_from_arrow("workbook_read", reader)
    finally:
        held.unlink(missing_ok=True)
    wanted = engine.rows(
        "WITH written AS (SELECT sheet, shared, arg_min(formula, row) AS formula, min(row) AS row, "
        "arg_min(col, row) AS col FROM workbook_read WHERE shared IS NOT NULL AND formula <> '' GROUP BY ALL), "
        "sharing AS (SELECT DISTINCT sheet, shared, col FROM workbook_read WHERE shared IS NOT NULL AND formula = '') "
        "SELECT sheet, shared, sharing.col, formula, row, sharing.col - written.col "
        "FROM sharing JOIN written USING (sheet, shared)"
    )
    engine.create_table(
        "workbook_shared",
        {"sheet": "INTEGER", "shared": "INTEGER", "col": "INTEGER", "formula": "VARCHAR", "base_row": "INTEGER"},
        [(sheet, shared, col, moved(formula, right=away), row) for sheet, shared, col, formula, row, away in wanted],
    )
    engine.execute(
        f"CREATE OR REPLACE TABLE {CELLS} AS SELECT cells.sheet, cells.row, cells.col, cells.kind, cells.value, "
        "cells.style, cells.fills, CASE WHEN cells.formula = '' THEN coalesce(told.formula, '') ELSE cells.formula END "
        "AS formula, coalesce(CASE WHEN cells.formula = '' THEN told.base_row END, cells.row) AS base_row "
        "FROM workbook_read AS cells LEFT JOIN workbook_shared AS told USING (sheet, shared, col)"
    )
    engine.execute("DROP TABLE workbook_read; DROP TABLE workbook_shared")


def lay_forms(engine: Engine) -> None:
    """Tell the form of every cell that holds something, of the sheets that compute anything."""
    held = (
        f"SELECT *, regexp_replace(formula, '{NUMBERS}', '#', 'g') AS skeleton FROM {CELLS} "
        f"WHERE sheet IN (SELECT DISTINCT sheet FROM {CELLS} WHERE formula IS NOT NULL)"
    )
    found = engine.rows(
        f"SELECT sheet, col, skeleton, arg_min(formula, row) FROM ({held}) WHERE formula IS NOT NULL "
        "GROUP BY sheet, col, skeleton "
        f"QUALIFY row_number() OVER (PARTITION BY sheet, col ORDER BY count(*) DESC, skeleton) <= {_SKELETONS}"
    )
    engine.create_table(
        "workbook_skeletons",
        {"sheet": "INTEGER", "col": "INTEGER", "skeleton": "VARCHAR", "moving": "INTEGER[]"},
        [(sheet, col, skeleton, relative_rows(formula)) for sheet, col, skeleton, formula in found],
    )
    numbers = (
        f"list_transform(regexp_extract_all(cells.formula, '{NUMBERS}'), lambda number, place: "
        "CASE WHEN list_contains(known.moving, place) "
        "THEN CAST(TRY_CAST(number AS BIGINT) - cells.base_row AS VARCHAR) ELSE number END)"
    )
    # an array formula of one cell is a formula as any other: what it fills is the cell itself, A1 or A1:A1
    spread = (
        "cells.fills IS NOT NULL "
        "AND (cells.formula = '' OR split_part(cells.fills, ':', 1) <> split_part(cells.fills, ':', -1))"
    )
    engine.execute(
        f"CREATE OR REPLACE TABLE {FORMS} AS SELECT cells.sheet, cells.row, cells.col, cells.kind, cells.value, "
        f"cells.style, cells.formula, cells.base_row, CASE WHEN {spread} THEN 'spread' "
        "WHEN cells.formula IS NOT NULL THEN 'formula' ELSE 'typed' END AS what, "
        "CASE WHEN cells.formula IS NULL THEN cells.kind || ':' || cells.value "
        "WHEN known.moving IS NULL THEN cells.formula "
        f"ELSE cells.skeleton || chr(10) || array_to_string({numbers}, ',') END AS form "
        f"FROM ({held}) AS cells LEFT JOIN workbook_skeletons AS known USING (sheet, col, skeleton)"
    )
    engine.execute("DROP TABLE workbook_skeletons")


def column_forms(engine: Engine, *, after: dict[int, int] | None = None) -> list[ColumnForms]:
    """The forms of all columns of the sheets that compute, below the row that `after` gives for a sheet."""
    below = after or {}
    engine.create_table("workbook_after", {"sheet": "INTEGER", "after": "INTEGER"}, list(below.items()))
    rows = engine.rows(
        f"WITH counted AS (SELECT sheet, col, what, form, count(*) AS cells, min(row) AS first, "
        "arg_min(formula, row) AS formula, arg_min(base_row, row) AS base_row, arg_min(value, row) AS value, "
        "mode(kind) AS kind, mode(style) AS style, max(row) AS last "
        f"FROM {FORMS} LEFT JOIN workbook_after USING (sheet) WHERE row > coalesce(after, 0) GROUP BY ALL) "
        "SELECT sheet, col, what, form, cells, first, formula, base_row, value, kind, style, "
        "sum(cells) OVER whole, min(first) FILTER (what = 'formula') OVER whole, "
        "max(last) FILTER (what = 'formula') OVER whole FROM counted WINDOW whole AS (PARTITION BY sheet, col) "
        "QUALIFY row_number() OVER (PARTITION BY sheet, col ORDER BY cells DESC, what, first) <= 3 "
        "ORDER BY sheet, col, cells DESC, what, first"
    )
    found: dict[tuple[int, int], ColumnForms] = {}
    for sheet, col, what, key, cells, first, formula, base_row, value, kind, style, total, begins, ends in rows:
        text = value or "" if what == "typed" else moved(formula, down=first - base_row)
        form = Form(what, key, text, first, cells, kind, style)
        held = found.get((sheet, col))
        forms = (*held.forms, form) if held else (form,)
        found[sheet, col] = ColumnForms(sheet, col, forms, int(total), begins, ends)
    return list(found.values())
