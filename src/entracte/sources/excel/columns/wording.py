"""How the numbers and dates of a column are worded: as values of an unknown table, or for the field of a format."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from entracte.formats import FieldType
from entracte.sources.excel.cells import PLAIN, TypedCell, cell_text, cell_value

_NEVER_PADS = re.compile(r"(?:@|(?:#,##)?0(?:\.0+)?%?(?:;-(?:#,##)?0(?:\.0+)?%?)?)?")
_SHOWS_ALL = re.compile(r"@?")
_ZEROS = re.compile(r"0{1,15}")
_DAYS = re.compile(
    r"(?:dd?[./-]mm?[./-]yy(?:yy)?|yyyy-mm-dd|mm-dd-yy|d-mmm-yy)(?: hh?:mm(?::ss)?)?(?:;@)?", re.IGNORECASE
)


class Day(Enum):
    """How a date is told: as a day, or with its clock where that is not midnight."""

    ALONE = "alone"
    WITH_CLOCK = "with clock"


@dataclass(frozen=True)
class Wording:
    """The texts of typed cells; two wordings of one name say the same of every cell.

    `text` is what counts. The rest says of which formats that is known beforehand: `never_pads` matches those under
    which a number in plain digits is its own text; `days` is how a date under the usual formats is told, if at all.
    """

    name: str
    text: Callable[[TypedCell], str]
    never_pads: re.Pattern[str]
    pads: bool
    days: Day | None

    def shows_as_written(self, code: str) -> bool:
        """Whether every number in plain digits is its own text under that format."""
        return self.never_pads.fullmatch(code) is not None

    def zeros(self, code: str) -> int:
        """To how many digits that format fills up whole numbers, 0 if it is not one that does nothing else."""
        return len(code) if self.pads and _ZEROS.fullmatch(code) else 0

    def day(self, code: str) -> Day | None:
        """How a date under that format is told; None if its format must be asked."""
        return self.days if self.days and _DAYS.fullmatch(code) else None


VALUES = Wording("value", cell_value, _NEVER_PADS, pads=True, days=Day.WITH_CLOCK)
"""Cells of tables in no known format, as the source holds them."""


def of_field(field: FieldType) -> Wording:
    """The wording for a field of that type (D3, D54)."""

    def text(cell: TypedCell) -> str:
        return cell_text(cell, field)

    return Wording(
        field.name,
        text,
        _NEVER_PADS if field in PLAIN else _SHOWS_ALL,
        pads=field not in PLAIN,
        days=Day.ALONE if field is FieldType.DATE else None,
    )
