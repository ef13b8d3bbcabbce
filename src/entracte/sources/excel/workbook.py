"""A workbook as a list of sheets, each a stream of rows; one shape for every kind of workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from entracte.sources.content import Content
from entracte.sources.excel.cells import Cell

if TYPE_CHECKING:
    from entracte.sources.excel.columns import Piece, Wordings

SheetRow = tuple[int, dict[int, Cell]]
"""The number of a row as Excel shows it, and its cells that are not empty by column, counted from 0."""


@dataclass(frozen=True)
class Sheet:
    """One sheet with cells; `hidden` sheets are not shown by Excel."""

    name: str
    hidden: bool


class Workbook(Protocol):
    """What every reader of workbooks offers."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets in the order of their tabs."""
        ...

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet from top to bottom, those without cells left out."""
        ...


@runtime_checkable
class ColumnWorkbook(Workbook, Protocol):
    """A workbook that gives the rows of a sheet as columns besides."""

    def pieces(self, sheet: str, wordings: Wordings, after: int) -> Iterator[Piece]:
        """The rows of a sheet below the row `after`, as columns of text wherever that can be; else as rows."""
        ...


def open_workbook(path: Path, content: Content) -> Workbook:
    """Open a workbook of that content.

    Raises the faults `password-protected`, `zip-bomb` and `damaged-workbook`.
    """
    from entracte.sources.excel.guard import guard

    guard(path, content)
    if content is Content.XLSX:
        from entracte.sources.excel.xlsx import XlsxWorkbook

        return XlsxWorkbook(path)
    if content is Content.ODS:
        from entracte.sources.excel.opendocument import OpenDocument

        return OpenDocument(path)
    if content is Content.XLSB:
        from entracte.sources.excel.xlsb import XlsbWorkbook

        return XlsbWorkbook(path)
    from entracte.sources.excel.old import OldWorkbook

    return OldWorkbook(path)
