"""How a workbook is laid out: which sheet computes columns, from which sheet, and where rows and titles are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from entracte.engine import Engine
from entracte.faults import Fault, near
from entracte.recipe.sheets import pieces
from entracte.sources.excel.formulas import FormulaWorkbook
from entracte.transformation.from_workbook.cells import CELLS, ColumnForms

HEADER_ROWS = 4


@dataclass(frozen=True)
class Layout:
    """The sheet that computes (`sheet`), the one its rows come from (`source`; the same where data stand beside).

    Sheets are their places. `first` is the first row with formulas, `away` how far below a row's data are on the source
    sheet (negative: above).
    """

    sheet: int
    source: int
    first: int
    away: int
    columns: Mapping[int, ColumnForms]

    @property
    def beside(self) -> bool:
        """Whether data and formulas stand on one sheet."""
        return self.sheet == self.source


def find_layout(workbook: FormulaWorkbook, found: list[ColumnForms], told: str | None) -> Layout:
    """The layout of the workbook; `told` names the sheet that computes.

    Raises the faults `no-formulas`, `no-such-sheet`, `sheet-unclear`, `no-source-sheet` and `several-source-sheets`.
    """
    moving = {place: _moving(workbook, found, place) for place in {each.sheet for each in found}}
    sheet = _computing(workbook, found, moving, told)
    columns = {each.col: each for each in found if each.sheet == sheet}
    refers = moving[sheet]
    others = Counter({key: count for key, count in refers.items() if key[0] != sheet})
    if not refers:
        raise Fault(
            "no-source-sheet",
            f"The formulas of {workbook.sheets[sheet]} refer to no row of data: each cell names the same cells.",
            hint="A column is computed from the row beside it: =UPPER(Clients!B2), filled down.",
        )
    # of places that are named equally often, that in the nearest row
    source, away = max((others or refers).items(), key=lambda item: (item[1], -abs(item[0][1]), -item[0][0]))[0]
    strangers = sorted({workbook.sheets[place] for place, _ in others} - {workbook.sheets[source]})
    if strangers:
        named = ", ".join([workbook.sheets[source], *strangers])
        raise Fault(
            "several-source-sheets",
            f"{workbook.sheets[sheet]} takes its rows from several sheets: {named}. Rows that meet by their place only "
            "cannot be put together by a recipe.",
            hint=f"Look the values of {strangers[0]} up by a key: =XLOOKUP(Clients!A2,{strangers[0]}!A:A,…).",
        )
    return Layout(sheet, source, _first_row(columns), away, columns)


def _moving(workbook: FormulaWorkbook, found: list[ColumnForms], sheet: int) -> Counter[tuple[int, int]]:
    """To which sheet, and how many rows away, the columns of a sheet refer with rows that move."""
    counted: Counter[tuple[int, int]] = Counter()
    places = {name.casefold(): place for place, name in enumerate(workbook.sheets)}
    tables = {each.name.casefold(): places[each.sheet.casefold()] for each in workbook.tables}
    for column in found:
        if column.sheet != sheet or column.main.what != "formula":
            continue
        seen: set[tuple[int, int]] = set()
        for piece in pieces(column.main.text):
            named = sheet if piece.sheet is None else places.get(piece.sheet.casefold(), -1)
            if piece.area is not None and named >= 0 and not piece.area.first.fixed_row:
                seen.add((named, piece.area.first.row - column.main.row))
            elif piece.kind == "table" and "#this row" in piece.inside.lower():
                seen.add((tables.get((piece.sheet or "").casefold(), sheet), 0))
        counted.update(seen)
    return counted


def _computing(
    workbook: FormulaWorkbook,
    found: list[ColumnForms],
    moving: Mapping[int, Counter[tuple[int, int]]],
    told: str | None,
) -> int:
    names = workbook.sheets
    computing = {each.sheet for each in found if any(form.what != "typed" for form in each.forms)}
    if told is not None:
        place = {name.casefold(): at for at, name in enumerate(names)}.get(told.casefold())
        if place is None:
            raise Fault("no-such-sheet", f"{workbook.path} has no sheet {told}.", hint=near(told, list(names)))
        if place not in computing:
            raise _no_formulas(f"The sheet {names[place]} of {workbook.path}")
        return place
    if not computing:
        raise _no_formulas(str(workbook.path))
    taking = [place for place in sorted(computing) if any(sheet != place for sheet, _ in moving[place])]
    candidates = taking or sorted(computing)
    given = {sheet for place in candidates for sheet, _ in moving[place] if sheet != place}
    last = [place for place in candidates if place not in given]
    candidates = last or candidates
    if len(candidates) > 1:
        shown = ", ".join(names[place] for place in candidates)
        raise Fault(
            "sheet-unclear",
            f"Several sheets of {workbook.path} compute columns: {shown}.",
            hint=f"Say which with --sheet, for example --sheet {names[candidates[0]]!r}.",
        )
    return candidates[0]


def _no_formulas(what: str) -> Fault:
    return Fault(
        "no-formulas",
        f"{what} has no formulas; there is nothing to make a recipe of.",
        hint="Values that were pasted have lost them. Ask for the workbook with its formulas, "
        "or draft a recipe with: entracte recipe new.",
    )


def _first_row(columns: Mapping[int, ColumnForms]) -> int:
    """Where most columns begin to compute; of several rows the upper one."""
    begins = Counter(
        each.first_formula for each in columns.values() if each.first_formula and each.main.what == "formula"
    )
    begins = begins or Counter(each.first_formula for each in columns.values() if each.first_formula)
    return min(begins, key=lambda row: (-begins[row], row))


def texts_above(engine: Engine, sheet: int, below: int) -> dict[int, dict[int, str]]:
    """The last rows with content above a row, by row and column."""
    rows = engine.rows(
        f"SELECT row, col, value FROM {CELLS} WHERE sheet = $1 AND value IS NOT NULL AND row IN (SELECT DISTINCT row "
        f"FROM {CELLS} WHERE sheet = $1 AND row < $2 AND value IS NOT NULL ORDER BY row DESC LIMIT {HEADER_ROWS}) "
        "ORDER BY row, col",
        [sheet, below],
    )
    found: dict[int, dict[int, str]] = {}
    for row, col, value in rows:
        found.setdefault(row, {})[col] = value
    return found
