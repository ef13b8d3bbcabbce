"""The rows of a sheet into a table of the engine, a batch at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from entracte.engine import Engine
from entracte.formats import FieldType
from entracte.sources.excel.cells import Cell, OversizedCell, TypedCell, cell_text
from entracte.sources.excel.workbook import ColumnWorkbook, Workbook
from entracte.sources.limits import WHITE_SPACE
from entracte.sources.problems import ProblemWriter, load_problems

if TYPE_CHECKING:
    import pyarrow as pa

    from entracte.sources.excel.columns import Piece

_BATCH = 8192
_TEXTUAL = frozenset(FieldType) - {FieldType.NUMBER, FieldType.AMOUNT, FieldType.PERCENTAGE, FieldType.DATE}


@dataclass(frozen=True)
class SheetColumn:
    """A column to be kept: its place counted from 0, its name in the table, and the type of its field."""

    position: int
    name: str
    type: FieldType


@dataclass
class LoadedSheet:
    """What was read.

    `rows` of the table, `rejected` rows that stand in the table of problems only. `filled` are the places of all
    columns with content, kept or not; `inexact` counts by column the numbers whose number format is not known.
    """

    rows: int = 0
    rejected: int = 0
    filled: set[int] = field(default_factory=set)
    inexact: Counter[str] = field(default_factory=Counter)


def load_sheet(  # noqa: PLR0917
    engine: Engine,
    workbook: Workbook,
    sheet: str,
    columns: Sequence[SheetColumn],
    header_row: int,
    table: str,
    problems: str,
) -> LoadedSheet:
    """Read the rows below the header into `table`: `row` and a VARCHAR column each, empty cells null.

    A row with a cell too large to be one becomes a problem (`problems`, a table of `PROBLEM_COLUMNS`); a row without
    any content is no row.
    """
    import pyarrow as pa

    held, noted = engine.folder / f"{table}.arrow", engine.folder / f"{table}.problems"
    try:
        with ProblemWriter(noted) as writer:
            batches = _Batches(columns, writer)
            with pa.ipc.new_stream(held, batches.schema) as sink:
                for piece in _pieces(workbook, sheet, columns, header_row):
                    for batch in batches.of(piece):
                        sink.write_batch(batch)
                sink.write_batch(batches.batch())
        load_problems(engine, problems, noted)
        with pa.memory_map(str(held)) as source, pa.ipc.open_stream(source) as reader:
            engine.create_from_arrow(table, reader)
    finally:
        held.unlink(missing_ok=True)
        noted.unlink(missing_ok=True)
    return batches.loaded


def _pieces(workbook: Workbook, sheet: str, columns: Sequence[SheetColumn], header_row: int) -> Iterator[Piece]:
    """The rows below the header, as columns where the workbook can give them so."""
    if isinstance(workbook, ColumnWorkbook):
        from entracte.sources.excel.columns import VALUES, Wordings, of_field

        wordings = Wordings(VALUES, {column.position: of_field(column.type) for column in columns})
        yield from workbook.pieces(sheet, wordings, header_row)
    else:
        for row in workbook.rows(sheet):
            if row[0] > header_row:
                yield [row]


class _Batches:
    """Takes columns as they are, and gathers rows until a batch is full."""

    def __init__(self, columns: Sequence[SheetColumn], problems: ProblemWriter) -> None:
        import pyarrow as pa

        self.loaded = LoadedSheet()
        self.schema = pa.schema([("row", pa.int64()), *((column.name, pa.string()) for column in columns)])
        self._columns = {column.position: (place, column) for place, column in enumerate(columns)}
        self._problems = problems
        self._start()

    def of(self, piece: Piece) -> Iterator[pa.RecordBatch]:
        """The batches that became full with a piece of the sheet."""
        import pyarrow as pa

        if isinstance(piece, list):
            for number, cells in piece:
                if self._take(number, cells):
                    yield self.batch()
            return
        if self._numbers:
            yield self.batch()
        size = len(piece.numbers)
        self.loaded.rows += size
        self.loaded.filled.update(piece.columns)
        nulls = pa.nulls(size, pa.string())
        texts = [piece.columns.get(position, nulls) for position in self._columns]
        yield pa.record_batch([pa.array(piece.numbers, pa.int64()), *texts], schema=self.schema)

    def _take(self, number: int, cells: dict[int, Cell]) -> bool:
        """Add a row; True if the batch is full."""
        if self._is_rejected(number, cells) or not self._has_content(cells):
            return False
        index = len(self._numbers)
        self._numbers.append(number)
        self.loaded.filled.update(cells)
        for position, cell in cells.items():
            known = self._columns.get(position)
            if known and not isinstance(cell, OversizedCell):
                place, column = known
                self._texts[place][index] = cell_text(cell, column.type) or None
                if isinstance(cell, TypedCell) and not cell.exact and column.type in _TEXTUAL:
                    self.loaded.inexact[column.name] += 1
        return len(self._numbers) == _BATCH

    def batch(self) -> pa.RecordBatch:
        """The rows gathered, as Arrow; begins the next batch."""
        import pyarrow as pa

        size = len(self._numbers)
        self.loaded.rows += size
        arrays = [pa.array(self._numbers, pa.int64()), *(pa.array(texts[:size], pa.string()) for texts in self._texts)]
        self._start()
        return pa.record_batch(arrays, schema=self.schema)

    def _start(self) -> None:
        self._numbers: list[int] = []
        self._texts: list[list[str | None]] = [[None] * _BATCH for _ in self._columns]

    def _is_rejected(self, number: int, cells: dict[int, Cell]) -> bool:
        for position, cell in cells.items():
            if isinstance(cell, OversizedCell):
                self._problems.add(number, "cell-too-large", cell.beginning, str(cell.length), position)
                self.loaded.rejected += 1
                return True
        return False

    @staticmethod
    def _has_content(cells: dict[int, Cell]) -> bool:
        return any(not isinstance(cell, str) or cell.strip(WHITE_SPACE) for cell in cells.values())
