"""Formulas run over small tables, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlglot import exp

from entracte.engine import Engine
from entracte.recipe.cells import ColumnType
from entracte.recipe.formula import Formula, Scope, attach, compile_formula

ORDER = "row number"
AT_ONCE = 24
Row = Mapping[str, str | None]


class Sheet:
    """Tables of text held by an engine, and formulas over them."""

    def __init__(self, folder: Path) -> None:
        self.engine = Engine(folder)
        self.tables: dict[str, dict[str, ColumnType]] = {}

    def table(self, name: str, columns: Mapping[str, ColumnType], rows: Sequence[Sequence[str | None]]) -> None:
        """Make a table."""
        self.tables[name] = dict(columns)
        held = [(*row, number) for number, row in enumerate(rows, 1)]
        self.engine.create_table(name, {**dict.fromkeys(columns, "VARCHAR"), ORDER: "BIGINT"}, held)

    def scope(self, table: str, locale: str = "en") -> Scope:
        """The scope of a table."""
        others = {name: columns for name, columns in self.tables.items() if name != table}
        return Scope(self.tables[table], table, others, locale, order=ORDER)

    def compile(self, formula: str, table: str, locale: str = "en") -> Formula:
        """A formula over a table."""
        return compile_formula(formula, self.scope(table, locale))

    def run(self, formulas: Mapping[str, Formula], table: str) -> dict[str, list[Any]]:
        """What formulas give, row by row: text, number (float), True or False, an error's code, or None for a blank."""
        source = exp.Table(this=exp.to_identifier(table, quoted=True))
        attached = attach(formulas, source)
        columns = [
            exp.alias_(expression, f"{part} {name}", quoted=True)
            for name, cells in attached.cells.items()
            for part, expression in cells.parts()
        ]
        columns += [exp.alias_(text, f"written {name}", quoted=True) for name, text in attached.texts.items()]
        query = exp.Select(expressions=columns).from_(aliased(attached.query, source))
        query = query.order_by(exp.column(ORDER, table="row", quoted=True))
        rows = self.engine.rows(query)
        names = [column.alias for column in columns]
        found: dict[str, list[Any]] = {}
        for name in formulas:
            parts = [index for index, column in enumerate(names) if column.split(" ", 1)[1] == name]
            found[name] = [_value({names[index].split(" ")[0]: row[index] for index in parts}) for row in rows]
            found[f"{name} written"] = [row[names.index(f"written {name}")] for row in rows]
        return found

    def many(self, formulas: Iterable[str], table: str, locale: str = "en") -> dict[str, list[Any]]:
        """The same for many formulas, some at a time: one query takes as long as twenty do."""
        listed = list(formulas)
        found: dict[str, list[Any]] = {}
        for first in range(0, len(listed), AT_ONCE):
            some = {formula: self.compile(formula, table, locale) for formula in listed[first : first + AT_ONCE]}
            found |= self.run(some, table)
        return found

    def values(self, formula: str, table: str, locale: str = "en") -> list[Any]:
        """What one formula gives in each row."""
        return self.run({"value": self.compile(formula, table, locale)}, table)["value"]

    def written(self, formula: str, table: str, locale: str = "en") -> list[str | None]:
        """What one formula writes to a file in each row."""
        return self.run({"value": self.compile(formula, table, locale)}, table)["value written"]


def aliased(query: exp.Select | None, source: exp.Table) -> exp.Expr:
    """What formulas are selected from."""
    alias = exp.TableAlias(this=exp.to_identifier("row", quoted=True))
    if query is None:
        table = source.copy()
        table.set("alias", alias)
        return table
    return exp.Subquery(this=query, alias=alias)


def _value(parts: dict[str, Any]) -> Any:
    held = [value for name, value in parts.items() if name != "written" and value is not None]
    assert len(held) < 2, f"a cell is two things at once: {parts}"
    return held[0] if held else None
