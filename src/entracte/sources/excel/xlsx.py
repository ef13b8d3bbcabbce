"""`.xlsx` and `.xlsm`, with the number formats of their cells, in one pass over the sheet and bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.faults import Fault
from entracte.sources.excel.opened import Package, PartReaders
from entracte.sources.excel.package import contents, number_formats, shared_strings
from entracte.sources.excel.sheet_events import SheetEvents
from entracte.sources.excel.workbook import Sheet, SheetRow
from entracte.sources.excel.xml import BLOCK

if TYPE_CHECKING:
    from entracte.sources.excel.columns import Piece, Wordings

XML_PARTS = PartReaders(contents, number_formats, shared_strings)


class XlsxWorkbook:
    """An `.xlsx` file; raises `damaged-workbook` on opening or reading."""

    def __init__(self, path: Path) -> None:
        self._package = Package(path, XML_PARTS)
        self.sheets: tuple[Sheet, ...] = self._package.sheets

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet, in order."""
        with self._package.opened(sheet) as (stream, strings):
            events = SheetEvents(self._package.formats, strings, from_1904=self._package.from_1904)
            while block := stream.read(BLOCK):
                events.feed(block)
                yield from events.take()
            events.close()
            yield from events.take()

    def pieces(self, sheet: str, wordings: Wordings, after: int) -> Iterator[Piece]:
        """The rows of a sheet below the row `after`, as columns of text wherever that can be; else as rows."""
        from entracte.sources.excel.columns import Source, read_by_columns

        try:
            with self._package.opened(sheet) as (stream, strings):
                source = Source(self._package.formats, strings, self._package.from_1904)
                yield from read_by_columns(stream, source, wordings, after)
        except Fault:
            for _ in self.rows(sheet):
                """The reader of events comes to the same fault, and knows the place."""
            raise
