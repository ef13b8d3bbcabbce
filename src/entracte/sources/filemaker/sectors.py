"""The sectors of a native FileMaker file, in the order of their chain."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from entracte.faults import Fault

_VERSION_AT = 541
_FIRST = 2


@dataclass(frozen=True)
class Layout:
    """How a generation of files lays out its sectors; offsets are bytes from the start of a sector."""

    size: int
    shift: int
    previous: int
    following: int
    payload: int
    length: int | None


OLD = Layout(size=1024, shift=1, previous=2, following=6, payload=14, length=12)
"""`.fp3` and `.fp5`: a sector states the length of its payload; number n lies at (n + 1) * 1024."""

NEW = Layout(size=4096, shift=0, previous=4, following=8, payload=20, length=None)
"""`.fp7` and `.fmp12`: the payload is filled up with zeros."""


@dataclass(frozen=True)
class Sector:
    """One sector: its number, and the codes it holds."""

    number: int
    payload: bytes


class Sectors:
    """The leaf sectors of a file; a sector that the chain visits twice ends it, so that no file can make it endless."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as stream:
            self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self.is_new = self._bytes[15:20] == b"HBAM7"
        self.layout = NEW if self.is_new else OLD
        self.count = len(self._bytes) // self.layout.size - self.layout.shift
        if self.count <= _FIRST:
            raise damaged(path, f"it is cut off after {len(self._bytes)} bytes")

    def version(self) -> str:
        """What the file says of the program that made it: "Pro 5.0"; empty when it says nothing."""
        length = self._bytes[_VERSION_AT]
        return self._bytes[_VERSION_AT + 1 : _VERSION_AT + 1 + min(length, 20)].decode("ascii", "ignore")

    def follow(self, start: int | None = None) -> Iterator[Sector]:
        """The sectors from `start` (default: the first leaf) along the chain."""
        number = self._first_leaf() if start is None else start
        visited = bytearray(self.count)
        while 0 < number < self.count and not visited[number]:
            visited[number] = 1
            at = (number + self.layout.shift) * self.layout.size
            sector = self._bytes[at : at + self.layout.size]
            if not sector[0] and not sector[1]:
                yield Sector(number, self._payload(sector))
            number = self._integer(sector, self.layout.following)

    def is_broken_off(self, last: int) -> bool:
        """Whether the chain points from sector `last` to a place that the file does not have."""
        at = (last + self.layout.shift) * self.layout.size
        sector = self._bytes[at : at + self.layout.size]
        return self._integer(sector, self.layout.following) >= self.count

    def _payload(self, sector: bytes) -> bytes:
        if self.layout.length is None:
            return sector[self.layout.payload :]
        length = int.from_bytes(sector[self.layout.length : self.layout.length + 2], "big")
        return sector[self.layout.payload : self.layout.payload + length]

    def _first_leaf(self) -> int:
        """Sector 2, unless it is a branch of the tree: then the only leaf that has no predecessor."""
        if self._is_leaf(_FIRST):
            return _FIRST
        for number in range(_FIRST + 1, self.count):
            if self._is_leaf(number) and not self._integer(self._head(number), self.layout.previous):
                return number
        raise damaged(self._path, "it has no sector to start from")

    def _is_leaf(self, number: int) -> bool:
        return self._head(number)[:2] == b"\0\0"

    def _head(self, number: int) -> bytes:
        at = (number + self.layout.shift) * self.layout.size
        return self._bytes[at : at + self.layout.payload]

    @staticmethod
    def _integer(sector: bytes, at: int) -> int:
        return int.from_bytes(sector[at : at + 4], "big")


def damaged(path: Path, why: str) -> Fault:
    """The fault for a native file of which nothing can be read."""
    return Fault(
        "damaged-filemaker",
        f"{path} cannot be read as a FileMaker file: {why}.",
        hint="Ask the customer to open it in FileMaker, choose File, Recover, and deliver the recovered copy; "
        "or to export every table as XML (FMPXMLRESULT).",
    )
