"""What a cell of a sheet holds, and the text that a field gets of it."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.formats import FieldType

PLAIN = frozenset({FieldType.NUMBER, FieldType.AMOUNT, FieldType.PERCENTAGE})
"""The types of fields that get a number in plain digits."""

_MIDNIGHT = " 00:00:00"


@dataclass(frozen=True, slots=True)
class TypedCell:
    """A number or a date.

    `displayed` is what Excel shows, `plain` the number in digits, `date` (`YYYY-MM-DD`) and `timestamp`
    (`YYYY-MM-DD HH:MM:SS`) are there if the cell is formatted as a date. `exact` is False where the reader does not
    know the cell's number format, so that zeros before the digits may be missing in `displayed`.
    """

    displayed: str
    plain: str
    date: str | None = None
    timestamp: str | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class OversizedCell:
    """A text longer than a cell of Excel can be: its length and its beginning."""

    length: int
    beginning: str


Cell = str | TypedCell | OversizedCell


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
        return cell.timestamp.removesuffix(_MIDNIGHT)
    padded = cell.displayed.isdecimal() and cell.displayed.lstrip("0") == cell.plain.lstrip("0")
    return cell.displayed if padded or ":" in cell.displayed else cell.plain
