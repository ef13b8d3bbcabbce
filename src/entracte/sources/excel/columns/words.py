"""Bytes eight at a time: literals compared and digits read for all cells at once."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Strings: TypeAlias = Any
"""An Arrow array of strings (Arrow has no type hints)."""

PADDING = b"<" + b"\0" * 63
"""Stands after every stretch of bytes: an end for its last tag, and eight bytes to be read at each of its places."""

MOST_DIGITS = 8
_NIBBLES = np.uint64(0xF0F0F0F0F0F0F0F0)
_ZEROS = np.uint64(0x3030303030303030)
_SIXES = np.uint64(0x0606060606060606)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_BYTE = np.uint64(8)


class Text:
    """A stretch of bytes, with the word of eight bytes that begins at each place."""

    def __init__(self, stretch: bytes) -> None:
        self.size = len(stretch)
        self.padded = stretch + PADDING
        self.bytes: Bytes = np.frombuffer(self.padded, np.uint8)
        self.words: Words = np.ndarray((len(self.padded) - 8,), "<u8", self.padded, 0, (1,))

    def tags(self) -> Places:
        """Where the tags begin, and where the last one ends."""
        return np.flatnonzero(self.bytes[: self.size + 1] == ord("<"))

    def is_literal(self, places: Places, literal: bytes) -> Mask:
        """Whether a literal stands at each of the places (which lie within the stretch)."""
        found: Mask | None = None
        for start in range(0, len(literal), 8):
            piece = literal[start : start + 8]
            at_place = self.words[places + start] & _mask(len(piece)) == np.uint64(int.from_bytes(piece, "little"))
            found = at_place if found is None else found & at_place
        assert found is not None
        return found

    def whole_numbers(self, starts: Places, ends: Places) -> tuple[Places, Mask]:
        """The whole numbers at these places, and which are one to eight decimal digits and nothing else."""
        lengths = ends - starts
        fits = (lengths >= 1) & (lengths <= MOST_DIGITS)
        spare = np.where(fits, MOST_DIGITS - lengths, 0).astype(np.uint64) * _BYTE
        word = self.words[starts]
        # The digits move to the last bytes, and zeros fill those before them.
        zeros = np.where(spare > 0, _ZEROS >> ((np.uint64(64) - spare) & np.uint64(63)), np.uint64(0))
        word = np.asarray((word << spare) | zeros, np.uint64)
        is_number: Mask = fits & (word & _NIBBLES == _ZEROS) & ((word + _SIXES) & _NIBBLES == _ZEROS)
        word &= np.uint64(0x0F0F0F0F0F0F0F0F)
        word = (word * np.uint64(2561)) >> _BYTE
        word = ((word & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601)) >> np.uint64(16)
        word = ((word & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001)) >> np.uint64(32)
        return word.astype(np.int64), is_number


def distinct(first: Words, second: Words) -> tuple[Places | None, Places]:
    """Which of the different pairs of words each pair is, and where an example of each stands.

    The pairs are told apart by a digest, and compared; None where two different ones have the same.
    """
    import pyarrow as pa

    encoded = pa.array(first * _SPREAD + second).dictionary_encode()
    codes: Places = encoded.indices.to_numpy()
    examples: Places = np.zeros(len(encoded.dictionary), np.int64)
    examples[codes] = np.arange(len(codes))
    is_same = (first == first[examples][codes]) & (second == second[examples][codes])
    return (codes if is_same.all() else None), examples


def masks(lengths: Places) -> Words:
    """For each length up to eight, a word that keeps so many bytes."""
    return _MASKS[lengths]


def _mask(length: int) -> np.uint64:
    return np.uint64((1 << (8 * length)) - 1)


_MASKS: Words = np.array([_mask(length) for length in range(9)], np.uint64)


def between(text: Text, starts: Places, ends: Places) -> Strings:
    """The texts between these places, without a copy; every second value is one, the others lie between them.

    The places must ascend.
    """
    import pyarrow as pa

    bounds = np.empty(2 * len(starts), np.int32)
    bounds[0::2] = starts
    bounds[1::2] = ends
    count = max(len(bounds) - 1, 0)
    if not count:
        return pa.array([], pa.string())
    return pa.StringArray.from_buffers(count, pa.py_buffer(bounds), pa.py_buffer(text.padded))
