"""`.ods`: what its content may hold besides plain cells, written by hand."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entracte.faults import Fault
from entracte.sources.content import content_of
from entracte.sources.excel import Cell, OversizedCell, Sheet, Workbook, cell_value, open_workbook

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "draw": "drawing",
    }.items()
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def document(path: Path, tables: str, styles: str = "", named: str = "") -> Workbook:
    content = (
        f"<office:document-content {_SPACES} {_CALC}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path / "x.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        if named:
            archive.writestr(
                "styles.xml",
                f"<office:document-styles {_SPACES}><office:styles>{named}</office:styles></office:document-styles>",
            )
    return open_workbook(path / "x.ods", content_of(path / "x.ods"))


def rows(path: Path, inside: str, styles: str = "", named: str = "") -> dict[int, dict[int, Cell]]:
    return dict(document(path, f'<table:table table:name="a">{inside}</table:table>', styles, named).rows("a"))


def values(found: dict[int, dict[int, Cell]]) -> dict[int, dict[int, str]]:
    return {number: {column: cell_value(cell) for column, cell in cells.items()} for number, cells in found.items()}


def text(shown: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{shown}</text:p></table:table-cell>'


def number(value: str, more: str = "", shown: str = "") -> str:
    paragraph = f"<text:p>{shown}</text:p>" if shown else ""
    return f'<table:table-cell office:value-type="float" office:value="{value}" {more}>{paragraph}</table:table-cell>'


def repeated(times: int) -> str:
    return f'table:number-columns-repeated="{times}"'


def test_repeated_rows_and_cells_stand_where_they_are_shown(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>'
        f"{text('x', repeated(2))}{number('7')}</table:table-row>"
        "<table:table-row-group><table:table-row><table:covered-table-cell/></table:table-row>"
        f"<table:table-row>{number('1')}</table:table-row></table:table-row-group>"
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>',
    )
    assert values(found) == {4: {2: "x", 3: "x", 4: "7"}, 5: {2: "x", 3: "x", 4: "7"}, 7: {0: "1"}}


def test_a_text_is_its_paragraphs_without_notes_and_drawings(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation>'
        '<text:p>one<text:s text:c="3"/>two<text:tab/><text:span>three</text:span></text:p>'
        "<draw:frame><draw:text-box><text:p>drawn</text:p></draw:text-box></draw:frame>"
        "<text:p>four<text:line-break/>five</text:p></table:table-cell>"
    )
    shapes = "<table:shapes><draw:frame><text:p>drawn</text:p></draw:frame></table:shapes>"
    found = rows(tmp_path, f"{shapes}<table:table-row>{cell}</table:table-row>")
    assert found == {1: {0: "one   two\tthree\nfour\nfive"}}


def test_a_table_in_a_cell_and_tracked_changes_are_no_rows(tmp_path: Path) -> None:
    inner = f'<table:table table:name="in"><table:table-row>{text("inner")}</table:table-row></table:table>'
    old = f"<table:cell-content-change>{text('old')}</table:cell-content-change>"
    changes = f"<table:tracked-changes>{old}</table:tracked-changes>"
    hidden = '<style:table-properties table:display="false"/>'
    book = document(
        tmp_path,
        f'{changes}<table:table table:name="a"><table:table-row><table:table-cell>{inner}</table:table-cell>{text("x")}'
        f'</table:table-row></table:table><table:table table:name="b" table:style-name="gone"/>',
        f'<style:style style:name="gone" style:family="table">{hidden}</style:style>',
    )
    assert book.sheets == (Sheet("a", hidden=False), Sheet("b", hidden=True))
    assert list(book.rows("a")) == [(1, {1: "x"})]


def test_what_a_link_to_another_program_brought_is_no_sheet(tmp_path: Path) -> None:
    row = f"<table:table-row>{text('x')}</table:table-row>"
    link = f"<table:dde-links><table:dde-link><table:table>{row}</table:table></table:dde-link></table:dde-links>"
    book = document(tmp_path, f'<table:table table:name="a">{row}</table:table>{link}')
    assert book.sheets == (Sheet("a", hidden=False),)
    assert list(book.rows("a")) == [(1, {0: "x"})]


_DATA = (
    '<number:number-style style:name="N5"><number:number number:decimal-places="0" number:min-integer-digits="5"/>'
    "</number:number-style>"
    '<number:percentage-style style:name="NP"><number:number number:decimal-places="1" number:min-integer-digits="1"/>'
    "<number:text>%</number:text></number:percentage-style>"
    '<number:number-style style:name="NK"><number:number number:decimal-places="0" number:min-integer-digits="1" '
    'number:display-factor="1000"/><number:text> k</number:text></number:number-style>'
    '<number:date-style style:name="ND" number:automatic-order="true"><number:month/><number:text>/</number:text>'
    "<number:day/><number:text>/</number:text><number:year/></number:date-style>"
    '<number:number-style style:name="NC"><number:text>few</number:text>'
    '<style:map style:condition="value()&gt;=100" style:apply-style-name="N5"/></number:number-style>'
)


def styled(*names: str) -> str:
    return "".join(
        f'<style:style style:name="c{name}" style:family="table-cell" style:data-style-name="{name}"/>'
        for name in names
    )


def test_formats_come_from_cell_row_column_or_what_a_style_is_derived_from(tmp_path: Path) -> None:
    derived = '<style:style style:name="child" style:family="table-cell" style:parent-style-name="cN5"/>'
    found = rows(
        tmp_path,
        f'<table:table-column {repeated(2)}/><table:table-column table:default-cell-style-name="cN5"/>'
        f"<table:table-row>{number('12', ODS_STYLE.format('cN5'))}{number('12')}{number('12')}"
        f"{number('12', ODS_STYLE.format('child'))}</table:table-row>"
        f'<table:table-row table:default-cell-style-name="cNP">{number("0.125")}</table:table-row>'
        f"<table:table-row>{number('12500', ODS_STYLE.format('cNK'))}{number('99', ODS_STYLE.format('cNC'))}"
        f"{number('100', ODS_STYLE.format('cNC'))}</table:table-row>",
        derived,
        _DATA + styled("N5", "NP", "NK", "NC"),
    )
    shown = {
        place: {column: getattr(cell, "displayed", cell) for column, cell in cells.items()}
        for place, cells in found.items()
    }
    assert shown == {
        1: {0: "00012", 1: "12", 2: "00012", 3: "00012"},
        2: {0: "12.5%"},
        3: {0: "13 k", 1: "few", 2: "00100"},
    }


ODS_STYLE = 'table:style-name="{}"'


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('office:value-type="date" office:date-value="2024-05-01"', "2024-05-01"),
        ('office:value-type="date" office:date-value="2024-05-01T18:30:00.4"', "2024-05-01 18:30:00"),
        ('office:value-type="date" office:date-value="1850-05-01"', "1850-05-01"),
        ('office:value-type="date" office:date-value="soon"', "soon"),
        ('office:value-type="time" office:time-value="PT18H30M00S"', "18:30:00"),
        ('office:value-type="time" office:time-value="PT36H05M00.6S"', "36:05:01"),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE"),
        ('office:value-type="currency" office:currency="CHF" office:value="12.50"', "12.5"),
        ('office:value-type="percentage" office:value="0.19"', "0.19"),
        ('office:value-type="string" office:string-value="told"', "told"),
        ('office:value-type="string" calcext:value-type="error"', "#N/A"),
        ('office:value-type="float" office:value="NaN"', "NaN"),
    ],
)
def test_values_of_each_type(tmp_path: Path, written: str, value: str) -> None:
    shown = "<text:p>#N/A</text:p>" if "error" in written else ""
    cell = f"<table:table-cell {written}>{shown}</table:table-cell>"
    assert values(rows(tmp_path, f"<table:table-row>{cell}</table:table-row>")) == {1: {0: value}}


def test_short_dates_are_the_systems_and_words_of_truth_are_truths(tmp_path: Path) -> None:
    day = f'<table:table-cell {ODS_STYLE.format("cND")} office:value-type="date" office:date-value="2024-05-01"/>'
    found = rows(
        tmp_path,
        f"<table:table-row>{day}{number('1', shown='VRAI')}{number('0', shown='0')}</table:table-row>",
        _DATA + styled("ND"),
    )
    assert [getattr(cell, "displayed", cell) for cell in found[1].values()] == ["01.05.2024", "TRUE", "0"]


def test_a_text_that_no_cell_may_hold_is_told(tmp_path: Path) -> None:
    found = rows(tmp_path, f"<table:table-row>{text('x' * 3_000_000)}</table:table-row>")
    assert found[1][0] == OversizedCell(3_000_000, "x" * 200)


@pytest.mark.parametrize(
    "inside",
    [
        f'<table:table-row table:number-rows-repeated="1048577">{number("1")}</table:table-row>',
        f"<table:table-row>{number('1', repeated(16385))}</table:table-row>",
        f'<table:table-row table:number-rows-repeated="1000000">{number("1", repeated(16384))}</table:table-row>',
        "<table:table-row>",
    ],
)
def test_what_is_made_to_fill_a_memory_or_is_broken_is_a_fault(tmp_path: Path, inside: str) -> None:
    with pytest.raises(Fault) as caught:
        rows(tmp_path, inside)
    assert caught.value.code == "damaged-workbook"


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    document(tmp_path, "")
    content = f'<!DOCTYPE x [<!ENTITY a "b">]><office:document-content {_SPACES}/>'
    with zipfile.ZipFile(tmp_path / "y.ods", "w") as archive:
        archive.writestr("content.xml", content)
    with pytest.raises(Fault) as caught:
        open_workbook(tmp_path / "y.ods", content_of(tmp_path / "y.ods"))
    assert caught.value.code == "damaged-workbook"


@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.lists(st.one_of(st.integers(), st.text("ab 01é&<", max_size=5)), max_size=4), max_size=5))
def test_plain_cells_are_read_as_written(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[int | str]]
) -> None:
    def written(cell: int | str) -> str:
        if isinstance(cell, int):
            return number(str(cell))
        return text(cell.replace("&", "&amp;").replace("<", "&lt;"))

    inside = "".join(f"<table:table-row>{''.join(map(written, row))}</table:table-row>" for row in cells)
    expected = {
        place: filled
        for place, row in enumerate(cells, 1)
        if (filled := {column: str(cell) for column, cell in enumerate(row) if cell != ""})
    }
    assert values(rows(tmp_path_factory.mktemp("book"), inside)) == expected


def test_sheets_are_read_in_any_order_with_the_styles_before_them(tmp_path: Path) -> None:
    styles = (
        '<number:number-style style:name="N1"><number:number number:min-integer-digits="5"/></number:number-style>'
        '<style:style style:name="é" style:family="table-cell" style:data-style-name="N1"/>'
    )
    seven = number("7", 'table:style-name="é"')
    inside = {
        name: f"<table:table-row>{text(f'{name} é')}{seven}</table:table-row>" * count
        for count, name in enumerate(("first", "long", "é", "last"), 1)
    }
    inside["long"] *= 20_000
    nested = "<table:table table:name='last'>" + inside["first"] + "</table:table>"
    inside["first"] += f"<table:table-row><table:table-cell>{nested}</table:table-cell></table:table-row>"
    tables = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in inside.items())
    workbook = document(tmp_path, tables + '<table:table table:name="last"/>', styles)
    for name, count in (("last", 4), ("first", 1), ("é", 3), ("long", 40_000), ("last", 4)):
        found = values(dict(workbook.rows(name)))
        assert found == {row: {0: f"{name} é", 1: "00007"} for row in range(1, count + 1)}
