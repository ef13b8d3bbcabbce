"""The columns that the recipe writes: which format they are of, what they are called, how their values are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from entracte.faults import Fault
from entracte.formats import FieldType, Format, all_formats, format_named
from entracte.recipe.cells import Kind
from entracte.recipe.model import TABLE
from entracte.recipe.sheets import letters_of
from entracte.recipe.sheets.translating import as_itself, column_reference
from entracte.sources.choice import format_like, format_shown
from entracte.sources.header import Header, find_header
from entracte.transformation.from_workbook.columns import Columns, Computed, titled
from entracte.transformation.from_workbook.departures import Held
from entracte.transformation.from_workbook.sheets import Sheets, is_date

_DATES = {FieldType.DATE: "dd.mm.yyyy", FieldType.TIMESTAMP: "dd.mm.yyyy hh:mm:ss"}
_ZEROS = re.compile(r"0{2,20}")
_ISO = "yyyy-mm-dd"


@dataclass(frozen=True)
class Headings:
    """The format of the computing sheet (None: a free table), and the columns that have a place in it, by number.

    `titles` are those of all columns that have one.
    """

    format: Format | None
    fields: Mapping[int, str]
    titles: Mapping[int, str]


@dataclass(frozen=True)
class OutputColumn:
    """A column of the file: its name, what it is made of, and whether that shows a number as the sheet does."""

    col: int
    name: str
    text: str
    is_formula: bool
    is_bare: bool
    worded: bool


def find_headings(
    sheet: str,
    above: Mapping[int, Mapping[int, str]],
    columns: Sequence[int],
    told: str | None,
    data: Sequence[int] = (),
) -> Headings:
    """What the rows above the formulas say; `told` names the format, or `table`.

    `data` are columns of data that stand beside the computed ones: those with a heading of the format are written too.

    Raises the faults `unknown-format`, `no-headings` and `duplicated-column`.
    """
    width = max(columns) + 1
    rows = [
        (row, tuple(texts.get(col, "") if col in columns else "" for col in range(1, width)))
        for row, texts in above.items()
    ]
    format_ = None if told in {None, TABLE} else format_named(told or "")
    if told is None:
        format_ = format_like(sheet, all_formats()) or _shown(sheet, rows)
    header = find_header(rows, format_) if format_ else None
    if format_ is not None and header is None and told is not None:
        raise Fault(
            "no-headings",
            f"Above the formulas of {sheet} stands no column of the format {format_.name}.",
            hint=f"Its columns are listed by: entracte formats {format_.name}. For other columns say --format {TABLE}.",
        )
    texts = above[header.row] if header else (above[max(above)] if above else {})
    titles = titled(texts, list(columns))
    if format_ is None or header is None:
        if not titles:
            raise Fault(
                "no-headings",
                f"The columns of {sheet} have no headings above their formulas.",
                hint="Write the names of the columns above them, as the format calls them.",
            )
        return _once(sheet, Headings(None, titles, titles))
    fields = _fields(header)
    known = format_.columns_by_alias()
    for col, title in titled(texts, list(data)).items():
        field = known.get(title.lower())
        if field is not None and field not in fields.values():
            fields[col] = field
    return _once(sheet, Headings(format_, fields, titles))


def _shown(sheet: str, rows: list[tuple[int, tuple[str, ...]]]) -> Format | None:
    try:
        return format_shown(sheet, rows, all_formats())
    except Fault:
        return None


def _fields(header: Header) -> dict[int, str]:
    return {column.position + 1: column.field for column in header.columns if column.field}


def _once(sheet: str, headings: Headings) -> Headings:
    taken: dict[str, int] = {}
    for col, name in headings.fields.items():
        other = taken.setdefault(name.casefold(), col)
        if other != col:
            raise Fault(
                "duplicated-column",
                f"{sheet} has the column {name} twice: {letters_of(other)} and {letters_of(col)}.",
                hint="Give one of them another name.",
            )
    return headings


def output_columns(
    headings: Headings, held: Mapping[int, Held], columns: Columns, sheets: Sheets, data: Sequence[int] = ()
) -> tuple[list[OutputColumn], list[str]]:
    """The columns in the order of the sheet, and the names of those that are blank in every row."""
    written: list[OutputColumn] = []
    blank: list[str] = []
    for col, name in sorted(headings.fields.items()):
        each = held.get(col)
        if col in data:
            written.append(OutputColumn(col, name, columns.data(col).text, is_formula=True, is_bare=True, worded=False))
            continue
        if each is None or each.form is None:
            blank.append(name)
            continue
        kind = headings.format.named(name).type if headings.format else None
        made = columns.computed(col)
        if made.formula is None:
            text = as_itself(_constant(made, kind))
            written.append(OutputColumn(col, name, text, is_formula=False, is_bare=False, worded=False))
            continue
        text = _worded(made, sheets.format_of(each.form.style), kind)
        if text != made.text:
            columns.compiled(text, made.level)
        written.append(OutputColumn(col, name, text, is_formula=True, is_bare=made.is_bare, worded=text != made.text))
    return [_through_step(each, columns) for each in written], blank


def _through_step(column: OutputColumn, columns: Columns) -> OutputColumn:
    """A column that others build on is computed once, in its step."""
    if column.col not in columns.steps or column.worded:
        return column
    return replace(column, text=f"={column_reference(columns.step_name(column.col))}")


def _constant(made: Computed, kind: FieldType | None) -> str:
    if made.type.kind is Kind.DATE and kind in _DATES:
        year, month, day = made.text[:10].split("-")
        return f"{day}.{month}.{year}{made.text[10:]}"
    return made.text


def _worded(made: Computed, code: str, kind: FieldType | None) -> str:
    """The formula, its number shown as the sheet shows it where that is what a file holds: zeros in front, dates."""
    assert made.formula is not None
    value = made.formula.value
    if value.number is None or value.shown_as is not Kind.NUMBER:
        return made.text
    if _ZEROS.fullmatch(code) and kind not in {FieldType.NUMBER, FieldType.AMOUNT, FieldType.PERCENTAGE}:
        return f'=TEXT({made.text[1:]},"{code}")'
    if is_date(code) and (kind is None or kind in _DATES):
        return f'=TEXT({made.text[1:]},"{_DATES[kind] if kind else _ISO}")'
    return made.text
