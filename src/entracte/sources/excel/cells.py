"""What a cell of a sheet holds, and the text that a field gets of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

from entracte.formats import FieldType
from entracte.sources.limits import MAX_CELL, SHOWN, WHITE_SPACE

PLAIN = frozenset({FieldType.NUMBER, FieldType.AMOUNT, FieldType.PERCENTAGE})
"""The types of fields that get a number in plain digits."""

MIDNIGHT = " 00:00:00"
"""How the clock of a date without one ends."""


class CellKind(IntFlag):
    """What the cells of a column are to a formula; the kinds of a column are those of its cells together.

    A number whose format fills it up with zeros is a text, as its digits name something; so is one with more digits
    than Excel counts, and a time of day.
    """

    TEXT = 1
    NUMBER = 2
    DATE = 4
    TIMESTAMP = 8
    BOOLEAN = 16
    ERROR = 32


@dataclass(frozen=True, slots=True)
class TypedCell:
    """A number, a date, a truth value or an error.

    `displayed` is what Excel shows, `plain` the number in digits, `date` (`YYYY-MM-DD`) and `timestamp`
    (`YYYY-MM-DD HH:MM:SS`) are there if the cell is formatted as a date. `exact` is False where the reader does not
    know the cell's number format, so that zeros before the digits may be missing in `displayed`.
    """

    displayed: str
    plain: str
    date: str | None = None
    timestamp: str | None = None
    exact: bool = True
    kind: CellKind = CellKind.TEXT


@dataclass(frozen=True, slots=True)
class OversizedCell:
    """A text longer than a cell of Excel can be: its length and its beginning."""

    length: int
    beginning: str


Cell = str | TypedCell | OversizedCell


def text_cell(text: str, length: int | None = None) -> str | OversizedCell:
    """A text as a cell, if one may be so long; its `length` is told where it was cut."""
    length = len(text) if length is None else length
    return text if length <= MAX_CELL else OversizedCell(length, text[:SHOWN])


def cell_text(cell: str | TypedCell, field: FieldType) -> str:
    """The text that a field of that type gets (D3): a date in a Date field is ISO whatever it displays (D54)."""
    if isinstance(cell, str):
        return cell
    if field is FieldType.DATE and cell.date:
        return cell.date
    if field is FieldType.TIMESTAMP and cell.timestamp:
        return cell.timestamp
    if field in PLAIN and not cell.date:
        return cell.plain
    return cell.displayed


def cell_value(cell: Cell) -> str:
    """A cell as the source holds it, not as it is displayed to someone, but for zeros before a number."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, OversizedCell):
        return cell.beginning
    if cell.timestamp is not None:
        return cell.timestamp.removesuffix(MIDNIGHT)
    return cell.displayed if is_padded(cell.displayed, cell.plain) or ":" in cell.displayed else cell.plain


def is_padded(displayed: str, plain: str) -> bool:
    """Whether a whole number is shown with zeros before it, be it in groups as telephone numbers are."""
    if displayed.isdecimal():
        return displayed != plain and displayed.lstrip("0") == plain.lstrip("0")
    if not plain.isdecimal() or plain == "0" or displayed.count(".") == 1 or not set(displayed) <= _IN_GROUPS:
        return False
    digits = "".join(filter(str.isdecimal, displayed))
    return digits.startswith("0") and digits.lstrip("0") == plain


def kind_of(cell: Cell) -> CellKind | None:
    """The kind of a cell; None of one with nothing but white space, which says nothing of its column."""
    if isinstance(cell, TypedCell):
        return cell.kind
    return CellKind.TEXT if isinstance(cell, OversizedCell) or cell.strip(WHITE_SPACE) else None


def declared_type(kinds: CellKind) -> str:
    """The type of a column (R3): what all its cells are, errors aside; empty where they are texts or differ."""
    return _TYPES.get(kinds & ~CellKind.ERROR, "")


_IN_GROUPS = frozenset("0123456789 .-/()+'\u00a0\u202f")
_TYPES = {
    CellKind.NUMBER: "number",
    CellKind.BOOLEAN: "boolean",
    CellKind.DATE: "date",
    CellKind.TIMESTAMP: "timestamp",
    CellKind.DATE | CellKind.TIMESTAMP: "timestamp",
}
