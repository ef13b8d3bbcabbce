"""The columns of the recipe: each formula of the sheet compiled, and the steps that others of the sheet build on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from entracte.faults import Fault
from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.formula import Formula, Scope, compile_formula
from entracte.recipe.sheets import letters_of
from entracte.recipe.sheets.translating import column_reference, table_reference, translate
from entracte.sources.excel.cells import cell_value
from entracte.sources.excel.numberformat import typed_cell
from entracte.transformation.from_workbook.departures import Held
from entracte.transformation.from_workbook.resolving import CellResolver, Surroundings
from entracte.transformation.from_workbook.sheets import free

_BARE = re.compile(r"=\[@(?:\[(?:[^\]']|'.)*\]|[^\]]*)\]")
_PARAMETER = re.compile(r"(\$?)\$\{([^{}]*)\}")


@dataclass(frozen=True)
class Computed:
    """A column of the sheet in the language of recipes.

    `level` says on how many steps it builds, one upon the other; `type` what its cells are. A constant has no formula.
    """

    text: str
    formula: Formula | None
    type: ColumnType
    level: int

    @property
    def is_bare(self) -> bool:
        """Whether it is a column of the source as it is."""
        return _BARE.fullmatch(self.text) is not None


class Columns:
    """The computed columns of a sheet; `titles` are what they are called."""

    def __init__(self, around: Surroundings, held: Mapping[int, Held], titles: Mapping[int, str]) -> None:
        self._around = replace(around, own=self._own, own_table=self._own_table)
        self._held = held
        self._titles = titles
        self._known: dict[int, Computed] = {}
        self._making: list[tuple[int, list[int]]] = []
        self._names: dict[int, str] = {}
        self.steps: dict[int, Computed] = {}
        self.table_name = free("prepared", {around.source.name.casefold()})

    def computed(self, col: int) -> Computed:
        """A column; raises the faults of the resolver and of formulas, each naming the cell, and `circular-columns`."""
        if col not in self._known:
            if col in [made for made, _ in self._making]:
                circle = " needs ".join(letters_of(made) for made, _ in [*self._making, (col, [])])
                raise Fault("circular-columns", f"{circle}: that never ends.")
            levels: list[int] = [0]
            self._making.append((col, levels))
            self._known[col] = self._made(col, levels)
            self._making.pop()
        return self._known[col]

    @property
    def read(self) -> set[int]:
        """The computed columns that were asked for."""
        return set(self._known)

    def data(self, col: int) -> Computed:
        """A column of the source as it is."""
        text = f"={column_reference(self._around.source.columns[col - 1])}"
        formula = self.compiled(text, 0)
        self._known[col] = Computed(text, formula, ColumnType(formula.shown_as), 0)
        return self._known[col]

    def step_name(self, col: int) -> str:
        """What a step is called: as its title, unless the source has such a column."""
        if col not in self._names:
            taken = {each.casefold() for each in (*self._around.source.columns, *self._names.values())}
            wanted = self._titles.get(col) or f"column_{letters_of(col).lower()}"
            self._names[col] = free(wanted, taken)
        return self._names[col]

    def table_of(self, level: int) -> str:
        """The table whose rows have the steps of a level; the source where it is 0."""
        if not level:
            return self._around.source.name
        return self.table_name if level == 1 else f"{self.table_name}_{level}"

    @property
    def levels(self) -> int:
        """How many tables there are, one upon the other."""
        return max((each.level + 1 for each in self.steps.values()), default=0)

    def used(self) -> set[tuple[str, str]]:
        """The tables and columns that are read, the steps' own ones left out."""
        steps = {self.step_name(col) for col in self.steps}
        own = {self.table_of(level) for level in range(self.levels + 1)}
        read = {pair for each in self._known.values() if each.formula for pair in each.formula.reads}
        return {
            (self._around.source.name if table in own else table, column)
            for table, column in read
            if not (table in own and column in steps)
        }

    def compiled(self, text: str, level: int) -> Formula:
        """A formula over the rows of a level; raises the faults of formulas."""
        source = self._around.source
        columns: dict[str, Mapping[str, ColumnType]] = {}
        known = {name: source.types.get(name, ColumnType()) for name in source.columns}
        for at in range(self.levels + 1):
            more = {self.step_name(col): each.type for col, each in self.steps.items() if each.level < at}
            columns[self.table_of(at)] = known | more
        for table in self._around.sheets.used:
            if table.name != source.name:
                columns[table.name] = {name: table.types.get(name, ColumnType()) for name in table.columns}
        own = self.table_of(level)
        others = {name: each for name, each in columns.items() if name != own}
        values = self._around.parameters.values

        def value(found: re.Match[str]) -> str:
            return found[0][1:] if found[1] else values[found[2]].replace('"', '""')

        return compile_formula(_PARAMETER.sub(value, text), Scope(columns[own], own, others))

    def _made(self, col: int, levels: list[int]) -> Computed:
        form = self._held[col].form
        if form is None:
            return Computed("", None, ColumnType(), 0)
        if form.what == "typed":
            return self._constant(form.kind, form.text, form.style)
        sheet = self._around.workbook.sheets[self._around.layout.sheet]
        cell = f"{sheet}!{letters_of(col)}{form.row}"
        if form.what == "spread":
            raise Fault(
                "several-cells",
                f"{cell} holds a formula whose result fills several cells; a column has one cell a row.",
                hint="Write a formula that gives one cell and fill it down.",
            )
        try:
            text = translate(form.text, CellResolver(self._around, form.row, col))
            level = max(levels)
            formula = self.compiled(text, level)
        except Fault as fault:
            if "cell" in fault.facts:
                raise
            message = f"{cell} holds ={form.text}. {fault.message}"
            raise Fault(fault.code, message, hint=fault.hint, **{**fault.facts, "cell": cell}) from fault
        for warning in formula.warnings:
            self._around.warn(f"{sheet}!{letters_of(col)}: {warning}")
        return Computed(text, formula, ColumnType(formula.shown_as), level)

    def _constant(self, kind: str, value: str, style: int) -> Computed:
        if kind == "boolean":
            return Computed("TRUE" if value in {"1", "true"} else "FALSE", None, ColumnType(Kind.BOOLEAN), 0)
        if kind == "number":
            code = self._around.sheets.format_of(style)
            cell = typed_cell(value, code, from_1904=self._around.workbook.from_1904)
            if cell.date:
                return Computed(cell_value(cell), None, ColumnType(Kind.DATE), 0)
            return Computed(cell_value(cell), None, ColumnType(Kind.NUMBER), 0)
        return Computed(value, None, ColumnType(), 0)

    def _own(self, col: int) -> str:
        """Another computed column of the row: a step, or its formula where an error has to go on as an error."""
        made = self.computed(col)
        if made.formula is None:
            return self._literal(made)
        if made.is_bare or made.formula.can_fail:
            self._builds_on(made.level)
            return made.text[1:] if made.is_bare else f"({made.text[1:]})"
        self.steps[col] = made
        self._builds_on(made.level + 1)
        return column_reference(self.step_name(col))

    def _own_table(self, col: int) -> str:
        made = self.computed(col)
        if made.formula is None:
            raise Fault("several-cells", f"Column {letters_of(col)} holds the same value in every row.")
        self.steps[col] = made
        self._builds_on(made.level + 1)
        name = self.step_name(col)
        return table_reference(self.table_of(made.level + 1), name, name)

    def _builds_on(self, level: int) -> None:
        self._making[-1][1].append(level)

    @staticmethod
    def _literal(made: Computed) -> str:
        if made.type.kind is Kind.DATE:
            return f'DATEVALUE("{made.text}")'
        if made.type.kind is Kind.TEXT:
            return '"' + made.text.replace('"', '""') + '"'
        return made.text


def titled(texts: Mapping[int, str], columns: list[int]) -> dict[int, str]:
    """What columns are called by the texts above them; columns without a text have no title."""
    found: dict[int, str] = {}
    for col in columns:
        title = " ".join(texts.get(col, "").split())
        if any(map(str.isalnum, title)):
            found[col] = title
    return found
