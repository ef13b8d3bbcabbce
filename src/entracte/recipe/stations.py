"""A column on its way: the values that it has from step to step, each in a column of a query."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.cells import Cells, ColumnType, Kind
from entracte.recipe.model import ColumnRecipe
from entracte.recipe.selects import of_row
from entracte.recipe.steps import Step

_FORMATS = {"dd.mm.yyyy": "%d.%m.%Y", "dd.mm.yyyy hh:mm:ss": "%d.%m.%Y %H:%M:%S"}


@dataclass(frozen=True)
class At:
    """A value on its way: the column that holds it, and what it is."""

    name: str
    kind: Kind

    @property
    def cell(self) -> Expression:
        """The column."""
        return of_row(self.name)

    def text(self, form: str = "") -> Expression:
        """It as text: dates in a form of Excel's, else ISO."""
        if self.kind is Kind.NUMBER:
            return Cells(number=self.cell).as_text()
        if self.kind is Kind.BOOLEAN:
            return case((self.cell, exp.Literal.string("TRUE")), (exp.Not(this=self.cell), exp.Literal.string("FALSE")))
        if self.kind is Kind.DATE:
            spelt = expression("strftime($date, $form)", date=self.cell, form=_FORMATS[form]) if form else None
            return spelt or expression("CAST($date AS VARCHAR)", date=self.cell)
        if self.kind is Kind.TIMESTAMP:
            return expression("strftime($at, $form)", at=self.cell, form=_FORMATS.get(form, "%Y-%m-%d %H:%M:%S"))
        return self.cell


@dataclass
class Chain:
    """One column on its way.

    `type` is what its text says in the end; `exact` is false where that text may be another thing too.
    """

    name: str
    recipe: ColumnRecipe
    at: At
    type: ColumnType
    exact: bool
    step: Step
    stations: list[tuple[Step, At]] = field(default_factory=list)

    def shown(self, last: str, goes_on: Expression) -> list[tuple[str, Expression]]:
        """Its values for a preview: after each step, and as it goes on, under the name of what is done `last`."""
        return [*((step.text, at.text()) for step, at in self.stations), (last, goes_on)]
