"""Sheets as tables of the delivery: what the reader calls their columns, where their rows are, and of what types."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from entracte.engine import Engine
from entracte.inspection import inspect
from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.sheets.areas import LAST_ROW
from entracte.settings import Settings
from entracte.sources.delivery import KeptTable
from entracte.sources.excel.formulas import FormulaWorkbook
from entracte.sources.excel.numberformat import typed_cell
from entracte.transformation.from_workbook.cells import CELLS

FILLED = r"regexp_matches(value, '[^ \t\r\n\v\f\x{a0}]')"
"""A cell that makes its row a row: text that is more than white space (as `sources.limits.WHITE_SPACE`)."""

_A_DAY = "45000"


@dataclass(frozen=True)
class SheetTable:
    """A sheet as a recipe reads it: its name there, the row of its titles (0: none), and its rows.

    `told_header` is what the recipe has to say for it to be read so, None where it is found.
    """

    place: int
    sheet: str
    name: str
    header: int
    told_header: str | None
    columns: tuple[str, ...]
    first: int
    last: int
    rows: int
    types: dict[str, ColumnType] = field(default_factory=dict)

    def column(self, col: int) -> str | None:
        """What the column of that number is called; None beyond the table."""
        return self.columns[col - 1] if 0 < col <= len(self.columns) else None


class Sheets:
    """The sheets of a workbook, read as tables once they are asked for."""

    def __init__(
        self, settings: Settings, engine: Engine, workbook: FormulaWorkbook, notice: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._workbook = workbook
        self._notice = notice
        self._known: dict[int, SheetTable | None] = {}

    @property
    def used(self) -> list[SheetTable]:
        """Those that were asked for."""
        return [each for each in self._known.values() if each is not None]

    def table(self, place: int, first_row: int, *, is_data: bool) -> SheetTable | None:
        """A sheet; None where nothing is in it.

        `first_row` is the first row that is referred to; it is known to be data, or a range may begin at the titles.
        """
        if place not in self._known:
            self._known[place] = self._read(place, first_row, is_data=is_data)
        return self._known[place]

    def _read(self, place: int, first_row: int, *, is_data: bool) -> SheetTable | None:
        sheet = self._workbook.sheets[place]
        found, told = self._kept(sheet, None), None
        header = int(found.facts.get("header", "0")) if found else 0
        if found and ((is_data and header >= first_row) or (not header and first_row > 1)):
            told = str(first_row - 1) if first_row > 1 else "none"
            found, header = self._kept(sheet, told), first_row - 1
        if found is None:
            return None
        ((first, last),) = self._engine.rows(
            f"SELECT min(row), max(row) FROM {CELLS} WHERE sheet = $1 AND row > $2 AND {FILLED}", [place, header]
        )
        columns = tuple(column.name for column in found.columns)
        name = self._name(sheet)
        first = header + 1 if first is None else first
        types = self._types(place, header, columns)
        return SheetTable(place, sheet, name, header, told, columns, first, last or header, found.rows, types)

    def _kept(self, sheet: str, header: str | None) -> KeptTable | None:
        registered = inspect(self._settings, str(self._workbook.path), header=header, notice=self._notice)
        return next((each for each in registered.tables if each.source_name == sheet), None)

    def _name(self, sheet: str) -> str:
        taken = {each.name.casefold() for each in self.used}
        return free(identifier(sheet) or "sheet", taken)

    def _types(self, place: int, header: int, columns: tuple[str, ...]) -> dict[str, ColumnType]:
        """What the cells of the columns are (R3); texts are left out."""
        number = "TRY_CAST(value AS DOUBLE)"
        rows = self._engine.rows(
            f"SELECT col, kind, style, count(*), bool_or({number} <> floor({number})), max({number}), "
            f"bool_or({number} IS NOT NULL) FROM {CELLS} WHERE sheet = $1 AND row > $2 AND value <> '' "
            "GROUP BY col, kind, style",
            [place, header],
        )
        held: dict[int, dict[Kind, int]] = {}
        for col, kind, style, count, broken, most, numeric in rows:
            counted = held.setdefault(col, {})
            if kind == "text" and numeric:
                # a text of digits is a text; were the column one of numbers, it would become one
                counted[Kind.TEXT] = LAST_ROW
            elif kind not in {"text", "error"}:
                told = Kind.BOOLEAN if kind == "boolean" else self._of_number(style, broken, most or 0)
                counted[told] = counted.get(told, 0) + count
        found = {columns[col - 1]: _usual(held[col]) for col in sorted(held) if 0 < col <= len(columns)}
        return {name: ColumnType(kind) for name, kind in found.items() if kind is not Kind.TEXT}

    def _of_number(self, style: int, broken: bool, most: float) -> Kind:
        if not is_date(self.format_of(style)):
            return Kind.NUMBER
        if most < 1 and broken:
            return Kind.TIME
        return Kind.TIMESTAMP if broken else Kind.DATE

    def format_of(self, style: int) -> str:
        """The number format of a style; empty for General."""
        return format_of(self._workbook, style)


def _usual(counted: dict[Kind, int]) -> Kind:
    """What most cells are; a day among moments is one."""
    if Kind.TIMESTAMP in counted and Kind.DATE in counted:
        counted[Kind.TIMESTAMP] += counted.pop(Kind.DATE)
    return max(counted, key=lambda kind: counted[kind]) if counted else Kind.TEXT


def format_of(workbook: FormulaWorkbook, style: int) -> str:
    """The number format of a style; empty for General."""
    return workbook.formats[style] if 0 <= style < len(workbook.formats) else ""


def is_date(code: str) -> bool:
    """Whether a number format shows a date."""
    return typed_cell(_A_DAY, code, from_1904=False).date is not None


def identifier(text: str) -> str:
    """A name in small letters, digits and underlines, made of a text."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
    return f"_{name}" if name[:1].isdecimal() else name


def free(name: str, taken: set[str]) -> str:
    """A name that is not taken in any case of letters."""
    count, wanted = 2, name
    while wanted.casefold() in taken:
        wanted, count = f"{name}_{count}", count + 1
    return wanted
