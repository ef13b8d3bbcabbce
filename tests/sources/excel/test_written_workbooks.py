"""Workbooks as programs write them are read by columns, and tell the same either way."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from entracte.faults import Fault
from entracte.sources.content import Content, content_of
from entracte.sources.excel import ColumnWorkbook, SheetRow, cell_value, open_workbook
from entracte.sources.excel.columns import VALUES, SheetColumns, Wordings
from entracte.sources.excel.columns.strings import strings_by_columns
from entracte.sources.excel.package import SharedStrings, StringEvents
from entracte.sources.limits import WHITE_SPACE

SHARED = Path(__file__).parents[4] / "shared/data/excel"
CODES = [
    "General", "0", "00000", "0.00", "dd.mm.yyyy", "yyyy-mm-dd hh:mm:ss", "#,##0.00", '0#" "##" "##', "mmm-yy", "h:mm",
]  # fmt: skip
LETTERS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=12)
VALUES_OF_CELLS = st.one_of(
    LETTERS,
    st.sampled_from(["0012", " ", "a & b <c>", 'say "no"', "two\nlines", "_x000D_", "=1+1", "#N/A", "é"]),
    st.integers(-(10**15), 10**15),
    st.floats(-1e12, 1e12, allow_subnormal=False),
    st.booleans(),
    st.datetimes(datetime.datetime(1905, 1, 1), datetime.datetime(9000, 1, 1)),
)
SHEET = st.dictionaries(
    st.tuples(st.integers(0, 60), st.integers(0, 40)),
    st.tuples(VALUES_OF_CELLS, st.sampled_from(CODES)),
    min_size=1,
    max_size=60,
)
Cells = dict[tuple[int, int], tuple[object, str]]
few = settings(max_examples=20, deadline=None)


@few
@given(cells=SHEET, in_line=st.booleans(), from_1904=st.booleans())
def test_those_of_xlsxwriter(
    tmp_path_factory: pytest.TempPathFactory, cells: Cells, in_line: bool, from_1904: bool
) -> None:
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    options = {"constant_memory": in_line, "date_1904": from_1904, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("a")
        formats = {code: book.add_format({"num_format": code}) for code in CODES}
        for place in sorted(cells):
            value, code = cells[place]
            sheet.write(*place, value, formats[code])
    assert _by_columns(path) == _by_events(path)


@few
@given(cells=SHEET)
def test_those_of_openpyxl(tmp_path_factory: pytest.TempPathFactory, cells: Cells) -> None:
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for (row, column), (value, code) in cells.items():
        cell = sheet.cell(row + 1, column + 1, value)
        if not isinstance(value, datetime.datetime):
            cell.number_format = code
    book.save(path)
    assert _by_columns(path) == _by_events(path)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared files are absent")
@pytest.mark.parametrize("name", ["date_1904", "errors", "has_x000D_", "merged_range", "temperature-table"])
def test_real_ones(name: str) -> None:
    assert _by_columns(SHARED / f"{name}.xlsx") == _by_events(SHARED / f"{name}.xlsx")


@few
@given(
    items=st.lists(
        st.one_of(
            LETTERS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
            st.sampled_from(["", " a", "&#10;", "_x000D_", "_xD800_", "</t><t>", "]]>", "&bad;", "x" * 33_000, "\x01"]),
        ),
        min_size=1,
    ),
    rich=st.sets(st.integers(0, 30), max_size=3),
    size=st.sampled_from([1 << 20, 64]),
)
def test_shared_strings(items: list[str], rich: set[int], size: int) -> None:
    shapes = ("<si><t>{}</t></si>", "<si><r><t>{}</t></r><rPh><t>no</t></rPh></si>")
    part = "<sst>" + "".join(shapes[place in rich].format(text) for place, text in enumerate(items)) + "</sst>"
    told = _strings(part.encode(), size)
    assert told == _strings_by_events(part.encode())


def test_a_fault_tells_the_place_that_the_events_tell(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>\n' for number in range(1, 50))
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as book:
        book.add_worksheet("a")
    with zipfile.ZipFile(tmp_path / "b.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            sheet = f"<worksheet><sheetData>{rows}<row r='50'><c></row></sheetData></worksheet>"
            new.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else old.read(part))
    with pytest.raises(Fault) as by_columns:
        _by_columns(path)
    with pytest.raises(Fault) as by_events:
        _by_events(path)
    assert by_columns.value.message == by_events.value.message
    assert "line 50" in by_events.value.message


def _by_columns(path: Path) -> list[dict[int, dict[int, str]]]:
    """The rows of all sheets; no row of them may need the reader of events unless its file is one of the shared."""
    book = open_workbook(path, Content.XLSX)
    assert isinstance(book, ColumnWorkbook)
    told = []
    for sheet in book.sheets:
        rows: dict[int, dict[int, str]] = {}
        for piece in book.pieces(sheet.name, Wordings(VALUES), 0):
            if isinstance(piece, SheetColumns):
                columns = {place: texts.to_pylist() for place, texts in piece.columns.items()}
                for index, number in enumerate(piece.numbers.tolist()):
                    rows[number] = {place: texts[index] for place, texts in columns.items() if texts[index]}
            else:
                assert SHARED in path.parents, "a written workbook is not of the plain form"
                rows.update(map(_row, filter(_has_content, piece)))
        told.append(rows)
    return told


def _by_events(path: Path) -> list[dict[int, dict[int, str]]]:
    book = open_workbook(path, content_of(path))
    return [dict(map(_row, filter(_has_content, book.rows(sheet.name)))) for sheet in book.sheets]


def _row(row: SheetRow) -> tuple[int, dict[int, str]]:
    return row[0], {place: text for place, cell in row[1].items() if (text := cell_value(cell))}


def _has_content(row: SheetRow) -> bool:
    return any(not isinstance(cell, str) or cell.strip(WHITE_SPACE) for cell in row[1].values())


def _strings(part: bytes, size: int) -> object:
    strings = SharedStrings()
    try:
        strings_by_columns(_Slow(part, size), strings)
    except Exception as error:
        return type(error)
    return [strings[number] for number in range(len(strings))]


def _strings_by_events(part: bytes) -> object:
    strings = SharedStrings()
    events = StringEvents(strings)
    try:
        events.feed(part)
        events.close()
    except Exception as error:
        return type(error)
    return [strings[number] for number in range(len(strings))]


class _Slow(io.BytesIO):
    """Gives few bytes at a time."""

    def __init__(self, held: bytes, size: int) -> None:
        super().__init__(held)
        self._size = size

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self._size)
