"""A sheet read by columns, with the reader of events for whatever is not of the plain form.

The events' parser sees the beginning of the part, every stretch of rows that is not plain, and the end. What is read by
columns was proved to be whole rows, so for that parser it is as if these rows were not there: its result is what it
would have been for the part as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from entracte.sources.excel.columns.markup import find_cells
from entracte.sources.excel.columns.pieces import SheetColumns, columns_of
from entracte.sources.excel.columns.tails import Tails, Unusual
from entracte.sources.excel.columns.texts import Source, Wordings
from entracte.sources.excel.sheet_events import SheetEvents
from entracte.sources.excel.workbook import SheetRow
from entracte.sources.limits import MAX_LINE

BLOCK = 1024 * 1024
_OPENED = b"<sheetData>"
_CLOSED = b"</row>"

Piece = SheetColumns | list[SheetRow]


def read_by_columns(stream: IO[bytes], source: Source, wordings: Wordings, after: int) -> Iterator[Piece]:
    """The rows of a sheet below the row `after`: as columns, or as rows where they are not plain."""
    events = SheetEvents(source.formats, source.strings, from_1904=source.from_1904)
    tails = Tails()
    held = b""
    begun = False
    while block := stream.read(BLOCK):
        held += block
        if not begun:
            end = held.find(_OPENED) + len(_OPENED)
            begun = end >= len(_OPENED)
            cut = end if begun else max(len(held) - len(_OPENED), 0)
            events.feed(held[:cut])
            held = held[cut:]
        if not begun:
            continue
        cut = held.rfind(_CLOSED) + len(_CLOSED)
        if cut < len(_CLOSED):
            if len(held) < MAX_LINE:
                continue
            cut = len(held)
        yield from _rows(held[:cut], events, tails, source, wordings, after)
        held = held[cut:]
    events.feed(held)
    events.close()
    yield from _taken(events, after)


def _rows(  # noqa: PLR0917
    stretch: bytes, events: SheetEvents, tails: Tails, source: Source, wordings: Wordings, after: int
) -> list[Piece]:
    if events.is_between_rows and events.in_utf8:
        try:
            cells = find_cells(stretch, tails, events.row)
            pieces = columns_of(cells, source, wordings, after)
        except Unusual:
            pass
        else:
            earlier = _taken(events, after)
            last = cells.last_tail
            kind, style = (last.written_kind, last.written_style) if last else (None, "")
            events.stand_after(int(cells.numbers[-1]), cells.last_place, kind, style)
            return [*earlier, *pieces]
    events.feed(stretch)
    return _taken(events, after)


def _taken(events: SheetEvents, after: int) -> list[Piece]:
    rows = [row for row in events.take() if row[0] > after]
    return [rows] if rows else []
