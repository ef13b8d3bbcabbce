"""Oracle's driver as far as the reader uses it: a connection over rows in memory that notes every statement.

The dictionary answers as ALL_TABLES and the like do; a table answers SELECT ... ORDER BY, FETCH FIRST and the condition
for the rows behind a key. Values are what the asked-for expressions give on a server.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import oracledb

Row = tuple[Any, ...]


@dataclass
class Table:
    """A table: the dictionary's rows for its columns (after the name), its key's places, and its rows."""

    columns: list[Row]
    rows: list[Row]
    key: tuple[str, ...] = ()
    error: str = ""
    temporary: str = "N"


@dataclass
class Connection:
    """What `oracledb.connect` gives."""

    tables: dict[str, Table]
    others: list[Row] = field(default_factory=list)
    statements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    dies_at: Callable[[str], bool] = lambda statement: False
    is_dead: bool = False
    is_closed: bool = False
    is_rolled_back: bool = False

    def cursor(self) -> Cursor:
        return Cursor(self)

    def rollback(self) -> None:
        self.is_rolled_back = True

    def close(self) -> None:
        self.is_closed = True


@dataclass
class Cursor:
    """A cursor; fetches as many rows as it is asked for."""

    connection: Connection
    arraysize: int = 100
    held: list[Row] = field(default_factory=list)

    def __enter__(self) -> Cursor:
        return self

    def __exit__(self, *told: object) -> None:
        self.held = []

    def execute(self, statement: str, bound: dict[str, str] | None = None) -> None:
        self.connection.statements.append((statement, bound or {}))
        if self.connection.dies_at(statement):
            self.connection.is_dead = True
        if self.connection.is_dead:
            raise oracledb.OperationalError("DPY-4011: the database or network closed the connection")
        self.held = list(_answer(self.connection, statement, bound or {}))

    def fetchall(self) -> list[Row]:
        held, self.held = self.held, []
        return held

    def fetchmany(self, size: int) -> list[Row]:
        held, self.held = self.held[:size], self.held[size:]
        return held


def _answer(connection: Connection, statement: str, bound: dict[str, str]) -> list[Row]:
    if statement == "SET TRANSACTION READ ONLY":
        return []
    if "FROM dual" in statement:
        return [("VENUE", "+01:00")]
    if "FROM all_tables" in statement:
        return [(name, table.temporary, "NO", None) for name, table in sorted(connection.tables.items())]
    if "FROM all_tab_cols" in statement:
        return [(name, *column) for name, table in sorted(connection.tables.items()) for column in table.columns]
    if "FROM all_constraints" in statement:
        return [(name, column) for name, table in sorted(connection.tables.items()) for column in table.key]
    if "FROM all_views" in statement:
        return connection.others
    found = re.search(r'FROM "VENUE"\."([^"]+)" t', statement)
    assert found, statement
    table = connection.tables[found[1]]
    if table.error:
        raise oracledb.DatabaseError(table.error)
    if statement.startswith("SELECT COUNT(*)"):
        return [(len(table.rows),)]
    return _selected(table, statement, bound)


def _selected(table: Table, statement: str, bound: dict[str, str]) -> list[Row]:
    names = [column[0] for column in table.columns]
    places = [names.index(name) for name in table.key]
    asked = [names.index(name) for name in re.findall(r't\."([^"]+)"', statement.partition(" FROM ")[0])]
    rows = table.rows
    if "ORDER BY" in statement:
        rows = sorted(rows, key=lambda row: [int(row[place]) for place in places])
    if bound:
        assert "WHERE" in statement
        last = [int(bound[f"k{place}"]) for place in range(len(places))]
        rows = [row for row in rows if [int(row[place]) for place in places] > last]
    if limit := re.search(r"FETCH FIRST (\d+) ROWS ONLY", statement):
        rows = rows[: int(limit[1])]
    return [tuple(row[place] for place in asked) for row in rows]
