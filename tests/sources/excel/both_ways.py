"""A sheet read by columns and by events, in a shape that compares."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from unittest import mock

from entracte.sources.excel import Cell, CellKind, OversizedCell, SheetRow, TypedCell, cell_value, kind_of
from entracte.sources.excel.columns import VALUES, SheetColumns, Source, Wording, Wordings, reading
from entracte.sources.excel.sheet_events import SheetEvents
from entracte.sources.limits import WHITE_SPACE

Rows = list[tuple[int, dict[int, str]]]


@dataclass
class Told:
    """Rows with content and the texts of their cells, the columns that have cells, rows that are no rows of columns."""

    wording: Wording
    rows: Rows = field(default_factory=list)
    places: set[int] = field(default_factory=set)
    oversized: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    kinds: dict[int, CellKind] = field(default_factory=dict)
    by_columns: int = 0
    pieces: int = 0

    def same(self) -> tuple[Rows, set[int], list[int], list[str], dict[int, CellKind]]:
        """What both ways must agree on."""
        return self.rows, self.places, self.oversized, sorted(self.errors), self.kinds

    def add_kind(self, place: int, kind: CellKind | None) -> None:
        if kind is not None:
            self.kinds[place] = self.kinds.get(place, CellKind(0)) | kind


def by_events(part: bytes, source: Source, after: int = 0, wording: Wording = VALUES) -> Told:
    """What the reader of events tells."""
    told = Told(wording)
    block = 1 << 18
    events = SheetEvents(source.formats, source.strings, from_1904=source.from_1904)
    for start in range(0, len(part), block):
        events.feed(part[start : start + block])
        _take(told, [row for row in events.take() if row[0] > after])
    events.close()
    _take(told, [row for row in events.take() if row[0] > after])
    return told


def by_columns(part: bytes, source: Source, after: int = 0, wording: Wording = VALUES, *, block: int = 1 << 20) -> Told:
    """What the reader of columns tells, given so many bytes at a time."""
    wordings = Wordings(wording)
    told = Told(wording)
    with mock.patch.object(reading, "BLOCK", block):
        for piece in reading.read_by_columns(io.BytesIO(part), source, wordings, after):
            if isinstance(piece, SheetColumns):
                _take_columns(told, piece)
            else:
                _take(told, piece)
    return told


def _take_columns(told: Told, piece: SheetColumns) -> None:
    columns = {place: texts.to_pylist() for place, texts in piece.columns.items()}
    told.places |= columns.keys()
    told.by_columns += len(piece.numbers)
    told.pieces += 1
    told.errors += [text for text in piece.hashes if text.startswith("#")]
    for place, kind in piece.kinds.items():
        told.add_kind(place, kind)
    for index, number in enumerate(piece.numbers.tolist()):
        filled = {place: texts[index] for place, texts in columns.items() if texts[index] is not None}
        told.rows.append((number, filled))


def _take(told: Told, rows: list[SheetRow]) -> None:
    for number, cells in rows:
        if any(not isinstance(cell, str) or cell.strip(WHITE_SPACE) for cell in cells.values()):
            told.places |= cells.keys()
            for place, cell in cells.items():
                told.add_kind(place, kind_of(cell))
            texts = {place: _text(told.wording, cell) for place, cell in sorted(cells.items())}
            told.rows.append((number, {place: text for place, text in texts.items() if text}))
            told.errors += [text for text in texts.values() if text.startswith("#")]
            told.oversized += [number for cell in cells.values() if isinstance(cell, OversizedCell)]


def _text(wording: Wording, cell: Cell) -> str:
    return wording.text(cell) if isinstance(cell, TypedCell) else cell_value(cell)
