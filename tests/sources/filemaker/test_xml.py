"""FMPXMLRESULT and FMPDSORESULT: values without loss, broken rows reported, nothing expanded or fetched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entracte.faults import Fault
from entracte.sources.filemaker import open_reader, recognise
from tests.sources.filemaker.shared import Rows, read

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?><!-- This grammar has been deprecated -->'
    '<FMPXMLRESULT xmlns="http://www.filemaker.com/fmpxmlresult"><ERRORCODE>0</ERRORCODE>'
    '<PRODUCT BUILD="01-01-2020" NAME="FileMaker" VERSION="ProAdvanced 19.0"/>'
    '<DATABASE DATEFORMAT="D.m.yyyy" LAYOUT="Liste" NAME="Abo.fmp12" RECORDS="{0}" TIMEFORMAT="k:mm:ss "/>'
    '<METADATA><FIELD EMPTYOK="YES" MAXREPEAT="1" NAME="Nom" TYPE="TEXT"/>'
    '<FIELD EMPTYOK="YES" MAXREPEAT="3" NAME="Prix &amp; taxe" TYPE="NUMBER"/></METADATA><RESULTSET FOUND="{0}">'
)
TAIL = "</RESULTSET></FMPXMLRESULT>"


def row(name: str, *prices: str) -> str:
    data = "".join(f"<DATA>{price}</DATA>" for price in prices)
    return f'<ROW MODID="1" RECORDID="7"><COL><DATA>{name}</DATA></COL><COL>{data}</COL></ROW>'


def document(*rows: str, found: int | None = None) -> str:
    return HEAD.format(len(rows) if found is None else found) + "".join(rows) + TAIL


def rows_of(path: Path, content: str | bytes) -> tuple[Rows, list[str]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    tables, rejected = read(path)
    return tables[path.stem], [each.reason for each in rejected]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "abo.xml"


def test_rows_fields_and_facts(path: Path) -> None:
    rows, rejected = rows_of(
        path, document(row("M&#252;ller &amp; Cie", "12,50"), row("", ""), row("Genève\nPâquis", "1", "", "3"))
    )
    assert rows == [
        {"Nom": "Müller & Cie", "Prix & taxe": "12,50"},
        {"Nom": None, "Prix & taxe": None},
        {"Nom": "Genève\nPâquis", "Prix & taxe": "1\x1d\x1d3"},
    ]
    assert rejected == []
    [table] = open_reader(path, path.parent).tables()
    assert [(column.name, column.declared) for column in table.columns] == [("Nom", "text"), ("Prix & taxe", "number")]
    assert table.facts["date format"] == "D.m.yyyy"
    assert table.facts["database"] == "Abo.fmp12"
    assert recognise(path, path.read_bytes()[:1024])


def test_characters_that_xml_forbids_are_kept(path: Path) -> None:
    rows, rejected = rows_of(path, document(row("a\x0bb", "c&#11;d"), row("x\x00y&#xB;z", "<i>4</i>")))
    assert rows[0] == {"Nom": "a\x0bb", "Prix & taxe": "c\x0bd"}
    assert rows[1]["Nom"] == "x\x00y\x0bz"
    assert rejected == []


def test_bare_ampersands_and_unknown_names_are_text(path: Path) -> None:
    rows, _ = rows_of(path, document(row("Tom & Jerry", "AT&T; &eacute; &lt;")))
    assert rows == [{"Nom": "Tom & Jerry", "Prix & taxe": "AT&T; &eacute; <"}]


@pytest.mark.parametrize(
    "broken", ["<ROW><COL><DATA>x</COL></ROW>", "<ROW><COL><DATA>a<b</DATA></COL></ROW>", "<ROW><COL>", "<ROW"]
)
def test_a_broken_row_is_reported_with_its_text_and_costs_no_other(broken: str, path: Path) -> None:
    if broken == "<ROW":
        broken = "<ROW >< </ROW>"
    rows, rejected = rows_of(path, document(row("one", "1"), broken, row("two", "2")))
    assert [each["Nom"] for each in rows] == ["one", "two"]
    assert len(rejected) == 1
    assert read(path)[1][0].text.startswith("<ROW")


def test_a_row_of_too_many_columns_is_reported(path: Path) -> None:
    rows, rejected = rows_of(path, document("<ROW><COL/><COL/><COL/></ROW>", row("one", "1")))
    assert len(rows) == 1
    assert "more than the 2 columns" in rejected[0]


def test_a_cut_file_says_how_many_rows_it_lacks(path: Path) -> None:
    whole = document(row("one", "1"), row("two", "2"), row("three", "3"), found=9)
    rows, rejected = rows_of(path, whole[: whole.index("three")])
    assert [each["Nom"] for each in rows] == ["one", "two"]
    assert any("9 rows" in reason for reason in rejected)


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/x.dtd">]>',
    ],
)
def test_entities_are_refused(declaration: str, path: Path) -> None:
    with pytest.raises(Fault, match="entities") as refusal:
        rows_of(path, document(row("&a;", "&b;")).replace("<FMPXMLRESULT", declaration + "<FMPXMLRESULT", 1))
    assert refusal.value.code == "hostile-xml"


def test_an_external_document_type_is_not_fetched(path: Path) -> None:
    content = document(row("&amp;a", "1")).replace("<FMPXML", '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x"><FMPXML', 1)
    assert rows_of(path, content)[0] == [{"Nom": "&a", "Prix & taxe": "1"}]


def test_deep_nesting_is_one_broken_row(path: Path) -> None:
    rows, rejected = rows_of(path, document("<ROW>" + "<a>" * 100_000 + "</ROW>", row("one", "1")))
    assert len(rows) == 1
    assert "too deeply" in rejected[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "macintosh", "utf-16-le"])
def test_encodings(encoding: str, path: Path) -> None:
    name = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16"}.get(encoding, encoding)
    content = document(row("Zürich", "1")).replace('"UTF-8"', f'"{name}"', 1).encode(encoding)
    assert rows_of(path, content)[0][0]["Nom"] == "Zürich"
    assert recognise(path, content[:1024])


def test_dso_takes_tags_as_fields(path: Path) -> None:
    content = (
        '<?xml version="1.0"?><FMPDSORESULT xmlns="x"><ERRORCODE>0</ERRORCODE><DATABASE>Abo.fmp12</DATABASE>'
        '<LAYOUT/><ROW MODID="1" RECORDID="1"><Nom>Müller</Nom><Lieu.Pays>CH</Lieu.Pays></ROW>'
        '<ROW MODID="1" RECORDID="2"><Nom>A &amp; B</Nom><Prix><DATA>1</DATA><DATA>2</DATA></Prix></ROW></FMPDSORESULT>'
    )
    assert rows_of(path, content)[0] == [
        {"Nom": "Müller", "Lieu.Pays": "CH", "Prix": None},
        {"Nom": "A & B", "Lieu.Pays": None, "Prix": "1\x1d2"},
    ]


def test_a_row_spanning_chunks_is_one_row(path: Path) -> None:
    long = "x" * (1024 * 1024 + 17)
    rows, _ = rows_of(path, document(row(long, "1"), row("two", "2")))
    assert [len(each["Nom"] or "") for each in rows] == [len(long), 3]


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20)


@settings(max_examples=60)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=4))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]) -> None:
    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    path = tmp_path_factory.mktemp("xml") / "any.xml"
    rows, _ = rows_of(path, document(*(row(escaped(left), escaped(right)) for left, right in cells)))
    read_back = [(each["Nom"] or "", each["Prix & taxe"] or "") for each in rows]
    assert read_back == cells
