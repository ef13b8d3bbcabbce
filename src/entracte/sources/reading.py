"""What every reader of a legacy source gives: tables of text, streamed, with every row accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class SourceColumn:
    """A column as the source calls it; `declared` is the type the source states, empty when it states none."""

    name: str
    declared: str = ""


@dataclass(frozen=True)
class SourceTable:
    """A table that a reader found; `facts` say how it is read, for a person (encoding, separator ...)."""

    name: str
    columns: tuple[SourceColumn, ...]
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RejectedRow:
    """A row that could not be read: its place in the source, its text (shortened) and why."""

    table: str
    place: str
    text: str
    reason: str


class SourceReader(Protocol):
    """Reads one file, database or member of a delivery; never changes a value and never runs its code.

    Values are text exactly as the source holds them (numbers and dates in the source's plain spelling), null where it
    holds none. Memory is bounded by the batch, not by the source. Raises a fault that names file, place and what to ask
    the customer for when nothing can be read.
    """

    path: Path

    def tables(self) -> list[SourceTable]:
        """The tables, in the order of the source; cheap when the source has a catalogue."""

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows of one table in source order: string columns named as in `tables`."""

    def rejected(self) -> Iterator[RejectedRow]:
        """The rows that could not be read, known once all batches were consumed."""
