"""Workbooks that are in no documented format: every sheet a table, its row of titles found (S2, S3)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, reduce
from itertools import chain, islice
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.faults import Fault
from entracte.sources.content import OLE, Content, content_of
from entracte.sources.excel import (
    CellKind,
    ColumnWorkbook,
    OversizedCell,
    Sheet,
    SheetRow,
    TypedCell,
    Workbook,
    cell_value,
    declared_type,
    kind_of,
    open_workbook,
)
from entracte.sources.growing import GrowingTable
from entracte.sources.limits import WHITE_SPACE
from entracte.sources.options import SourceOptions, no_such_table
from entracte.sources.reading import RejectedRow, SourceColumn, SourceTable
from entracte.sources.titles import LOOKED_AT, NO_ROWS_BELOW, column_names, title_row

if TYPE_CHECKING:
    import pyarrow as pa

    from entracte.sources.excel import Cell

_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"})


def recognise(path: Path, head: bytes) -> bool:
    """Whether a file is a workbook by its content."""
    if head.startswith(b"PK\x03\x04") or head.startswith(OLE) or head[:1] == b"\x09":
        try:
            return content_of(path) is not Content.TEXT
        except Fault:
            return False
    return False


def open_reader(path: Path, scratch: Path, options: SourceOptions | None = None) -> WorkbookReader:
    """A reader of all sheets with content, hidden ones included.

    Raises the faults `password-needed`, `wrong-password`, `password-protected`, `zip-bomb` and `damaged-workbook`.
    """
    options = options or SourceOptions()
    return WorkbookReader(path, scratch, options)


class WorkbookReader:
    """Reads every sheet once into the scratch folder; a table is called as its sheet.

    Text is as it is; a number is in plain digits, with the zeros before them that its number format shows; a date is
    `YYYY-MM-DD`, with the time where it has one; an error is the word that Excel shows. Blank rows are no rows. A
    column is of a type where all its cells are (R3): what is filled up with zeros is text.
    """

    def __init__(self, path: Path, scratch: Path, options: SourceOptions) -> None:
        self.path = path
        self._scratch = scratch
        self._options = options
        readable = _decrypted(path, scratch, options)
        with _named(path, readable):
            self._workbook: Workbook = open_workbook(readable, content_of(readable))
        self._readable = readable

    def tables(self) -> list[SourceTable]:
        """The sheets with content, in the order of their tabs."""
        return [sheet.table for sheet in self._sheets.values()]

    def batches(self, table: str) -> Iterator[pa.RecordBatch]:
        """The rows below the titles, from top to bottom."""
        if table not in self._sheets:
            raise no_such_table(self.path, table, list(self._sheets))
        sheet = self._sheets[table]
        return sheet.rows.batches([column.name for column in sheet.table.columns])

    def rejected(self) -> Iterator[RejectedRow]:
        """The rows with a cell that is larger than a cell can be."""
        for sheet in self._sheets.values():
            yield from sheet.rejected

    @cached_property
    def _sheets(self) -> dict[str, _SheetRows]:
        found: dict[str, _SheetRows] = {}
        with _named(self.path, self._readable):
            for number, sheet in enumerate(self._workbook.sheets):
                rows = _SheetRows(sheet, GrowingTable(self._scratch, f"sheet{number}"))
                rows.read(self._workbook, self._options.header)
                if rows.has_content:
                    found[sheet.name] = rows
        if self._options.header and not found:
            raise Fault(
                "no-such-row",
                f"{self.path} has no sheet with content from row {self._options.header} on.",
                hint="Name the row of the titles as Excel numbers it, or say --header none.",
            )
        return found


class _SheetRows:
    """One sheet on its way to a table."""

    def __init__(self, sheet: Sheet, rows: GrowingTable) -> None:
        self.rows = rows
        self.rejected: list[RejectedRow] = []
        self._sheet = sheet
        self._titles: Sequence[str] = ()
        self._header = 0
        self._is_told = False
        self._above: list[str] = []
        self._errors: Counter[str] = Counter()
        self._inexact = False
        self._kinds: defaultdict[int, set[CellKind]] = defaultdict(set)

    @property
    def has_content(self) -> bool:
        """There are titles or rows."""
        return bool(self.rows.rows or self._titles or self.rejected)

    @property
    def table(self) -> SourceTable:
        """The sheet as a table, once it was read."""
        facts = {"header": str(self._header)}
        if self._above:
            facts["preamble"] = "\n".join(self._above)
        if self._sheet.hidden:
            facts["hidden sheet"] = "yes"
        if self._errors:
            facts["error cells"] = ", ".join(f"{count} {word}" for word, count in self._errors.most_common())
        if self._titles and not (self._is_told or self.rows.rows or self.rejected):
            facts["in doubt"] = NO_ROWS_BELOW
        if self._inexact:
            facts["number formats"] = "not known; zeros before the digits may be missing"
        width = max(self.rows.width, len(self._titles))
        columns = tuple(
            SourceColumn(name, declared_type(reduce(or_, self._kinds.get(place, ()), CellKind(0))))
            for place, name in enumerate(column_names(self._titles, width))
        )
        return SourceTable(self._sheet.name, columns, facts)

    def read(self, workbook: Workbook, header: int | None) -> None:
        """Take all rows; `header` is the row of the titles where it was told."""
        self._is_told = header is not None
        filled = (row for row in workbook.rows(self._sheet.name) if _has_content(row))
        first = list(islice(filled, LOOKED_AT))
        self._find_titles(first, header)
        if first and first[-1][0] < (header or 0):
            first = self._titles_further_down(filled, header or 0)
        start = max(self._header, header or 0)
        if isinstance(workbook, ColumnWorkbook):
            self._take_pieces(workbook, start)
        else:
            for number, cells in chain(first, filled):
                if number > start:
                    self._take(number, cells)
        self.rows.close()

    def _take_pieces(self, workbook: ColumnWorkbook, start: int) -> None:
        from entracte.sources.excel.columns import VALUES, SheetColumns, Wordings

        for piece in workbook.pieces(self._sheet.name, Wordings(VALUES), start):
            if isinstance(piece, SheetColumns):
                self._errors.update(text for text in piece.hashes if text in _ERRORS)
                self.rows.extend(len(piece.numbers), piece.columns)
                for place, kinds in piece.kinds.items():
                    self._kinds[place].add(kinds)
            else:
                for number, cells in filter(_has_content, piece):
                    self._take(number, cells)

    def _titles_further_down(self, filled: Iterator[SheetRow], header: int) -> list[SheetRow]:
        """The row of the titles is below all that is looked at; the first row below it where that was read."""
        for number, cells in filled:
            if number == header:
                self._titles = _texts(cells)
                self._header = number
            elif number > header:
                return [(number, cells)]
        return []

    def _find_titles(self, first: list[SheetRow], header: int | None) -> None:
        shown = [_texts(cells) for _, cells in first]
        if header is None:
            place = title_row(shown)
        else:
            place = next((place for place, (number, _) in enumerate(first) if number == header), None)
        if place is not None:
            self._header = first[place][0]
            self._titles = shown[place]
            self._above = [" ".join(filter(None, texts)) for texts in shown[:place]]

    def _take(self, number: int, cells: dict[int, Cell]) -> None:
        taken: dict[int, str | None] = {}
        for place, cell in cells.items():
            if isinstance(cell, OversizedCell):
                reason = f"one of its cells has {cell.length} characters, more than a cell may have"
                self.rejected.append(RejectedRow(self._sheet.name, f"row {number}", cell.beginning, reason))
                return
            text = cell_value(cell)
            taken[place] = text or None
            if text in _ERRORS:
                self._errors[text] += 1
            if (kind := kind_of(cell)) is not None:
                self._kinds[place].add(kind)
            if isinstance(cell, TypedCell) and not cell.exact:
                self._inexact = True
        self.rows.append(taken)


def _decrypted(path: Path, scratch: Path, options: SourceOptions) -> Path:
    """The file itself, or its decrypted copy where it opens with a password only."""
    with path.open("rb") as stream:
        if stream.read(len(OLE)) != OLE:
            return path
    import msoffcrypto

    with path.open("rb") as stream:
        try:
            document = msoffcrypto.OfficeFile(stream)
            encrypted = document.is_encrypted()
        except Exception:  # a library of many formats: whatever it stumbles over, the reader proper will name
            return path
        if not encrypted:
            return path
        copy = scratch / f"decrypted-{path.name}"
        password = options.password_for(path)
        try:
            with copy.open("wb") as out:
                document.load_key(password=password)
                document.decrypt(out)
        except Exception as error:  # as above; wrong passwords have several types there
            raise Fault(
                "wrong-password",
                f"{path} does not open with the password given.",
                hint="Ask the customer for the right one, or for a copy without a password.",
            ) from error
    return copy


class _named:  # noqa: N801 - used like a function
    """Faults tell the delivered file's name, not that of its decrypted copy."""

    def __init__(self, path: Path, readable: Path) -> None:
        self._path, self._readable = str(path), str(readable)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Fault) and self._path != self._readable:
            raise Fault(error.code, error.message.replace(self._readable, self._path), hint=error.hint) from error


def _has_content(row: SheetRow) -> bool:
    return any(not isinstance(cell, str) or cell.strip(WHITE_SPACE) for cell in row[1].values())


def _texts(cells: dict[int, Cell]) -> tuple[str, ...]:
    return tuple(cell_value(cells.get(position, "")) for position in range(max(cells) + 1))
