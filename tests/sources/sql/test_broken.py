"""Scripts that are damaged, cut off or hostile: what is lost is listed, and nothing else is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.sources.sql import recognise, window
from tests.sources.sql.reading import read_script


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        ("(2,'O'Brien','b')", "(2,'O'Brien','b')"),
        ("(2,'rock 'n' roll','b')", "(2,'rock 'n' roll','b')"),
        ("(2,'L' Arche','b')", "(2,'L' Arche','b')"),
        ("(2,'open,'b')", "(2,'open,'b')"),
        ("(2,'a',b')", "(2,'a',b')"),
        ("(2,'a','b'", None),
        ("2,'a','b')", None),
        ("(2,'a','b'))", None),
        ("(2,'a')", "(2,'a')"),
        ("(2,'a','b','c')", "(2,'a','b','c')"),
        ("(2,'a',)", "(2,'a',)"),
        ("(2,'a',now())", "(2,'a',now())"),
        ("garbage", None),
    ],
)
@pytest.mark.parametrize("between", [",\n", ",", ";\nINSERT INTO t (id, a, b) VALUES "])
def test_only_the_broken_row_is_lost(tmp_path: Path, broken: str, text: str | None, between: str) -> None:
    rows = ["(1,'one','(x')", broken, "(3,'it''s','y')", "(4,'four',NULL)"]
    read = read_script(tmp_path, "INSERT INTO t (id, a, b) VALUES " + between.join(rows) + ";\n")
    assert [row for row in read.rows["t"] if row[0] != "2"] == [
        ("1", "one", "(x"),
        ("3", "it's", "y"),
        ("4", "four", None),
    ]
    if text is not None:
        assert [row.text for row in read.rejected] == [text]


def test_a_missing_comma_loses_nothing(tmp_path: Path) -> None:
    read = read_script(tmp_path, "INSERT INTO t VALUES (1,'a') (2,'b'),(3,'c');")
    assert read.rows["t"] == [("1", "a"), ("2", "b"), ("3", "c")]


def test_a_file_that_ends_inside_of_a_row(tmp_path: Path) -> None:
    for cut in ("(2,'b", "(2,", "(", "(2,'b'"):
        read = read_script(tmp_path, f"INSERT INTO t VALUES (1,'a'),{cut}")
        assert read.rows["t"] == [("1", "a")]
        assert [row.text for row in read.rejected] == [cut]


def test_a_copy_block_that_is_cut(tmp_path: Path) -> None:
    read = read_script(
        tmp_path, "SET client_encoding = 'UTF8';\nCOPY t (a, b) FROM stdin;\n1\t2\n3\n4\t5\t6\n7\t8\n9\t1"
    )
    assert read.rows["t"] == [("1", "2"), ("7", "8")]
    assert [(row.place, row.text, row.reason) for row in read.rejected] == [
        ("line 4", "3", "not 2 values"),
        ("line 5", "4\t5\t6", "not 2 values"),
        ("line 7", "9\t1", "the file ends inside of this row"),
    ]


def test_copy_with_windows_line_ends(tmp_path: Path) -> None:
    read = read_script(
        tmp_path, "SET client_encoding = 'UTF8';\r\nCOPY t (a, b) FROM stdin;\r\n1\t2\r\n3\t\\N\r\n\\.\r\n"
    )
    assert read.rows["t"] == [("1", "2"), ("3", None)]


def test_copy_options(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        "SET client_encoding = 'UTF8';\nCOPY t (a, b) FROM stdin WITH DELIMITER '|' NULL AS '';\n1|x\n2|\n\\.\n"
        "COPY u (a) FROM stdin WITH (FORMAT csv);\n\"1\"\n\\.\nCOPY v FROM '/etc/passwd';\nINSERT INTO w VALUES (1);\n",
    )
    assert read.rows == {"t": [("1", "x"), ("2", None)], "u": [], "w": [("1",)]}
    assert [(row.table, row.text) for row in read.rejected] == [("u", '"1"'), ("", "COPY v FROM '/etc/passwd';")]


def test_rows_longer_than_a_row_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement of any length is read; a row that cannot be held is passed over and listed with its beginning."""
    monkeypatch.setattr(window, "BLOCK", 4096)
    monkeypatch.setattr(window, "MAX_HELD", 16384)
    long = "x''y" * 10_000
    read = read_script(
        tmp_path, f"INSERT INTO t VALUES (1,'a'),(2,'{long}'),(3,'b'),(4,({'(' * 30_000}1{')' * 30_000})),(5,'c');"
    )
    assert read.rows["t"] == [("1", "a"), ("3", "b"), ("5", "c")]
    assert [row.text[:12] for row in read.rejected] == ["(2,'x''yx''y", "(4,((((((((("]


def test_small_windows_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the blocks fall: in the middle of strings, comments, heads, line ends and escapes."""
    script = "".join(
        f"-- it's comment {number} (\n/* don't */ INSERT INTO `t one` (`a`, `b`) VALUES ({number},'it\\'s \\\\'),\n"
        f'({number}, "x\'y") ; CREATE TABLE `u{number}` (`a` int);\n'
        for number in range(60)
    )
    script = "-- MySQL dump\n" + script
    (tmp_path / "whole").mkdir()
    whole = read_script(tmp_path / "whole", script)
    assert whole.rows["t one"][:2] == [("0", "it's \\"), ("0", "x'y")]
    assert len(whole.rows["t one"]) == 120
    assert len(whole.tables) == 61
    for size in (61, 64, 100, 257):
        monkeypatch.setattr(window, "BLOCK", size)
        folder = tmp_path / str(size)
        folder.mkdir()
        read = read_script(folder, script)
        assert (read.rows, read.rejected) == (whole.rows, []), size


def test_quotes_and_comments_without_an_end(tmp_path: Path) -> None:
    read = read_script(tmp_path, "INSERT INTO t VALUES (1);\nDELIMITER $$\nINSERT INTO t VALUES (2)$$\n")
    assert (read.rows["t"], read.rejected[0].place) == ([("1",)], "line 2")
    read = read_script(tmp_path, "INSERT INTO t VALUES (1);\n/* no end INSERT INTO t VALUES (2);\n")
    assert (read.rows["t"], read.rejected[0].place) == ([("1",)], "line 2")
    read = read_script(tmp_path, "INSERT INTO t VALUES (1);\nCOMMENT ON t IS 'no end;\nINSERT INTO t VALUES (2);\n")
    assert read.rows["t"] == [("1",), ("2",)]


def test_deep_nesting(tmp_path: Path) -> None:
    deep = "(" * 2000 + "1" + ")" * 2000
    read = read_script(
        tmp_path, f"INSERT INTO t VALUES {deep},(2);\nINSERT INTO t VALUES (UNISTR({'UNISTR(' * 500}'x'{')' * 500}));"
    )
    assert read.rows["t"] == [("2",)]
    assert [row.reason for row in read.rejected] == ["nested too deeply", "nested too deeply"]


def test_a_calculation_that_would_fill_memory_is_not_done(tmp_path: Path) -> None:
    bomb = "replace(" * 30 + "'aaaa'" + ",'a','aaaaaaaaaaaaaaaa')" * 30
    read = read_script(tmp_path, f"INSERT INTO t VALUES ({bomb});\nINSERT INTO t VALUES ('b');")
    assert read.rows["t"] == [("b",)]
    assert read.rejected[0].reason == "the value would be larger than any cell"


def test_many_columns(tmp_path: Path) -> None:
    read = read_script(tmp_path, f"INSERT INTO t VALUES ({','.join(map(str, range(5000)))});")
    assert read.rows["t"][0][4999] == "4999"


def test_no_tables(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="holds no tables") as fault:
        read_script(tmp_path, "SELECT 1;\n")
    assert fault.value.code == "no-tables"


def test_nothing_but_noise(tmp_path: Path) -> None:
    with pytest.raises(Fault):
        read_script(tmp_path, bytes(range(256)) * 100)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"-- MySQL dump 10.13\n", True),
        (b"\n\nINSERT INTO t VALUES (1);", True),
        ("USE [Venue]\r\nGO\r\n".encode("utf-16"), True),
        (b"PGDMP\x01\x0e", True),
        (b"REM INSERTING into T\nSET DEFINE OFF;\n", True),
        (b"id;name\n1;insert into\n", False),
        (b"name,action\nx,insert\n", False),
        (b"%PDF-1.4", False),
        (b"", False),
    ],
)
def test_recognise(tmp_path: Path, head: bytes, expected: bool) -> None:
    path = tmp_path / "file"
    path.write_bytes(head)
    assert recognise(path, head) is expected


def test_a_table_of_a_hundred_thousand_columns_is_refused_at_once(tmp_path: Path) -> None:
    columns = ", ".join(f"c{number} int" for number in range(20_000))
    values = ",".join("1" * 20_000)
    with pytest.raises(Fault, match=r"a table of 20000 columns \(wide\)") as fault:
        read_script(tmp_path, f"CREATE TABLE wide ({columns});\nINSERT INTO wide VALUES ({values});\n")
    assert fault.value.code == "too-many-columns"
