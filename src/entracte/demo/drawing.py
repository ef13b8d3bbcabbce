"""Drawing lots that fall the same way every time: the demonstration's files are the same bytes on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Lot:
    """The lot of one row of one file; every question (`what`) is drawn for itself, so a new one changes no other."""

    file: str
    row: int

    def number(self, what: str, below: int) -> int:
        """A number from 0 to `below` - 1."""
        digest = hashlib.sha256(f"{self.file} {self.row} {what}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % below

    def one(self, what: str, of: Sequence[T]) -> T:
        """One of several things."""
        return of[self.number(what, len(of))]

    def happens(self, what: str, per_mille: int) -> bool:
        """Whether something befalls the row that befalls so many of a thousand."""
        return self.number(what, 1000) < per_mille

    def digits(self, what: str, pattern: str) -> str:
        """The pattern with a digit in place of every `#`."""
        return "".join(
            str(self.number(f"{what} {place}", 10)) if each == "#" else each for place, each in enumerate(pattern)
        )
