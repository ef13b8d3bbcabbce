"""The tables of a script: their names, with and without schema, and the columns that they are declared to have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from entracte.sources.reading import SourceColumn


@dataclass(frozen=True)
class Identifier:
    """A name as written; `exact` if its quotes make upper and lower case matter."""

    text: str
    exact: bool = False

    def matches(self, other: Identifier) -> bool:
        """Both name the same thing."""
        if self.text == other.text:
            return True
        return not (self.exact and other.exact) and self.text.casefold() == other.text.casefold()


@dataclass(frozen=True)
class QualifiedName:
    """The name of a table with what stands before it; empty texts where nothing does."""

    name: Identifier
    schema: str = ""
    database: str = ""


@dataclass(frozen=True)
class DeclaredColumn:
    """A column of a CREATE TABLE.

    An INSERT without a list of columns leaves out the `computed` ones and may leave out the `identity`.
    """

    name: Identifier
    declared: str
    computed: bool = False
    identity: bool = False


@dataclass(eq=False)
class Table:
    """A table met in a script.

    `columns` is None as long as no definition was met; `named` are columns that only rows name; `width` is the number
    of values of rows that name no columns, where nothing defines it. `begun`: rows were met. `ignored` counts
    statements that would have changed those, `repaired` values that were not in the encoding of the script.
    """

    number: int
    name: QualifiedName
    columns: list[DeclaredColumn] | None = None
    named: list[Identifier] = field(default_factory=list)
    width: int | None = None
    begun: bool = False
    rows: int = 0
    repaired: int = 0
    ignored: Counter[str] = field(default_factory=Counter)

    def known_columns(self) -> list[str]:
        """The columns declared, then those only named."""
        return [column.name.text for column in self.columns or ()] + [each.text for each in self.named]

    def column(self, identifier: Identifier) -> str:
        """The name of a column that a list of columns gives, as its definition or the first mention has it."""
        known = [column.name for column in self.columns or ()] + self.named
        for other in known:
            if identifier.text == other.text:
                return other.text
        for other in known:
            if identifier.matches(other):
                return other.text
        self.named.append(identifier)
        return identifier.text

    def positional(self, width: int) -> list[str] | None:
        """The columns that rows of so many values fill if they come without a list; None if nobody knows.

        Without a definition, those that other rows name are taken, if they are as many.
        """
        if self.columns is None and self.named and len(self.named) == width:
            return distinct(self.known_columns())
        for columns in self._insertable():
            if len(columns) == width:
                return distinct(column.name.text for column in columns)
        return None

    def widths(self) -> set[int]:
        """How many values a row without a list of columns may have; empty if nobody knows."""
        if self.columns is not None:
            return {len(columns) for columns in self._insertable()}
        return {self.width} if self.width is not None else set()

    def declared(self, column: str) -> str:
        """The type that a column is declared to have, or an empty text."""
        return next((each.declared for each in self.columns or () if each.name.text == column), "")

    def final_columns(self) -> list[SourceColumn]:
        """The columns to show: the declared ones, then those only named, then positions that have no name."""
        names = distinct(self.known_columns())
        declared = [column.declared for column in self.columns or ()] + [""] * len(self.named)
        columns = [SourceColumn(name, kind) for name, kind in zip(names, declared, strict=True)]
        if self.width is not None and self.positional(self.width) is None:
            columns += [SourceColumn(name) for name in positions(self.width)]
        return columns

    @property
    def is_assumed(self) -> bool:
        """Some rows name no columns and were taken to have those that other rows name."""
        return self.columns is None and self.width is not None and len(self.named) == self.width

    def _insertable(self) -> list[list[DeclaredColumn]]:
        columns = self.columns or []
        stored = [column for column in columns if not column.computed]
        return [columns, stored, [column for column in stored if not column.identity]]


def positions(width: int) -> list[str]:
    """Names for columns that have none (S4)."""
    return [f"column_{place}" for place in range(1, width + 1)]


def distinct(names: Iterable[str]) -> list[str]:
    """Names of which repeated ones became `NAME_2`, missing ones `column_3` (S2)."""
    taken: set[str] = set()
    result = []
    for place, given in enumerate(names, 1):
        name = base = given or f"column_{place}"
        for again in count(2):
            if name not in taken:
                break
            name = f"{base}_{again}"
        taken.add(name)
        result.append(name)
    return result


class Catalogue:
    """All tables met, in order. `schema` and `database` are those that names without qualifier belong to."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.schema = ""
        self.database = ""
        self._by_name: dict[str, list[Table]] = {}
        self._numbers = count()

    def table(self, name: QualifiedName) -> Table:
        """The table of a name, new if there was none."""
        wanted = self._full(name)
        found = self.known(name)
        if found is None:
            found = Table(next(self._numbers), wanted)
            self.tables.append(found)
            self._by_name.setdefault(wanted.name.text.casefold(), []).append(found)
        return found

    def known(self, name: QualifiedName) -> Table | None:
        """The table of a name, or None."""
        wanted = self._full(name)
        candidates = self._by_name.get(wanted.name.text.casefold(), [])
        fitting = [table for table in candidates if _fits(table.name, wanted)]
        exact = [table for table in fitting if table.name.name.text == wanted.name.text]
        return next(iter(exact or fitting), None)

    def forget(self, table: Table) -> None:
        """Take out a table that was dropped before it had rows (mysqldump makes and drops one for every view)."""
        self.tables.remove(table)
        self._by_name[table.name.name.text.casefold()].remove(table)

    def shown_names(self) -> dict[int, str]:
        """The name of each table, by its number: without schema unless two clash (S2)."""
        names: dict[int, str] = {}
        for written in (_bare, _with_schema, _with_database):
            times = Counter(written(table.name) for table in self.tables)
            for table in self.tables:
                if table.number not in names and (times[written(table.name)] == 1 or written is _with_database):
                    names[table.number] = written(table.name)
        shown = distinct(names[table.number] for table in self.tables)
        return {table.number: name for table, name in zip(self.tables, shown, strict=True)}

    def _full(self, name: QualifiedName) -> QualifiedName:
        return QualifiedName(name.name, name.schema or self.schema, name.database or self.database)


def _fits(one: QualifiedName, other: QualifiedName) -> bool:
    return one.name.matches(other.name) and all(
        not mine or not theirs or mine.casefold() == theirs.casefold()
        for mine, theirs in ((one.schema, other.schema), (one.database, other.database))
    )


def _bare(name: QualifiedName) -> str:
    return name.name.text


def _with_schema(name: QualifiedName) -> str:
    return ".".join(part for part in (name.schema, name.name.text) if part)


def _with_database(name: QualifiedName) -> str:
    return ".".join(part for part in (name.database, name.schema, name.name.text) if part)
