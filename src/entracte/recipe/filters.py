"""Filters: the rows for which a formula is true."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.expressions import Expression, expression
from entracte.recipe.cells import Cells
from entracte.recipe.formula import attach
from entracte.recipe.formula_tests import tests_of
from entracte.recipe.model import Formula
from entracte.recipe.selects import NUMBER, Query, of_row, selected
from entracte.recipe.stages import Stage
from entracte.recipe.steps import Counter, Reported

FILTER_ERROR = "filter-error"


def filtered(stage: Stage, where: Formula) -> None:
    """Keep the rows for which the formula is true; one that is an error there is dropped, and reported."""
    compiled = stage.world.compiled(where, stage.relation)
    step = stage.step("where", where.text, where.place, known=stage.relation.reads(compiled.reads))
    formulas = {"where": compiled}
    for place, test in enumerate(tests_of(where.text, stage.world.scope(stage.relation))):
        formulas[f"test{place}"] = test
    prefix = stage.world.unique("entracte_w")
    attached = attach(formulas, stage.query, prefix=f"{prefix}_f")
    query: Query = attached.query if attached.query is not None else stage.query
    decides = attached.cells["where"]
    if decides.boolean is None and decides.number is None and decides.text is not None:
        raise where.place.fault(
            "wrong-type",
            f"a filter is true or false, and this is a text: {where.text}.",
            'Compare it with something, as in =[@STATUS]="active".',
        )
    held = {f"{prefix}_keep": _truth(decides)}
    if "where" in attached.errors:
        held[f"{prefix}_error"] = attached.errors["where"]
    for name in formulas:
        if name != "where":
            held[f"{prefix}_{name}"] = attached.cells[name].boolean or exp.null()
    decided = stage.named("decided", selected(query, held, everything=True))
    keep = of_row(f"{prefix}_keep")
    measured = stage.measure(decided, step)
    measured.counters.append(Counter(step, "dropped", exp.Not(this=keep)))
    measured.counters += [Counter(step, "test", of_row(name)) for name in held if name.startswith(f"{prefix}_test")]
    if "where" in attached.errors:
        error = of_row(f"{prefix}_error")
        when = expression("$error IS NOT NULL", error=error)
        measured.reports.append(Reported(step, FILTER_ERROR, None, when, error, where.text))
    stage.move("where", selected(decided, {NUMBER: of_row(NUMBER), **stage.cells()}, where=keep.copy()))


def _truth(cells: Cells) -> Expression:
    """Whether a cell is true: TRUE, or a number that is not 0."""
    parts = []
    if cells.boolean is not None:
        parts.append(cells.boolean)
    if cells.number is not None:
        parts.append(expression("$number <> 0", number=cells.number))
    return exp.Coalesce(this=parts[0], expressions=[*parts[1:], exp.false()]) if parts else exp.false()
