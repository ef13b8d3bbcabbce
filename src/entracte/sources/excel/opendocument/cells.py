"""Cells of OpenDocument as Excel would show them: their value under the number format of their style."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from entracte.sources.excel.cells import Cell, CellKind, is_padded, text_cell
from entracte.sources.excel.numberformat import typed_cell
from entracte.sources.excel.opendocument.names import CALC, OFFICE
from entracte.sources.excel.values import boolean_cell, error_cell, iso_cell

_SPAN = re.compile(r"(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?$")
_TYPE, _VALUE, _ERROR = f"{OFFICE}value-type", f"{OFFICE}value", f"{CALC}value-type"
_DATE, _CLOCK = f"{OFFICE}date-value", f"{OFFICE}time-value"
_BOOLEAN, _STRING = f"{OFFICE}boolean-value", f"{OFFICE}string-value"
_NUMBERS = frozenset({"float", "percentage", "currency"})
_FIRST_EXACT = datetime(1900, 3, 1)
_DAY_ZERO = datetime(1899, 12, 30)
_DAY = 86_400
_UNSTYLED_TIME = "[h]:mm:ss"
_TRUTHS = {
    "1": frozenset({"TRUE", "VRAI", "WAHR", "VERO", "VERDADERO"}),
    "0": frozenset({"FALSE", "FAUX", "FALSCH", "FALSO"}),
}
"""How LibreOffice shows what a formula found true or false, and writes as a number."""


def cell_of(attributes: dict[str, str], text: str | None, length: int, code: str) -> Cell | None:
    """A cell by its attributes, the text shown (None: there is none; cut where its length is too much) and its format.

    None where the cell is empty.
    """
    kind = attributes.get(_TYPE, "")
    if kind in _NUMBERS and _VALUE in attributes:
        return _number(attributes[_VALUE], text or "", code)
    if kind == "date" and _DATE in attributes:
        return _date(attributes[_DATE], code)
    if kind == "time" and (found := _SPAN.match(attributes.get(_CLOCK, ""))):
        return _time(found, code)
    if kind == "boolean" and _BOOLEAN in attributes:
        return boolean_cell(attributes[_BOOLEAN])
    if attributes.get(_ERROR) == "error":
        return error_cell(text or "#VALUE!")
    return (text_cell(attributes.get(_STRING, "")) if text is None else text_cell(text, length)) or None


def _number(value: str, text: str, code: str) -> Cell:
    if text in _TRUTHS.get(value, ()):
        return boolean_cell(value)
    cell = typed_cell(value, code, from_1904=False)
    if text[:1] == "0" and is_padded(text, cell.plain) and not is_padded(cell.displayed, cell.plain):
        # a style that we do not know filled it up: what was shown is there to be read
        return replace(cell, displayed=text, kind=CellKind.TEXT)
    return cell


@lru_cache(maxsize=65_536)
def _date(value: str, code: str) -> Cell:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return iso_cell(value)
    if moment < _FIRST_EXACT or moment.tzinfo is not None:
        return iso_cell(value)
    since = moment - _DAY_ZERO
    serial = Decimal(since.days) + (Decimal(since.seconds) + Decimal(since.microseconds).scaleb(-6)) / _DAY
    cell = typed_cell(str(serial), code, from_1904=False)
    return cell if cell.date else iso_cell(value)


def _time(found: re.Match[str], code: str) -> Cell:
    sign, days, hours, minutes, seconds = found.groups()
    try:
        clock = Decimal((seconds or "0").replace(",", "."))
    except InvalidOperation:
        clock = Decimal(0)
    span = (int(days or 0) * 24 + int(hours or 0)) * 3600 + int(minutes or 0) * 60 + clock
    serial = (-span if sign else span) / _DAY
    cell = typed_cell(str(serial), code, from_1904=False)
    return cell if ":" in cell.displayed else typed_cell(str(serial), _UNSTYLED_TIME, from_1904=False)
