"""The log as a workbook: a letter, the findings counted, every finding, and the rows to correct.

Rows are written one after another and forgotten (XlsxWriter's constant memory), from Arrow batches. Every cell is
written as what it is, text as text: a cell that begins like a formula is never one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from entracte.engine import quoted
from entracte.findings import label
from entracte.report import letter
from entracte.report.messages import in_order
from entracte.report.not_imported import NotImported, stream_not_imported
from entracte.report.paper import print_on_a4
from entracte.report.wording import kind_name, sentence

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from entracte.engine import Engine
    from entracte.report.files import LogFiles
    from entracte.report.summary import Summary

CELL_CHARACTERS = 32_767
SHEET_TITLE_CHARACTERS = 31
LETTER_CHARACTERS = 110
LINE_HEIGHT = 16
FINDING_WIDTHS = {"row": 10, "field": 20, "value": 36, "code": 24, "message": 96, "outcome": 16}


@dataclass(frozen=True)
class Limits:
    """How much a workbook holds. Excel ends a sheet at 1,048,576 rows; the other two keep it usable.

    What does not fit on a sheet continues on the next; beyond `findings` and `not_imported` rows the workbook shows the
    first ones and says that the file beside it holds all.
    """

    sheet_rows: int = 1_048_576
    findings: int = 3_000_000
    not_imported: int = 1_000_000


@dataclass(frozen=True)
class Contents:
    """What a log tells: the summary, the non-imported rows, the number of findings, and where its files will lie."""

    summary: Summary
    listed: NotImported
    findings: int
    files: LogFiles
    language: str
    limits: Limits


@dataclass(frozen=True)
class _Sheets:
    """A table that goes on over several sheets: the same header row on each, with the widths of its columns.

    `numbers` are the places of the columns of numbers; all others are text.
    """

    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    numbers: frozenset[int]
    rows: int


@dataclass(frozen=True)
class _Styles:
    title: Any
    heading: Any
    header: Any
    text: Any
    wrapped: Any
    strong: Any
    number: Any


def write_workbook(path: Path, engine: Engine, contents: Contents) -> None:
    """Write the log as a workbook.

    The findings must have been told and the non-imported rows listed before. Raises OSError when it cannot be written.
    """
    language, limits = contents.language, contents.limits
    with _workbook(path, engine, contents.summary) as book:
        styles = _styles(book)
        _write_letter(book, styles, contents)
        _write_counts(book, styles, contents.summary, language)
        mark = label("cell_cut", language)
        cells = ", ".join(
            column if column in ("row", "code", "outcome") else f"{_fitting(column, '$1')} AS {column}"
            for column in FINDING_WIDTHS
        )
        every = _Sheets(
            label("findings", language),
            tuple(FINDING_WIDTHS),
            tuple(FINDING_WIDTHS.values()),
            frozenset({0}),
            limits.sheet_rows,
        )
        query = f"{in_order(cells)} LIMIT {limits.findings}"
        _write_sheets(book, styles, every, engine.batches(query, [mark]))
        _write_not_imported(book, styles, engine, contents)


@contextmanager
def _workbook(path: Path, engine: Engine, summary: Summary) -> Iterator[Any]:
    """A workbook of which only the current row is in memory; the rest waits in the engine's folder."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(engine.folder)})
    book.use_zip64()
    if summary.finished:
        book.set_properties({"created": summary.finished.replace(tzinfo=None)})
    yield book
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error


def _styles(book: Any) -> _Styles:
    return _Styles(
        title=book.add_format({"bold": True, "font_size": 18}),
        heading=book.add_format({"bold": True, "font_size": 13, "bottom": 1}),
        header=book.add_format({"bold": True, "bg_color": "#E8E8E8", "bottom": 1}),
        text=book.add_format({"num_format": "@"}),
        wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
        strong=book.add_format({"bold": True, "valign": "top"}),
        number=book.add_format({"num_format": "#,##0", "align": "left", "valign": "top"}),
    )


def _sentences(contents: Contents) -> list[str]:
    """The sentences of the letter: what happened, what to do, and where to look."""
    summary, listed, files = contents.summary, contents.listed, contents.files
    language, limits = contents.language, contents.limits
    by_code, every, rejected = (label(key, language) for key in ("findings_by_code", "findings", "not_imported"))
    told = [letter.opening(summary, language), *letter.account(summary, language)]
    if listed.rejected and files.not_imported:
        name = files.not_imported.name
        own = ", ".join(listed.columns[len(listed.fields) :])
        told.append(sentence("letter_correct", language, sheet=rejected, file=name, own=own))
        told.append("    " + letter.command_again(summary, name))
        if listed.with_text:
            told.append(sentence("letter_text", language, column=listed.own.text))
    if summary.findings:
        told.append(sentence("letter_where", language, by_code=by_code, findings=every))
    for sheet, held, count, file in (
        (every, limits.findings, contents.findings, files.findings),
        (rejected, limits.not_imported, listed.rows, files.not_imported),
    ):
        if count > held and file:
            told.append(sentence("letter_beside", language, sheet=sheet, held=held, count=count, file=file.name))
    if summary.skipped:
        told += [label("letter_skipped", language), *(f"    {each}" for each in summary.skipped)]
    return told


def _write_letter(book: Any, styles: _Styles, contents: Contents) -> None:
    """The first sheet: the letter, then the numbers, then the details."""
    summary, language = contents.summary, contents.language
    sheet = book.add_worksheet(label("summary", language))
    print_on_a4(sheet, landscape=False)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, LETTER_CHARACTERS - 30)
    title = "check_title" if summary.command == "check" else "log_title"
    sheet.write_string(0, 0, label(title, language), styles.title)
    line = 2
    for each in _sentences(contents):
        # Excel does not fit the height of a row to merged cells
        sheet.set_row(line, LINE_HEIGHT * -(-len(each) // LETTER_CHARACTERS))
        sheet.merge_range(line, 0, line, 1, "", styles.wrapped)
        sheet.write_string(line, 0, each, styles.wrapped)
        line += 1
    blocks: list[tuple[str, Sequence[tuple[str, str | int]]]] = [
        (label("rows", language), letter.numbers(summary, language))
    ]
    for key, counts in (("created", summary.created), ("updated", summary.updated)):
        if any(counts.values()):
            blocks.append(
                (label(key, language), [(kind_name(kind, language), count) for kind, count in counts.items()])
            )
    blocks.append((label("details", language), letter.details(summary, language)))
    for heading, facts in blocks:
        line += 1
        sheet.write_string(line, 0, heading, styles.heading)
        sheet.write_blank(line, 1, None, styles.heading)
        for name, fact in facts:
            line += 1
            sheet.write_string(line, 0, name, styles.strong)
            if isinstance(fact, int):
                sheet.write_number(line, 1, fact, styles.number)
            else:
                sheet.write_string(line, 1, fact, styles.wrapped)
        line += 1


def _write_counts(book: Any, styles: _Styles, summary: Summary, language: str) -> None:
    """The second sheet: what was found, by code and field, with what to do about it."""
    sheet = book.add_worksheet(label("findings_by_code", language))
    print_on_a4(sheet, repeated=1)
    widths = {"code": 26, "outcome": 20, "field": 22, "count": 12, "explanation": 110}
    for column, (key, width) in enumerate(widths.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label(key, language), styles.header)
    sheet.freeze_panes(1, 0)
    for line, each in enumerate(summary.findings, 1):
        explanation = each.explanation(language)
        sheet.set_row(line, LINE_HEIGHT * -(-len(explanation) // widths["explanation"]))
        sheet.write_string(line, 0, each.code, styles.strong)
        sheet.write_string(line, 1, label(each.outcome.value, language), styles.wrapped)
        sheet.write_string(line, 2, each.field or "", styles.wrapped)
        sheet.write_number(line, 3, each.count, styles.number)
        sheet.write_string(line, 4, explanation, styles.wrapped)
    if summary.findings:
        sheet.autofilter(0, 0, len(summary.findings), len(widths) - 1)
    else:
        sheet.write_string(1, 0, label("nothing", language))


def _write_not_imported(book: Any, styles: _Styles, engine: Engine, contents: Contents) -> None:
    """The last sheet: the rows to correct. All of its columns are text, so that a corrected phone keeps its zeros."""
    listed, language, limits = contents.listed, contents.language, contents.limits
    last = len(listed.columns) - 1
    own = len(listed.columns) - len(listed.fields)
    cells = ", ".join(
        quoted(title) if place == last else f"{_fitting(quoted(title), '$3')} AS {quoted(title)}"
        for place, title in enumerate(listed.columns)
    )
    rows = _Sheets(
        label("not_imported", language),
        listed.columns,
        (*(max(12, len(name) + 2) for name in listed.fields), *((60, 96, 10)[3 - own :])),
        frozenset({last}),
        limits.sheet_rows,
    )
    batches = stream_not_imported(engine, listed, cells, (label("cell_cut", language),), limits.not_imported)
    _write_sheets(book, styles, rows, batches)


def _write_sheets(book: Any, styles: _Styles, table: _Sheets, batches: Iterable[pa.RecordBatch]) -> None:
    """Write a table from its batches, going on to another sheet whenever one is full."""
    number, line = 1, 1
    sheet = _add_sheet(book, styles, table)
    for batch in batches:
        columns = [column.to_pylist() for column in batch.columns]
        start = 0
        while start < batch.num_rows:
            if line == table.rows:
                _finish(sheet, table, line)
                number, line = number + 1, 1
                sheet = _add_sheet(book, styles, replace(table, title=_continued(table.title, number)))
            end = min(batch.num_rows, start + table.rows - line)
            _write_cells(sheet, line, [column[start:end] for column in columns], table.numbers)
            line += end - start
            start = end
    _finish(sheet, table, line)


def _write_cells(sheet: Any, first: int, columns: list[list[Any]], numbers: frozenset[int]) -> None:
    """Write rows of cells from line `first` on; the innermost loop, one call a cell and none for an empty one."""
    writers: list[Callable[[int, int, Any], object]] = [
        sheet.write_number if place in numbers else sheet.write_string for place in range(len(columns))
    ]
    for line, cells in enumerate(zip(*columns, strict=True), first):
        for place, cell in enumerate(cells):
            if cell is not None:
                writers[place](line, place, cell)


def _add_sheet(book: Any, styles: _Styles, table: _Sheets) -> Any:
    sheet = book.add_worksheet(table.title[:SHEET_TITLE_CHARACTERS])
    print_on_a4(sheet, repeated=1)
    for place, (title, width) in enumerate(zip(table.columns, table.widths, strict=True)):
        sheet.set_column(place, place, width, None if place in table.numbers else styles.text)
        sheet.write_string(0, place, title, styles.header)
    sheet.freeze_panes(1, 0)
    return sheet


def _finish(sheet: Any, table: _Sheets, lines: int) -> None:
    if lines > 1:
        sheet.autofilter(0, 0, lines - 1, len(table.columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A2:XFD{lines}"})


def _continued(title: str, number: int) -> str:
    suffix = f" ({number})"
    return title[: SHEET_TITLE_CHARACTERS - len(suffix)] + suffix


def _fitting(cell: str, mark: str) -> str:
    """SQL: the text as a cell can hold it; the parameter `mark` ends what was cut.

    Excel counts UTF-16 units, of which no text has more than bytes in UTF-8, so only long texts are counted. XlsxWriter
    takes a text from `<r>` to `</r>` for its own markup and would write it as such: a space before it keeps it text
    (and is trimmed again by D3).
    """
    beyond = f"length(regexp_replace({cell}, '[\\x{{0}}-\\x{{FFFF}}]', '', 'g'))"
    room = f"CASE WHEN {beyond} = 0 THEN {CELL_CHARACTERS} ELSE {CELL_CHARACTERS // 2} END"
    return f"""CASE
        WHEN strlen({cell}) > {CELL_CHARACTERS} AND length({cell}) + {beyond} > {CELL_CHARACTERS}
            THEN left({cell}, {room} - length({mark})) || {mark}
        WHEN starts_with({cell}, '<r>') AND ends_with({cell}, '</r>') THEN ' ' || {cell}
        ELSE {cell} END"""
