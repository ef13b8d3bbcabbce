"""Cells that depart from their column: individual modifications, which no recipe can express (D33)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from entracte.engine import Engine
from entracte.faults import Fault
from entracte.recipe.sheets import letters_of, moved
from entracte.transformation.from_workbook.cells import FORMS, ColumnForms, Form

NAMED = 20
_NAMED_OF_A_COLUMN = 5
_SHOWN = 60


@dataclass(frozen=True)
class Departure:
    """A cell that holds something else than its column."""

    cell: str
    holds: str
    column_holds: str


@dataclass(frozen=True)
class Held:
    """What a column holds in all its rows; None: it is blank."""

    col: int
    form: Form | None


def held_by(column: ColumnForms, rows: int) -> Held:
    """What most cells of a column of so many rows hold, blank ones counted."""
    is_blank = max(rows - column.cells, 0) > column.main.cells
    return Held(column.col, None if is_blank else column.main)


def refuse_departures(engine: Engine, of: tuple[int, str], held: Mapping[int, Held], first: int, last: int) -> None:
    """Raise the fault `individual-modification` where a cell of one of the columns departs, naming cells.

    All are counted; facts are `count` and `departures`. Blank cells count down to the row `last`, others wherever they
    are below `first`. `of` is the sheet, by its place and its name.
    """
    sheet, name = of
    engine.create_table(
        "workbook_held",
        {"col": "INTEGER", "what": "VARCHAR", "form": "VARCHAR"},
        [
            (each.col, each.form.what if each.form else "blank", each.form.key if each.form else "")
            for each in held.values()
        ],
    )
    other = (
        f"SELECT row, col, cells.what, formula, base_row, value FROM {FORMS} AS cells JOIN workbook_held AS held "
        f"USING (col) WHERE cells.sheet = {int(sheet)} AND row >= {int(first)} "
        "AND (held.what = 'blank' OR cells.what <> held.what OR cells.form <> held.form)"
    )
    blank = (
        "SELECT places.row, held.col, 'blank', NULL, NULL, NULL "
        f"FROM range({int(first)}, {int(last) + 1}) AS places(row), workbook_held AS held "
        f"ANTI JOIN (SELECT row, col FROM {FORMS} WHERE sheet = {int(sheet)}) AS cells "
        "ON cells.row = places.row AND cells.col = held.col WHERE held.what <> 'blank'"
    )
    engine.execute(f"CREATE OR REPLACE TABLE workbook_departures AS {other} UNION ALL {blank}")
    counts = dict(engine.rows("SELECT col, count(*) FROM workbook_departures GROUP BY col ORDER BY col"))
    if not counts:
        return
    rows = engine.rows(
        "SELECT row, col, what, formula, base_row, value FROM workbook_departures QUALIFY row_number() OVER "
        f"(PARTITION BY col ORDER BY row) <= {_NAMED_OF_A_COLUMN} ORDER BY col, row LIMIT {NAMED}"
    )
    found = [
        _departure(name, held[col], row, what, formula, base, value) for row, col, what, formula, base, value in rows
    ]
    raise _fault(name, counts, found)


def _departure(  # noqa: PLR0917
    sheet: str, held: Held, row: int, what: str, formula: str | None, base_row: int | None, value: str | None
) -> Departure:
    if what == "blank":
        holds = "nothing"
    elif what == "typed":
        holds = f"the typed value {_short(value or '')}"
    elif what == "spread":
        holds = "a formula that fills several cells"
    else:
        holds = "=" + _short(moved(formula or "", down=row - (base_row or row)))
    return Departure(f"{sheet}!{letters_of(held.col)}{row}", holds, _of_column(held, row))


def _of_column(held: Held, row: int) -> str:
    form = held.form
    if form is None:
        return "nothing"
    if form.what == "typed":
        return f"the typed value {_short(form.text)}"
    return (
        "=" + _short(moved(form.text, down=row - form.row)) if form.what == "formula" else "a formula for several cells"
    )


def _short(text: str) -> str:
    shown = "".join(each if each.isprintable() else " " for each in text)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _fault(sheet: str, counts: Mapping[int, int], found: list[Departure]) -> Fault:
    total = sum(counts.values())
    many = "1 cell departs from its column" if total == 1 else f"{total} cells depart from their columns"
    lines = "".join(f"\n  {each.cell} holds {each.holds}, its column {each.column_holds}" for each in found)
    more = f"\n  and {total - len(found)} more" if total > len(found) else ""
    by_column = ", ".join(f"{letters_of(col)} {count}" for col, count in counts.items())
    return Fault(
        "individual-modification",
        f"{many}, and a recipe changes whole columns only (cells by column: {by_column}).{lines}{more}",
        hint="Fill the column's formula down over these cells; what was special about them belongs into the source, "
        "a lookup sheet, or a condition of the formula.",
        sheet=sheet,
        count=total,
        columns={letters_of(col): count for col, count in counts.items()},
        departures=[{"cell": each.cell, "holds": each.holds, "column_holds": each.column_holds} for each in found],
    )
