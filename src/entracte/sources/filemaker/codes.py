"""What the codes of a sector say: at which path of the file's tree a value lies, under which key."""

from __future__ import annotations

from collections.abc import Callable, Iterator

Part = int | bytes
"""A step of a path or a key: a number, or the bytes where it is no single number."""

Path = tuple[Part, ...]
Entry = tuple[Path, Part, bytes]
"""Path, key, value as it lies in the file. The pieces of a long value are entries with the piece's number as key."""

Codes = Callable[[bytes], Iterator[Entry]]
"""Reads the payload of one sector; paths start anew in each. Raises `UnknownCodeError` at what it does not know."""

MAX_DEPTH = 64


class UnknownCodeError(Exception):
    """A byte that is no code, or a length that leaves the sector; what stood before it was read."""

    def __init__(self, at: int, payload: bytes) -> None:
        self.at = at
        self.shown = payload[at : at + 16].hex(" ")
        super().__init__(f"unknown code at byte {at}: {self.shown}")
