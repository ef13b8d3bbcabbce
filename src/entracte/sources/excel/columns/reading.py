"""A sheet read by columns, with the reader of events for whatever is not of the plain form.

The events' parser sees the beginning of the part, every stretch of rows that is not plain, and the end. What is read by
columns was proved to be whole rows, so for that parser it is as if these rows were not there: its result is what it
would have been for the part as a whole.

Three threads share the work: one unpacks, this one finds and proves the cells, one makes texts of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO

from entracte.sources.excel.columns.ahead import read_ahead
from entracte.sources.excel.columns.markup import find_cells
from entracte.sources.excel.columns.pieces import SheetColumns, columns_of, stretches_of
from entracte.sources.excel.columns.tails import Tails, Unusual
from entracte.sources.excel.columns.texts import Source, Wordings
from entracte.sources.excel.sheet_events import SheetEvents
from entracte.sources.excel.workbook import SheetRow
from entracte.sources.limits import MAX_LINE

BLOCK = 1024 * 1024
_OPENED = b"<sheetData>"
_CLOSED = b"</row>"
_WAITING = 2

Piece = SheetColumns | list[SheetRow]


def read_by_columns(stream: IO[bytes], source: Source, wordings: Wordings, after: int) -> Iterator[Piece]:
    """The rows of a sheet below the row `after`: as columns, or as rows where they are not plain."""
    with ThreadPoolExecutor(1) as beside, read_ahead(stream, BLOCK) as blocks:
        reader = _Reader(source, wordings, after, beside)
        held = b""
        begun = False
        for block in blocks:
            held += block
            if not begun:
                end = held.find(_OPENED) + len(_OPENED)
                begun = end >= len(_OPENED)
                cut = end if begun else max(len(held) - len(_OPENED), 0)
                reader.events.feed(held[:cut])
                held = held[cut:]
            if not begun:
                continue
            cut = held.rfind(_CLOSED) + len(_CLOSED)
            if cut < len(_CLOSED):
                if len(held) < MAX_LINE:
                    continue
                cut = len(held)
            reader.take(held[:cut])
            held = held[cut:]
            yield from reader.told(_WAITING)
        reader.events.feed(held)
        reader.events.close()
        reader.take_rows()
        yield from reader.told(0)


class _Reader:
    """Takes stretches of whole rows; what they hold waits in their order, some of it still being made."""

    def __init__(self, source: Source, wordings: Wordings, after: int, beside: ThreadPoolExecutor) -> None:
        self.events = SheetEvents(source.formats, source.strings, from_1904=source.from_1904)
        self._tails = Tails()
        self._source = source
        self._wordings = wordings
        self._after = after
        self._beside = beside
        self._waiting: deque[Future[list[SheetColumns]] | list[Piece]] = deque()

    def take(self, stretch: bytes) -> None:
        """Read rows: by columns if they are plain, else by events."""
        events = self.events
        if events.is_between_rows and events.in_utf8:
            try:
                cells = find_cells(stretch, self._tails, events.row)
                stretches = stretches_of(cells, self._source, self._after)
            except Unusual:
                pass
            else:
                self.take_rows()
                last = cells.last_tail
                kind, style = (last.written_kind, last.written_style) if last else (None, "")
                events.stand_after(int(cells.numbers[-1]), cells.last_place, kind, style)
                self._waiting.append(self._beside.submit(columns_of, stretches, self._source, self._wordings))
                return
        events.feed(stretch)
        self.take_rows()

    def take_rows(self) -> None:
        """The rows that the events brought come next."""
        rows = [row for row in self.events.take() if row[0] > self._after]
        if rows:
            self._waiting.append([rows])

    def told(self, waiting: int) -> Iterator[Piece]:
        """What comes next, but for so many stretches that may be waited for."""
        while len(self._waiting) > waiting:
            first = self._waiting.popleft()
            yield from first if isinstance(first, list) else first.result()
