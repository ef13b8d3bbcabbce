"""A workbook of parts (`.xlsx`, `.xlsm`, `.xlsb`) that was looked into: what is known before a sheet of it is read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from entracte.sources.excel.package import Contents, SharedStrings, damaged_parts, main_part, relationships


@dataclass(frozen=True)
class PartReaders:
    """How the parts beside the sheets are read, which are XML or binary: list of sheets, formats, shared strings."""

    contents: Callable[[zipfile.ZipFile, str, dict[str, tuple[str, str]]], Contents]
    number_formats: Callable[[zipfile.ZipFile, str | None], list[str]]
    shared_strings: Callable[[zipfile.ZipFile, str | None], SharedStrings]


class Package:
    """The archive of a workbook; raises `damaged-workbook` on opening or reading.

    `main` is the part that lists the sheets, `parts` the part of each sheet, `formats` the number formats by style.
    """

    def __init__(self, path: Path, readers: PartReaders) -> None:
        self._path = path
        self._readers = readers
        with damaged_parts(path), zipfile.ZipFile(path) as archive:
            self.main = main_part(archive)
            related = relationships(archive, self.main)
            told = readers.contents(archive, self.main, related)
            targets = dict(related.values())
            self.formats = readers.number_formats(archive, targets.get("styles"))
        self.sheets = tuple(sheet for sheet, _ in told.sheets)
        self.parts = {sheet.name: part for sheet, part in told.sheets}
        self.from_1904 = told.from_1904
        self._strings_part = targets.get("sharedStrings")
        self._strings: SharedStrings | None = None

    @contextmanager
    def opened(self, sheet: str) -> Iterator[tuple[IO[bytes], SharedStrings]]:
        """The part of a sheet and the shared strings, which are read once."""
        with damaged_parts(self._path), zipfile.ZipFile(self._path) as archive:
            if self._strings is None:
                self._strings = self._readers.shared_strings(archive, self._strings_part)
            with archive.open(self.parts[sheet]) as stream:
                yield stream, self._strings
