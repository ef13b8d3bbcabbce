"""A table on its way: the relation that it is by now, and the named query that holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from entracte.engine.expressions import Expression, expression
from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.formula import attach, compile_formula
from entracte.recipe.model import Name
from entracte.recipe.places import Place
from entracte.recipe.relations import Relation
from entracte.recipe.selects import NUMBER, Query, of_row, selected, table
from entracte.recipe.steps import Look, Measured, Step
from entracte.recipe.world import World

Columns = Mapping[str, Sequence[tuple[str, Expression]]]
"""Columns of a preview, each with its values from step to step."""


class Stage:
    """The steps of one table or output; `of` is its name. Formulas know the rows by the name that they came from."""

    def __init__(self, world: World, of: str, relation: Relation) -> None:
        self.world = world
        self.of = of
        self.relation = relation
        self._last: Step | None = None

    @property
    def query(self) -> exp.Table:
        """What holds the rows by now."""
        return table(self.relation.known_as)

    def cells(self) -> dict[str, Expression]:
        """The columns as they are."""
        return {name: of_row(name) for name in self.relation.columns}

    def with_columns(
        self, more: Mapping[str, ColumnType], come_from: Mapping[str, tuple[str, str]] | None = None
    ) -> Relation:
        """The relation with more columns, which are made here unless they come from elsewhere."""
        origins = come_from or {name: (self.of, name) for name in more}
        return replace(
            self.relation,
            columns={**self.relation.columns, **more},
            origins={**self.relation.origins, **origins},
        )

    def step(
        self,
        kind: str,
        text: str,
        place: Place,
        reads: Sequence[str] = (),
        known: tuple[tuple[str, str], ...] = (),
    ) -> Step:
        """Note a step about rows: what it reads of this table, or of whatever is `known`."""
        known = known or tuple(self.relation.read(each) for each in reads)
        self._last = self.world.add_step(self.of, None, kind, text, place, known)
        return self._last

    def move(self, what: str, query: exp.Select, shown: tuple[Query, Columns] | None = None) -> None:
        """Make a query the rows from here on; `shown` is what a preview looks at instead of them."""
        self.relation = replace(self.relation, known_as=self.named(what, query).name)
        name = f"{self.of}: {what}"
        before = sum(each.name.startswith(name) for each in self.world.looks)
        seen, columns = shown or (self.query, {column: [(what, cell)] for column, cell in self.cells().items()})
        self.world.looks.append(Look(f"{name} {before + 1}" if before else name, seen, columns))

    def named(self, what: str, query: Query) -> exp.Table:
        """Make a query a named step of this table or output."""
        return self.world.name_query(self.world.unique(f"{self.of}: {what} "), query)

    def measure(self, query: Query, step: Step) -> Measured:
        """Count over a query."""
        found = Measured(self.of, query, rows_step=step)
        self.world.measured.append(found)
        return found

    def measure_rows(self, before: Query) -> None:
        """Count the rows before and after the last step, which now is what the rows are."""
        assert self._last is not None
        self.world.measured.append(Measured(self.of, before, rows_step=self._last, gives=self.query))

    def check_new(self, name: str, place: Place, taken: set[str]) -> None:
        """The fault `duplicate-column` for a column that is there already."""
        if name.casefold() in taken:
            raise place.fault(
                "duplicate-column", f"{self.of} has a column {name} already.", "Give the new one another name."
            )
        if name.casefold() == NUMBER or name.casefold().startswith("entracte_"):
            raise place.fault("duplicate-column", f"{name} is a name that Entracte keeps for itself.")

    def values(self, names: Sequence[Name]) -> tuple[Query, list[Expression]]:
        """Columns as they are sorted and counted: numbers and dates as numbers, text as text; and the query to ask."""
        found = [self.relation.find(name) for name in names]
        typed = {name for name in found if self.relation.columns[name].kind is not Kind.TEXT}
        prefix = self.world.unique("entracte_s")
        formulas = {name: compile_formula(own_column(name), self.world.scope(self.relation)) for name in sorted(typed)}
        query: Query = self.query
        numbers: dict[str, Expression] = {}
        if formulas:
            attached = attach(formulas, self.query, prefix=f"{prefix}_f")
            query = attached.query if attached.query is not None else query
            cells = attached.cells
            numbers = {
                name: cells[name].number
                or expression("CAST($truth AS DOUBLE)", truth=cells[name].boolean or exp.null())
                for name in formulas
            }
            made = {f"{prefix}_{place}": number for place, number in enumerate(numbers.values())}
            query = selected(query, made, everything=True)
            numbers = {name: of_row(held) for name, held in zip(numbers, made, strict=True)}
        text = {name: expression("nullif($text, '')", text=of_row(name)) for name in found}
        return query, [numbers.get(name, text[name]) for name in found]

    def finished(self, name: str) -> Relation:
        """The table as others see it."""
        query = selected(self.query, {NUMBER: of_row(NUMBER), **self.cells()})
        self.world.name_query(name, query)
        self.world.came_from[name] = {each: self.relation.read(each) for each in self.relation.columns}
        return Relation(name, name, self.relation.columns, self.relation.locale)


def own_column(name: str) -> str:
    """A formula that is a column of this row."""
    return "=[@[" + "".join(f"'{each}" if each in "[]#'@" else each for each in name) + "]]"
