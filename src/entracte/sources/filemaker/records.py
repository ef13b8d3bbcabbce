"""Records put together from the entries of a file: a field's value may come whole, in pieces, or in repetitions."""

from __future__ import annotations

from dataclasses import dataclass, field

from entracte.sources.filemaker.codes import Part, Path
from entracte.sources.filemaker.integers import split_integers

MAX_VALUE = 64 * 1024 * 1024
"""Bytes of the pieces of one record; what comes after them is not put together."""

REPETITION = "\x1d"
"""What FileMaker itself puts between the repetitions of a field when it exports text."""

_STYLES = 255
"""Below a field, this step leads to the styles of its text."""


@dataclass
class Record:
    """One record: `values` are the bytes of fields that came whole.

    `pieces` maps (field, repetition) to the parts of the others, in the order of the file. `announced` are the fields
    whose head said that pieces of one text follow: without it, the keys below a repeating field are its repetitions.
    """

    number: Part
    values: dict[int, bytes] = field(default_factory=dict)
    pieces: dict[tuple[int, int], list[bytes]] = field(default_factory=dict)
    announced: set[int] = field(default_factory=set)
    size: int = 0

    def add(self, below: Path, key: Part, value: bytes, repeating: frozenset[int]) -> None:
        """Take one entry; `below` is its path below the record, `repeating` the fields whose keys are repetitions."""
        if not below:
            self._add_field(key, value)
            return
        place = _numbers(below[0])
        if not place or len(below) > 2:
            return
        if len(below) == 2:
            if place[0] in repeating and isinstance(below[1], int) and below[1] != _STYLES:
                self._add_piece(place[0], below[1], key, value)
        elif place[0] in repeating and len(place) == 1 and isinstance(key, int):
            self._add_repetition(place[0], key, value)
        else:
            self._add_piece(place[0], place[1] if len(place) > 1 else 1, key, value)

    def repetitions(self, number: int) -> list[bytes]:
        """The values of a field, one per repetition; an empty list where it holds nothing."""
        found = {repetition: b"".join(parts) for (each, repetition), parts in self.pieces.items() if each == number}
        if number in self.values:
            found[1] = self.values[number]
        return [found.get(repetition, b"") for repetition in range(1, min(max(found, default=0), 1000) + 1)]

    def _add_field(self, key: Part, value: bytes) -> None:
        if isinstance(key, int):
            self.values[key] = value
            return
        place = _numbers(key)
        if len(place) == 2:
            self.pieces.setdefault((place[0], place[1]), []).append(value)

    def _add_repetition(self, number: int, key: int, value: bytes) -> None:
        if key == 0:
            self.announced.add(number)
        elif number in self.announced:
            self._add_piece(number, 1, key, value)
        else:
            self._add_piece(number, key, 1, value)

    def _add_piece(self, number: int, repetition: int, key: Part, value: bytes) -> None:
        place = _numbers(key)
        if place and place[-1] > 0 and self.size + len(value) <= MAX_VALUE:
            self.size += len(value)
            self.pieces.setdefault((number, repetition), []).append(value)


def _numbers(part: Part) -> tuple[int, ...]:
    if isinstance(part, int):
        return (part,)
    return split_integers(part) or ()
