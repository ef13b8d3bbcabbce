"""Cells as they are written to a file."""

from __future__ import annotations

from entracte.engine.expressions import Expression
from entracte.recipe.cells import Cells, Kind
from entracte.recipe.formula.coercion import boolean_text
from entracte.recipe.formula.dates import date_of_serial, day_of_moment, in_range, seconds_of
from entracte.recipe.formula.layers import spell
from entracte.recipe.formula.numbers import general
from entracte.recipe.formula.terms import Term, applied, choose, coalesce, column, literal, parameter, sql
from entracte.recipe.formula.values import Value

_CELLS = "cells"
_A = parameter("a")
ISO = {Kind.DATE: "yyyy-mm-dd", Kind.TIMESTAMP: "yyyy-mm-dd hh:mm:ss", Kind.TIME: "hh:mm:ss"}


def written_term(value: Value, form: str = "") -> Term:
    """What is written to a file: null for a blank and for an error."""
    parts: list[Term] = []
    if value.text is not None:
        parts.append(value.text)
    if value.number is not None:
        parts.append(_number(value.number, value.shown_as, form))
    if value.boolean is not None:
        parts.append(boolean_text(value.boolean))
    return coalesce(*parts)


def _number(number: Term, kind: Kind, form: str) -> Term:
    if kind not in ISO:
        return general(number)
    if not form:
        return applied(choose((in_range(_A), _ISO[kind]), otherwise=general(_A)), number)
    from entracte.recipe.formula.dateforms import serial_as

    return applied(choose((in_range(_A), serial_as(_A, form, "en")), otherwise=general(_A)), number)


_DAY = choose(
    (sql("FLOOR($a) = 60e0", _A), literal("1900-02-29")), otherwise=sql("CAST($a AS VARCHAR)", date_of_serial(_A))
)
_SECONDS = seconds_of(_A)
_CLOCK = sql(
    "LPAD(CAST(CAST(FLOOR($a / 3600e0) AS INTEGER) AS VARCHAR), 2, '0') || ':' || "
    "LPAD(CAST(CAST(FLOOR($a / 60e0) - 60e0 * FLOOR($a / 3600e0) AS INTEGER) AS VARCHAR), 2, '0') || ':' || "
    "LPAD(CAST(CAST($a - 60e0 * FLOOR($a / 60e0) AS INTEGER) AS VARCHAR), 2, '0')",
    _SECONDS,
)
_MOMENT_DAY = applied(_DAY, day_of_moment(_A))
_ISO = {Kind.DATE: _DAY, Kind.TIME: _CLOCK, Kind.TIMESTAMP: sql("$a || ' ' || $b", _MOMENT_DAY, _CLOCK)}


def written(cells: Cells, form: str = "") -> Expression:
    """The same for cells whose expressions are spelt already."""
    parts = dict(cells.parts())
    value = Value(
        **{name: column(_CELLS, name) for name in parts},  # type: ignore[arg-type]
        shown_as=cells.shown_as,
    )

    def reference(term: Term) -> Expression:
        if term.operation == "column" and term.arguments[0] == _CELLS:
            return parts[term.arguments[1]].copy()
        return spell(term, reference)

    return reference(written_term(value, form))
