"""Values of an Access column, spelled as text: whole columns, except where a value lies outside of its row."""

from __future__ import annotations

import re
import struct

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from entracte.faults import Fault
from entracte.sources import spelling
from entracte.sources.access import definitions as kinds
from entracte.sources.access.definitions import Column
from entracte.sources.access.pages import Pages
from entracte.sources.access.rows import Anatomy, Block
from entracte.sources.spelling import Bytes, Integers, Mask, Strings

_EPOCH = -25_569
"""1899-12-30, the day 0 of Access, in days since 1970."""

_WIDTHS = {
    kinds.BYTE: 1, kinds.INTEGER: 2, kinds.LONG: 4, kinds.MONEY: 8, kinds.SINGLE: 4, kinds.DOUBLE: 8, kinds.DATE: 8,
    kinds.GUID: 16, kinds.NUMERIC: 17, kinds.COMPLEX: 4, kinds.BIG: 8, kinds.EXTENDED_DATE: 42,
}  # fmt: skip
_NUMBERS = {
    kinds.BYTE: "<u1", kinds.INTEGER: "<i2", kinds.LONG: "<i4", kinds.COMPLEX: "<i4", kinds.BIG: "<i8",
}  # fmt: skip
_CALCULATED_HEAD = 20
_LONG_HEAD = 12
_INLINE, _ONE_ROW = 0x80, 0x40
MAX_LONG_VALUE = 64 * 1024 * 1024
_MILLISECONDS = 86_400_000
_EXTENDED = re.compile(r"0*(\d{1,12}):0*(\d{1,12}):\d")


class Speller:
    """Spells the columns of one block of rows. `lost` collects (row, reason) of values that cannot be reached."""

    def __init__(self, pages: Pages, block: Block, anatomy: Anatomy) -> None:
        self._pages = pages
        self._block = block
        self._anatomy = anatomy
        self._encoding = kinds.text_encoding(pages) if pages.is_jet3 else ""
        self.lost: list[tuple[int, str]] = []

    def column(self, column: Column) -> Strings:
        """The values of one column, null where there is none."""
        if column.type == kinds.BOOLEAN and not column.is_calculated:
            return spelling.integers(self._anatomy.present(column).astype(np.uint8))
        data = self._block.data
        starts, lengths, absent = self._anatomy.values(column, _WIDTHS.get(column.type, column.length))
        if column.type in (kinds.MEMO, kinds.OLE):
            data, starts, lengths, absent = self._long_values(starts, lengths, absent)
        if column.is_calculated:
            starts, lengths, absent = self._calculated(data, starts, lengths, absent)
        return self._spelled(column, data, starts, lengths, absent)

    def long_sizes(self, columns: tuple[Column, ...]) -> Integers:
        """How many bytes the memos and objects of each row claim, those that lie outside of their rows."""
        total = np.zeros(len(self._block.starts), np.int64)
        for column in columns:
            if column.type in (kinds.MEMO, kinds.OLE):
                starts, lengths, absent = self._anatomy.values(column, 0)
                absent = absent | (lengths < _LONG_HEAD)
                at = np.where(absent, 0, np.minimum(starts, len(self._block.data) - 4))
                head = spelling.fixed_width(self._block.data, at, 4)
                sizes = head.view("<u4").ravel().astype(np.int64) & 0x3FFFFFFF
                total += np.where(absent | (head[:, 3] & _INLINE > 0), 0, np.minimum(sizes, MAX_LONG_VALUE))
        return total

    def long_bytes(self, column: Column) -> list[bytes]:
        """The bytes of a column of memos or objects, empty where there is none."""
        starts, lengths, absent = self._anatomy.values(column, 0)
        data, starts, lengths, _ = self._long_values(starts, lengths, absent)
        raw = data.tobytes()
        return [raw[at : at + length] for at, length in zip(starts.tolist(), lengths.tolist(), strict=True)]

    def _spelled(self, column: Column, data: Bytes, starts: Integers, lengths: Integers, absent: Mask) -> Strings:
        if column.type in (kinds.TEXT, kinds.MEMO):
            return self._text(data, starts, lengths, absent)
        width = _WIDTHS.get(column.type)
        if column.type == kinds.NUMERIC and column.is_calculated:
            return self._calculated_numbers(data, starts, lengths, absent)
        if column.type == kinds.BOOLEAN:
            return spelling.integers((data[np.where(absent, 0, starts)] != 0).astype(np.uint8), absent)
        if width is None:
            return spelling.hexadecimal(data, starts, lengths, absent)
        short = ~absent & (lengths < width)
        if short.any():
            self.lost += [(int(row), f"the value of {column.name} is cut off") for row in np.nonzero(short)[0]]
            absent = absent | short
        raw = spelling.fixed_width(data, np.where(absent, 0, np.minimum(starts, len(data) - width)), width)
        return _fixed(column, raw, absent)

    def _text(self, data: Bytes, starts: Integers, lengths: Integers, absent: Mask) -> Strings:
        if self._pages.is_jet3:
            return _encoded(data, starts, lengths, absent, self._encoding)
        safe = np.where(absent, 0, starts)
        is_packed = ~absent & (lengths >= 2) & (data[safe] == 0xFF) & (data[safe + 1] == 0xFE)
        plain_lengths = np.where(is_packed, 0, lengths)
        plain = spelling.utf16(data, safe, plain_lengths, absent)
        if not is_packed.any():
            return plain
        packed_lengths = np.where(is_packed, lengths - 2, 0)
        packed_starts = np.where(is_packed, starts + 2, 0)
        if (spelling.gathered(data, packed_starts, packed_lengths) == 0).any():
            raw = data.tobytes()
            cells = zip(packed_starts.tolist(), packed_lengths.tolist(), strict=True)
            packed = pa.array([_unpacked(raw[start : start + length]) for start, length in cells], pa.string())
        else:
            packed = spelling.latin1(data, packed_starts, packed_lengths)
        return pc.if_else(pa.array(is_packed), packed, plain)

    def _long_values(self, starts: Integers, lengths: Integers, absent: Mask) -> tuple[Bytes, Integers, Integers, Mask]:
        """Memos and objects: within the row after a head of 12 bytes, or where the head points to."""
        data = self._block.data
        short = ~absent & (lengths < _LONG_HEAD)
        absent = absent | short
        heads = spelling.fixed_width(data, np.where(absent, 0, np.minimum(starts, len(data) - 8)), 8)
        flags = heads[:, 3]
        sizes = np.ascontiguousarray(heads[:, :4]).view("<u4").ravel().astype(np.int64) & 0x3FFFFFFF
        pointers = np.ascontiguousarray(heads[:, 4:]).view("<u4").ravel()
        is_inline = ~absent & (flags & _INLINE > 0)
        new_starts = np.where(is_inline, starts + _LONG_HEAD, 0)
        new_lengths = np.where(is_inline, np.minimum(sizes, lengths - _LONG_HEAD), 0)
        pieces: list[bytes] = [data.tobytes()]
        size = len(data)
        for row in np.nonzero(~absent & ~is_inline)[0].tolist():
            value = self._outside(row, int(pointers[row]), int(sizes[row]), is_chain=not flags[row] & _ONE_ROW)
            new_starts[row], new_lengths[row] = size, len(value)
            pieces.append(value)
            size += len(value)
        whole = np.frombuffer(b"".join(pieces) + bytes(8), np.uint8) if len(pieces) > 1 else data
        return whole, new_starts, new_lengths, absent

    def _outside(self, row: int, pointer: int, size: int, *, is_chain: bool) -> bytes:
        if size > MAX_LONG_VALUE:
            self.lost.append((row, f"a value claims {size} bytes, more than is read"))
            return b""
        try:
            value = self._pages.long_value(pointer, size, is_chain=is_chain)
        except (Fault, struct.error) as error:
            self.lost.append((row, f"a long value cannot be reached: {error}"))
            return b""
        if len(value) < size:
            self.lost.append((row, f"a long value has {len(value)} of {size} bytes"))
        return value

    @staticmethod
    def _calculated(data: Bytes, starts: Integers, lengths: Integers, absent: Mask) -> tuple[Integers, Integers, Mask]:
        """The result within a calculated value: after a head of 20 bytes, whose last four are its length."""
        absent = absent | (lengths < _CALCULATED_HEAD)
        heads = spelling.fixed_width(data, np.where(absent, 0, starts + _CALCULATED_HEAD - 4), 4)
        stated = heads.view("<u4").ravel().astype(np.int64)
        new_lengths = np.where(absent, 0, np.minimum(stated, lengths - _CALCULATED_HEAD))
        absent = absent | (new_lengths == 0)
        return np.where(absent, 0, starts + _CALCULATED_HEAD), np.where(absent, 0, new_lengths), absent

    def _calculated_numbers(self, data: Bytes, starts: Integers, lengths: Integers, absent: Mask) -> Strings:
        raw = data.tobytes()
        cells = zip(starts.tolist(), lengths.tolist(), absent.tolist(), strict=True)
        return pa.array(
            [None if is_absent else _calculated_number(raw[at : at + length]) for at, length, is_absent in cells],
            pa.string(),
        )


def _fixed(column: Column, raw: Bytes, absent: Mask) -> Strings:  # noqa: PLR0911 - a table of types
    """Values of one width, one row of `raw` each."""
    if column.type in _NUMBERS:
        return spelling.integers(raw.view(_NUMBERS[column.type]).ravel(), absent)
    if column.type == kinds.MONEY:
        return spelling.scaled(raw.view("<i8").ravel(), 4, absent)
    if column.type in (kinds.SINGLE, kinds.DOUBLE):
        return spelling.floats(raw.view("<f4" if column.type == kinds.SINGLE else "<f8").ravel(), absent)
    if column.type == kinds.DATE:
        return _dates(raw, absent)
    if column.type == kinds.GUID:
        return spelling.guids(raw, absent)
    if column.type == kinds.NUMERIC:
        words = np.ascontiguousarray(raw[:, 1:]).view("<u4").astype(np.uint64)
        half = np.uint64(32)
        numbers = spelling.decimals(
            words[:, 3] | words[:, 2] << half, words[:, 1] | words[:, 0] << half, (raw[:, 0] & 0x80 > 0) & ~absent
        )
        return spelling.scaled(numbers, column.scale, absent)
    return _extended_dates(raw, absent)


def _dates(raw: Bytes, absent: Mask) -> Strings:
    """Days since 1899-12-30 and a fraction of a day, which counts forward before that day too."""
    values = raw.view("<f8").ravel()
    possible = np.isfinite(values) & (np.abs(values) < 1e7)
    safe = np.where(possible, values, 0.0)
    days = np.trunc(safe)
    ticks = np.rint(np.abs(safe - days) * _MILLISECONDS).astype(np.int64)
    spelled, impossible = spelling.moments(days.astype(np.int64) + _EPOCH, ticks, 3, absent)
    impossible = (impossible | ~possible) & ~absent
    return pc.if_else(pa.array(impossible), spelling.floats(values), spelled) if impossible.any() else spelled


def _extended_dates(raw: Bytes, absent: Mask) -> Strings:
    """`ddd:ttt:7` in decimal digits: days since year 1, and ten millionths of a second of that day."""
    texts = [row.tobytes().rstrip(b"\0").decode("latin-1") for row in raw]
    found = [_EXTENDED.fullmatch(text) for text in texts]
    numbers = np.array([(int(each[1]), int(each[2])) if each else (0, 0) for each in found], np.int64).reshape(-1, 2)
    days = np.minimum(numbers[:, 0], 10**7) - spelling.EPOCH_OF_THE_ERA
    spelled, impossible = spelling.moments(days, numbers[:, 1], 7, absent)
    impossible = (impossible | np.array([each is None for each in found], bool)) & ~absent
    return pc.if_else(pa.array(impossible), pa.array(texts, pa.string()), spelled) if impossible.any() else spelled


def _encoded(data: Bytes, starts: Integers, lengths: Integers, absent: Mask, encoding: str) -> Strings:
    """Text of Access 97, in the encoding of the file: all at once where every byte is a character."""
    raw = spelling.gathered(data, starts, lengths).tobytes()
    text = raw.decode(encoding, "replace")
    if len(text) == len(raw):
        return spelling.from_units(np.frombuffer(text.encode("utf-16-le", "replace"), "<u2"), lengths, absent)
    ends = np.cumsum(lengths).tolist()
    cells = zip([0, *ends[:-1]], ends, strict=True)
    return pa.array([raw[start:end].decode(encoding, "replace") for start, end in cells], pa.string(), mask=absent)


def _unpacked(packed: bytes) -> str:
    """Compressed text: single bytes; a zero switches to UTF-16, the next one back."""
    pieces: list[str] = []
    at = 0
    while at < len(packed):
        end = packed.find(0, at)
        end = len(packed) if end < 0 else end
        pieces.append(packed[at:end].decode("latin-1"))
        at = end + 1
        wide = at
        while wide < len(packed) and packed[wide]:
            wide += 2
        pieces.append(packed[at:wide].decode("utf-16-le", "replace"))
        at = wide + 1
    return "".join(pieces)


def _calculated_number(value: bytes) -> str | None:
    """A decimal as calculated columns hold it: length, scale, sign, groups of eight bytes (the first: or four)."""
    if len(value) < 4:
        return None
    size, scale, negative = struct.unpack_from("<hBB", value)
    width = min(((size if size > 0 else len(value)) - 2) // 4 * 4, 16, (len(value) - 4) // 4 * 4)
    digits = value[4 : 4 + width]
    head = len(digits) % 8
    groups = [digits[:head][::-1]] + [digits[at : at + 8][::-1] for at in range(head, len(digits), 8)]
    number = int.from_bytes(b"".join(groups), "big")
    text = str(number).rjust(scale + 1, "0")
    text = f"{text[:-scale]}.{text[-scale:]}" if scale else text
    return f"-{text}" if negative and number else text
