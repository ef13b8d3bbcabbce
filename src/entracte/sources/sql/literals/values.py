"""The value of a literal, and why there may be none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a value was written as; it decides what may be put together with it."""

    TEXT = "text"
    NUMBER = "number"
    BINARY = "binary"
    WORD = "word"
    NULL = "null"


@dataclass(frozen=True)
class Value:
    """A literal's value: `text` as UTF-8 bytes, hexadecimal digits where it is binary, empty where it is null."""

    kind: Kind
    text: bytes = b""

    @property
    def result(self) -> bytes | None:
        """What a table holds of it."""
        return None if self.kind is Kind.NULL else self.text


NULL = Value(Kind.NULL)


class Unreadable(Exception):  # noqa: N818 - no error: the row is reported with this reason
    """The cell is not a literal: a function of the server, a variable, a calculation."""
