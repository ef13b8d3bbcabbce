"""A stretch of the text with the groups in parentheses in it, and which of them follow each other alike."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import numpy as np

from entracte.sources.sql.grammar import Grammar
from entracte.sources.sql.structure import structure_of
from entracte.sources.sql.window import Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FIRST_LOOK = 8
"""Statements that are looked at together in the beginning, to see whether they are alike."""


class Stretch:
    """A stretch of what the window holds, from `start` on, and its structure."""

    def __init__(self, window: Window, size: int, grammar: Grammar) -> None:
        self.window = window
        self.data = window.data
        self.start = window.position
        self.text = self.data[self.start : self.start + size]
        self.grammar = grammar
        self.structure = structure_of(self.text, grammar)
        self._opens: list[int] = self.structure.opens.tolist()
        self._closes: list[int] = self.structure.closes.tolist()
        self._stops: list[int] = np.flatnonzero(self.structure.odd | ~self.structure.chained).tolist()

    def __len__(self) -> int:
        return len(self._opens)

    @property
    def is_cut(self) -> bool:
        """The window holds more than this stretch."""
        return self.start + len(self.text) < len(self.data)

    @property
    def is_over(self) -> bool:
        """The window stands after the last group."""
        return self.data is not self.window.data or self.window.position > self.start + self._closes[-1]

    def end_of_run(self, group: int) -> int:
        """The group after those that follow this one after nothing but commas; `group` itself if it is odd."""
        if self.structure.odd[group]:
            return group
        place = bisect_right(self._stops, group)
        return self._stops[place] if place < len(self._stops) else len(self._opens)

    def after(self, group: int) -> int:
        """The place after a group in the window's data."""
        return self.start + self._closes[group] + 1

    def before(self, group: int) -> int:
        """The place of a group in the window's data."""
        return self.start + self._opens[group]

    def group_here(self) -> int | None:
        """The group that begins where the window stands, if the count agrees that one begins there."""
        if self.data is not self.window.data:
            return None
        place = self.window.position - self.start
        group = bisect_left(self._opens, place)
        return group if group < len(self._opens) and self._opens[group] == place else None

    def alike(self, group: int, step: int, text: bytes) -> range:
        """The groups from this one on that have no quirks and are each followed by the same text and another such."""
        found = 0
        wanted = _FIRST_LOOK
        while text and group + (found + 1) * step < len(self._opens):
            rows = np.arange(group + found * step, len(self._opens) - step, step)[:wanted]
            good = self._are_before(rows, rows + step, text)
            count = len(rows) if good.all() else int(good.argmin())
            found += count
            if count < len(rows):
                break
            wanted *= 4
        return range(group, group + found * step, step)

    def _are_before(self, rows: NDArray[np.int64], later: NDArray[np.int64], text: bytes) -> NDArray[np.bool_]:
        structure = self.structure
        starts, ends = structure.closes[rows] + 1, structure.opens[later]
        good = (ends - starts == len(text)) & ~structure.odd[rows] & ~structure.odd[later]
        places = np.flatnonzero(good)
        octets = np.frombuffer(self.text, dtype=np.uint8)
        same = octets[starts[places, np.newaxis] + np.arange(len(text))] == np.frombuffer(text, dtype=np.uint8)
        good[places] = same.all(axis=1)
        return np.asarray(good, dtype=bool)

    def between(self, group: int, later: int) -> bytes:
        """The text after the group before `group`, up to where `later` begins."""
        return self.text[self._closes[group - 1] + 1 : self._opens[later]]
