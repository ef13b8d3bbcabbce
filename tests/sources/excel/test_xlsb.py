"""`.xlsb`: cells are those of an `.xlsx` of the same values and formats; a broken one is a fault."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from entracte.faults import Fault
from entracte.sources.content import Content, content_of
from entracte.sources.excel import Cell, OversizedCell, Sheet, TypedCell, open_workbook
from entracte.sources.excel.cells import CellKind
from entracte.sources.excel.numberformat import typed_cell

from .binary import ERRORS, Written, record, sheet, wide, write_xlsb

CODES = ["00000", "0.00%", "dd.mm.yyyy hh:mm", '0#" "##" "##" "##" "##', "General"]
STYLES = ["", *CODES[:-1], ""]
VALUES = st.one_of(
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
    st.sampled_from(list(ERRORS)),
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20),
    st.none(),
)
few = settings(max_examples=25, deadline=None)


def rows_of(path: Path, name: str = "a") -> dict[int, dict[int, Cell]]:
    return dict(open_workbook(path, content_of(path)).rows(name))


@few
@given(
    rows=st.lists(st.lists(st.tuples(VALUES, st.integers(0, len(CODES))), max_size=5), max_size=6), shared=st.booleans()
)
def test_cells_are_as_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[tuple[Written, int]]], shared: bool
) -> None:
    strings: list[str] = []
    part = sheet(rows, strings, shared=shared)
    path = write_xlsb(tmp_path_factory.mktemp("book") / "x.xlsb", {"a": part}, strings, CODES)
    expected = {
        number: {
            column: _told(value, STYLES[style]) for column, (value, style) in enumerate(cells) if value is not None
        }
        for number, cells in enumerate(rows, 1)
        if any(value is not None for value, _ in cells)
    }
    assert rows_of(path) == expected


def _told(value: Written, code: str) -> Cell:
    if isinstance(value, bool):
        return TypedCell(str(value).upper(), str(value).upper(), kind=CellKind.BOOLEAN)
    if isinstance(value, int | float):
        return typed_cell(repr(float(value)), code, from_1904=False)
    assert value is not None
    return TypedCell(value, value, kind=CellKind.ERROR) if value in ERRORS else value


def test_another_reader_reads_the_same(tmp_path: Path) -> None:
    strings: list[str] = []
    part = sheet([[("one", 0), (1.5, 0)], [(None, 0), (-7, 0)], [("two", 0), (True, 0)]], strings)
    path = write_xlsb(tmp_path / "x.xlsb", {"a": part, "b": sheet([], strings)}, strings, CODES, hidden="b")
    theirs = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("a").to_python()
    assert theirs == [["one", 1.5], ["", -7.0], ["two", True]]
    book = open_workbook(path, Content.XLSB)
    assert book.sheets == (Sheet("a", hidden=False), Sheet("b", hidden=True))
    ours = [[getattr(cell, "plain", cell) for cell in cells.values()] for cells in rows_of(path).values()]
    assert ours == [["one", "1.5"], ["-7"], ["two", "TRUE"]]


def test_numbers_in_four_bytes_and_results_of_formulas(tmp_path: Path) -> None:
    compact = {
        struct.pack("<I", 12345 << 2 | 3): "123.45",
        struct.pack("<d", 2.5)[4:]: "2.5",
        (struct.unpack("<I", struct.pack("<d", 250.0)[4:])[0] | 1).to_bytes(4, "little"): "2.5",
        struct.pack("<I", (-5 << 2 | 2) & 0xFFFFFFFF): "-5",
    }
    body = record(145) + record(0, struct.pack("<I", 0))
    places = iter(range(20))

    def head() -> bytes:
        return struct.pack("<II", next(places), 0)

    body += b"".join(record(2, head() + held) for held in compact)
    body += record(8, head() + wide("text") + b"\0\0") + record(9, head() + struct.pack("<d", 0.1) + b"\0\0")
    body += (
        record(10, head() + b"\1\0\0") + record(11, head() + b"\x2a\0\0") + record(62, head() + b"\1" + wide("rich"))
    )
    path = write_xlsb(tmp_path / "x.xlsb", {"a": body + record(146)}, [], CODES)
    told = [getattr(cell, "plain", cell) for cell in rows_of(path)[1].values()]
    assert told == [*compact.values(), "text", "0.1", "TRUE", "#N/A", "rich"]


def test_a_text_that_no_cell_may_hold_is_told(tmp_path: Path) -> None:
    strings: list[str] = []
    part = sheet([[("x" * 40_000, 0), ("short", 0)]], strings)
    path = write_xlsb(tmp_path / "x.xlsb", {"a": part}, strings, CODES)
    assert rows_of(path)[1][0] == OversizedCell(40_000, "x" * 200)


@pytest.mark.parametrize(
    "part",
    [
        record(145) + record(0, struct.pack("<I", 4)) + record(0, struct.pack("<I", 3)),
        record(145) + record(0, struct.pack("<I", 1 << 20)),
        record(145) + record(0, struct.pack("<I", 0)) + record(5, struct.pack("<II", 20_000, 0) + b"\0" * 8),
        record(145) + record(0, struct.pack("<I", 0)) + record(7, struct.pack("<III", 0, 0, 9)),
        record(145) + record(0, struct.pack("<I", 0)) + record(6, struct.pack("<III", 0, 0, 1 << 30) + b"ab"),
        record(145) + record(0, struct.pack("<I", 0)) + b"\x05\x20ab",
        record(145) + record(0, b"\0"),
        record(145) + b"\x05\xff\xff\xff\x7f",
    ],
)
def test_a_broken_sheet_is_a_fault(tmp_path: Path, part: bytes) -> None:
    path = write_xlsb(tmp_path / "x.xlsb", {"a": part}, [], CODES)
    with pytest.raises(Fault) as caught:
        rows_of(path)
    assert caught.value.code == "damaged-workbook"


@few
@given(data=st.data())
def test_whatever_the_bytes_are_it_is_rows_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    strings: list[str] = []
    part = bytearray(sheet([[("one", 0), (1.5, 1)], [(True, 0), ("#N/A", 0)]], strings))
    for _ in range(data.draw(st.integers(1, 5))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))
    path = write_xlsb(tmp_path_factory.mktemp("book") / "x.xlsb", {"a": bytes(part)}, strings, CODES)
    try:
        rows_of(path)
    except Fault as fault:
        assert fault.code == "damaged-workbook"
