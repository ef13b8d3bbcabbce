"""Formulas brought to a source."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from entracte.recipe.cells import Cells
from entracte.recipe.formula import Attached, Formula
from entracte.recipe.formula.layers import layered
from entracte.recipe.formula.terms import Term
from entracte.recipe.formula.written import written_term

_PARTS = ("text", "number", "boolean", "error")


def attached(
    formulas: Mapping[str, Formula],
    source: exp.Select | exp.Table,
    forms: Mapping[str, str],
    prefix: str,
) -> Attached:
    """See `attach`."""
    terms: dict[str, Term] = {}
    for name, formula in formulas.items():
        for part in _PARTS:
            term = getattr(formula.value, part)
            if term is not None:
                terms[f"{part} {name}"] = term
        terms[f"written {name}"] = written_term(formula.value, forms.get(name, ""))
    layers = layered(terms, source, prefix=prefix)
    spelt = layers.expressions
    cells = {
        name: Cells(**{part: spelt.get(f"{part} {name}") for part in _PARTS}, shown_as=formula.value.shown_as)
        for name, formula in formulas.items()
    }
    texts = {name: spelt[f"written {name}"] for name in formulas}
    errors = {name: spelt[f"error {name}"] for name in formulas if f"error {name}" in spelt}
    return Attached(layers.query, cells, texts, errors, layers.joins)
