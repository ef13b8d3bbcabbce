"""Columns between a first value and a cell: what is made of the same things in the same way is one column."""

from __future__ import annotations

from dataclasses import dataclass, field

from entracte.engine.expressions import Expression
from entracte.recipe.selects import sql


@dataclass
class SharedColumns:
    """The columns made so far, by the text of what they hold. Equal texts are equal values: no column is made anew."""

    _names: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def hold(self, made: dict[str, Expression], value: Expression, name: str, text: str = "") -> str:
        """The column that holds a value: one that does already, else a new one in `made`, called so or alike."""
        text = text or sql(value)
        if text not in self._names:
            free = name
            while free in self._taken:
                free = f"{free}_"
            self._taken.add(free)
            self._names[text] = free
            made[free] = value
        return self._names[text]
