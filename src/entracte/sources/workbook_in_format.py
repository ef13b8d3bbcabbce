"""Sheets of a workbook in documented formats."""

from __future__ import annotations

from itertools import islice

from entracte.faults import Fault, near
from entracte.formats import Format
from entracte.formats.returned import ReturnedColumns
from entracte.sources.choice import format_called, format_like, format_shown
from entracte.sources.content import Content
from entracte.sources.excel import OversizedCell, Sheet, SheetRow, TypedCell, Workbook, open_workbook
from entracte.sources.excel.loading import LoadedSheet, SheetColumn, load_sheet
from entracte.sources.formatted_file import Answer, FormattedFile, Reading, no_known_column, refuses
from entracte.sources.header import HEADER_ROWS, Finding, Header, column_letters, find_header, header_findings
from entracte.sources.limits import WHITE_SPACE

FirstRows = list[tuple[int, tuple[str, ...]]]


def read_workbook(reading: Reading, content: Content) -> list[FormattedFile]:
    """Read the sheets that are named by a format; where there are none, the first one with a header."""
    workbook = open_workbook(reading.path, content)
    chosen = _chosen(reading, workbook)
    if not chosen:
        answer = Answer(reading, reading.prefix)
        return [answer.refused(reading.some_format(), [(None, None, "empty-file", None, None)])]
    return [
        _read(
            reading, workbook, sheet, file_format, f"{reading.prefix}_{number}" if len(chosen) > 1 else reading.prefix
        )
        for number, (sheet, file_format) in enumerate(chosen, 1)
    ]


def _chosen(reading: Reading, workbook: Workbook) -> list[tuple[Sheet, Format]]:
    """The sheets to be read, each with its format (D65, D71); none if no sheet has any content."""
    if reading.options.sheet is not None:
        sheet = _sheet_called(reading.options.sheet, workbook, reading)
        return [(sheet, _format_of(reading, workbook, sheet))]
    named = [
        (sheet, file_format) for sheet in workbook.sheets if (file_format := format_like(sheet.name, reading.formats))
    ]
    if reading.format_name is not None:
        told = format_called(reading.format_name, reading.formats)
        named = [(sheet, file_format) for sheet, file_format in named if file_format is told][:1]
    return named or _first_with_header(reading, workbook)


def _first_with_header(reading: Reading, workbook: Workbook) -> list[tuple[Sheet, Format]]:
    told = reading.told_format()
    formats = [told] if told else list(reading.formats.values())
    filled: list[tuple[Sheet, FirstRows]] = []
    shown = [(sheet, [] if sheet.hidden else _first_rows(workbook, sheet)) for sheet in workbook.sheets]
    for sheet, rows in sorted(shown, key=lambda each: not _is_returned(each[1])):
        if any(find_header(rows, each) for each in formats):
            return [(sheet, told or format_shown(_place(reading, sheet), rows, reading.formats))]
        filled += [(sheet, rows)] if rows else []
    return [(sheet, told or format_shown(_place(reading, sheet), rows, reading.formats)) for sheet, rows in filled[:1]]


def _is_returned(rows: FirstRows) -> bool:
    """Whether a sheet is the list of non-imported rows of one of our own logs, which holds other tables besides."""
    own = ReturnedColumns()
    return any({own.reason, own.row} <= set(cells) for _, cells in rows)


def _sheet_called(name: str, workbook: Workbook, reading: Reading) -> Sheet:
    for sheet in workbook.sheets:
        if sheet.name.strip().lower() == name.strip().lower():
            return sheet
    names = [sheet.name for sheet in workbook.sheets]
    raise Fault("no-such-sheet", f"{reading.path} has no sheet {name!r}.", hint=near(name, names))


def _format_of(reading: Reading, workbook: Workbook, sheet: Sheet) -> Format:
    if reading.format_name is not None:
        return format_called(reading.format_name, reading.formats)
    told = format_like(sheet.name, reading.formats) or reading.told_format()
    return told or format_shown(_place(reading, sheet), _first_rows(workbook, sheet), reading.formats)


def _read(reading: Reading, workbook: Workbook, sheet: Sheet, file_format: Format, prefix: str) -> FormattedFile:
    answer = Answer(reading, prefix, sheet.name)
    rows = _first_rows(workbook, sheet)
    if not rows:
        return answer.refused(file_format, [(None, None, "empty-file", None, None)])
    header = find_header(rows, file_format)
    if header is None:
        return answer.refused(file_format, [no_known_column(file_format)])
    found = header_findings(header, file_format)
    if refuses(found):
        return answer.refused(file_format, found, header)
    columns = [
        SheetColumn(column.position, column.field, file_format.named(column.field).type)
        for column in header.columns
        if column.field
    ]
    loaded = load_sheet(reading.engine, workbook, sheet.name, columns, header.row, answer.table, answer.problems)
    found += _sheet_findings(header, loaded)
    width = max([len(header.columns), *(position + 1 for position in loaded.filled)])
    titles = [column.field or column.title for column in header.columns] + [""] * (width - len(header.columns))
    return answer.read(file_format, header, found, titles, loaded.rows + loaded.rejected)


def _sheet_findings(header: Header, loaded: LoadedSheet) -> list[Finding]:
    """Columns with content beyond the header, and columns of numbers whose number format is not known."""
    beyond: list[Finding] = [
        (None, None, "unnamed-column", column_letters(position), None)
        for position in sorted(loaded.filled)
        if position >= len(header.columns)
    ]
    return beyond + [(None, name, "number-format-unknown", None, str(count)) for name, count in loaded.inexact.items()]


def _first_rows(workbook: Workbook, sheet: Sheet) -> FirstRows:
    filled = (row for row in workbook.rows(sheet.name) if any(text.strip(WHITE_SPACE) for text in _texts(row)))
    return [(row[0], _texts(row)) for row in islice(filled, HEADER_ROWS)]


def _texts(row: SheetRow) -> tuple[str, ...]:
    cells = row[1]
    return tuple(_text(cells.get(position, "")) for position in range(max(cells) + 1))


def _text(cell: str | TypedCell | OversizedCell) -> str:
    if isinstance(cell, TypedCell):
        return cell.displayed
    return cell.beginning if isinstance(cell, OversizedCell) else cell


def _place(reading: Reading, sheet: Sheet) -> str:
    return f"sheet {sheet.name!r} of {reading.path}"
