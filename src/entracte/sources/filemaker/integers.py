"""The integers of FileMaker's keys and paths: their first byte tells their length."""

from __future__ import annotations

_LONGER = ((0x80, 0xC0, 2, 0x3F, 0x80), (0xC0, 0xE0, 3, 0x1F, 0x4080), (0xE0, 0xF0, 4, 0x0F, 0x204080))
"""First byte from, first byte below, length, mask of the first byte, what is added."""


def split_integers(key: bytes) -> tuple[int, ...] | None:
    """The integers that stand one after the other in a key, or None when it holds something else.

    `b"\\x0a"` is (10,); `b"\\x0a\\x02"` is (10, 2): field 10, its second repetition; `b"\\x80\\x01"` is (129,).
    """
    found: list[int] = []
    position = 0
    while position < len(key):
        first = key[position]
        if first < 0x80:
            found.append(first)
            position += 1
            continue
        for least, below, length, mask, added in _LONGER:
            if least <= first < below and position + length <= len(key):
                rest = int.from_bytes(key[position + 1 : position + length], "big")
                found.append(added + ((first & mask) << 8 * (length - 1)) + rest)
                position += length
                break
        else:
            return None
    return tuple(found)
