"""A sheet read by columns tells what the reader of events tells; plain ones never need that reader."""

from __future__ import annotations

from xml.parsers import expat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entracte.formats import FieldType
from entracte.sources.excel.columns import VALUES, Source, Wording, of_field
from entracte.sources.excel.xml import ForbiddenXml

from .both_ways import by_columns, by_events
from .sheets import HEAD, TAIL, broken_sheets, letters, sheets, source

FIELDS = [FieldType.TEXT, FieldType.DATE, FieldType.TIMESTAMP, FieldType.NUMBER, FieldType.AMOUNT]
WORDINGS = st.sampled_from([VALUES, VALUES, *map(of_field, FIELDS)])
BLOCKS = st.sampled_from([1 << 20, 3000, 300, 40])
FAULTS = (expat.ExpatError, ForbiddenXml, LookupError, ValueError)
quick = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@quick
@given(part=sheets(plain=True), after=st.sampled_from([0, 1, 5]), wording=WORDINGS, from_1904=st.booleans())
def test_plain_sheets_are_read_by_columns_only(part: bytes, after: int, wording: Wording, from_1904: bool) -> None:
    given_source = source(from_1904=from_1904)
    told = by_columns(part, given_source, after, wording)
    assert told.same() == by_events(part, given_source, after, wording).same()
    assert told.by_columns == len(told.rows)


@quick
@given(part=sheets(plain=False), after=st.sampled_from([0, 1, 5]), wording=WORDINGS, block=BLOCKS)
def test_whatever_a_sheet_holds_it_is_told_the_same(part: bytes, after: int, wording: Wording, block: int) -> None:
    assert _outcome(part, source(), after, wording, block=block) == _outcome(part, source(), after, wording)


@quick
@given(part=broken_sheets(), block=BLOCKS)
def test_a_broken_sheet_is_the_same_fault_or_the_same_rows(part: bytes, block: int) -> None:
    assert _outcome(part, source(), 0, VALUES, block=block) == _outcome(part, source(), 0, VALUES)


def _outcome(part: bytes, given_source: Source, after: int, wording: Wording, block: int | None = None) -> object:
    try:
        if block is None:
            return by_events(part, given_source, after, wording).same()
        return by_columns(part, given_source, after, wording, block=block).same()
    except FAULTS:
        return "fault"


def test_one_unusual_cell_costs_its_stretch_only() -> None:
    rows = [f'<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>' for number in range(1, 2001)]
    rows[1000] = '<row r="1001"><c r="A1001" t="inlineStr"><is><r><t>rich</t></r></is></c></row>'
    told = by_columns((HEAD + "".join(rows) + TAIL).encode(), source(), block=4096)
    assert [cells[0] for _, cells in told.rows[998:1002]] == ["999", "1000", "rich", "1002"]
    assert len(told.rows) == 2000
    assert 1700 < told.by_columns < 2000


def test_a_sheet_with_a_prefix_or_in_another_encoding_is_left_to_the_events() -> None:
    cells = '<row r="1"><c r="A1" t="str"><v>é</v></c></row>'
    prefixed = cells.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    part = f'<x:worksheet xmlns:x="x"><x:sheetData>{prefixed}</x:sheetData></x:worksheet>'.encode()
    told = by_columns(part, source())
    assert (told.rows, told.by_columns) == ([(1, {0: "é"})], 0)
    latin = (HEAD.replace("UTF-8", "ISO-8859-1") + cells + TAIL).encode("latin-1")
    told = by_columns(latin, source())
    assert (told.rows, told.by_columns) == ([(1, {0: "é"})], 0)


def test_wide_sparse_rows_come_in_small_pieces() -> None:
    rows = "".join(
        f'<row r="{number}"><c r="{letters(number * 8 - 1)}{number}"><v>{number}</v></c></row>'
        for number in range(1, 2001)
    )
    told = by_columns((HEAD + rows + TAIL).encode(), source())
    assert told.rows == [(number, {number * 8 - 1: str(number)}) for number in range(1, 2001)]
    assert told.pieces > 2000 * 16_000 // (4 * 1024 * 1024)
    assert told.by_columns == 2000


def test_many_references_to_a_long_text_come_in_small_pieces() -> None:
    given_source = source()
    given_source.strings.add("x" * 32_000, 32_000)
    rows = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>10</v></c></row>' for number in range(1, 2001))
    told = by_columns((HEAD + rows + TAIL).encode(), given_source)
    assert len(told.rows) == told.by_columns == 2000
    assert told.pieces >= 4


@pytest.mark.parametrize("tail", ["", "<row r='3'><c r='B3'><v>1</v></c></row>", "<row><c><v>1</v></c></row>"])
def test_the_events_go_on_where_the_columns_ended(tail: str) -> None:
    plain = '<row r="7"><c r="A7"><v>5</v></c><c r="C7"/></row>'
    part = (HEAD + plain + tail + "</sheetData><c><v>8</v></c><row/></worksheet>").encode()
    assert _outcome(part, source(), 0, VALUES, block=len(HEAD + plain)) == _outcome(part, source(), 0, VALUES)


@settings(max_examples=40, deadline=None)
@given(
    written=st.lists(
        st.one_of(
            st.floats(-1e7, 1e7).map(repr),
            st.floats(0, 60_000).map(repr),
            st.decimals(0, 3_000_000, places=9).map(str),
            st.from_regex(r"-?[0-9]{1,12}\.[0-9]{1,9}", fullmatch=True),
            st.from_regex(r"-?[0-9]{1,19}", fullmatch=True),
            st.sampled_from(["0.5000000000000005", "0.50000000000000050", "0.99999999999999950", "43830.999999"]),
        ),
        min_size=1,
        max_size=30,
    ),
    code=st.sampled_from(["", "0.00", "00000", "dd.mm.yyyy", "yyyy-mm-dd hh:mm:ss", "@", "0%"]),
    wording=WORDINGS,
    from_1904=st.booleans(),
)
def test_numbers_are_told_to_the_last_digit(written: list[str], code: str, wording: Wording, from_1904: bool) -> None:
    given_source = Source([code], source().strings, from_1904)
    rows = "".join(
        f'<row r="{number}"><c r="A{number}"><v>{text}</v></c></row>' for number, text in enumerate(written, 1)
    )
    part = (HEAD + rows + TAIL).encode()
    told = by_columns(part, given_source, 0, wording)
    assert told.rows == by_events(part, given_source, 0, wording).rows
    assert told.by_columns == len(written)
