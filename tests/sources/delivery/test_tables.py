"""The readers of plain kinds, cell by cell on small files whose content is known."""

from __future__ import annotations

import datetime
import json
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entracte.faults import Fault
from entracte.sources import any_csv
from tests.sources.delivery.conftest import Register, cells, columns


def test_csv_below_a_preamble(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(
        "Export der Kunden\r\nStand: 1.1.2026\r\n\r\nNr;Name;Ort\r\n1;Müller;Köln\r\n2;Weiß;\r\n".encode("cp1252")
    )
    delivery = registered(path)
    table = delivery.table("export")
    assert columns(delivery, "export") == ["Nr", "Name", "Ort"]
    assert cells(delivery, "export") == [("1", "Müller", "Köln"), ("2", "Weiß", None)]
    assert table.facts["encoding"] == "windows-1252"
    assert (table.facts["separator"], table.facts["header"]) == (";", "4")
    assert table.facts["preamble"] == "Export der Kunden\nStand: 1.1.2026"


def test_csv_without_titles(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "raw.csv"
    path.write_text("1,Ann,a@b.ch\n2,Bob,b@b.ch\n")
    delivery = registered(path)
    assert columns(delivery, "raw") == ["column_1", "column_2", "column_3"]
    assert delivery.table("raw").facts["header"] == "0"
    told = registered(path, header=1)
    assert columns(told, "raw") == ["1", "Ann", "a@b.ch"]
    assert cells(told, "raw") == [("2", "Bob", "b@b.ch")]
    with pytest.raises(Fault) as raised:
        registered(path, header=9)
    assert raised.value.code == "no-such-row"


def test_titles_without_rows_are_in_doubt_unless_they_were_told(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "only.csv"
    path.write_text("Dupont;Jean;Carouge\n")
    book = tmp_path / "only.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        workbook.add_worksheet("only").write_row(0, 0, ["Dupont", "Jean", "Carouge"])
    for each in (path, book):
        doubt = registered(each).table("only").facts["in doubt"]
        assert "titles" in doubt and "--header none" in doubt
        assert "in doubt" not in registered(each, header=1).table("only").facts
        told = registered(each, header=0)
        assert cells(told, "only") == [("Dupont", "Jean", "Carouge")]
        assert "in doubt" not in told.table("only").facts
    path.write_text("Dupont;Jean;Carouge\nDurand;Anne;Meyrin\n")
    assert "in doubt" not in registered(path).table("only").facts


@pytest.mark.parametrize(
    ("codec", "text", "is_sure"),
    [
        ("shift_jis", "氏名,住所,電話\n山田太郎,東京都千代田区,1\n鈴木花子,大阪府大阪市,2\n", False),
        ("gb18030", "姓名,地址\n王小明,北京市\n", False),
        ("cp1251", "Имя,Город\nИванов,Москва\n", False),
        ("iso-8859-7", "Όνομα,Πόλη\nΠαπαδόπουλος,Αθήνα\n", False),
        ("cp1252", "Nom,Ville\nLefèvre,Besançon\nNuñez,Genève\n", True),
        ("cp1250", "Jméno,Město\nDvořák,Plzeň\nŽižka,Říčany\n", True),
        ("mac-roman", "Nom,Ville\nZoë,Genève\nMüller,Zürich\n", True),
    ],
)
def test_an_encoding_of_no_language_of_europe_is_in_doubt(
    registered: Register, tmp_path: Path, codec: str, text: str, is_sure: bool
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(codec))
    assert ("--encoding" not in registered(path).table("t").facts.get("in doubt", "")) is is_sure
    assert "in doubt" not in registered(path, encoding=codec).table("t").facts


def test_csv_titles_missing_and_repeated(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Name;name;Name;\nAnn;x;y;1\nBob;x;z;2\n")
    delivery = registered(path)
    assert columns(delivery, "t") == ["Name", "name", "Name_2", "column_4"]
    assert cells(delivery, "t") == [("Ann", "x", "y", "1"), ("Bob", "x", "z", "2")]


def test_csv_rows_that_cannot_be_split_are_told_with_their_text(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('id;name\n1;Ann\n2;Bob;too;many\n3;"line\nend"\n4;Eve\n')
    delivery = registered(path)
    assert cells(delivery, "t") == [("1", "Ann"), ("3", "line\nend"), ("4", "Eve")]
    assert delivery.table("t").rejected == delivery.rejected == 1
    (row,) = delivery.rejected_rows()
    assert (row.table, row.file, row.place, row.text) == ("t", "t.csv", "row 3", "2;Bob;too;many")


def test_a_mark_at_the_end_of_every_line_is_no_separator(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,name;\n1,Ann;\n2,Bob;\n")
    assert cells(registered(path), "t") == [("1", "Ann;"), ("2", "Bob;")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    # no separators: a cell with a line end and as many of them as the header is taken for rows that a stray quote ate
    rows=st.lists(st.lists(st.text(st.sampled_from('ab"é \n'), max_size=6), min_size=3, max_size=3), max_size=5),
    separator=st.sampled_from([";", ",", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_what_is_written_comes_back(
    tmp_path: Path, rows: list[list[str]], separator: str, line_end: str, encoding: str
) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    told = [["first", "second", "third"], *rows]
    text = line_end.join(separator.join(map(quoted, row)) for row in told) + line_end
    path = tmp_path / "any.csv"
    path.write_bytes(text.encode(encoding))
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    options = any_csv.SourceOptions(encoding=encoding, separator=separator, header=1)
    reader = any_csv.open_reader(path, scratch, options)
    read = [tuple(row.values()) for batch in reader.batches("any") for row in batch.to_pylist()]
    assert read == [tuple(cell or None for cell in row) for row in rows if any(cell.strip() for cell in row)]
    assert not list(reader.rejected())


def test_workbook(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        padded, date = book.add_format({"num_format": "00000"}), book.add_format({"num_format": "dd/mm/yy"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet("Clients")
        sheet.write(0, 0, "List of our clients")
        for column, title in enumerate(["NPA", "Name", "Name", "Since", "Seen", "Share"]):
            sheet.write(2, column, title)
        sheet.write_number(3, 0, 1201, padded)
        sheet.write(3, 1, "Ann")
        sheet.write_datetime(3, 3, datetime.datetime(2024, 2, 29), date)
        sheet.write_datetime(3, 4, datetime.datetime(2024, 2, 29, 18, 30), moment)
        sheet.write_number(3, 5, 1234.5, book.add_format({"num_format": "#,##0.00"}))
        sheet.write_formula(4, 1, "=1/0", value="#DIV/0!")
        sheet.write(5, 1, "007")
        sheet.write(5, 7, "beyond")
        book.add_worksheet("Empty")
        book.add_worksheet("Hidden").hide()
        book.get_worksheet_by_name("Hidden").write(0, 0, "only")
    delivery = registered(path)
    assert [table.name for table in delivery.tables] == ["Clients", "Hidden"]
    assert columns(delivery, "Clients") == ["NPA", "Name", "Name_2", "Since", "Seen", "Share", "column_7", "column_8"]
    assert cells(delivery, "Clients") == [
        ("01201", "Ann", None, "2024-02-29", "2024-02-29 18:30:00", "1234.5", None, None),
        (None, "#DIV/0!", None, None, None, None, None, None),
        (None, "007", None, None, None, None, None, "beyond"),
    ]
    facts = delivery.table("Clients").facts
    assert (facts["header"], facts["preamble"], facts["error cells"]) == ("3", "List of our clients", "1 #DIV/0!")
    assert delivery.table("Hidden").facts["hidden sheet"] == "yes"


def test_two_workbooks_with_sheets_of_one_name(registered: Register, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    for name in ("a", "b"):
        with xlsxwriter.Workbook(str(folder / f"{name}.xlsx")) as book:
            sheet = book.add_worksheet("Sheet1")
            sheet.write_row(0, 0, ["id", "name"])
            sheet.write_row(1, 0, [1, name])
    delivery = registered(folder)
    assert [table.name for table in delivery.tables] == ["a.Sheet1", "b.Sheet1"]
    assert cells(delivery, "b.Sheet1") == [("1", "b")]
    assert delivery.table("a").name == "a.Sheet1"
    with pytest.raises(Fault):
        delivery.table("Sheet1")


def test_sqlite_with_a_log_and_nothing_run(registered: Register, tmp_path: Path) -> None:
    folder = tmp_path / "db"
    folder.mkdir()
    connection = sqlite3.connect(folder / "old.db")
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"
        'CREATE TABLE "odd ""name" (id INTEGER, f REAL, b BLOB, t TEXT, twice AS (id * 2));'
        "CREATE VIEW v AS SELECT * FROM missing;"
    )
    connection.execute('INSERT INTO "odd ""name" VALUES (9007199254740993, 0.1, ?, ?)', [b"\0\xff", "é\n"])
    connection.execute('INSERT INTO "odd ""name" VALUES (NULL, 1.0, NULL, CAST(? AS TEXT))', [b"Gen\xe8ve"])
    connection.commit()
    delivery = registered(folder)
    connection.close()
    (table,) = delivery.tables
    assert table.name == 'odd "name'
    assert [(column.name, column.declared) for column in table.columns][:2] == [("id", "INTEGER"), ("f", "REAL")]
    assert cells(delivery, table.name) == [("9007199254740993", "0.1", "00ff", "é\n"), (None, "1.0", None, "Genève")]
    assert table.facts == {"generated columns, not read": "twice"}


def test_a_damaged_sqlite_database(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(Fault) as raised:
        registered(path)
    assert raised.value.code == "damaged-sqlite"


def test_parquet(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    table = pa.table(
        {
            "n": pa.array([1, None], pa.int64()),
            "d": pa.array([datetime.date(2024, 2, 29), None]),
            "list": pa.array([[1, 2], None]),
            "b": pa.array([b"\0\xff", None]),
            "t": pa.array([True, None]),
            "word": pa.array(["é", ""]).dictionary_encode(),
        }
    )
    pq.write_table(table, path)
    assert cells(registered(path), "p") == [
        ("1", "2024-02-29", "[1, 2]", "00ff", "true", "é"),
        (None, None, None, None, None, ""),
    ]
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Fault) as raised:
        registered(path)
    assert raised.value.code == "damaged-parquet"


JSON_ROWS = [{"id": 1, "price": 1.50, "tags": ["a", 2], "ok": True, "no": None}, {"name": "é", "id": "x"}]
JSON_CELLS = [("1", "1.5", '["a", 2]', "true", None, None), ("x", None, None, None, None, "é")]


def test_json_lines(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    lines = [json.dumps(JSON_ROWS[0]), "", "[1, 2]", '{"cut": ', json.dumps(JSON_ROWS[1]), '{"a": ' + "[" * 100_000]
    path.write_text("\n".join(lines))
    delivery = registered(path)
    assert columns(delivery, "j") == ["id", "price", "tags", "ok", "no", "name"]
    assert cells(delivery, "j") == JSON_CELLS
    assert [each.place for each in delivery.rejected_rows()] == ["line 3", "line 4", "line 6"]


def test_numbers_of_json_stay_as_they_are_spelled(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text('{"a": 1.50, "b": 12345678901234567890123, "c": 1E5, "a": 2}\n')
    delivery = registered(path)
    assert columns(delivery, "j") == ["a", "b", "c", "a_2"]
    assert cells(delivery, "j") == [("1.50", "12345678901234567890123", "1E5", "2")]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_list(registered: Register, tmp_path: Path, indent: int | None) -> None:
    path = tmp_path / "j.json"
    path.write_text(json.dumps(JSON_ROWS * 3, indent=indent))
    assert cells(registered(path), "j") == JSON_CELLS * 3
    path.write_text(json.dumps(JSON_ROWS, indent=indent)[:-6])
    cut = registered(path)
    assert cells(cut, "j") == [(*JSON_CELLS[0][:5],)]
    assert cut.rejected == 1


XML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<export made="today">
  <clients><client id="1"><name>M\xfcller &amp; Co</name>
    <phone>1</phone><phone>2</phone><home><town>Bern</town></home></client>
  <client id="2"><name/><note>x</note></client></clients>
  <orders><order nr="7">text</order><order nr="8"/></orders>
</export>"""


def test_xml(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(XML.encode("latin-1"))
    delivery = registered(path)
    assert [table.name for table in delivery.tables] == ["client", "order"]
    assert columns(delivery, "client") == ["id", "name", "phone", "phone_2", "home.town", "note"]
    assert cells(delivery, "client") == [
        ("1", "Müller & Co", "1", "2", "Bern", None),
        ("2", None, None, None, None, "x"),
    ]
    assert cells(delivery, "order") == [("7", "text"), ("8", None)]


def test_xml_that_breaks_off(registered: Register, tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text("<a>" + "".join(f"<r><n>{number}</n></r>" for number in range(5)) + "<r><n>5</x></a>")
    delivery = registered(path)
    assert cells(delivery, "r") == [(str(number),) for number in range(5)]
    assert delivery.rejected == 1


LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">]><a><b>&m;</b><b>&m;</b></a>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><b>&x;</b><b/></a>'


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE, "<a>" * 5000, "<a>" + "<b><c>" * 40 + "</c></b>" * 40 + "</a>"])
def test_hostile_xml(registered: Register, tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.xml"
    path.write_text(content)
    with pytest.raises(Fault) as raised:
        registered(path)
    assert raised.value.code == "hostile-xml"


def test_definitions_and_rows_in_two_scripts(registered: Register, tmp_path: Path) -> None:
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "create.sql").write_text("CREATE TABLE people (id INT, name VARCHAR(20));\n")
    (folder / "fill.sql").write_text("INSERT INTO people VALUES (1, 'Ann');\nINSERT INTO people VALUES (2, NULL);\n")
    delivery = registered(folder)
    assert [table.name for table in delivery.tables] == ["people"]
    assert columns(delivery, "people") == ["id", "name"]
    assert cells(delivery, "people") == [("1", "Ann"), ("2", None)]
    assert columns(registered(folder / "fill.sql"), "people") == ["column_1", "column_2"]


@pytest.mark.parametrize("quoted", ["Nyon", '"Nyon"', '"Ny\non"'])
def test_rows_with_too_few_cells_are_told(registered: Register, tmp_path: Path, quoted: str) -> None:
    for last, is_short in (("3;Zoé", True), ('3;"Zo""é"', True), ("3;Zoé;", False), ('3;"Zoé";', False)):
        path = tmp_path / f"clients{is_short}.csv"
        path.write_text(f"ID;NAME;TOWN\n1;Ada;{quoted}\n2;Bob;Genève\n{last}\n", encoding="utf-8")
        table = registered(path).tables[0]
        assert table.rows == 3
        assert ("short rows" in table.facts) is is_short
