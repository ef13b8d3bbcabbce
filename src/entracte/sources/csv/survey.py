"""What a file of text is made of, found in one pass over its bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from entracte.sources.limits import MAX_CELL

BLOCK = 4 * 1024 * 1024
SAMPLE = 64 * 1024

_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r")
_LATIN_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")


@dataclass(frozen=True)
class Survey:
    """The facts on which the way of reading depends.

    `lines` counts physical lines up to the last one that is not empty; `blank_inside` says that an empty line stands
    before that; `long_line` that some line is longer than a cell may be; `sample` is the beginning of the file.
    `has_controls`: some control character of UTF-8 text stands in it, tabs and line ends apart.
    """

    size: int
    sample: bytes
    is_utf8: bool
    has_quotes: bool
    has_controls: bool
    has_tabs: bool
    lines: int
    line_feeds: int
    carriage_returns: int
    pairs: int
    blank_inside: bool
    long_line: bool

    @property
    def is_blank(self) -> bool:
        """Nothing but line ends (and a byte order mark)."""
        return self.lines == 0

    @property
    def one_line_end(self) -> bool:
        """All lines end alike, with LF or all with CR LF, and no carriage return stands elsewhere."""
        return self.carriage_returns == self.pairs and self.pairs in {0, self.line_feeds}

    @property
    def terminator(self) -> bytes:
        """What ends a line: a carriage return only where there is no line feed at all (old Macintosh)."""
        return b"\r" if self.carriage_returns and not self.line_feeds else b"\n"


def survey_file(path: Path) -> Survey:
    """Look at every byte of a file once, in blocks."""
    counter = _Counter()
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(BLOCK):
            counter.take(block)
    return counter.survey()


class _Counter:
    """Counts over blocks; `_tail` carries what may begin a pattern that ends in the next block."""

    def __init__(self) -> None:
        self.size = self.line_feeds = self.returns = self.pairs = self.trailing = 0
        self.sample = b""
        self.is_utf8 = True
        self.has_quotes = self.has_content = self.has_controls = self.has_tabs = False
        self.blank_inside = self.long_line = False
        self._blank_pending = False
        self._tail = b"\n"
        self._since_line_end = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")

    def take(self, block: bytes) -> None:
        if not self.sample:
            self.sample = block[:SAMPLE]
            block = block.removeprefix(codecs.BOM_UTF8)
            self.size += len(self.sample[:3]) if self.sample.startswith(codecs.BOM_UTF8) else 0
        self.size += len(block)
        self._check_encoding(block)
        self.has_quotes = self.has_quotes or b'"' in block
        self.has_tabs = self.has_tabs or b"\t" in block
        self.has_controls = self.has_controls or self._holds_controls(block)
        self.line_feeds += block.count(b"\n")
        self.returns += block.count(b"\r") if b"\r" in block else 0
        if self.returns:
            self.pairs += block.count(b"\r\n") + (self._tail.endswith(b"\r") and block.startswith(b"\n"))
        self._look_for_blank_lines(block)
        self._look_for_long_lines(block)
        self._tail = (self._tail + block[-2:])[-2:]

    def survey(self) -> Survey:
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            self.is_utf8 = False
        ends = self.line_feeds or self.returns
        return Survey(
            size=self.size,
            sample=self.sample,
            is_utf8=self.is_utf8,
            has_quotes=self.has_quotes,
            has_controls=self.has_controls,
            has_tabs=self.has_tabs,
            lines=ends - self.trailing + 1 if self.has_content else 0,
            line_feeds=self.line_feeds,
            carriage_returns=self.returns,
            pairs=self.pairs,
            blank_inside=self.blank_inside,
            long_line=self.long_line or self._since_line_end > MAX_CELL,
        )

    def _holds_controls(self, block: bytes) -> bool:
        if len(block.translate(None, _CONTROLS)) != len(block):
            return True
        if b"\xc2" not in block and not self._tail.endswith(b"\xc2"):
            return False
        border = self._tail[-1:] + block[:1]
        return _LATIN_CONTROLS.search(border) is not None or _LATIN_CONTROLS.search(block) is not None

    def _check_encoding(self, block: bytes) -> None:
        pending = bool(self._decoder.getstate()[0]) if self.is_utf8 else False
        if self.is_utf8 and (pending or not block.isascii()):
            try:
                self._decoder.decode(block)
            except UnicodeDecodeError:
                self.is_utf8 = False

    def _look_for_blank_lines(self, block: bytes) -> None:
        end = len(block.rstrip(b"\r\n"))
        ending = block[end:]
        if end:
            self.blank_inside = self.blank_inside or self._blank_pending or self._has_blank_line(block, end)
            self.has_content = True
            self.trailing = 0
            self._blank_pending = False
        self.trailing += ending.count(b"\n") or (0 if self.line_feeds else ending.count(b"\r"))
        if self.trailing > 1 or not self.has_content:
            self._blank_pending = True

    def _has_blank_line(self, block: bytes, end: int) -> bool:
        border = self._tail + block[: min(2, end)]
        if b"\n\n" in border or block.find(b"\n\n", 0, end) >= 0:
            return True
        return self.returns > 0 and (b"\n\r\n" in border or block.find(b"\n\r\n", 0, end) >= 0)

    def _look_for_long_lines(self, block: bytes) -> None:
        """Leap from line end to line end by the longest stretch allowed; a leap that finds none found a long line."""
        if self.long_line:
            return
        first = block.find(b"\n")
        if first < 0:
            self._since_line_end += len(block)
            self.long_line = self._since_line_end > MAX_CELL
            return
        position, size = first, len(block)
        self.long_line = self._since_line_end + first > MAX_CELL
        while not self.long_line and position + MAX_CELL < size:
            found = block.rfind(b"\n", position + 1, position + MAX_CELL + 2)
            self.long_line = found < 0
            position = found
        self._since_line_end = size - 1 - block.rfind(b"\n")
