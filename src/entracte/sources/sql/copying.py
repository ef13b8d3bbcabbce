r"""COPY blocks of PostgreSQL: lines of values between tabs, up to a line that says `\.`."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from entracte.sources.sql.columns import Column, Spans, copied_column
from entracte.sources.sql.heads import Copy
from entracte.sources.sql.plain_lines import plain_lines
from entracte.sources.sql.rejects import Rejects
from entracte.sources.sql.store import Key, Store
from entracte.sources.sql.window import Window

_END = re.compile(rb"\\\.\r?(?:\n|\Z)")
_STRETCH = 4 * 1024 * 1024


class CopyReader:
    """Reads one COPY block after the other; the window stands after the block then."""

    def __init__(self, window: Window, store: Store, rejects: Rejects) -> None:
        self._window = window
        self._store = store
        self._rejects = rejects

    def read(self, copy: Copy) -> None:
        """Read the lines of a block into its table."""
        while True:
            self._window.refill()
            data, start = self._window.data, self._window.position
            stop = min(start + _STRETCH, len(data))
            if end := _end_of_block(data, start, stop):
                self._lines(copy, start, end.start())
                self._window.position = end.end()
                return
            whole = data.rfind(b"\n", start, stop) + 1
            if whole:
                self._lines(copy, start, whole)
                self._window.position = whole
            elif not self._long_line(copy):
                return

    def _long_line(self, copy: Copy) -> bool:
        """Read a line longer than a stretch; False at the end of the script."""
        window = self._window
        while (end := window.data.find(b"\n", window.position)) < 0:
            line = window.line_at(window.position)
            if window.is_full:
                self._reject(copy, line, window.data[window.position :], "the row is longer than a row can be")
                return window.pass_over(lambda text: text.find(b"\n") + 1 or -1, keep=1)
            if not window.more():
                rest = window.data[window.position :]
                if rest.strip():
                    self._reject(copy, line, rest, "the file ends inside of this row")
                window.position = len(window.data)
                return False
        self._lines(copy, window.position, end + 1)
        window.position = end + 1
        return True

    def _lines(self, copy: Copy, start: int, end: int) -> None:
        """Whole lines of what the window holds, each ending with a line end, as columns of the table."""
        if start == end:
            return
        text = memoryview(self._window.data)[start:end]
        columns = self._plain(copy, text)
        if columns is None:
            self._odd_lines(copy, bytes(text))
        else:
            self._store_columns(copy, columns)

    def _plain(self, copy: Copy, text: memoryview) -> list[Column] | None:
        """The columns of lines that are all as they should be, else None."""
        width = self._known_width(copy)
        return None if copy.unreadable or not width else plain_lines(text, width, copy.separator, copy.null)

    def _odd_lines(self, copy: Copy, text: bytes) -> None:
        """Lines some of which do not fit: those are rejected."""
        lines = _Lines.of(text, copy.separator)
        first_line = self._window.line_at(self._window.position)
        if copy.unreadable:
            right = np.zeros(len(lines.first), dtype=bool)
            reason = copy.unreadable
        else:
            width = self._width(copy, lines)
            right = lines.last - lines.first == width
            reason = f"not {width} values"
        for row in np.flatnonzero(~right):
            held = text[int(lines.borders[lines.first[row]]) + 1 : int(lines.borders[lines.last[row]])]
            self._reject(copy, first_line + int(row), held, reason)
        if not right.any():
            return
        first = lines.first[right]
        self._store_columns(copy, [copied_column(lines.spans(first, place, text), copy.null) for place in range(width)])

    def _store_columns(self, copy: Copy, columns: list[Column]) -> None:
        table = copy.target.table
        keys: list[Key] = list(copy.target.columns) if copy.target.columns is not None else list(range(len(columns)))
        table.repaired += sum(column.repaired for column in columns)
        self._store.append(table, keys, [column.values for column in columns])

    def _width(self, copy: Copy, lines: _Lines) -> int:
        width = self._known_width(copy)
        if width is None:
            width = copy.target.table.width = int(np.bincount(lines.last - lines.first).argmax())
        return width

    def _known_width(self, copy: Copy) -> int | None:
        if copy.target.columns is not None:
            return len(copy.target.columns)
        table = copy.target.table
        return len(table.columns) if table.columns is not None else table.width

    def _reject(self, copy: Copy, line: int, text: bytes, reason: str) -> None:
        self._rejects.add(copy.target.table.number, line, text, reason)


def _end_of_block(data: bytes, start: int, stop: int) -> re.Match[bytes] | None:
    r"""The line that says `\.`, if there is one in a stretch that begins a line."""
    if (end := _END.match(data, start, stop)) is not None:
        return end
    octets = np.frombuffer(data, np.uint8, stop - start, start)
    for place in np.flatnonzero((octets[:-1] == 0x0A) & (octets[1:] == 0x5C)).tolist():
        if (end := _END.match(data, start + place + 1, stop)) is not None:
            return end
    return None


@dataclass(frozen=True)
class _Lines:
    """Where values begin and end: `borders` are the places of separators and line ends, -1 before the first line.

    Line `l` has its values between the borders from `first[l]` to `last[l]`. `backslashes` counts those before each
    border.
    """

    borders: np.ndarray[tuple[int], np.dtype[np.int64]]
    ends: np.ndarray[tuple[int], np.dtype[np.int64]]
    first: np.ndarray[tuple[int], np.dtype[np.int64]]
    last: np.ndarray[tuple[int], np.dtype[np.int64]]
    backslashes: np.ndarray[tuple[int], np.dtype[np.int64]]

    @classmethod
    def of(cls, text: bytes, separator: bytes) -> _Lines:
        octets = np.frombuffer(text, dtype=np.uint8)
        line_end = octets == 0x0A
        marks = np.flatnonzero(line_end | (octets == separator[0]))
        last = np.flatnonzero(line_end[marks]) + 1
        borders = np.concatenate(([-1], marks))
        ends = borders.copy()
        if text.endswith(b"\r\n"):
            closing = borders[last]
            ends[last] = closing - (octets[np.maximum(closing - 1, 0)] == 0x0D)
        backslashes = np.searchsorted(np.flatnonzero(octets == 0x5C), borders)
        return cls(borders, ends, np.concatenate(([0], last[:-1])), last, backslashes)

    def spans(self, first: np.ndarray[tuple[int], np.dtype[np.int64]], place: int, text: bytes) -> Spans:
        """The values at one place of the lines that begin at these borders."""
        before, after = first + place, first + place + 1
        nothing = np.zeros(len(first), dtype=np.int32)
        counts = self.backslashes[after] - self.backslashes[before]
        return Spans(text, self.borders[before] + 1, self.ends[after], nothing, nothing, counts.astype(np.int32))
