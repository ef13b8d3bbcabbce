"""What a plan knows while it is made: the tables found so far, the steps, and what has to lie in the engine for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from entracte.engine.expressions import Expression, column
from entracte.faults import Fault
from entracte.recipe.formula import Formula as CompiledFormula
from entracte.recipe.formula import Scope, compile_formula
from entracte.recipe.kept_values import KeptValues
from entracte.recipe.model import Crosswalk, Formula, Name, Recipe
from entracte.recipe.places import Place
from entracte.recipe.relations import Columns, Relation
from entracte.recipe.selects import NUMBER, LeftJoin, Query, sql, table
from entracte.recipe.steps import Look, Measured, Step

if TYPE_CHECKING:
    from entracte.recipe.folder import Folder


@dataclass(frozen=True)
class Warned:
    """Something that is allowed and probably not meant, and where it stands."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass
class World:
    """Everything that the parts of a plan share while it is made.

    `with_steps` are the named queries by name, each after those that it reads. `lookups` are small tables of the
    engine that operations translate by; `sources` maps the sources to their columns. `came_from` says of the columns of
    a table which column they were before: their own where the table makes them.
    """

    recipe: Recipe
    folder: Folder
    sources: Mapping[str, Relation]
    make_table: Callable[[World, str], Relation]
    python_allowed: bool = True
    with_steps: dict[str, exp.Select] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    came_from: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    lookups: dict[str, dict[str, str]] = field(default_factory=dict)
    crosswalks_used: dict[str, list[tuple[Query, Expression]]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    _making: list[str] = field(default_factory=list)
    _named: int = 0

    def __getitem__(self, name: str) -> Relation:
        """A source or table, planned if it was not yet; the fault `circular-tables` if it is just being planned."""
        if name in self.sources:
            return self.sources[name]
        if name not in self.relations:
            if name in self._making:
                circle = " needs ".join([*self._making[self._making.index(name) :], name])
                raise self.recipe.tables[name].place.fault("circular-tables", f"{circle}: that never ends.")
            self._making.append(name)
            self.relations[name] = self.make_table(self, name)
            self._making.pop()
        return self.relations[name]

    def add_step(  # noqa: PLR0917
        self,
        of: str,
        made: str | None,
        kind: str,
        text: str,
        place: Place,
        reads: tuple[tuple[str, str], ...] = (),
        sql: str = "",
    ) -> Step:
        """Note the next step."""
        step = Step(len(self.steps) + 1, of, made, kind, text, place, reads, sql)
        self.steps.append(step)
        return step

    def name_query(self, name: str, query: Query) -> exp.Table:
        """Make a query a named step, which is spelt once however often it is read; gives the table it is known as."""
        if isinstance(query, exp.Table):
            return query
        self.with_steps[name] = query
        return table(name)

    def unique(self, beginning: str) -> str:
        """A name that nothing else has."""
        self._named += 1
        return f"{beginning}{self._named}"

    def lookup_table(self, rows: Mapping[str, str]) -> str:
        """The name of the small table with these entries."""
        digest = hashlib.sha256(json.dumps(sorted(rows.items())).encode()).hexdigest()[:12]
        name = f"entracte_list_{digest}"
        self.lookups[name] = dict(rows)
        return name

    def scope(self, relation: Relation) -> Scope:
        """What a formula over the rows of a relation may refer to."""
        names = [*self.sources, *self.recipe.tables]
        return Scope(
            relation.columns,
            relation.name,
            Columns(names, self.__getitem__, relation.name),
            relation.locale,
            NUMBER,
            {relation.name: relation.whole or relation.known_as},
        )

    def compiled(self, formula: Formula, relation: Relation) -> CompiledFormula:
        """A formula over the rows of a relation; its warnings are kept. Faults say where it stands."""
        try:
            found = compile_formula(formula.text, self.scope(relation))
        except Fault as fault:
            if "line" in fault.facts:
                raise
            at = fault.facts.get("position")
            is_said = f"character {at}" in fault.message
            where = f" (character {at} of the formula)" if at and not is_said else ""
            raise formula.place.fault(fault.code, f"{fault.message}{where}", fault.hint, **fault.facts) from fault
        self.warnings += [Warned(formula.place, warning) for warning in found.warnings]
        return found

    def crosswalk(self, name: Name) -> Crosswalk:
        """The crosswalk called so; the fault `unknown-crosswalk`."""
        from entracte.faults import near

        if name.text not in self.recipe.crosswalks:
            names = list(self.recipe.crosswalks)
            hint = near(name.text, names) if names else "The recipe has none: name it under crosswalks."
            raise name.place.fault("unknown-crosswalk", f"there is no crosswalk {name.text}.", hint)
        return self.recipe.crosswalks[name.text]


@dataclass
class Joins:
    """The small tables that the columns of one level are looked up in: what operations call their context."""

    world: World
    locale: str
    joins: list[LeftJoin] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.values = KeptValues(self.world.unique)
        self._aliases: dict[tuple[str, str], str] = {}

    def keep(self, value: Expression) -> Expression:
        """A value that is computed once, as a column."""
        return self.values.keep(value)

    def lookup(self, rows: Mapping[str, str], key: Expression) -> Expression:
        """The value of the entry called `key`, or null."""
        name = self.world.lookup_table(rows)
        alias, is_new = self._alias(name, key, "entracte_join_of_list_")
        value = column("value", alias)
        if not is_new:
            return self.values.keep(value)
        return self.values.keep(value, LeftJoin(table(name), alias, _fits(alias, key)))

    def join(self, name: str, key: Expression) -> str:
        """Look a key up in a table of `key` and `value`; gives the alias of the row found."""
        alias, is_new = self._alias(name, key, "entracte_join_")
        if is_new:
            self.joins.append(LeftJoin(table(name), alias, _fits(alias, key)))
        return alias

    def _alias(self, name: str, key: Expression, beginning: str) -> tuple[str, bool]:
        """What a table is called when a key is looked up in it, and whether it is joined for the first time."""
        asked = name, sql(key)
        if asked in self._aliases:
            return self._aliases[asked], False
        alias = self._aliases[asked] = self.world.unique(beginning)
        return alias, True


def _fits(alias: str, key: Expression) -> Expression:
    return exp.EQ(this=column("key", alias), expression=key.copy())


def crosswalk_table(name: str) -> str:
    """The engine's name of a crosswalk: a table of `key` and `value`."""
    return f"entracte_crosswalk_{name}"
