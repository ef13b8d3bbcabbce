"""Rows of a sheet as columns of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pyarrow as pa

from entracte.sources.excel.cells import CellKind
from entracte.sources.excel.columns.markup import Cells
from entracte.sources.excel.columns.tails import SHARED, Unusual
from entracte.sources.excel.columns.texts import Kinds, Source, Told, Wordings, are_blank, shared_numbers, texts_of
from entracte.sources.excel.columns.words import Mask, Places, Strings

_CHARACTERS = 16 * 1024 * 1024
_PLACES = 4 * 1024 * 1024
_LONGEST_ROW = 1024 * 1024 * 1024
_ALL_KINDS = 2 * max(CellKind)


@dataclass(frozen=True)
class SheetColumns:
    """Rows with content: their numbers as Excel shows them, and the texts by column, null where there is none.

    `hashes` are the texts that begin with `#`, which errors do; `kinds` says by column what its cells are to a formula.
    """

    numbers: Places
    columns: dict[int, Strings]
    hashes: list[str]
    kinds: dict[int, CellKind]


Stretch = tuple[Cells, Places]
"""Cells of whole rows, and of each with a shared text its number."""


def stretches_of(cells: Cells, source: Source, after: int) -> list[Stretch]:
    """The rows below the row `after`, in as many stretches as it takes to keep them small; raises `Unusual`."""
    shared = shared_numbers(cells, source.strings)
    first = int(np.searchsorted(cells.numbers, after, side="right"))
    sizes = cells.ends - cells.starts
    chosen = cells.kind == SHARED
    if chosen.any():
        sizes[chosen] = source.strings.lengths(shared[chosen])
    return [_part(cells, shared, start, stop) for start, stop in _stretches(cells, sizes, first)]


def columns_of(stretches: list[Stretch], source: Source, wordings: Wordings) -> list[SheetColumns]:
    """The rows of stretches as columns of text."""
    pieces = (_piece(cells, shared, source, wordings) for cells, shared in stretches)
    return [piece for piece in pieces if piece is not None]


def _stretches(cells: Cells, sizes: Places, first: int) -> Iterator[tuple[int, int]]:
    """From which row to which, so that none has too much text or too many places."""
    rows = len(cells.numbers)
    width = int(cells.place.max(initial=0)) + 1
    by_row = np.bincount(cells.row, sizes, minlength=rows)
    if by_row.max(initial=0) > _LONGEST_ROW:
        raise Unusual
    load = np.cumsum(by_row / _CHARACTERS + width / _PLACES)
    bounds = np.flatnonzero(np.diff(np.floor(load[first:]))) + first + 1
    edges = [first, *bounds.tolist(), rows]
    return ((start, stop) for start, stop in pairwise(edges) if start < stop)


def _part(cells: Cells, shared: Places, start: int, stop: int) -> Stretch:
    """The cells of the rows from `start` to before `stop`."""
    if start == 0 and stop == len(cells.numbers):
        return cells, shared
    low, high = np.searchsorted(cells.row, (start, stop))
    chosen = slice(int(low), int(high))
    part = replace(
        cells,
        numbers=cells.numbers[start:stop],
        row=cells.row[chosen] - start,
        place=cells.place[chosen],
        style=cells.style[chosen],
        kind=cells.kind[chosen],
        starts=cells.starts[chosen],
        ends=cells.ends[chosen],
    )
    return part, shared[chosen]


def _piece(cells: Cells, shared: Places, source: Source, wordings: Wordings) -> SheetColumns | None:
    if not len(cells.row):
        return None
    told = texts_of(cells, source, wordings, shared)
    has_content = np.zeros(len(cells.numbers), np.bool_)
    filled = ~are_blank(told, cells.kind)
    has_content[cells.row[filled]] = True
    if not has_content.any():
        return None
    return _spread(cells, told, has_content, _kinds(cells.place[filled], told.kinds[filled]))


def _kinds(place: Places, kinds: Kinds) -> dict[int, CellKind]:
    """The kinds of the cells of each column, together."""
    found: dict[int, CellKind] = {}
    for each in np.flatnonzero(np.bincount(place * _ALL_KINDS + kinds)).tolist():
        column, kind = divmod(each, _ALL_KINDS)
        found[column] = found.get(column, CellKind(0)) | CellKind(kind)
    return found


def _spread(cells: Cells, told: Told, has_content: Mask, kinds: dict[int, CellKind]) -> SheetColumns:
    """Every text to its row and column."""
    new_row = np.cumsum(has_content) - 1
    kept = has_content[cells.row]
    row, place = new_row[cells.row[kept]], cells.place[kept]
    index, lengths, first = told.index[kept], told.lengths[kept], told.first[kept]
    rows = int(new_row[-1]) + 1
    used = np.flatnonzero(np.bincount(place))
    rank = np.zeros(int(used[-1]) + 1, np.int64)
    rank[used] = np.arange(len(used))
    grid = np.full(len(used) * rows, -1, np.int64)
    grid[rank[place] * rows + row] = np.where(lengths > 0, index, -1)
    texts = told.texts.take(pa.array(grid, mask=grid < 0))
    columns = {int(each): texts.slice(number * rows, rows) for number, each in enumerate(used)}
    hashes = told.texts.take(pa.array(index[first == ord("#")])).to_pylist()
    return SheetColumns(cells.numbers[has_content], columns, hashes, kinds)
