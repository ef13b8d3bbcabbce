"""Records of a binary part (MS-XLSB 2.1.4): a number and a size of one to four bytes each, then the bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

from entracte.sources.limits import MAX_LINE

_BLOCK = 1024 * 1024
_LONGEST_HEAD = 6


class BrokenRecordError(ValueError):
    """A record says other than it is; it becomes the fault of a damaged workbook."""


def records(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The records of a part, by their number; raises `BrokenRecordError`."""
    held = b""
    place = 0
    while True:
        more = stream.read(_BLOCK)
        held = held[place:] + more
        place = 0
        enough = len(held) - _LONGEST_HEAD if more else len(held)
        while place < enough:
            number, start = _packed(held, place, 2)
            size, start = _packed(held, start, 4)
            if size > MAX_LINE:
                raise BrokenRecordError(f"it has a record of {size:,} bytes")
            if start + size > len(held):
                break
            yield number, held[start : start + size]
            place = start + size
        if not more:
            if place < len(held):
                raise BrokenRecordError("its last record is cut off")
            return


def _packed(held: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first; and where it ends."""
    value = shift = 0
    for _ in range(most):
        if place >= len(held):
            raise BrokenRecordError("its last record is cut off")
        byte = held[place]
        place += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            break
    return value, place


def wide_string(record: bytes, place: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends; the one that is none is empty."""
    length = whole(record, place)
    if length == 0xFFFFFFFF:
        return "", place + 4
    end = place + 4 + 2 * length
    if end > len(record):
        raise BrokenRecordError("a text of it is cut off")
    return record[place + 4 : end].decode("utf-16-le", "replace"), end


def whole(record: bytes, place: int) -> int:
    """The number in four bytes of a record."""
    return int(_unpacked("<I", record, place))


def real(record: bytes, place: int) -> float:
    """The number in eight bytes of a record."""
    return float(_unpacked("<d", record, place))


def _unpacked(shape: str, record: bytes, place: int) -> int | float:
    try:
        found: int | float = struct.unpack_from(shape, record, place)[0]
    except struct.error as error:
        raise BrokenRecordError("a record of it is cut off") from error
    return found
