"""Single cells that every row refers to: the parameters of the recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from entracte.engine import Engine
from entracte.faults import Fault
from entracte.recipe.sheets import letters_of
from entracte.sources.excel.cells import cell_value
from entracte.sources.excel.formulas import FormulaWorkbook
from entracte.sources.excel.numberformat import typed_cell
from entracte.transformation.from_workbook.cells import CELLS
from entracte.transformation.from_workbook.sheets import format_of, free, identifier, is_date

_DAY = len("2026-01-01")


@dataclass(frozen=True)
class Parameter:
    """A parameter: its value, where it comes from, and how a formula writes it."""

    name: str
    value: str
    place: str
    written: str


class Parameters:
    """The parameters found so far, by the cells that they come from."""

    def __init__(self, engine: Engine, workbook: FormulaWorkbook) -> None:
        self._engine = engine
        self._workbook = workbook
        self._known: dict[object, Parameter] = {}
        self.warnings: list[str] = []

    @property
    def found(self) -> list[Parameter]:
        """All of them, in the order in which formulas name them."""
        return list(self._known.values())

    @property
    def values(self) -> Mapping[str, str]:
        """Their values by name."""
        return {each.name: each.value for each in self.found}

    def of_cell(self, sheet: int, row: int, col: int, name: str = "") -> str:
        """How a formula writes the value of a cell; raises the fault `no-value` for a cell without one."""
        key = (sheet, row, col)
        if key not in self._known:
            self._known[key] = self._read(sheet, row, col, name)
        return self._known[key].written

    def of_constant(self, name: str, kind: str, value: str) -> str:
        """How a formula writes a named value."""
        if name.casefold() not in self._known:
            self._known[name.casefold()] = self._made(name, kind, value, f"the name {name}")
        return self._known[name.casefold()].written

    def _read(self, sheet: int, row: int, col: int, name: str) -> Parameter:
        place = f"{self._workbook.sheets[sheet]}!{letters_of(col)}{row}"
        found = self._engine.rows(
            f"SELECT kind, value, style, formula FROM {CELLS} WHERE sheet = $1 AND row = $2 AND col = $3",
            [sheet, row, col],
        )
        kind, value, style, formula = found[0] if found else ("", None, 0, None)
        if not value or kind == "error":
            held = f"the error {value}" if value else "nothing"
            raise Fault("no-value", f"{place} holds {held}, and every row refers to it.", hint="Give the cell a value.")
        if formula is not None:
            self.warnings.append(
                f"{place} computes ={formula}; the recipe takes its value as a parameter, as it is in the workbook."
            )
        if kind == "number":
            code = format_of(self._workbook, style)
            cell = typed_cell(value, code, from_1904=self._workbook.from_1904)
            spelt = cell_value(cell)
            kind = "day" if is_date(code) and len(spelt) == _DAY and "-" in spelt else kind
            value = spelt if kind == "day" else cell.plain
        elif kind == "boolean":
            value = "TRUE" if value in {"1", "true"} else "FALSE"
        return self._made(name or self._label(sheet, row, col) or place, kind, value, place)

    def _label(self, sheet: int, row: int, col: int) -> str:
        """What stands to the left of a cell, or above it."""
        rows = self._engine.rows(
            f"SELECT value FROM {CELLS} WHERE sheet = $1 AND kind = 'text' AND value <> '' "
            "AND ((row = $2 AND col = $3 - 1) OR (row = $2 - 1 AND col = $3)) ORDER BY row DESC LIMIT 1",
            [sheet, row, col],
        )
        return str(rows[0][0])[:40] if rows and identifier(str(rows[0][0])) else ""

    def _made(self, wanted: str, kind: str, value: str, place: str) -> Parameter:
        taken = {each.name.casefold() for each in self.found}
        name = free(identifier(wanted) or "value", taken)
        written = {"text": f'"${{{name}}}"', "day": f'DATEVALUE("${{{name}}}")'}.get(kind, f"${{{name}}}")
        return Parameter(name, value, place, written)
