"""Where the values of rows start: the one pass that has to go from value to value."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from entracte.sources.bacpac.wire import Wire

ABSENT = -1
"""The start of a value that is null."""

Starts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Scan:
    """Rows found in a block: `starts` has a row per row and a column per column; `end` is where the next row starts.

    `problem` says why the row at `end` cannot be one (empty: the block ended within it, or before it).
    """

    starts: Starts
    end: int
    problem: str = ""


@dataclass(frozen=True)
class _Step:
    """A prefixed value, or a run of values without prefix (`prefix` 0) of `width` bytes together."""

    prefix: int
    width: int
    allowed: frozenset[int]
    longest: int
    unit: int
    column: int


class Layout:
    """The rows of a table, as a chain of steps."""

    def __init__(self, wires: list[Wire]) -> None:
        self._wires = wires
        self._steps: list[_Step] = []
        self._places: list[tuple[int, int]] = []
        for column, wire in enumerate(wires):
            offset = 0
            if wire.prefix:
                self._steps.append(_Step(wire.prefix, 0, frozenset(wire.widths), wire.longest, wire.unit, column))
            elif self._steps and not self._steps[-1].prefix:
                run = self._steps[-1]
                offset = run.width
                self._steps[-1] = _Step(0, run.width + wire.width, frozenset(), 0, 1, column)
            else:
                self._steps.append(_Step(0, wire.width, frozenset(), 0, 1, column))
            self._places.append((len(self._steps) - 1, offset))

    def scan(self, data: bytes, limit: int) -> Scan:
        """The whole rows at the start of the data, at most `limit`."""
        if len(self._steps) == 1 and not self._steps[0].prefix:
            width = self._steps[0].width
            count = min(len(data) // width, limit)
            return Scan(self._spread(np.arange(count, dtype=np.int64)[:, None] * width), count * width)
        return self._walk(data, limit)

    def lengths(self, data: npt.NDArray[np.uint8], column: int, starts: Starts) -> Starts:
        """The lengths in bytes of one column's values, as their prefixes state them; 0 for nulls."""
        wire = self._wires[column]
        if not wire.prefix:
            return np.full(len(starts), wire.width, np.int64)
        present = np.where(starts == ABSENT, wire.prefix, starts)
        stated = np.zeros(len(starts), np.int64)
        for byte in range(min(wire.prefix, 4)):
            stated += data[present - wire.prefix + byte].astype(np.int64) << 8 * byte
        return np.where(starts == ABSENT, 0, stated)

    def _walk(self, data: bytes, limit: int) -> Scan:
        found = array("q")
        add = found.append
        end = len(data)
        at = row = 0
        rows = 0
        problem = ""
        try:
            while rows < limit and at < end:
                for step in self._steps:
                    prefix = step.prefix
                    if not prefix:
                        add(at)
                        at += step.width
                        continue
                    if prefix == 1:
                        length = data[at]
                    elif prefix == 2:
                        length = data[at] | data[at + 1] << 8
                    else:
                        length = _long(data, at, prefix)
                    at += prefix
                    if length == _NULLS[prefix]:
                        add(ABSENT)
                        continue
                    if length not in step.allowed and (step.allowed or length > step.longest or length % step.unit):
                        problem = f"column {step.column + 1} states a length of {length}"
                        raise _Broken
                    add(at)
                    at += length
                if at > end:
                    break
                row = at
                rows += 1
        except (IndexError, _Broken):
            pass
        starts = np.frombuffer(found, np.int64)[: rows * len(self._steps)].reshape(rows, len(self._steps))
        return Scan(self._spread(starts), row, problem)

    def _spread(self, starts: Starts) -> Starts:
        """A start for every column, from one for every step."""
        steps = [step for step, _ in self._places]
        spread: Starts = starts[:, steps] + np.array([offset for _, offset in self._places], np.int64)
        return spread


_NULLS = {1: 0xFF, 2: 0xFFFF, 4: 0xFFFFFFFF, 8: 0xFFFFFFFFFFFFFFFF}


class _Broken(Exception):  # noqa: N818 - never leaves this module
    """A row that cannot be one."""


def _long(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + size], "little")
