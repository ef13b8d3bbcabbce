"""Any values, written as each engine writes them, are read back: fast path, odd rows and small windows alike."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entracte.sources.sql.escapes import Style, unescape, unescaped
from tests.sources.sql.reading import read_script

Cell = str | None
Rows = list[tuple[Cell, ...]]

_PIECES = [
    "'",
    "''",
    "\\",
    "\\'",
    '"',
    "`",
    "(",
    ")",
    ",",
    "),(",
    ";",
    "--",
    "/*",
    "*/",
    "#",
    "$$",
    "\n",
    "\r\n",
    "\t",
    " ",
    "é",
    "😀",
    "NULL",
]
_texts = (
    st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=3)), max_size=6)
    .map("".join)
    .filter(lambda text: "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text))
)
_rows = st.lists(st.tuples(st.none() | _texts, st.none() | _texts, st.integers().map(str)), min_size=1, max_size=12)


def _mysql(text: str) -> str:
    for old, new in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\x1a", "\\Z")):
        text = text.replace(old, new)
    return f"'{text}'"


def _mysql_double(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '""') + '"'


def _standard(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _national(text: str) -> str:
    return "N" + _standard(text)


def _escape_string(text: str) -> str:
    return "E'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def _alternative(text: str) -> str:
    return _standard(text) if "]'" in text or text.endswith("]") else f"q'[{text}]'"


def _script(head: str, literal: Callable[[str], str], rows: Rows, *, single: bool) -> str:
    def cell(place: int, value: Cell) -> str:
        return "NULL" if value is None else value if place == 2 else literal(value)

    tuples = ["(" + ", ".join(cell(place, value) for place, value in enumerate(row)) + ")" for row in rows]
    insert = "INSERT INTO t (a, b, n) VALUES "
    body = f";\n{insert}".join(tuples) if single else ",\n".join(tuples)
    return f"{head}\n{insert}{body};\n"


_WAYS = {
    "mysql": ("-- MySQL dump\nSET SQL_MODE='x';", _mysql),
    "mysql double": ("-- MySQL dump", _mysql_double),
    "postgresql": ("-- PostgreSQL database dump\nSET client_encoding = 'UTF8';", _standard),
    "postgresql escapes": ("-- PostgreSQL database dump", _escape_string),
    "sql server": ("USE [x]\nGO", _national),
    "oracle": ("SET DEFINE OFF;", _standard),
    "oracle alternative": ("SET DEFINE OFF;", _alternative),
    "sqlite": ("PRAGMA foreign_keys=OFF;", _standard),
}


@pytest.mark.parametrize("way", _WAYS)
@settings(max_examples=40, deadline=None)
@given(rows=_rows, single=st.booleans())
def test_rows_are_read_as_written(way: str, rows: Rows, single: bool) -> None:
    head, literal = _WAYS[way]
    with tempfile.TemporaryDirectory() as folder:
        read = read_script(Path(folder), _script(head, literal, rows, single=single).encode())
    assert read.rejected == []
    assert read.rows["t"] == rows


_BETWEEN = [
    "", "", "", "", "", "", "", "-- 'a remark\n", "CREATE TABLE u (x int);\n", "INSERT INTO u VALUES (1);\n",
    "SET NAMES utf8;\n",
]  # fmt: skip
_ROWS_OF_T = ["(%d,'a')", "(%d, 'a' /* odd */)", "(%d,'a'),(%d,'a')", "(%d,'a;b')"]


@settings(max_examples=40, deadline=None)
@given(data=st.data(), head=st.sampled_from(["INSERT INTO t VALUES ", "INSERT INTO t (n, a) VALUES "]))
def test_a_row_a_statement(data: st.DataObject, head: str) -> None:
    """Statements that are all alike are read together; what is not alike among them is read by itself."""
    numbers: list[str] = []
    script = ["-- MySQL dump\nCREATE TABLE t (n int, a text);\n"]
    for _ in range(data.draw(st.integers(1, 60))):
        row = data.draw(st.sampled_from(_ROWS_OF_T[:1] * 12 + _ROWS_OF_T))
        for _ in range(row.count("%d")):
            row = row.replace("%d", str(len(numbers)), 1)
            numbers.append(str(len(numbers)))
        script.append(f"{head}{row};\n" + data.draw(st.sampled_from(_BETWEEN * 3 + [""] * 30)))
    with tempfile.TemporaryDirectory() as folder:
        read = read_script(Path(folder), "".join(script))
    assert read.rejected == []
    assert [row[0] for row in read.rows["t"]] == numbers
    assert {row[1] for row in read.rows["t"]} <= {"a", "a;b"}
    assert len(read.rows.get("u", [])) == "".join(script).count("INTO u")


def _copied(value: Cell) -> str:
    if value is None:
        return "\\N"
    for old, new in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        value = value.replace(old, new)
    return value


@settings(max_examples=40, deadline=None)
@given(rows=_rows)
def test_copy_blocks_are_read_as_written(rows: Rows) -> None:
    lines = "".join("\t".join(map(_copied, row)) + "\n" for row in rows)
    script = f"SET client_encoding = 'UTF8';\nCOPY t (a, b, n) FROM stdin;\n{lines}\\.\n"
    with tempfile.TemporaryDirectory() as folder:
        read = read_script(Path(folder), script.encode())
    assert (read.rows["t"], read.rejected) == (rows, [])


_escaped_pieces = st.lists(
    st.sampled_from(
        [
            b"a",
            b"''",
            b"\\\\",
            b"\\n",
            b"\\'",
            b"\\%",
            b"\\_",
            b"\\0",
            b"\\x41",
            b"\\101",
            b"\\u00e9",
            b"\\q",
            b"\xc3\xa9",
        ]
    ),
    max_size=8,
).map(b"".join)


@pytest.mark.parametrize("style", list(Style))
@settings(deadline=None)
@given(texts=st.lists(_escaped_pieces, min_size=1, max_size=8))
def test_columns_are_unescaped_as_single_values(style: Style, texts: list[bytes]) -> None:
    assert unescape(pa.array(texts, pa.binary()), style).to_pylist() == [unescaped(text, style) for text in texts]
