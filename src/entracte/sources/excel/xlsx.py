"""`.xlsx` and `.xlsm`, with the number formats of their cells, in one pass over the sheet and bounded memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from entracte.faults import Fault
from entracte.sources.excel.package import (
    SharedStrings,
    contents,
    damaged_parts,
    main_part,
    number_formats,
    relationships,
    shared_strings,
)
from entracte.sources.excel.sheet_events import SheetEvents
from entracte.sources.excel.workbook import Sheet, SheetRow
from entracte.sources.excel.xml import BLOCK

if TYPE_CHECKING:
    from entracte.sources.excel.columns import Piece, Wordings


class XlsxWorkbook:
    """An `.xlsx` file; raises `damaged-workbook` on opening or reading."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with damaged_parts(path), zipfile.ZipFile(path) as archive:
            main = main_part(archive)
            related = relationships(archive, main)
            told = contents(archive, main, related)
            targets = dict(related.values())
            self._formats = number_formats(archive, targets.get("styles"))
            self._strings_part = targets.get("sharedStrings")
        self._strings: SharedStrings | None = None
        self._parts = {sheet.name: part for sheet, part in told.sheets}
        self._from_1904 = told.from_1904
        self.sheets: tuple[Sheet, ...] = tuple(sheet for sheet, _ in told.sheets)

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet, in order."""
        with self._opened(sheet) as (stream, strings):
            events = SheetEvents(self._formats, strings, from_1904=self._from_1904)
            while block := stream.read(BLOCK):
                events.feed(block)
                yield from events.take()
            events.close()
            yield from events.take()

    def pieces(self, sheet: str, wordings: Wordings, after: int) -> Iterator[Piece]:
        """The rows of a sheet below the row `after`, as columns of text wherever that can be; else as rows."""
        from entracte.sources.excel.columns import Source, read_by_columns

        try:
            with self._opened(sheet) as (stream, strings):
                source = Source(self._formats, strings, self._from_1904)
                yield from read_by_columns(stream, source, wordings, after)
        except Fault:
            for _ in self.rows(sheet):
                """The reader of events comes to the same fault, and knows the place."""
            raise

    @contextmanager
    def _opened(self, sheet: str) -> Iterator[tuple[IO[bytes], SharedStrings]]:
        with damaged_parts(self._path), zipfile.ZipFile(self._path) as archive:
            if self._strings is None:
                self._strings = shared_strings(archive, self._strings_part)
            with archive.open(self._parts[sheet]) as stream:
                yield stream, self._strings
