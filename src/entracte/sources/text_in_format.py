"""A CSV file in a documented format."""

from __future__ import annotations

from entracte.formats import Format
from entracte.sources.choice import format_shown
from entracte.sources.csv import CsvText, HeadRow, Layout, head_rows, load_rows, open_text, sniff_separator
from entracte.sources.csv.separator import declared_separator
from entracte.sources.formatted_file import Answer, FormattedFile, Reading, check_width, no_known_column, refuses
from entracte.sources.header import HEADER_ROWS, Header, find_header, header_findings


def read_text(reading: Reading) -> FormattedFile:
    """Read the file; refused if it is empty, no text, or without a known column."""
    copy = reading.engine.folder / f"{reading.prefix}.utf8"
    try:
        return _read(reading, open_text(reading.path, copy, reading.options.encoding))
    finally:
        copy.unlink(missing_ok=True)


def _read(reading: Reading, text: CsvText | None) -> FormattedFile:
    answer = Answer(reading, reading.prefix)
    if text is None:
        return answer.refused(reading.some_format(), [(None, None, "unreadable-text", None, None)])
    answer.encoding = text.encoding.name
    if text.survey.is_blank:
        return answer.refused(reading.some_format(), [(None, None, "empty-file", None, None)])
    file_format = reading.told_format()
    separator = _separator(reading, text, file_format)
    answer.separator = separator
    head = head_rows(text, separator, HEADER_ROWS)
    check_width(reading.path, max((len(row.cells) for row in head), default=0))
    first_rows = [(row.number, row.cells) for row in head]
    file_format = file_format or format_shown(str(reading.path), first_rows, reading.formats)
    header = find_header(first_rows, file_format)
    if header is None:
        return answer.refused(file_format, [no_known_column(file_format)])
    found = header_findings(header, file_format)
    if refuses(found):
        return answer.refused(file_format, found, header)
    layout = Layout(separator, _row_of(header, head), [column.field for column in header.columns])
    loaded = load_rows(reading.engine, text, layout, answer.table, answer.problems)
    answer.plain = loaded.plain
    titles = [column.field or column.title for column in header.columns]
    return answer.read(file_format, header, found, titles, loaded.rows + loaded.rejected)


def _separator(reading: Reading, text: CsvText, file_format: Format | None) -> str:
    if reading.options.separator is not None:
        return declared_separator(reading.options.separator)
    formats = [file_format] if file_format else list(reading.formats.values())
    return sniff_separator(text, {title for each in formats for title in each.columns_by_alias()})


def _row_of(header: Header, head: list[HeadRow]) -> HeadRow:
    return next(row for row in head if row.number == header.row)
