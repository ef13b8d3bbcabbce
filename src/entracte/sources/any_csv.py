"""CSV files that are in no documented format: encoding, separator and titles found, said and overridable (S3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.faults import Fault
from entracte.sources.csv import CsvText, HeadRow, Layout, head_rows, load_rows, open_text, sniff_separator
from entracte.sources.csv.separator import SEPARATORS, declared_separator
from entracte.sources.limits import MAX_COLUMNS, SHOWN
from entracte.sources.options import SourceOptions, no_such_table
from entracte.sources.reading import RejectedRow, SourceColumn, SourceTable
from entracte.sources.titles import LOOKED_AT, NO_ROWS_BELOW, column_names, title_row

if TYPE_CHECKING:
    import pyarrow as pa

    from entracte.engine import Engine

_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_TABLE, _PROBLEMS = "csv_rows", "csv_problems"
_REASONS = {
    "broken-quotes": "its quotation marks are broken",
    "too-many-cells": "it has {} cells, more than there are columns",
    "cell-too-large": "one of its cells has {} characters, more than a cell may have",
}


def recognise(path: Path, head: bytes) -> bool:
    """Whether a file starts like text."""
    del path
    if head.startswith(_MARKS):
        return True
    pairs = max(1, len(head) // 2)
    wide = max(head[0::2].count(0), head[1::2].count(0)) > 0.7 * pairs > 1
    controls = sum(head.count(code) for code in range(0x20) if code not in {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A})
    return wide or controls <= max(8, len(head) // 20)


def open_reader(path: Path, scratch: Path, options: SourceOptions | None = None) -> CsvReader:
    """A reader of the file as one table.

    Raises the faults `unreadable-text`, `empty-file`, `unknown-encoding`, `bad-separator`, `no-such-row` and
    `too-many-columns`.
    """
    return CsvReader(path, scratch, options or SourceOptions())


class CsvReader:
    """Reads a CSV file as one table, called as the file; empty cells are null, blank rows are no rows."""

    def __init__(self, path: Path, scratch: Path, options: SourceOptions) -> None:
        self.path = path
        self._scratch = scratch
        self._options = options
        self._text = _opened(path, scratch, options)
        self._separator, self._head = _separated(self._text, options)
        if not self._head:
            raise _empty(path)
        self._title_place = _title_place(path, self._head, options)
        self._noted = scratch / "csv-problems.arrow"
        self._facts: dict[str, str] = {}

    def tables(self) -> list[SourceTable]:
        """The one table; its facts are the encoding, the separator, the row of the titles, and what stands above it."""
        facts = {"encoding": self._text.encoding.name, "separator": self._separator, "header": str(self._header_row)}
        if self._title_place:
            above = self._head[: self._title_place]
            facts["preamble"] = "\n".join(self._separator.join(row.cells) for row in above)
        if doubts := list(self._doubts()):
            facts["in doubt"] = ", ".join(doubts)
        columns = tuple(SourceColumn(name) for name in self._columns)
        return [SourceTable(self.path.stem, columns, facts | self._facts)]

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows in the order of the file."""
        from entracte.engine import Engine

        if table != self.path.stem:
            raise no_such_table(self.path, table, [self.path.stem])
        places = [f"c{place}" for place in range(len(self._columns))]
        header = self._head[self._title_place] if self._title_place is not None else None
        with Engine(self._scratch) as engine:
            loaded = load_rows(engine, self._text, Layout(self._separator, header, places), _TABLE, _PROBLEMS)
            self._note_problems(engine)
            if loaded.short:
                self._facts["short rows"] = "some have fewer cells than there are titles; the others are blank"
            # rows put together here and line ends put back may stand in another order than they were read
            order = " ORDER BY row" if loaded.mended else ""
            for batch in engine.batches(f"SELECT * EXCLUDE (row) FROM {_TABLE}{order}"):
                yield batch.rename_columns(self._columns)

    def rejected(self) -> Iterator[RejectedRow]:
        """The rows that could not be split into cells, with their text."""
        import pyarrow as pa

        if not self._noted.exists():
            return
        with pa.memory_map(str(self._noted)) as source, pa.ipc.open_stream(source) as reader:
            for batch in reader:
                for row, code, text, detail in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    shown = (text or "").rstrip("\r\n")[: 10 * SHOWN]
                    yield RejectedRow(self.path.stem, f"row {row}", shown, _REASONS[code].format(detail))

    def _doubts(self) -> Iterator[str]:
        """What was decided on weak grounds, and what to say where it is wrong."""
        if not self._text.encoding.is_sure:
            yield "the encoding, as its letters are of no language of Europe (--encoding names another)"
        if self._options.header is None and self._title_place == len(self._head) - 1:
            yield NO_ROWS_BELOW

    @property
    def _header_row(self) -> int:
        return self._head[self._title_place].number if self._title_place is not None else 0

    @cached_property
    def _columns(self) -> list[str]:
        titles = self._head[self._title_place].cells if self._title_place is not None else ()
        data = self._head[self._title_place + 1 :] if self._title_place is not None else self._head
        width = _width(len(titles), [row.cells for row in data])
        if width > MAX_COLUMNS:
            raise Fault(
                "too-many-columns",
                f"{self.path} has {width} columns; more than {MAX_COLUMNS} are not read.",
                hint="Is the separator right? Name it with --separator.",
            )
        return column_names(titles, width)

    def _note_problems(self, engine: Engine) -> None:
        import pyarrow as pa

        codes = list(_REASONS)
        kept = "list_contains(CAST($1 AS VARCHAR[]), code)"
        reader = engine.batches(f"SELECT row, code, value, detail FROM {_PROBLEMS} WHERE {kept} ORDER BY row", [codes])
        with pa.ipc.new_stream(str(self._noted), reader.schema) as sink:
            for batch in reader:
                sink.write_batch(batch)
        others = engine.scalar(f"SELECT count(*) FROM {_PROBLEMS} WHERE code = 'undecodable-line'")
        if others:
            self._facts["lines in another encoding"] = str(others)


def _opened(path: Path, scratch: Path, options: SourceOptions) -> CsvText:
    text = open_text(path, scratch / "text.utf8", options.encoding)
    if text is None:
        raise Fault("unreadable-text", f"{path} is no text.", hint="Name its encoding with --encoding if it is.")
    if text.survey.is_blank:
        raise _empty(path)
    return text


def _empty(path: Path) -> Fault:
    return Fault("empty-file", f"{path} is empty.", hint="Ask the customer for the file anew.")


def _separated(text: CsvText, options: SourceOptions) -> tuple[str, list[HeadRow]]:
    """The separator, and the first rows split by it."""
    count = max(LOOKED_AT, (options.header or 0) + 1)
    if options.separator is not None:
        separator = declared_separator(options.separator)
        return separator, head_rows(text, separator, count)
    separator = sniff_separator(text)
    head = head_rows(text, separator, count)
    if not head or _separates(head):
        return separator, head
    # a mark at the end of every line separates nothing; where no other does, a comma is the likeliest
    for other in SEPARATORS:
        if other != separator and _separates(found := head_rows(text, other, count)):
            return other, found
    is_split = any(len(row.cells) > 1 for row in head)
    return (separator, head) if is_split else (",", head_rows(text, ",", count))


def _separates(head: Sequence[HeadRow]) -> bool:
    """Whether most rows have content in several cells."""
    return 2 * sum(any(cell.strip() for cell in row.cells[1:]) for row in head) > len(head)


def _title_place(path: Path, head: Sequence[HeadRow], options: SourceOptions) -> int | None:
    """The place of the titles among the first rows; None where there are none."""
    if options.header is None:
        return title_row([row.cells for row in head])
    if options.header == 0:
        return None
    for place, row in enumerate(head):
        if row.number == options.header:
            return place
    raise Fault(
        "no-such-row",
        f"{path} has no row {options.header} that could hold the titles.",
        hint="Name the row as Excel numbers it, or say --header none.",
    )


def _width(titles: int, data: Sequence[Sequence[str]]) -> int:
    """How many columns there are: as many as titles, or as most rows have, or as rows fill with separators only."""
    widths = Counter(len(row) for row in data)
    usual = max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0
    if not titles:
        return max(widths, default=0)
    trailing = [len(row) for row in data if len(row) > titles and not any(cell.strip() for cell in row[titles:])]
    return max([titles, usual, *trailing])
