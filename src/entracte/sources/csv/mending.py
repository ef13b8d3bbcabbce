"""The careful way of reading: every row that can be split is written down cleanly, every other becomes a problem."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from entracte.faults import Fault
from entracte.sources.csv.encoding import FALLBACK
from entracte.sources.csv.grammar import QUOTE, Grammar
from entracte.sources.csv.records import LineQueue, RowAssembler
from entracte.sources.csv.survey import BLOCK
from entracte.sources.csv.text import CsvText
from entracte.sources.limits import MAX_CELL, MAX_LINE, SHOWN
from entracte.sources.problems import ProblemWriter

_HELD = 16_384
_REPLACED = "\ufffd"


@dataclass(frozen=True)
class Marks:
    """Two characters that do not occur in the file and stand for the line ends inside its cells while it is mended."""

    carriage_return: str
    line_feed: str


@dataclass
class Mended:
    """What came of the rows.

    `rows` were written, each as one line `row number, separator, cells`; `longest` is the longest such line in bytes;
    `marked` are the places of the columns in which marks stand for line ends; `rejected` rows became problems; `short`
    ones have fewer cells than there are columns.
    """

    rows: int = 0
    rejected: int = 0
    longest: int = 0
    marked: set[int] = field(default_factory=set)
    short: int = 0


def find_marks(path: Path) -> Marks:
    """Two of Unicode's 32 noncharacters for internal use (U+FDD0 to U+FDEF) that the file does not use."""
    pattern, used, tail = re.compile(rb"\xef\xb7[\x90-\xaf]"), set(), b""
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(BLOCK):
            used |= set(pattern.findall(tail + block))
            tail = block[-2:]
    free = [character for character in map(chr, range(0xFDD0, 0xFDF0)) if character.encode() not in used]
    if len(free) < 2:
        raise Fault("unreadable-file", f"{path} is no text: it uses all of Unicode's noncharacters.")
    return Marks(free[0], free[1])


class Mender:
    """Mends the rows of one file into `out`."""

    def __init__(
        self,
        text: CsvText,
        grammar: Grammar,
        width: int,
        *,
        marks: Marks,
        out: BinaryIO,
        problems: ProblemWriter,
    ) -> None:
        self._text = text
        self._grammar = grammar
        self._separator = grammar.separator.encode()
        self._width = width
        self._marks = marks
        self._carriage_return = marks.carriage_return.encode()
        self._line_feed = marks.line_feed.encode()
        self._out = out
        self._problems = problems
        self._blank_before_quote = re.compile(rb"(?:^|" + re.escape(self._separator) + rb') +"')
        self._held: list[bytes] = []
        self.mended = Mended()

    def run(self, lines: Iterator[bytes], row: int) -> Mended:
        """Mend all lines; the first of them is row `row` + 1."""
        queue = LineQueue(lines)
        assembler = RowAssembler(queue, self._grammar, self._width)
        separator, most = self._separator, self._width - 1
        blank = separator + b" \t\r\x0b\x0c"
        while (line := queue.next()) is not None:
            row += 1
            if self._text.suspicious and not line.isascii():
                line = self._decoded(line, row)
            body = line[:-1] if line.endswith(b"\r") else line
            if QUOTE in body or len(body) > MAX_CELL or b"\r" in body or b"\n" in body:
                row += self._odd_line(line, row, queue, assembler)
            elif not body.strip(blank):
                continue
            elif (separators := body.count(separator)) <= most:
                self.mended.short += separators < most
                self._write(row, body)
            else:
                self._reject(row, "too-many-cells", body.decode("utf-8", "replace"), str(separators + 1))
        self._flush()
        return self.mended

    def _odd_line(self, line: bytes, row: int, queue: LineQueue, assembler: RowAssembler) -> int:
        """Take a line that needs a closer look; the number of rows it was, less one."""
        body = line.removesuffix(b"\r")
        if len(body) > MAX_LINE:
            self._reject_oversized(body, row)
            return 0
        if QUOTE not in body:
            pieces = body.split(b"\r")
            if len(pieces) > 1 and all(piece.count(self._separator) == self._width - 1 for piece in pieces):
                queue.give_back(pieces, alone=len(pieces) if queue.is_alone else 0)
                return -1
            self._take([line], row)
            return 0
        lines = assembler.row(line)
        if lines is None:
            self._take_broken(body, row)
        else:
            decoded = [self._decoded(each, row) for each in lines[1:]]
            self._take([line, *decoded], row)
        return 0

    def _take(self, lines: list[bytes], row: int) -> None:
        """Write a complete row down, or reject it for its size."""
        raw = self._text.survey.terminator.join(lines).removesuffix(b"\r")
        body = raw.replace(b"\r", self._carriage_return).replace(b"\n", self._line_feed)
        marked = body != raw
        as_it_is = len(body) <= MAX_CELL and not self._blank_before_quote.search(body)
        if as_it_is and not marked and (separators := body.count(self._separator)) < self._width:
            self.mended.short += separators < self._width - 1
            self._write(row, body)
            return
        text = body.decode("utf-8", "replace")
        try:
            cells = self._grammar.cells(text) if QUOTE in body else text.split(self._grammar.separator)
        except csv.Error:
            self._reject(row, "cell-too-large", text[:SHOWN], str(len(text)))
            return
        if as_it_is and len(cells) <= self._width:
            if marked:
                self._note_marks(cells)
            self.mended.short += len(cells) < self._width
            self._write(row, body)
            return
        if len(cells) > self._width:
            cells = self._cells_forgiven(text) or cells
        self._take_cells(cells, row, raw.decode("utf-8", "replace"))

    def _take_cells(self, cells: list[str], row: int, text: str) -> None:
        if len(cells) > self._width:
            self._reject(row, "too-many-cells", text, str(len(cells)))
            return
        for position, cell in enumerate(cells):
            if len(cell) > MAX_CELL:
                self._reject(row, "cell-too-large", cell[:SHOWN], str(len(cell)), position)
                return
        self._note_marks(cells)
        self.mended.short += len(cells) < self._width
        self._write(row, self._grammar.row(cells).encode())

    def _note_marks(self, cells: list[str]) -> None:
        carriage_return, line_feed = self._marks.carriage_return, self._marks.line_feed
        for position, cell in enumerate(cells):
            if line_feed in cell or carriage_return in cell:
                self.mended.marked.add(position)

    def _take_broken(self, body: bytes, row: int) -> None:
        text = body.decode("utf-8", "replace")
        cells = self._cells_forgiven(text)
        if cells:
            self._take_cells(cells, row, text)
        else:
            self._reject(row, "broken-quotes", text)

    def _cells_forgiven(self, text: str) -> list[str] | None:
        """The cells of a row that is right but for blanks around its quotes, as in `a; "b" ;c`; None if it is not."""
        closer = self._grammar.without_spaces_around_quotes(text)
        if closer == text:
            return None
        try:
            cells = self._grammar.cells(closer)
        except csv.Error:
            return None
        return cells if len(cells) == self._width else None

    def _reject_oversized(self, body: bytes, row: int) -> None:
        position = body.count(self._separator) if QUOTE not in body else self._width
        self._reject(
            row,
            "cell-too-large",
            body[: 4 * SHOWN].decode("utf-8", "replace")[:SHOWN],
            f"> {MAX_LINE}",
            position if position < self._width else None,
        )

    def _reject(self, row: int, code: str, text: str, detail: str | None = None, position: int | None = None) -> None:
        self.mended.rejected += 1
        self._problems.add(row, code, text, detail, position)

    def _decoded(self, line: bytes, row: int) -> bytes:
        """The line in UTF-8, noting what was not in the file's encoding."""
        if line.isascii() or not self._text.suspicious:
            return line
        try:
            text = line.decode("utf-8")
            bad = text.find(_REPLACED) if not self._text.encoding.mixed else -1
            if bad < 0:
                return line
            read_as = self._text.encoding.name
        except UnicodeDecodeError as error:
            text, read_as = line.decode(FALLBACK, "replace"), FALLBACK
            bad = len(line[: error.start].decode("utf-8", "replace"))
        start = max(0, bad - SHOWN // 4)
        self._problems.add(row, "undecodable-line", text[start : start + SHOWN].strip("\r"), read_as)
        return text.encode("utf-8")

    def _write(self, row: int, body: bytes) -> None:
        self._held.append(b"%d%b%b" % (row, self._separator, body))
        if len(self._held) >= _HELD:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self.mended.rows += len(self._held)
            self.mended.longest = max(self.mended.longest, *map(len, self._held))
            self._held.append(b"")
            self._out.write(b"\n".join(self._held))
            self._held.clear()
