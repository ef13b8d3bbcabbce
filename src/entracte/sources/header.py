"""The header of a file in a documented format: which row it is, and which field each of its columns means (D1)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from entracte.formats import Format
from entracte.formats.returned import returned_columns

HEADER_ROWS = 4
"""The header is among that many first rows; rows above it are titles for people."""

_BLANKS = re.compile(r"[\s\u00a0\ufeff\x00-\x1f]+")
_DIGITS = re.compile(r"\d+")

Finding = tuple[int | None, str | None, str, str | None, str | None]
"""Row, field, code, value and detail, as in a table of findings."""


@dataclass(frozen=True)
class Column:
    """One column of the file: its place counted from 0, its title as written, and the field it means, if any."""

    position: int
    title: str
    field: str | None


@dataclass(frozen=True)
class Header:
    """The header found: the number of its row as Excel shows it, and its columns from left to right."""

    row: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The recognised fields in the order of the file."""
        return tuple(column.field for column in self.columns if column.field)

    @property
    def known(self) -> int:
        """How many different fields are recognised."""
        return len(set(self.fields))

    @property
    def is_mostly_known(self) -> bool:
        """More fields are recognised than there are other titles."""
        return self.known > sum(1 for column in self.columns if column.title and not column.field)


def find_header(rows: Sequence[tuple[int, Sequence[str]]], file_format: Format) -> Header | None:
    """The last of the first rows (number and cells) whose cells are known titles; None if none holds a known title.

    A row counts if it holds more known titles than other texts, and at least half as many as the best row: so neither a
    row of headings for people nor a row of data that happens to hold a word like EMAIL is taken for the header. Where
    no row counts, it is the first of those with the most known titles.
    """
    headers = [_header(number, cells, file_format) for number, cells in rows[:HEADER_ROWS]]
    most = max((header.known for header in headers), default=0)
    counting = [header for header in headers if header.is_mostly_known and header.known * 2 >= most]
    if counting:
        return counting[-1]
    return next((header for header in headers if header.known == most), None) if most else None


def column_letters(position: int) -> str:
    """The name of a column in Excel: A, B, ... Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def header_findings(header: Header, file_format: Format) -> list[Finding]:
    """What is to be said of the columns: unknown and unnamed ones, and fields that stand twice (which refuse).

    Nothing is said of the columns that our own lists of non-imported rows add.
    """
    found: list[Finding] = []
    places: dict[str, list[int]] = defaultdict(list)
    missing = [name for name in file_format.field_names if name not in header.fields]
    own = returned_columns(file_format).titles
    for column in header.columns:
        if column.field:
            # the engine's columns know no case: [new] vip and [new] VIP would be one
            places[column.field.upper()].append(column.position)
        elif column.title in own:
            continue
        elif column.title:
            found.append((None, column.title, "unknown-column", column.title, _near(column.title, missing)))
        else:
            found.append((None, None, "unnamed-column", column_letters(column.position), None))
    for name, positions in places.items():
        if len(positions) > 1:
            found.append((None, name, "duplicated-column", None, ", ".join(map(column_letters, positions))))
    return found


def _header(number: int, cells: Sequence[str], file_format: Format) -> Header:
    known = file_format.columns_by_alias()
    titles = [_BLANKS.sub(" ", cell).strip() for cell in cells]
    return Header(
        number,
        tuple(
            Column(position, title, known.get(title.lower()) or file_format.paired_column(title))
            for position, title in enumerate(titles)
        ),
    )


def _near(title: str, names: Sequence[str]) -> str | None:
    """The known name that a title probably means, as a question; PHONE 2 is not taken for PHONE."""
    digits = _DIGITS.findall(title)
    close = get_close_matches(title.upper().replace(" ", "_"), names, n=3, cutoff=0.8)
    alike = [name for name in close if _DIGITS.findall(name) == digits]
    return f" {alike[0]}?" if alike else None
