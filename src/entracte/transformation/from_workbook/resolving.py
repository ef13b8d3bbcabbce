"""What the references of a formula mean in the recipe: columns of this row, columns of tables, parameters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from entracte.faults import Fault, near
from entracte.recipe.sheets import Area, Corner, letters_of, pieces
from entracte.recipe.sheets.areas import LAST_ROW, area_of
from entracte.recipe.sheets.translating import column_reference, row_reference, table_reference
from entracte.sources.excel.formulas import FormulaWorkbook
from entracte.sources.excel.formulas import SheetTable as ExcelTable
from entracte.transformation.from_workbook.layout import Layout
from entracte.transformation.from_workbook.parameters import Parameters
from entracte.transformation.from_workbook.sheets import Sheets, SheetTable

_ITEM = re.compile(r"\[((?:[^\]']|'.)*)\]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_FOLLOW = "A recipe computes a row from itself; what it takes from other rows it looks up by a key or sums up."


@dataclass
class Surroundings:
    """What the formulas of a sheet can refer to. `own` writes another computed column, `own_table` all rows of it."""

    workbook: FormulaWorkbook
    layout: Layout
    sheets: Sheets
    parameters: Parameters
    source: SheetTable
    computed: frozenset[int]
    own: Callable[[int], str]
    own_table: Callable[[int], str]
    warnings: list[str]

    def warn(self, message: str) -> None:
        """Note what is allowed, and probably not meant, once."""
        if message not in self.warnings:
            self.warnings.append(message)


class CellResolver:
    """The references of the formulas of one row of the computing sheet."""

    def __init__(self, around: Surroundings, row: int, col: int) -> None:
        self._around = around
        self._layout = around.layout
        self._row = row
        self._col = col

    def area(self, sheet: str | None, area: Area) -> str:
        """See `Resolver`; raises `other-row`, `unknown-sheet`, `no-such-column`, `names-a-row`, `no-value`."""
        place = self._place(sheet)
        if area.is_range:
            return self._range(place, area)
        if area.first.fixed_row:
            return self._fixed(place, area.first)
        return self._cell(place, area.first)

    def listed(self, sheet: str | None, area: Area) -> str | None:
        """See `Resolver`: computed cells of this row, one by one."""
        place = self._place(sheet)
        if place != self._layout.sheet or not area.is_range or not self._in_this_row(area, 0):
            return None
        first, last = area.columns
        if not any(col in self._around.computed for col in range(first, last + 1)):
            return None
        return ",".join(self._cell(place, Corner(col, self._row)) for col in range(first, last + 1))

    def table(self, name: str, inside: str) -> str:
        """See `Resolver`; raises `unknown-table` and `no-such-column` besides."""
        table, filled = self._excel_table(name)
        items = _ITEM.findall(inside) if inside.startswith("[") else [inside] if inside else []
        items = [re.sub(r"'(.)", r"\1", item) if not item.startswith("#") else item for item in items]
        special = {item.lower() for item in items if item.startswith("#")}
        left, right = filled.columns
        names = {each.casefold(): left + at for at, each in enumerate(table.columns)}
        columns = [names.get(item.casefold(), 0) for item in items if not item.startswith("#")] or [left, right]
        if 0 in columns:
            raise Fault("no-such-column", f"The table {table.name} has no column {items[-1]}.")
        top, bottom = filled.rows
        data = top + table.has_titles, bottom - table.has_totals
        if "#this row" in special:
            rows, is_fixed = (self._row, self._row), False
        else:
            rows, is_fixed = (top, top) if special == {"#headers"} else data, True
        first, last = Corner(min(columns), rows[0], True, is_fixed), Corner(max(columns), rows[1], True, is_fixed)
        is_range = first.col != last.col or rows[0] != rows[1]
        return self.area(table.sheet, Area(first, last, is_range))

    def name(self, name: str) -> str | None:
        """See `Resolver`; raises `defined-formula`."""
        around = self._around
        alike = [each for each in around.workbook.names if each.name.casefold() == name.casefold()]
        found = next((each for each in alike if each.sheet == self._layout.sheet), None) or next(
            (each for each in alike if each.sheet is None), None
        )
        if found is None:
            tables = {each.name.casefold() for each in around.workbook.tables}
            return self.table(name, "") if name.casefold() in tables else None
        words = [each for each in pieces(found.text) if each.kind != "space"]
        if len(words) == 1 and words[0].area is not None and not words[0].area.moves:
            area, place = words[0].area, self._place(words[0].sheet)
            if area.is_range:
                return self._range(place, area)
            self._must_be_no_row(place, area.first)
            return around.parameters.of_cell(place, area.first.row, area.first.col, found.name)
        if len(words) == 1 and words[0].kind == "text":
            return around.parameters.of_constant(found.name, "text", words[0].text[1:-1].replace('""', '"'))
        if _NUMBER.fullmatch(found.text.strip()):
            return around.parameters.of_constant(found.name, "number", found.text.strip())
        raise Fault(
            "defined-formula",
            f"The name {found.name} stands for ={found.text}, which is neither a cell, nor a range, nor a value.",
            hint="Write in its place what it stands for, with fixed cells: Settings!$B$1, Titles!$A$2:$B$90.",
        )

    def _place(self, sheet: str | None) -> int:
        if sheet is None:
            return self._layout.sheet
        names = self._around.workbook.sheets
        found = next((place for place, name in enumerate(names) if name.casefold() == sheet.casefold()), None)
        if found is None:
            raise Fault("unknown-sheet", f"The workbook has no sheet {sheet}.", hint=near(sheet, list(names)))
        return found

    def _excel_table(self, name: str) -> tuple[ExcelTable, Area]:
        """The table called so and the cells it fills; without a name, the one that the formula stands in."""
        own = self._around.workbook.sheets[self._layout.sheet]
        for table in self._around.workbook.tables:
            filled = area_of(table.fills)
            if filled is None:
                continue
            left, right = filled.columns
            is_around = not name and table.sheet == own and left <= self._col <= right
            if is_around or (name and table.name.casefold() == name.casefold()):
                return table, filled
        raise Fault("unknown-table", f"The workbook has no table {name}.")

    def _in_this_row(self, area: Area, away: int) -> bool:
        rows = {area.first.row, area.last.row}
        return rows == {self._row + away} and not area.first.fixed_row and not area.last.fixed_row

    def _cell(self, place: int, cell: Corner) -> str:
        layout, away = self._layout, cell.row - self._row
        if place == layout.sheet and away == 0 and cell.col in self._around.computed:
            return self._around.own(cell.col)
        if place == layout.source and away == layout.away:
            return column_reference(self._column(self._around.source, cell.col))
        if place == layout.sheet and away == 0:
            raise Fault("no-such-column", f"It refers to {self._shown(place, cell)}, and that column is blank.")
        where = "above" if away < (layout.away if place == layout.source else 0) else "below"
        raise Fault("other-row", f"It refers to {self._shown(place, cell)}, a row {where} its own.", hint=_FOLLOW)

    def _fixed(self, place: int, cell: Corner) -> str:
        self._must_be_no_row(place, cell)
        if place == self._layout.source and cell.row == self._around.source.header:
            return '"' + self._column(self._around.source, cell.col).replace('"', '""') + '"'
        return self._around.parameters.of_cell(place, cell.row, cell.col)

    def _must_be_no_row(self, place: int, cell: Corner) -> None:
        layout, source = self._layout, self._around.source
        if (place == layout.sheet and cell.row >= layout.first) or (
            place == layout.source and cell.row > source.header
        ):
            raise Fault(
                "names-a-row",
                f"Every row refers to {self._shown(place, cell)}, the cell of one row of data; "
                "a recipe cannot name a row.",
                hint="Put the value on a sheet of settings and refer to it there.",
            )

    def _range(self, place: int, area: Area) -> str:
        layout, source = self._layout, self._around.source
        first, last = area.columns
        if area.moves:
            own = place == layout.sheet and any(col in self._around.computed for col in range(first, last + 1))
            if place == layout.source and self._in_this_row(area, layout.away) and not own:
                return row_reference(self._column(source, first), self._column(source, last))
            shown = self._shown(place, area.first, area.last)
            if own and self._in_this_row(area, 0):
                raise Fault("several-cells", f"{shown} are several computed cells.", hint="Name each of them alone.")
            raise Fault("other-row", f"It refers to {shown}, which are other rows than its own.", hint=_FOLLOW)
        if place == layout.sheet and any(col in self._around.computed for col in range(first, last + 1)):
            if first != last:
                shown = self._shown(place, area.first, area.last)
                raise Fault("several-cells", f"{shown} are several computed columns.", hint="Name each of them alone.")
            return self._around.own_table(first)
        return self._whole(place, area)

    def _whole(self, place: int, area: Area) -> str:
        """Columns of a table with all their rows, or their titles."""
        above, below = area.rows
        shown = self._shown(place, area.first, area.last)
        table = self._around.source if place == self._layout.source else None
        table = table or self._around.sheets.table(place, above, is_data=False)
        if table is None:
            raise Fault("no-such-column", f"It looks into {shown}, and there is nothing.")
        first, last = area.columns
        last = min(last, len(table.columns))
        names = self._column(table, first), self._column(table, max(first, last))
        if above == below:
            if above != table.header:
                raise Fault(
                    "names-a-row",
                    f"It refers to {shown}, the cells of one row; a recipe cannot name a row.",
                    hint="A range of a recipe is whole columns.",
                )
            return table_reference(table.name, *names, "#Headers")
        if above > table.first:
            self._around.warn(f"{shown} begins below row {table.first}; the recipe looks through all rows.")
        if below < table.last:
            self._around.warn(
                f"{shown} ends above row {table.last}, the last of {table.sheet}; the recipe looks through all rows."
            )
        return table_reference(table.name, *names)

    @staticmethod
    def _column(table: SheetTable, col: int) -> str:
        name = table.column(col)
        if name is None:
            raise Fault("no-such-column", f"It refers to column {letters_of(col)} of {table.sheet}, which is blank.")
        return name

    def _shown(self, place: int, first: Corner, last: Corner | None = None) -> str:
        sheet = self._around.workbook.sheets[place]
        if last is not None and (first.row, last.row) == (1, LAST_ROW):
            return f"{sheet}!{letters_of(first.col)}:{letters_of(last.col)}"
        return f"{sheet}!{_spelt(first)}" + (f":{_spelt(last)}" if last is not None else "")


def _spelt(cell: Corner) -> str:
    fixed_col, fixed_row = "$" * cell.fixed_col, "$" * cell.fixed_row
    return f"{fixed_col}{letters_of(cell.col)}{fixed_row}{cell.row}"
