"""Values that an operation computes on its way, each once: columns of queries between a cell and what is made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlglot import exp

from entracte.engine.expressions import Expression
from entracte.recipe.selects import ALIAS, LeftJoin, Query, of_row, selected, sql


@dataclass
class _Level:
    """One query: the values made in it, and the small tables joined for them."""

    made: dict[str, Expression] = field(default_factory=dict)
    joins: list[LeftJoin] = field(default_factory=list)


@dataclass
class KeptValues:
    """The values kept for the operations of one level of columns; `unique` gives names that nothing else has."""

    unique: Callable[[str], str]
    _levels: list[_Level] = field(default_factory=list)
    _depths: dict[str, int] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def keep(self, value: Expression, join: LeftJoin | None = None) -> Expression:
        """The column that will hold a value; `join` is the table that the value comes from.

        A value is made in the first query in which all that it is made of is there, and once for all that ask for it.
        """
        text = sql(value)
        if text in self._names:
            return of_row(self._names[text])
        needs = [value, join.condition] if join is not None else [value]
        depth = max((self._depth(each) for each in needs), default=0)
        while len(self._levels) <= depth:
            self._levels.append(_Level())
        name = self._names[text] = self.unique("entracte_value_")
        self._levels[depth].made[name] = value
        self._depths[name] = depth + 1
        if join is not None:
            self._levels[depth].joins.append(join)
        return of_row(name)

    def over(self, query: Query) -> Query:
        """The query with the kept values as columns."""
        for level in self._levels:
            query = selected(query, level.made, everything=True, joins=level.joins)
        return query

    def needed(self, value: Expression) -> list[tuple[str, Expression]]:
        """The values that one is made of, by the names of their columns, in the order in which they are made."""
        made = {name: each for level in self._levels for name, each in level.made.items()}
        wanted = {each.name for each in value.find_all(exp.Column)}
        for name in reversed(made):
            if name in wanted:
                wanted |= {each.name for each in made[name].find_all(exp.Column)}
        return [(name, each) for name, each in made.items() if name in wanted]

    def _depth(self, value: Expression) -> int:
        columns = value.find_all(exp.Column)
        return max((self._depths.get(each.name, 0) for each in columns if each.table == ALIAS), default=0)
