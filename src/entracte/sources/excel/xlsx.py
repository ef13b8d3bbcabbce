"""`.xlsx` and `.xlsm`, with the number formats of their cells, in one pass over the sheet and bounded memory."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.parsers import expat

from entracte.faults import Fault
from entracte.sources.excel.cells import Cell, OversizedCell, TypedCell
from entracte.sources.excel.guard import damaged
from entracte.sources.excel.numberformat import typed_cell
from entracte.sources.excel.package import (
    SharedStrings,
    contents,
    number_formats,
    relationships,
    shared_strings,
    unescaped,
)
from entracte.sources.excel.workbook import Sheet, SheetRow
from entracte.sources.excel.xml import ForbiddenXml, read_events
from entracte.sources.limits import MAX_CELL, MAX_COLUMNS, SHOWN

_LAST_ROW = 1_048_576
_DIGITS = "0123456789"


class XlsxWorkbook:
    """An `.xlsx` file; raises `damaged-workbook` on opening or reading."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _faults(path), zipfile.ZipFile(path) as archive:
            main = self._main_part(archive)
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
        with _faults(self._path), zipfile.ZipFile(self._path) as archive:
            if self._strings is None:
                self._strings = shared_strings(archive, self._strings_part)
            with archive.open(self._parts[sheet]) as stream:
                yield from self._read(stream)

    def _read(self, stream: IO[bytes]) -> Iterator[SheetRow]:
        reader = _SheetReader(self._formats, self._strings or SharedStrings(), from_1904=self._from_1904)
        for _ in read_events(stream, reader.start, reader.end, reader.text):
            yield from reader.rows
            reader.rows.clear()

    @staticmethod
    def _main_part(archive: zipfile.ZipFile) -> str:
        main = [target for kind, target in relationships(archive, "").values() if kind == "officeDocument"]
        return main[0] if main else "xl/workbook.xml"


class _SheetReader:
    """Handlers for the events of a sheet; complete rows gather in `rows`."""

    def __init__(self, formats: list[str], strings: SharedStrings, *, from_1904: bool) -> None:
        self.rows: list[SheetRow] = []
        self._formats = formats
        self._strings = strings
        self._from_1904 = from_1904
        self._columns: dict[str, int] = {}
        self._row = 0
        self._column = -1
        self._cells: dict[int, Cell] = {}
        self._kind = self._style = ""
        self._taking = self._spoken = False
        self._pieces: list[str] = []
        self._length = 0

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "c":
            self._start_cell(attributes)
        elif element == "v" or (element == "t" and not self._spoken):
            self._taking = True
        elif element == "row":
            self._start_row(attributes)
        elif element == "rPh":
            self._spoken = True

    def end(self, element: str) -> None:
        if element in {"v", "t"}:
            self._taking = False
        elif element == "c":
            if self._pieces:
                self._cells[self._column] = self._cell()
                self._pieces.clear()
                self._length = 0
        elif element == "row":
            if self._cells:
                self.rows.append((self._row, self._cells))
                self._cells = {}
        elif element == "rPh":
            self._spoken = False

    def text(self, data: str) -> None:
        if self._taking:
            self._length += len(data)
            if self._length <= MAX_CELL + 1024 or not self._pieces:
                self._pieces.append(data)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._row + 1))
        if not self._row < number <= _LAST_ROW:
            raise ValueError(f"row {number} follows row {self._row}")
        self._row, self._column = number, -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._column = self._column_of(reference.rstrip(_DIGITS)) if reference else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")

    def _column_of(self, letters: str) -> int:
        known = self._columns.get(letters)
        if known is None:
            known = -1
            for letter in letters:
                known = (known + 1) * 26 + ord(letter) - ord("A")
            if not letters.isascii() or not letters.isupper() or not 0 <= known < MAX_COLUMNS:
                raise ValueError(f"there is no column {letters[:9]}")
            self._columns[letters] = known
        return known

    def _cell(self) -> Cell:
        text = "".join(self._pieces)
        kind = self._kind
        if kind == "s":
            return self._strings[int(text)]
        if self._length > MAX_CELL:
            return OversizedCell(self._length, text[:SHOWN])
        if kind == "n":
            return typed_cell(text.strip(), self._format(), from_1904=self._from_1904)
        if kind == "b":
            return "TRUE" if text.strip() in {"1", "true"} else "FALSE"
        if kind == "d":
            return _iso_cell(text)
        return unescaped(text)

    def _format(self) -> str:
        style = int(self._style) if self._style else 0
        return self._formats[style] if style < len(self._formats) else ""


def _iso_cell(text: str) -> TypedCell:
    """A date written out, as strict workbooks do: shown like the system's short date."""
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return TypedCell(text, text)
    shown = moment.strftime("%d.%m.%Y" if "T" not in text else "%d.%m.%Y %H:%M:%S")
    return TypedCell(shown, text, moment.strftime("%Y-%m-%d"), moment.strftime("%Y-%m-%d %H:%M:%S"))


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """Whatever is wrong inside the archive is one fault to the user."""
    try:
        yield
    except Fault:
        raise
    except (expat.ExpatError, ForbiddenXml, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise damaged(path, error) from error
    except (LookupError, ValueError, OSError, RuntimeError) as error:  # what Python's zip reader raises besides
        raise damaged(path, error) from error
