"""From a workbook to a recipe: the way as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from entracte.engine import Engine
from entracte.faults import Fault, near
from entracte.recipe.model import TABLE
from entracte.recipe.sheets import letters_of
from entracte.settings import Settings
from entracte.sources.excel.formulas import FormulaWorkbook, open_formulas
from entracte.transformation.from_workbook.cells import CELLS, ColumnForms, column_forms, lay_cells, lay_forms
from entracte.transformation.from_workbook.columns import Columns
from entracte.transformation.from_workbook.departures import Held, held_by, refuse_departures
from entracte.transformation.from_workbook.layout import Layout, find_layout, texts_above
from entracte.transformation.from_workbook.outputs import Headings, OutputColumn, find_headings, output_columns
from entracte.transformation.from_workbook.parameters import Parameters
from entracte.transformation.from_workbook.proving import Compared, compare
from entracte.transformation.from_workbook.resolving import Surroundings
from entracte.transformation.from_workbook.sheets import Sheets, SheetTable
from entracte.transformation.from_workbook.telling import notes_of
from entracte.transformation.from_workbook.writing import StepTable, Written, recipe_text

Notice = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """A recipe made of a workbook: its text, where it comes from, what to know of it, and how it compares."""

    recipe: str
    sheet: str
    source: str
    format: str
    columns: tuple[OutputColumn, ...]
    rows: int
    warnings: tuple[str, ...]
    compared: Compared | None

    def as_json(self) -> dict[str, object]:
        """The shape for programs."""
        return {
            "sheet": self.sheet,
            "source": self.source,
            "format": self.format,
            "rows": self.rows,
            "columns": [{"name": each.name, "text": each.text} for each in self.columns],
            "warnings": list(self.warnings),
            "compared": self.compared.as_json() if self.compared else None,
            "recipe": self.recipe,
        }


def recipe_from_workbook(
    settings: Settings,
    path: Path,
    sheet: str | None = None,
    format_name: str | None = None,
    notice: Notice = lambda what: None,
) -> Made:
    """Make a recipe of a workbook; `sheet` names the sheet that computes, `format_name` its format or `table`.

    Raises the faults of reading, `individual-modification` where a cell departs from its column, and those of formulas
    that mean nothing in a recipe, which name the cell.
    """
    notice("reading the formulas")
    workbook = open_formulas(path)
    with Engine(settings.work, settings.memory_limit) as engine:
        lay_cells(engine, workbook)
        lay_forms(engine)
        notice("comparing the cells of each column")
        layout = find_layout(workbook, column_forms(engine), sheet)
        return _Making(settings, engine, workbook, layout, notice).made(format_name)


class _Making:
    def __init__(
        self, settings: Settings, engine: Engine, workbook: FormulaWorkbook, layout: Layout, notice: Notice
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._workbook = workbook
        self._notice = notice
        below = {layout.sheet: layout.first - 1}
        held = {each.col: each for each in column_forms(engine, after=below) if each.sheet == layout.sheet}
        self._layout = Layout(layout.sheet, layout.source, layout.first, layout.away, held)
        self._sheet = workbook.sheets[layout.sheet]
        self._sheets = Sheets(settings, engine, workbook, notice)
        source = self._sheets.table(layout.source, layout.first + layout.away, is_data=True)
        if source is None:
            raise Fault("no-source-sheet", f"{workbook.sheets[layout.source]} holds no rows.")
        self._source: SheetTable = source
        self._warnings: list[str] = []

    def made(self, format_name: str | None) -> Made:
        """The recipe."""
        layout, source = self._layout, self._source
        last = self._last_row()
        held = {col: held_by(each, last - layout.first + 1) for col, each in layout.columns.items()}
        computed = frozenset(col for col, each in layout.columns.items() if self._is_computed(each))
        above = texts_above(self._engine, layout.sheet, layout.first)
        shown = sorted(computed | ({col for row in above.values() for col in row} if not layout.beside else set()))
        data = sorted(set(held) - computed) if layout.beside else []
        headings = find_headings(self._sheet, above, shown, format_name, data)
        parameters = Parameters(self._engine, self._workbook)
        around = Surroundings(
            self._workbook, layout, self._sheets, parameters, source, computed, str, str, self._warnings
        )
        judged = {col: each for col, each in held.items() if col in computed}
        refuse_departures(self._engine, (layout.sheet, self._sheet), judged, layout.first, last)
        columns = Columns(around, held, headings.titles)
        written, blank = output_columns(headings, judged, columns, self._sheets, data)
        left = self._left_out(headings, columns, judged)
        self._tell_lookups()
        warnings = (*self._warnings, *parameters.warnings)
        told = self._written(headings, columns, parameters, written, blank, left)
        text = recipe_text(told)
        self._notice("running the recipe over the workbook")
        compared = compare(self._settings, self._engine, self._workbook, layout, source, written, text, self._notice)
        warnings = (*warnings, *notes_of(compared))
        text = recipe_text(replace(told, warnings=warnings))
        return Made(text, self._sheet, source.sheet, _name(headings), tuple(written), source.rows, warnings, compared)

    def _is_computed(self, column: ColumnForms) -> bool:
        """Beside data, the columns with formulas are computed; on a sheet of their own, all are."""
        return not self._layout.beside or any(each.what != "typed" for each in column.forms)

    def _last_row(self) -> int:
        """The last row that has to be computed; says where formulas end before the data, or leave out the first."""
        layout, source = self._layout, self._source
        formulas = max(each.last_formula or 0 for each in layout.columns.values())
        data = source.last - layout.away
        if formulas < data:
            self._warnings.append(
                f"{self._sheet} computes down to row {formulas}, and {source.sheet} has {data - formulas} more rows; "
                "the recipe computes all of them."
            )
        if formulas > data:
            self._warnings.append(
                f"{self._sheet} computes {formulas - data} rows below the last one of {source.sheet}; "
                "the recipe makes no rows of these."
            )
        if source.first < layout.first + layout.away:
            self._warnings.append(
                f"{self._sheet} begins with row {layout.first + layout.away} of {source.sheet}, whose rows begin with "
                f"{source.first}; the recipe computes all of them."
            )
        return min(formulas, data)

    def _left_out(self, headings: Headings, columns: Columns, held: Mapping[int, Held]) -> list[str]:
        """The columns that are neither written nor used, with their cells; says which headings the format lacks."""
        named = set(headings.fields) | columns.read
        found: list[str] = []
        for col in (col for col, each in held.items() if each.form and col not in named):
            title = headings.titles.get(col)
            found.append(f"{title or 'untitled'} ({self._sheet}!{letters_of(col)})")
            if title and headings.format:
                hint = near(title, list(headings.format.field_names))
                self._warnings.append(
                    f"{found[-1]} is no column of {headings.format.name} and is not written."
                    + (f" {hint}" if hint.startswith("Did") else "")
                )
        return found

    def _tell_lookups(self) -> None:
        """Say which sheets that are read compute their cells themselves."""
        for table in self._sheets.used:
            if table.place == self._layout.sheet:
                continue
            count = self._engine.scalar(
                f"SELECT count(*) FROM {CELLS} WHERE sheet = $1 AND formula IS NOT NULL AND row > $2",
                [table.place, table.header],
            )
            if count:
                self._warnings.append(
                    f"{table.sheet} computes {count} of its cells; the recipe reads their values as the workbook holds "
                    "them."
                )

    def _written(  # noqa: PLR0917
        self,
        headings: Headings,
        columns: Columns,
        parameters: Parameters,
        written: list[OutputColumn],
        blank: list[str],
        left: list[str],
    ) -> Written:
        used = columns.used()
        # what the recipe reads, and of it the types of what is used
        sources = [
            (table, {name: kind for name, kind in table.types.items() if (table.name, name) in used})
            for table in self._sheets.used
            if table is self._source or any(name == table.name for name, _ in used)
        ]
        tables = [
            StepTable(
                columns.table_of(level + 1),
                columns.table_of(level),
                [
                    (columns.step_name(col), each.text, self._cells(col))
                    for col, each in sorted(columns.steps.items())
                    if each.level == level
                ],
            )
            for level in range(columns.levels)
        ]
        return Written(
            self._workbook.path,
            self._sheet,
            self._source.sheet,
            _name(headings),
            parameters.found,
            sources,
            tables,
            columns.table_of(columns.levels),
            written,
            {each.name: self._cells(each.col) for each in written},
            blank,
            left,
        )

    def _cells(self, col: int) -> str:
        column = self._layout.columns[col]
        last = column.last_formula or self._last
        return f"{self._sheet}!{letters_of(col)}{self._layout.first}:{letters_of(col)}{last}"

    @property
    def _last(self) -> int:
        return max(each.last_formula or 0 for each in self._layout.columns.values())


def _name(headings: Headings) -> str:
    return headings.format.name if headings.format else TABLE
