"""The tables of a live database as statements see them, and how one with a key is read a chunk at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from entracte.sources.live.database import LiveTable, Omitted

if TYPE_CHECKING:
    import pyarrow as pa


class KeyColumn(Protocol):
    """What is asked of the columns of every kind of database."""

    @property
    def name(self) -> str:
        """Its name in the table."""

    @property
    def quoted(self) -> str:
        """Its name in a statement."""


AColumn = TypeVar("AColumn", bound=KeyColumn)


@dataclass(frozen=True)
class Relation(Generic[AColumn]):
    """A table and those of its columns that are read."""

    table: LiveTable
    columns: tuple[AColumn, ...]

    @property
    def key(self) -> list[AColumn]:
        """The columns of the primary key."""
        by_name = {column.name: column for column in self.columns}
        return [by_name[name] for name in self.table.key]

    @property
    def key_places(self) -> list[int]:
        """Where the columns of the primary key stand among those that are read."""
        names = [column.name for column in self.columns]
        return [names.index(name) for name in self.table.key]

    @property
    def order(self) -> str:
        """By primary key, where there is one."""
        return f"ORDER BY {', '.join(column.quoted for column in self.key)}" if self.table.key else ""

    def behind(self, last: Sequence[str]) -> str:
        """The rows behind a key, told in literals that compare as it does: `(a > 1 OR (a = 1 AND b > 2))`."""
        condition = ""
        for column, literal in reversed(list(zip(self.key, last, strict=True))):
            behind = f"{column.quoted} > {literal}"
            condition = f"({behind} OR ({column.quoted} = {literal} AND {condition}))" if condition else behind
        return condition


ARelation = TypeVar("ARelation", bound=Relation[Any])


@dataclass
class Catalogue(Generic[ARelation]):
    """The tables, and what else holds rows."""

    tables: list[ARelation] = field(default_factory=list)
    omitted: list[Omitted] = field(default_factory=list)

    def relation(self, table: LiveTable) -> ARelation:
        """What statements need of a table of this catalogue."""
        return next(each for each in self.tables if each.table is table)


def by_chunks(
    relation: Relation[AColumn], size: int, chunk: Callable[[list[str] | None], Iterator[pa.RecordBatch]]
) -> Iterator[pa.RecordBatch]:
    """All rows of a table: `chunk` asks for `size` rows at most behind a key (its values as text; None: the first)."""
    last = None
    while True:
        rows = 0
        for batch in chunk(last):
            rows += batch.num_rows
            if batch.num_rows:
                last = [batch.column(place)[-1].as_py() for place in relation.key_places]
            yield batch
        if rows < size:
            return
