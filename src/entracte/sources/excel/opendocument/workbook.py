"""An `.ods` file: read in blocks, nothing but one row of it in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from entracte.sources.excel.opendocument.events import ContentEvents, Styles, TableList
from entracte.sources.excel.package import damaged_parts
from entracte.sources.excel.workbook import Sheet, SheetRow
from entracte.sources.excel.xml import BLOCK, namespaced_parser, read_part_with

_CONTENT = "content.xml"
_STYLES = "styles.xml"


class OpenDocument:
    """A spreadsheet of OpenDocument; raises `damaged-workbook` on opening or reading."""

    def __init__(self, path: Path) -> None:
        self._path = path
        tables = TableList()
        with damaged_parts(path), zipfile.ZipFile(path) as archive, archive.open(_CONTENT) as stream:
            read_part_with(namespaced_parser(tables.start, tables.end, None), stream)
        self.sheets: tuple[Sheet, ...] = tables.sheets

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet, in order."""
        yield from self._read(self._events(sheet))

    def _events(self, wanted: str) -> ContentEvents:
        """The events of the content, given the styles that have names."""
        styles = Styles()
        with damaged_parts(self._path), zipfile.ZipFile(self._path) as archive:
            if _STYLES in archive.namelist():
                parser = namespaced_parser(styles.start, styles.data.end, styles.data.text)
                with archive.open(_STYLES) as stream:
                    read_part_with(parser, stream)
        return ContentEvents(styles, wanted)

    def _read(self, events: ContentEvents) -> Iterator[SheetRow]:
        with damaged_parts(self._path), zipfile.ZipFile(self._path) as archive, archive.open(_CONTENT) as stream:
            parser = namespaced_parser(events.start, events.end, events.text)
            while not events.is_done and (block := stream.read(BLOCK)):
                parser.Parse(block, False)
                yield from events.take()
            if not events.is_done:
                parser.Parse(b"", True)
                yield from events.take()
