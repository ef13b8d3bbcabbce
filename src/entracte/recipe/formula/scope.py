"""What a formula may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from entracte.faults import Fault, near
from entracte.recipe.cells import ColumnType


@dataclass(frozen=True)
class Scope:
    """The columns of this row's table, the other tables by name, and how the locale reads text.

    `order` names a column with the number of a row in its table, which every table then has; without one the engine's
    order of rows counts, which only DuckDB keeps. `relations` says by which name a table is known to the engine, where
    by another.
    """

    columns: Mapping[str, ColumnType]
    table: str = ""
    tables: Mapping[str, Mapping[str, ColumnType]] = field(default_factory=dict)
    locale: str = "en"
    order: str = ""
    relations: Mapping[str, str] = field(default_factory=dict)

    def find_table(self, name: str) -> str:
        """The table called so in any case of letters; raises the fault `unknown-table`."""
        if not name or name.casefold() == self.table.casefold():
            return self.table
        known = [self.table, *self.tables] if self.table else list(self.tables)
        for table in known:
            if table.casefold() == name.casefold():
                return table
        raise Fault("unknown-table", f"There is no table {name}.", hint=near(name, known), table=name)

    def columns_of(self, table: str) -> Mapping[str, ColumnType]:
        """The columns of a table, in order."""
        return self.columns if table == self.table else self.tables[table]

    def find_column(self, table: str, name: str) -> str:
        """The column called so in any case of letters; raises the fault `unknown-column`."""
        columns = list(self.columns_of(table))
        if name in columns:
            return name
        for column in columns:
            if column.casefold() == name.casefold():
                return column
        where = f"table {table}" if table else "this table"
        raise Fault(
            "unknown-column",
            f"There is no column {name} in {where}.",
            hint=near(name, columns),
            column=name,
            table=table,
        )

    def relation(self, table: str) -> str:
        """The name by which the engine knows a table."""
        return self.relations.get(table, table)
