"""What each kind of live database gives: its tables, their numbers of rows, and their rows as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from entracte.sources.reading import RejectedRow, SourceColumn

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 500_000
"""Rows asked for at a time, where a table has a key by which to go on."""

BATCH = 20_000
"""Rows of a batch at most, where a driver gives them one by one."""


@dataclass(frozen=True)
class LiveTable:
    """A table of a database; `key` names the columns of its primary key, in the key's order."""

    schema: str
    name: str
    columns: tuple[SourceColumn, ...]
    key: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """Schema and name, for people."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True)
class Omitted:
    """Something of a database that is not read (a view, a table that is refused), and why."""

    name: str
    reason: str


class TableRefusedError(Exception):
    """The server does not let this user read a table; the others can still be read."""


class Database(Protocol):
    """A database opened for reading, in one snapshot where the server has them. The URL's user is all it may do.

    `open` of each kind raises `server-away`, `password-needed`, `wrong-password`, `no-such-database`; the others
    `connection-lost`.
    """

    kind: str
    facts: dict[str, str]

    def tables(self) -> list[LiveTable]:
        """The tables of the user, in the order of schema and name; those of the system are left out."""

    def omitted(self) -> list[Omitted]:
        """What holds rows but is not read: views, and tables of others."""

    def count(self, table: LiveTable) -> int | None:
        """How many rows the server counts, in the same snapshot; None where it cannot. Raises `TableRefusedError`."""

    def batches(self, table: LiveTable) -> Iterator[pa.RecordBatch]:
        """The rows in the order of the primary key: one string column for each column. Raises `TableRefusedError`."""

    def rejected(self) -> list[RejectedRow]:
        """The rows that the server could not give, by the full names of their tables."""

    def close(self) -> None:
        """End the session; nothing was changed."""


Notice = Callable[[str], None]
