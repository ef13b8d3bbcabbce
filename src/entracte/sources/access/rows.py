"""Rows of a table, many pages at a time, and where in them the value of each column lies."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from entracte.faults import Fault
from entracte.sources.access.definitions import Column, Definition
from entracte.sources.access.pages import DATA, DELETED, OVERFLOW, Pages
from entracte.sources.spelling import Bytes, Integers, Mask

PAGES_AT_ONCE = 256


@dataclass(frozen=True)
class Block:
    """Rows of some pages: their bytes, where each starts and ends, and a place a person can look up."""

    data: Bytes
    starts: Integers
    ends: Integers
    places: list[str]

    def part(self, first: int, last: int) -> Block:
        """The rows from `first` to before `last`."""
        return Block(self.data, self.starts[first:last], self.ends[first:last], self.places[first:last])


@dataclass(frozen=True)
class Lost:
    """A row or page that could not be reached."""

    place: str
    reason: str


def blocks(pages: Pages, definition: Definition, lost: list[Lost]) -> Iterator[Block]:
    """The rows of a table in the order of its pages; what cannot be reached is added to `lost`."""
    held: list[int] = []
    for number in _data_pages(pages, definition, lost):
        held.append(number)
        if len(held) == PAGES_AT_ONCE:
            yield _block(pages, definition, held, lost)
            held = []
    if held:
        yield _block(pages, definition, held, lost)


def _data_pages(pages: Pages, definition: Definition, lost: list[Lost]) -> Iterator[int]:
    try:
        yield from list(pages.mapped(definition.usage_map))
    except (Fault, struct.error) as error:
        lost.append(Lost(f"usage map {definition.usage_map:#x}", f"the list of the table's pages is damaged: {error}"))
        for number in range(1, pages.count):
            page = pages.page(number)
            if page[0] == DATA and struct.unpack_from("<I", page, 4)[0] == definition.page:
                yield number


def _block(pages: Pages, definition: Definition, numbers: list[int], lost: list[Lost]) -> Block:
    pieces: list[bytes] = []
    starts: list[int] = []
    ends: list[int] = []
    places: list[str] = []
    size = 0
    moved: list[tuple[int, int]] = []
    for number in numbers:
        page = pages.page(number)
        if page[0] != DATA or struct.unpack_from("<I", page, 4)[0] != definition.page:
            lost.append(Lost(f"page {number}", "the page does not belong to the table whose list names it"))
            continue
        for row, (start, end, flags) in enumerate(pages.places(page)):
            if flags & DELETED:
                continue
            if start < 0:
                lost.append(Lost(f"page {number}, row {row}", "the row lies outside of its page"))
                continue
            if flags & OVERFLOW:
                moved.append((len(starts), struct.unpack_from("<I", page[start : start + 4].ljust(4, b"\0"))[0]))
            starts.append(size + start)
            ends.append(size + end)
            places.append(f"page {number}, row {row}")
        pieces.append(page)
        size += len(page)
    for index, pointer in moved:
        try:
            row_bytes = pages.row(pointer)
        except Fault as error:
            lost.append(Lost(places[index], str(error)))
            row_bytes = b""
        starts[index], ends[index] = size, size + len(row_bytes)
        pieces.append(row_bytes)
        size += len(row_bytes)
    data = np.frombuffer(b"".join(pieces) + bytes(8), np.uint8)
    return Block(data, np.array(starts, np.int64), np.array(ends, np.int64), places)


class Anatomy:
    """Where the values of rows lie; `broken` says of which rows this cannot be told."""

    def __init__(self, block: Block, columns: tuple[Column, ...], *, is_jet3: bool) -> None:
        self._block = block
        self._is_jet3 = is_jet3
        self._width = 1 if is_jet3 else 2
        starts, ends = block.starts, block.ends
        self.broken: Mask = ends - starts < self._width + 1
        self._count = np.where(self.broken, 0, self._integer(starts))
        self._mask_size = (self._count + 7) // 8
        self._mask_at = ends - self._mask_size
        self.broken = self.broken | (self._mask_at < starts + self._width)
        self._has_variable = any(not column.is_fixed for column in columns)
        if self._has_variable:
            self._find_offsets()
        self._mask_at = np.where(self.broken, 0, self._mask_at)
        self._data_end = self._mask_at if not self._has_variable else self._offsets_at

    def present(self, column: Column) -> Mask:
        """The column's bit in the null mask: true where it has a value (or, for a Boolean, where it is true)."""
        byte = self._block.data[np.minimum(self._mask_at + column.number // 8, len(self._block.data) - 1)]
        bit = (byte >> (column.number % 8) & 1).astype(bool)
        present: Mask = bit & (column.number < self._count) & ~self.broken
        return present

    def values(self, column: Column, width: int) -> tuple[Integers, Integers, Mask]:
        """Starts, lengths and absence of the column's values; `width` is the length of fixed ones.

        A value that would leave its row marks the row as broken.
        """
        present = self.present(column)
        starts, ends = self._block.starts, self._block.ends
        if column.is_fixed:
            at = starts + self._width + column.place
            lengths = np.full(len(starts), width, np.int64)
        else:
            present = present & (column.place < self._variable)
            index = np.where(present, column.place, 0)
            at = starts + self._offset(index)
            lengths = starts + self._offset(index + 1) - at
        outside = present & ((lengths < 0) | (at < starts + self._width) | (at + lengths > ends))
        self.broken = self.broken | outside
        present = present & ~self.broken
        return np.where(present, at, 0), np.where(present, lengths, 0), ~present

    def _integer(self, at: Integers) -> Integers:
        data = self._block.data
        safe = np.clip(at, 0, len(data) - 2)
        low = data[safe].astype(np.int64)
        return low if self._is_jet3 else low | data[safe + 1].astype(np.int64) << 8

    def _find_offsets(self) -> None:
        """The number of variable values, and where their offsets lie: backwards, before the null mask."""
        variable = self._integer(self._mask_at - self._width)
        lengths = self._block.ends - self._block.starts
        self._jumps = np.maximum(lengths - 1, 0) // 256 if self._is_jet3 else np.zeros(len(lengths), np.int64)
        first = self._mask_at - 2 * self._width - self._jumps
        self._offsets_at = first - variable * self._width
        self.broken = self.broken | (self._offsets_at < self._block.starts + self._width)
        self._variable = np.where(self.broken, 0, variable)
        self._first = np.where(self.broken, 8, first)
        if self._is_jet3:
            has_dummy = (first - self._block.starts - variable) // 256 < self._jumps
            self._used_jumps = np.where(self.broken, 0, self._jumps - has_dummy)

    def _offset(self, index: Integers) -> Integers:
        """The offset with a number, from the start of the row."""
        offset = self._integer(self._first - index * self._width)
        if not self._is_jet3:
            return offset
        for jump in range(int(self._used_jumps.max(initial=0))):
            at = np.maximum(self._mask_at - 2 - jump, 0)
            begins = self._block.data[at].astype(np.int64)
            offset = offset + 256 * ((jump < self._used_jumps) & (begins <= index))
        return offset
