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
            read_part_with(tables.parser, stream)
        self.sheets: tuple[Sheet, ...] = tables.sheets
        self._places = tables.places

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet, in order."""
        with damaged_parts(self._path), zipfile.ZipFile(self._path) as archive:
            events = ContentEvents(_named_styles(archive), sheet)
            parser = namespaced_parser(events.start, events.end, events.text)
            with archive.open(_CONTENT) as stream:
                left = min(self._places.values())
                while left and (block := stream.read(min(left, BLOCK))):
                    parser.Parse(block, False)
                    left -= len(block)
                stream.seek(self._places[sheet])  # over the tables before it
                while not events.is_done and (block := stream.read(BLOCK)):
                    parser.Parse(block, False)
                    yield from events.take()
            if not events.is_done:
                parser.Parse(b"", True)


def _named_styles(archive: zipfile.ZipFile) -> Styles:
    styles = Styles()
    if _STYLES in archive.namelist():
        with archive.open(_STYLES) as stream:
            read_part_with(namespaced_parser(styles.start, styles.data.end, styles.data.text), stream)
    return styles
