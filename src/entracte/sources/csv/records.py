"""Rows out of physical lines: quoted cells go over several lines, a quote that is never closed costs its line only."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from entracte.sources.csv.grammar import Ending, Grammar
from entracte.sources.limits import MAX_CELL, MAX_LINE


class LineQueue:
    """Physical lines that can be given back.

    Lines given back as `alone` were seen to belong to no row over several lines; they are not joined again, so every
    line is looked at twice at most, however many quotes are broken. `taken` counts the lines taken and not given back.
    """

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._again: deque[bytes] = deque()
        self._alone_left = 0
        self.is_alone = False
        self.taken = 0

    def next(self) -> bytes | None:
        """The next line; None at the end."""
        if not self._again:
            self.is_alone = False
            line = next(self._lines, None)
            self.taken += line is not None
            return line
        self.is_alone = self._alone_left > 0
        self._alone_left -= self.is_alone
        self.taken += 1
        return self._again.popleft()

    def give_back(self, lines: list[bytes], alone: int) -> None:
        """Put lines before the others again, the first `alone` of them to be read on their own."""
        self._again.extendleft(reversed(lines))
        self._alone_left += alone
        self.taken -= len(lines)


class RowAssembler:
    """Joins a line that leaves a quoted cell open with the lines that follow.

    The quote counts as never closed where the file ends first, where what follows breaks the grammar, where the cell
    grows beyond what a cell may hold, or where the lines joined look like rows of their own (`_looks_swallowed`).
    """

    def __init__(self, queue: LineQueue, grammar: Grammar, width: int | None) -> None:
        self._queue = queue
        self._grammar = grammar
        self._separator = grammar.separator.encode()
        self._width = width

    def row(self, line: bytes) -> list[bytes] | None:
        """The physical lines of the row that begins with `line`; None if its quotes are broken."""
        ending = self._grammar.begins(line.removesuffix(b"\r"))
        if ending is Ending.COMPLETE:
            return [line]
        if ending is Ending.MALFORMED or self._queue.is_alone:
            return None
        return self._joined(line)

    def _joined(self, line: bytes) -> list[bytes] | None:
        lines, cell, size = [line], 0, len(line)
        while (following := self._queue.next()) is not None:
            ending, closed = self._grammar.continues(following.removesuffix(b"\r"))
            if ending is Ending.MALFORMED:
                self._queue.give_back([*lines[1:], following], alone=len(lines) - 1)
                return None
            lines.append(following)
            cell = 0 if closed else cell + _characters(following) + 1
            size += len(following)
            if cell > MAX_CELL or size > MAX_LINE:
                break
            if ending is Ending.COMPLETE:
                if self._looks_swallowed(lines):
                    self._queue.give_back(lines[1:], alone=len(lines) - 2)
                    return None
                return lines
        self._queue.give_back(lines[1:], alone=len(lines) - 1)
        return None

    def _looks_swallowed(self, lines: list[bytes]) -> bool:
        """Rows that a stray quote drew into one cell: each line has by itself as many cells as the header.

        With eight columns or more, two such lines are enough; no remark holds seven separators twice by chance.
        """
        if self._width is None or self._width < 3:
            return False
        whole = sum(line.count(self._separator) == self._width - 1 for line in lines)
        return whole >= 2 and (whole == len(lines) or self._width >= 8)


def _characters(line: bytes) -> int:
    return len(line) if line.isascii() else len(line.decode("utf-8", "replace"))
