r"""What stands for what inside of quotes: `''`, `\n`, `\'`, `\x41`; for one value and for whole columns of them."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BACKSLASH, _QUOTE = 0x5C, 0x27


class Style(Enum):
    """The ways of escaping; each has the characters that a letter after a backslash stands for."""

    DOUBLED = ""
    MYSQL = "0\0b\bn\nr\rt\tZ\x1a"
    POSTGRESQL = "b\bf\fn\nr\rt\t"
    COPY = "b\bf\fn\nr\rt\tv\v"

    @property
    def doubles_quotes(self) -> bool:
        """Two quotes stand for one."""
        return self is not Style.COPY

    @property
    def has_codes(self) -> bool:
        """Characters may be given by their number."""
        return self in {Style.POSTGRESQL, Style.COPY}


_CODE = rb"[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}"
_ESCAPE = re.compile(rb"''|\\(" + _CODE + rb"|.)", re.DOTALL)


def unescaped(text: bytes, style: Style) -> bytes:
    """The value of the text between two quotes."""
    if style is Style.DOUBLED:
        return text.replace(b"''", b"'")
    meanings = meaning(style)

    def character(match: re.Match[bytes]) -> bytes:
        code = match.group(1)
        if code is None:
            return b"'" if style.doubles_quotes else b"''"
        if style.has_codes and (number := _numbered(code)) is not None:
            return number
        first = code[:1]
        rest = code[1:]
        if style is Style.MYSQL and first in b"%_":
            return b"\\" + code
        return bytes([meanings[first[0]]]) + rest

    return _ESCAPE.sub(character, text)


def _numbered(code: bytes) -> bytes | None:
    if code[:1].isdigit() and code[:1] < b"8":
        return bytes([int(code, 8) & 0xFF])
    if code[:1] == b"x" and len(code) > 1:
        return bytes([int(code[1:], 16)])
    if code[:1] in b"uU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number).encode("utf-8", "replace") if number < 0x110000 else b"?"
    return None


@lru_cache
def meaning(style: Style) -> NDArray[np.uint8]:
    """For each byte, what it stands for after a backslash: itself unless the style says otherwise."""
    table = np.arange(256, dtype=np.uint8)
    for letter, character in zip(style.value[::2], style.value[1::2], strict=True):
        table[ord(letter)] = ord(character)
    return table


def unescape(texts: Any, style: Style) -> Any:
    """The values of a binary array of texts between quotes (no nulls), as a binary array."""
    if style.has_codes:
        return _with_codes(texts, style)
    return _unescape(texts, style)


def _with_codes(texts: Any, style: Style) -> Any:
    import pyarrow.compute as pc

    coded = pc.match_substring_regex(texts, r"\\[0-7xuU]")
    plain = _unescape(texts, style)
    if not pc.any(coded).as_py():
        return plain
    one_by_one = pa.array([unescaped(text.as_py(), style) for text in texts.filter(coded)], pa.binary())
    return pc.replace_with_mask(plain, coded, one_by_one)


def _unescape(texts: Any, style: Style) -> Any:
    """Drop the byte that escapes and turn the next one into what it stands for, over all texts at once."""
    flat, offsets = flattened(texts)
    dropped = np.zeros(len(flat), dtype=bool)
    changed = flat.copy()
    escapes = np.zeros(0, dtype=np.int64)
    if style is not Style.DOUBLED:
        escapes = _every_second(flat == _BACKSLASH, offsets, partnered=False)
        escapes = escapes[escapes + 1 < len(flat)]
        followers = flat[escapes + 1]
        if style is Style.MYSQL:
            kept = (followers == ord("%")) | (followers == ord("_"))
            changed[escapes[~kept] + 1] = meaning(style)[followers[~kept]]
            dropped[escapes[~kept]] = True
        else:
            changed[escapes + 1] = meaning(style)[followers]
            dropped[escapes] = True
    if style.doubles_quotes:
        quotes = flat == _QUOTE
        quotes[escapes + 1] = False
        dropped[_every_second(quotes, offsets, partnered=True)] = True
    lost = np.concatenate(([0], np.cumsum(dropped)))
    new_offsets = (offsets - lost[offsets]).astype(np.int32)
    return pa.BinaryArray.from_buffers(
        pa.binary(), len(texts), [None, pa.py_buffer(new_offsets), pa.py_buffer(changed[~dropped])]
    )


def escaping(backslashes: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The places of the backslashes of one text that escape what comes after them."""
    return _every_second(backslashes, np.array([0, len(backslashes)]), partnered=False)


def _every_second(marks: NDArray[np.bool_], offsets: NDArray[np.int64], *, partnered: bool) -> NDArray[np.int64]:
    """Every second mark from the start of its run: in a run of five the first, third and fifth.

    Runs do not reach over the border of two texts. `partnered` leaves out the last of an odd run.
    """
    places = np.flatnonzero(marks)
    if not len(places):
        return places
    starts = np.ones(len(places), dtype=bool)
    starts[1:] = np.diff(places) != 1
    borders = np.zeros(len(marks) + 1, dtype=bool)
    borders[offsets] = True
    starts |= borders[places]
    order = np.arange(len(places))
    within = order - np.maximum.accumulate(np.where(starts, order, 0))
    chosen = within % 2 == 0
    if partnered:
        chosen &= ~np.append(starts[1:], True)
    every_second: NDArray[np.int64] = places[chosen]
    return every_second


def flattened(texts: Any) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of a binary array without nulls, and where each text begins (one more entry: where the last ends)."""
    buffers = texts.buffers()
    offsets = np.frombuffer(buffers[1], dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    first = offsets[0] if len(offsets) else 0
    data = buffers[2] if buffers[2] is not None else b""
    flat = np.frombuffer(data, dtype=np.uint8)[first : offsets[-1]]
    return flat, offsets - first
