"""Rows of a text one after the other, without what stands between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from entracte.sources.sql.columns import taken
from entracte.sources.sql.escapes import flattened
from entracte.sources.sql.structure import Structure

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Packed(NamedTuple):
    """Rows of the same width, from parenthesis to parenthesis, with one byte of no meaning after each.

    `borders` are the places of the parentheses and commas around their values in `octets`, a line for each row;
    `strings` and `backslashes` count those of each value, a line for each row (None: there are no backslashes at all).
    """

    octets: NDArray[np.uint8]
    borders: NDArray[np.int64]
    strings: NDArray[np.int32]
    backslashes: NDArray[np.int32] | None


def packed_rows(text: bytes, structure: Structure, groups: NDArray[np.int64], width: int) -> Packed | None:
    """The rows that these groups of a text are; None if nothing at all stands between two of them."""
    index = _borders_of(structure, groups, width)
    borders = structure.borders[index].reshape(len(groups), width + 1)
    between = borders[1:, 0] - borders[:-1, -1]
    if (between < 2).any():
        return None
    start, end = int(borders[0, 0]), int(borders[-1, -1]) + 1
    if (between == 2).all():
        octets = np.frombuffer((text if end < len(text) else text + b"\n"), np.uint8, end + 1 - start, start)
        borders = borders - start if start else borders
    else:
        octets, borders = _pulled_together(text if end < len(text) else text + b"\n", borders)
    backslashes = structure.backslashes[index]
    return Packed(
        octets,
        borders,
        _within(structure.strings[index], width),
        _within(backslashes, width) if backslashes[0] != backslashes[-1] else None,
    )


def _borders_of(structure: Structure, groups: NDArray[np.int64], width: int) -> slice | NDArray[np.int64]:
    """Which borders of a structure are those of the groups; a slice, which costs nothing, if all between are."""
    begin, end = int(structure.first[groups[0]]), int(structure.last[groups[-1]]) + 1
    if end - begin == len(groups) * (width + 1) and groups[-1] - groups[0] + 1 == len(groups):
        return slice(begin, end)
    every: NDArray[np.int64] = (structure.first[groups][:, np.newaxis] + np.arange(width + 1)).ravel()
    return every


def _pulled_together(text: bytes, borders: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    starts, ends = borders[:, 0], borders[:, -1] + 2
    octets, offsets = flattened(taken(text, starts, ends, np.zeros(len(starts), dtype=bool)))
    return octets, borders + (offsets[:-1] - starts)[:, np.newaxis]


def _within(counts: NDArray[np.int32], width: int) -> NDArray[np.int32]:
    """How many there are in each value, given how many come before each border."""
    table = counts.reshape(-1, width + 1)
    return table[:, 1:] - table[:, :-1]
