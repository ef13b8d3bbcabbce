"""A file of text made ready for reading: surveyed, its encoding told, recoded to UTF-8 where it is something else."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from entracte.sources.csv.encoding import FALLBACK, Encoding, declared_encoding, detect_encoding, recode
from entracte.sources.csv.grammar import Grammar
from entracte.sources.csv.lines import physical_lines
from entracte.sources.csv.records import LineQueue, RowAssembler
from entracte.sources.csv.survey import Survey, survey_file
from entracte.sources.limits import MAX_LINE

_HEAD = 2 * MAX_LINE


@dataclass(frozen=True)
class CsvText:
    """A text in UTF-8, or mostly so.

    `path` is the delivered file itself where it can be read as it stands, else a copy in UTF-8. `suspicious`: some
    lines hold bytes that are not in the file's encoding (they are found while the rows are read).
    """

    path: Path
    encoding: Encoding
    survey: Survey
    suspicious: bool


@dataclass(frozen=True)
class HeadRow:
    """One of the first rows of a text.

    `number` is the row in Excel's view, `lines` how many physical lines the file has up to its end.
    """

    number: int
    cells: tuple[str, ...]
    lines: int


def open_text(path: Path, copy: Path, declared: str | None = None) -> CsvText | None:
    """Survey a file and recode it to `copy` if it is not UTF-8; None if it is no text.

    `declared` is an encoding named by the user; a fault if there is none of that name.
    """
    survey = survey_file(path)
    encoding = declared_encoding(declared) if declared else detect_encoding(path, survey)
    if encoding is None:
        return None
    if encoding.is_utf8 and (survey.is_utf8 or encoding.mixed):
        return CsvText(path, encoding, survey, suspicious=encoding.mixed)
    suspicious = recode(path, encoding, copy)
    return CsvText(copy, encoding, survey_file(copy), suspicious)


def head_rows(text: CsvText, separator: str, count: int) -> list[HeadRow]:
    """The first `count` rows that are not blank; a row that cannot be split into cells is one cell."""
    grammar = Grammar(separator)
    queue = LineQueue(physical_lines(text.path, text.survey.terminator, _HEAD))
    assembler = RowAssembler(queue, grammar, None)
    rows: list[HeadRow] = []
    number = 0
    while len(rows) < count and (line := queue.next()) is not None:
        number += 1
        lines = assembler.row(line)
        cells = _cells(grammar, lines or [line], text.survey.terminator, broken=lines is None)
        if any(cell.strip() for cell in cells):
            rows.append(HeadRow(number, cells, queue.taken))
    return rows


def _cells(grammar: Grammar, lines: list[bytes], terminator: bytes, *, broken: bool) -> tuple[str, ...]:
    body = _text(terminator.join(lines)).removesuffix("\r")
    if broken:
        return (body,)
    try:
        return tuple(next(csv.reader([body], delimiter=grammar.separator, strict=True), []))
    except csv.Error:
        return (body,)


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(FALLBACK, "replace")
