"""A column of a source as a value: by what it is declared to be (R3)."""

from __future__ import annotations

from entracte.recipe.cells import ColumnType, Kind
from entracte.recipe.formula.dateforms import serial_in_form
from entracte.recipe.formula.dates import serial_of_date
from entracte.recipe.formula.locales import forms_of
from entracte.recipe.formula.numbers import WHOLE, amount_of_text, plain_number, time_of_text
from entracte.recipe.formula.terms import (
    Term,
    block,
    choose,
    coalesce,
    column,
    every,
    literal,
    null,
    present,
    some,
    sql,
)
from entracte.recipe.formula.values import Value

_TRUE = ("TRUE", "1", "T", "Y", "YES")
_FALSE = ("FALSE", "0", "F", "N", "NO")


def column_value(alias: str, name: str, kind: ColumnType) -> Value:
    """A cell of a column; empty text is a blank, and what is not spelt as declared stays text."""
    cell = sql("NULLIF($a, '')", column(alias, name))
    if kind.kind is Kind.TEXT:
        return Value(text=cell, blank=True, reference=True, name=name)
    if kind.kind is Kind.BOOLEAN:
        read = _truth(cell)
        return Value(text=_rest(cell, read), boolean=read, blank=True, reference=True, name=name)
    number = _number(cell, kind)
    return Value(
        text=_rest(cell, number),
        number=number,
        blank=True,
        shown_as=kind.kind,
        reference=True,
        name=name,
        readable=False,
    )


def _rest(cell: Term, read: Term) -> Term:
    """The text of a cell that is not spelt as declared."""
    return choose((null(read), cell))


def _truth(cell: Term) -> Term:
    upper = sql("UPPER($a)", cell)
    return choose(
        (some(sql("$a = $b", upper, word) for word in _TRUE), literal(True)),
        (some(sql("$a = $b", upper, word) for word in _FALSE), literal(False)),
    )


def _number(cell: Term, kind: ColumnType) -> Term:
    if kind.kind is Kind.NUMBER:
        forms = forms_of(kind.locale)
        plain = (
            plain_number(cell) if forms.decimal == "." else choose((block("matches", cell, WHOLE), plain_number(cell)))
        )
        rest = choose((every([null(plain), present(cell)]), cell))
        return coalesce(plain, amount_of_text(rest, forms.decimal, forms.groups), plain_number(rest))
    if kind.kind is Kind.TIME:
        return time_of_text(cell)
    if kind.form:
        return serial_in_form(cell, kind.form, kind.locale)
    day = serial_of_date(block("date_of_text", sql("SUBSTRING($a, 1, 10)", cell)))
    if kind.kind is Kind.DATE:
        return choose((every([sql("LENGTH($a) >= 10", cell)]), day))
    return choose(
        (sql("LENGTH($a) > 10", cell), sql("$a + $b", day, time_of_text(sql("SUBSTRING($a, 12)", cell)))),
        otherwise=day,
    )
