"""What the recipe gives beside what the workbook holds: the run of the recipe over the workbook, cell by cell of whole
columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from entracte.engine import Engine, quoted
from entracte.engine.scratch import Scratch
from entracte.recipe.sheets import letters_of
from entracte.settings import Settings
from entracte.sources.excel.formulas import FormulaWorkbook
from entracte.transformation.from_workbook.cells import CELLS
from entracte.transformation.from_workbook.layout import Layout
from entracte.transformation.from_workbook.outputs import OutputColumn
from entracte.transformation.from_workbook.sheets import FILLED, SheetTable
from entracte.transformation.preparing import Asked
from entracte.transformation.running import transform

_SAMPLES = 3
_BETWEEN_EPOCHS = 1462
_FORMS = "['%d.%m.%Y', '%d.%m.%Y %H:%M:%S', '%Y-%m-%d', '%Y-%m-%d %H:%M:%S']"


@dataclass(frozen=True)
class Difference:
    """A cell of the workbook that the recipe gives otherwise."""

    cell: str
    workbook: str
    recipe: str


@dataclass(frozen=True)
class Compared:
    """How many cells were compared, and how many differ, with some of them.

    `not_computed` cells have a formula and no value: a program wrote them and no Excel computed them. `zeros` are 0 in
    the workbook and blank in the recipe: a bare reference to a blank cell (R5). `errors` are error values in the
    workbook and blank in the recipe, where they are findings (R2). `only_zeros`: the workbook holds 0 wherever cells
    differ, which is what programs write that compute nothing.
    """

    cells: int
    different: int
    by_column: Mapping[str, int]
    samples: tuple[Difference, ...]
    not_computed: int
    zeros: int
    errors: int
    only_zeros: bool

    def as_json(self) -> dict[str, object]:
        """The shape for programs."""
        return {
            "cells": self.cells,
            "different": self.different,
            "by_column": dict(self.by_column),
            "samples": [{"cell": each.cell, "workbook": each.workbook, "recipe": each.recipe} for each in self.samples],
            "not_computed": self.not_computed,
            "zeros": self.zeros,
            "errors": self.errors,
            "only_zeros": self.only_zeros,
        }


def compare(  # noqa: PLR0917
    settings: Settings,
    engine: Engine,
    workbook: FormulaWorkbook,
    layout: Layout,
    source: SheetTable,
    columns: Sequence[OutputColumn],
    recipe: str,
    notice: Callable[[str], None],
) -> Compared | None:
    """Run the recipe over the workbook and compare every cell; None where rows could not be put beside each other.

    Raises the faults of the run.
    """
    with Scratch(settings.work, "from-workbook-") as folder:
        path = folder / "recipe.yaml"
        path.write_text(recipe, encoding="utf-8")
        done = transform(settings, Asked(path, str(workbook.path), {}), folder / "out", notice=notice)
        (output,) = done.as_json()["outputs"]
        engine.execute(
            "CREATE OR REPLACE TABLE workbook_given AS SELECT *, row_number() OVER () AS entracte_place FROM "
            "read_csv($1, delim=';', header=true, all_varchar=true, quote='\"', escape='\"', auto_detect=false, "
            f"columns={{{', '.join(_text(each.name) + ': ' + _text('VARCHAR') for each in columns)}}})",
            [str(output["path"])],
        )
    engine.execute(
        f"CREATE OR REPLACE TABLE workbook_rows AS SELECT row - {layout.away} AS row, row_number() OVER (ORDER BY row) "
        f"AS place FROM (SELECT DISTINCT row FROM {CELLS} WHERE sheet = {source.place} AND row > {source.header} "
        f"AND {FILLED})"
    )
    if engine.count("workbook_rows") != engine.count("workbook_given"):
        return None
    last = max((each.last_formula or 0 for each in layout.columns.values()), default=0)
    return _compared(engine, workbook, layout, columns, last)


def _compared(
    engine: Engine, workbook: FormulaWorkbook, layout: Layout, columns: Sequence[OutputColumn], last: int
) -> Compared:
    totals: dict[str, int] = {}
    by_column: dict[str, int] = {}
    samples: list[Difference] = []
    only_zeros = True
    sheet = workbook.sheets[layout.sheet]
    for column in columns:
        engine.execute(
            "CREATE OR REPLACE TABLE workbook_beside AS SELECT rows.row, value, given, kind, "
            f"{_outcome(column, from_1904=workbook.from_1904)} AS outcome FROM (SELECT rows.row, cells.kind, "
            f"cells.value, cells.formula, coalesce(given.{quoted(column.name)}, '') AS given "
            "FROM workbook_rows AS rows JOIN workbook_given AS given ON given.entracte_place = rows.place LEFT JOIN "
            f"(SELECT * FROM {CELLS} WHERE sheet = {layout.sheet} AND col = {column.col}) AS cells "
            f"ON cells.row = rows.row WHERE rows.row BETWEEN {layout.first} AND {last}) AS rows"
        )
        counted = dict(engine.rows("SELECT outcome, count(*) FROM workbook_beside GROUP BY outcome"))
        for outcome, count in counted.items():
            totals[outcome] = totals.get(outcome, 0) + count
        if counted.get("different"):
            by_column[column.name] = counted["different"]
            only_zeros = only_zeros and not engine.scalar(
                "SELECT count(*) FROM workbook_beside WHERE outcome = 'different' AND value IS DISTINCT FROM '0'"
            )
            found = engine.rows(
                "SELECT row, coalesce(value, ''), given FROM workbook_beside WHERE outcome = 'different' "
                f"ORDER BY row LIMIT {_SAMPLES}"
            )
            samples += [Difference(f"{sheet}!{letters_of(column.col)}{row}", *shown) for row, *shown in found]
    return Compared(
        sum(totals.values()) - totals.get("not-computed", 0),
        totals.get("different", 0),
        by_column,
        tuple(samples),
        totals.get("not-computed", 0),
        totals.get("zero", 0),
        totals.get("error", 0),
        only_zeros and bool(by_column),
    )


def _outcome(column: OutputColumn, *, from_1904: bool) -> str:
    """SQL: whether a cell of the workbook and one of the recipe say the same."""
    number = "TRY_CAST(value AS DOUBLE)"
    serial = f"({number} + {_BETWEEN_EPOCHS})" if from_1904 else number
    plain = "printf('%.15g', TRY_CAST(given AS DOUBLE)) = printf('%.15g', " + number + ")"
    padded = "true" if column.worded else "NOT regexp_matches(given, '^-?0[0-9]')"
    day = f"abs(epoch(try_strptime(given, {_FORMS})) / 86400.0 + 25569 - {serial}) < 0.000006"
    clock = f"abs(epoch(TRY_CAST(given AS TIME)) / 86400.0 - {number}) < 0.000006"
    zero = f"WHEN kind = 'number' AND {number} = 0 AND given = '' THEN 'zero' " if column.is_bare else ""
    return (
        "CASE WHEN formula IS NOT NULL AND value IS NULL AND kind <> 'text' THEN 'not-computed' "
        "WHEN kind = 'error' AND given = '' THEN 'error' "
        f"{zero}"
        f"WHEN kind = 'number' AND (({plain} AND {padded}) OR {day} OR {clock}) THEN 'same' "
        "WHEN kind = 'boolean' AND given = CASE WHEN value IN ('1', 'true') THEN 'TRUE' ELSE 'FALSE' END THEN 'same' "
        "WHEN coalesce(kind, 'text') NOT IN ('number', 'boolean', 'error') AND coalesce(value, '') = given THEN 'same' "
        "ELSE 'different' END"
    )


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
