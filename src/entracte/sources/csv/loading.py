"""Delimited text into a table of the engine: as it stands where it is clean, mended where it is not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from entracte.engine import Engine, quoted
from entracte.faults import Fault
from entracte.sources.csv.grammar import Grammar
from entracte.sources.csv.lines import physical_lines
from entracte.sources.csv.mending import Marks, Mended, Mender, find_marks
from entracte.sources.csv.survey import BLOCK
from entracte.sources.csv.text import CsvText, HeadRow
from entracte.sources.limits import WHITE_SPACE
from entracte.sources.problems import PROBLEM_COLUMNS, ProblemWriter, load_problems

_LINE_LIMIT = 2_000_000
_OTHER = "has other content"


@dataclass(frozen=True)
class Layout:
    """How a text is laid out: its separator, its header (None: data from the first row on), its columns by place.

    Columns are named as in the table to be made; those named None are not kept.
    """

    separator: str
    header: HeadRow | None
    columns: Sequence[str | None]

    @property
    def lines_above(self) -> int:
        """The physical lines above the data."""
        return self.header.lines if self.header else 0

    @property
    def rows_above(self) -> int:
        """The rows above the data, as Excel counts them."""
        return self.header.number if self.header else 0


@dataclass(frozen=True)
class LoadedRows:
    """What was read.

    `rows` counts the rows of the table, `rejected` those that could not be split and stand in the table of problems
    only. `mended` says that the careful way was taken. `plain`: no cell holds a control character. `short`: rows have
    fewer cells than there are columns; those that they lack are blank.
    """

    rows: int
    rejected: int
    mended: bool
    plain: bool
    short: bool


def load_rows(engine: Engine, text: CsvText, layout: Layout, table: str, problems: str) -> LoadedRows:
    """Make the view `table`: `row` and a VARCHAR column per name, empty cells null, in the order of the file.

    A row without any content is no row; content of columns that are not kept counts. `problems` becomes a table of
    `PROBLEM_COLUMNS`.
    """
    mended = Mended()
    pads = _load_clean(engine, text, layout, table)
    clean = pads is not None
    if clean:
        engine.create_table(problems, PROBLEM_COLUMNS)
    else:
        mended = _load_mended(engine, text, layout, table, problems)
    short = bool(pads or mended.short)
    plain = clean and not text.survey.has_controls and (not text.survey.has_tabs or layout.separator == "\t")
    return LoadedRows(engine.count(table), mended.rejected, not clean, plain and not text.survey.has_quotes, short)


def _load_clean(engine: Engine, text: CsvText, layout: Layout, table: str) -> bool | None:
    """Let the engine read the file itself; None, and nothing done, if that would not be exact; else if rows are short.

    It is exact where every row is one line: then the number of a row is that of its line, and the engine must have
    read as many rows as the survey counted lines. The engine numbers them as it stores them: a count of our own would
    read the file on one core only, as would the padding of short rows, which is tried where a file has some.
    """
    survey = text.survey
    if (
        text.suspicious
        or survey.blank_inside
        or survey.long_line
        or not survey.one_line_end
        or layout.lines_above != layout.rows_above
        or (survey.has_quotes and _has_blank_before_quote(text.path, layout.separator))
    ):
        return None
    places = [f"c{place}" for place in range(len(layout.columns))]
    lines = f"{table}_lines"
    ways = (
        pads
        for pads in (False, True)
        if engine.attempt(
            f"CREATE OR REPLACE TABLE {quoted(lines)} AS SELECT {_fields(layout, places)} "
            f"FROM {_scan(len(places), layout.lines_above, pads=pads)}",
            [_literal_path(text.path), layout.separator, WHITE_SPACE],
        )
    )
    pads = next(ways, None)
    if pads is None or engine.count(lines) != survey.lines - layout.lines_above:
        return None
    _show_rows(engine, layout, table, lines, f"rowid + {layout.lines_above + 1}")
    return pads


def _show_rows(engine: Engine, layout: Layout, table: str, lines: str, number: str) -> None:
    """Make the view of the rows that have content."""
    kept = "".join(f", {quoted(name)}" for name in layout.columns if name is not None)
    blank = _is_blank(layout)
    has_blank = engine.scalar(f"SELECT count(*) FROM {quoted(lines)} WHERE {blank}") > 0
    engine.execute(
        f"CREATE OR REPLACE VIEW {quoted(table)} AS SELECT {number} AS row{kept} FROM {quoted(lines)}"
        + (f" WHERE NOT ({blank})" if has_blank else "")
    )


def _load_mended(engine: Engine, text: CsvText, layout: Layout, table: str, problems: str) -> Mended:
    marks = find_marks(text.path)
    clean, noted = engine.folder / f"{table}.mended", engine.folder / f"{table}.problems"
    stored = f"{table}_lines"
    try:
        with clean.open("wb") as out, ProblemWriter(noted) as writer:
            grammar, width = Grammar(layout.separator), len(layout.columns)
            mender = Mender(text, grammar, width, marks=marks, out=out, problems=writer)
            lines = physical_lines(text.path, text.survey.terminator)
            mended = mender.run(islice(lines, layout.lines_above, None), layout.rows_above)
        load_problems(engine, problems, noted)
        _read_mended(engine, clean, mended, layout, stored)
        _put_line_ends_back(engine, mended, marks, layout, stored)
        _show_rows(engine, layout, table, stored, "row")
    finally:
        clean.unlink(missing_ok=True)
        noted.unlink(missing_ok=True)
    return mended


def _read_mended(engine: Engine, clean: Path, mended: Mended, layout: Layout, table: str) -> None:
    places = [f"c{place + 1}" for place in range(len(layout.columns))]
    engine.execute(
        f"CREATE OR REPLACE TABLE {quoted(table)} AS "
        f"SELECT CAST(c0 AS BIGINT) AS row, {_fields(layout, places)} "
        f"FROM {_scan(len(places) + 1, 0, max(_LINE_LIMIT, mended.longest + 1), pads=True)}",
        [_literal_path(clean), layout.separator, WHITE_SPACE],
    )
    if engine.count(table) != mended.rows:
        raise Fault(
            "rows-lost",
            f"{mended.rows} rows were written to be read, {engine.count(table)} came back.",
            hint="This is a defect of Entracte. Please report it with the file.",
        )


def _put_line_ends_back(engine: Engine, mended: Mended, marks: Marks, layout: Layout, table: str) -> None:
    """Turn the marks inside cells into the line ends they stand for."""
    for place in sorted(mended.marked):
        name = layout.columns[place]
        if name is not None:
            engine.execute(
                f"UPDATE {quoted(table)} SET {quoted(name)} = translate({quoted(name)}, $1, $2) "
                f"WHERE contains({quoted(name)}, $3) OR contains({quoted(name)}, $4)",
                [marks.carriage_return + marks.line_feed, "\r\n", marks.carriage_return, marks.line_feed],
            )


def _fields(layout: Layout, places: Sequence[str]) -> str:
    """The columns kept, by name, and whether the others have content ($3: white space)."""
    named = list(zip(places, layout.columns, strict=True))
    kept = [f"{place} AS {quoted(name)}" for place, name in named if name is not None]
    others = [f"nullif(trim({place}, $3), '')" for place, name in named if name is None]
    other = f"coalesce({', '.join(others)}) IS NOT NULL" if others else "$3 IS NULL"
    return ", ".join([*kept, f"{other} AS {quoted(_OTHER)}"])


def _scan(width: int, skip: int, longest: int = _LINE_LIMIT, *, pads: bool) -> str:
    """The engine's reader with everything said ($1: path, $2: separator): nothing is sniffed, all cells are text.

    `pads`: a row may have fewer cells than the file has columns.
    """
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    return (
        f"read_csv($1, delim = $2, quote = '\"', escape = '\"', header = false, auto_detect = false, skip = {skip}, "
        f"columns = {{{columns}}}, nullstr = '', null_padding = {str(pads).lower()}, strict_mode = true, "
        f"compression = 'none', max_line_size = {longest})"
    )


def _is_blank(layout: Layout) -> str:
    """Whether a row has no content at all, as the rows of separators that Excel leaves below the data."""
    names = [quoted(name) for name in layout.columns if name is not None]
    # A cell that begins with a printable character has content, which settles most rows at the first column or two;
    # taking white space off both ends costs ten times as much.
    unsettled = [f"(NOT {quoted(_OTHER)})", *(f"coalesce({name} NOT BETWEEN '!' AND '~', TRUE)" for name in names)]
    blanks = ", ".join(f"chr({ord(character)})" for character in WHITE_SPACE)
    empty = [f"coalesce(trim({name}, concat({blanks})), '') = ''" for name in names]
    return " AND ".join([*unsettled, *empty])


def _has_blank_before_quote(path: Path, separator: str) -> bool:
    """The engine takes `; "a"` for a quoted cell, we for one that begins with a blank, as Excel does."""
    pattern = re.compile(rb"(?:" + re.escape(separator.encode()) + rb'|\n) +"')
    with path.open("rb", buffering=0) as stream:
        tail = b"\n"
        while block := stream.read(BLOCK):
            window = tail + block
            if b' "' in window and pattern.search(window):
                return True
            tail = window[-64:]
    return False


def _literal_path(path: Path) -> str:
    """The path with the characters taken literally that the engine would take for a pattern of names."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in str(path.absolute()))
