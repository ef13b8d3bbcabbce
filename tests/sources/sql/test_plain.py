"""What Arrow splits is what our own columns make of the same text: rows of INSERTs and lines of COPY blocks."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entracte.sources.sql import copying
from entracte.sources.sql.columns import Spans, copied_column, literal_column
from entracte.sources.sql.dialect import Dialect
from entracte.sources.sql.grammar import Grammar
from entracte.sources.sql.literals.evaluation import style_of
from entracte.sources.sql.plain_lines import plain_lines
from entracte.sources.sql.plain_rows import plain_columns
from entracte.sources.sql.structure import structure_of

_GRAMMARS = {
    "mysql": Grammar(Dialect.MYSQL, backslash=True),
    "postgresql": Grammar(Dialect.POSTGRESQL),
    "old postgresql": Grammar(Dialect.POSTGRESQL, backslash=True),
    "sql server": Grammar(Dialect.SQLSERVER),
}
_PLAIN = [
    "'a'", "'it''s'", "''", "'NULL'", "'a,b'", "'),('", "'\r\n'", "'x\ny'", "'é😀'", "N'a'", "n'it''s'", "NULL", "null",
    "12", "-1.50", "+3e4", "' '", " 'a'", "NULL ", "\n\t7", "'\"'", "'\x1f'", "'\ufeff'",
]  # fmt: skip
_ESCAPED = ["'\\''", "'\\\\'", "'\\n\\0\\Z'", "'\\%'", "'\\_'", "'\\q'", "'\\x41'", "'\\101'", "1\\2"]
_OTHERS = [
    "NuLl", "0x41", "now()", "f(1,2)", "'a' 'b'", "'a'||'b'", "E'x'", "DEFAULT", "TRUE", "", "  ", "1 2", "_utf8'a'",
    "CAST('a' AS x)", "a\\b", "1,2", "1\r2", "1\n2", "'a'::text", "'a' COLLATE x",
]  # fmt: skip
_BETWEEN = [",", ",\n", ", ", ";\nINSERT INTO t VALUES ", ";\r\nINSERT INTO t (a, b, c) VALUES\n  ", ";\n--'\n"]
_cells = st.one_of(*map(st.sampled_from, (_PLAIN, _PLAIN, _ESCAPED, _OTHERS)))


@st.composite
def _stretches(draw: st.DrawFn) -> str:
    """Rows of three columns, of which each has a few spellings: so that some columns are plain and some are not."""
    spellings = [draw(st.lists(_cells, min_size=1, max_size=3)) for _ in range(3)]
    rows = draw(st.lists(st.tuples(*map(st.sampled_from, spellings)), min_size=1, max_size=9))
    text = "".join(draw(st.sampled_from(_BETWEEN)) + "(" + ",".join(row) + ")" for row in rows)
    return draw(st.sampled_from(["", "x\n", "(a,b)"])) + text + draw(st.sampled_from(["", ";\n"]))


@pytest.mark.parametrize("name", _GRAMMARS)
@settings(max_examples=150, deadline=None)
@given(stretch=_stretches())
def test_plain_columns_are_those_read_literal_by_literal(name: str, stretch: str) -> None:
    grammar, text = _GRAMMARS[name], stretch.encode()
    structure = structure_of(text, grammar)
    widths = structure.last - structure.first
    groups = np.flatnonzero((widths == 3) & ~structure.odd)
    if not len(groups):
        return
    columns = plain_columns(text, structure, groups, [False] * 3, style_of(grammar))
    for place, values in enumerate(columns or ()):
        before = structure.first[groups] + place
        counts = [
            each[before + 1] - each[before] for each in (structure.quotes, structure.strings, structure.backslashes)
        ]
        spans = Spans(text, structure.borders[before] + 1, structure.borders[before + 1], *counts)
        if values is not None:
            slowly = literal_column(spans, grammar)
            assert slowly.unreadable is None
            assert values.to_pylist() == slowly.values.to_pylist()


@pytest.mark.parametrize(
    ("rows", "plain"),
    [
        ("(1,'a',NULL),(2,'it''s',null)", [True, True, True]),
        ("(1, N'a', 2), (2, N'b', NULL)", [True, True, True]),
        ("(1,'a\\'b',-2.5);\nINSERT INTO t VALUES (2,'c\\nd',1e3)", [True, True, True]),
        ("(0x41,'a',1),(2,'b',now())", [False, True, False]),
        ("(1,'a' 'b',1),(2,'b',2)", [True, False, True]),
    ],
)
def test_what_is_plain_is_split_by_arrow(rows: str, plain: list[bool]) -> None:
    """Otherwise all would be right, and slow."""
    text, grammar = rows.encode(), _GRAMMARS["mysql"]
    structure = structure_of(text, grammar)
    columns = plain_columns(text, structure, np.arange(2), [False] * 3, style_of(grammar))
    assert columns is not None
    assert [values is not None for values in columns] == plain


_values = st.lists(
    st.sampled_from(["a", "\\N", "\\\\", "\\t", "\\n", "\\x41", "é", "", " ", "'", '"', "\ufeff", "\r", "NULL", "\\"]),
    max_size=3,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(
    lines=st.lists(st.lists(_values, min_size=1, max_size=3).map("\t".join), min_size=1, max_size=5),
    ending=st.sampled_from(["\n", "\r\n"]),
    octet=st.sampled_from([b"", b"\xff"]),
)
def test_plain_lines_are_those_read_value_by_value(lines: list[str], ending: str, octet: bytes) -> None:
    width = lines[0].count("\t") + 1
    text = octet + "".join(line + ending for line in lines).encode()
    columns = plain_lines(memoryview(text), width, b"\t", b"\\N")
    if columns is None:
        return
    found = copying._Lines.of(text, b"\t")
    assert (found.last - found.first == width).all()
    slowly = [copied_column(found.spans(found.first, place, text), b"\\N") for place in range(width)]
    assert [column.values.to_pylist() for column in columns] == [column.values.to_pylist() for column in slowly]
    assert [column.repaired for column in columns] == [column.repaired for column in slowly]


@pytest.mark.parametrize(
    ("text", "null", "values"),
    [
        (b"1\ta\n2\t\\N\n", b"\\N", [["1", "2"], ["a", None]]),
        (b"1\ta\r\n2\t\\N\r\n", b"\\N", [["1", "2"], ["a", None]]),
        (b"1\t\n2\tx\\ty\n", b"", [["1", "2"], [None, "x\ty"]]),
    ],
)
def test_plain_lines_are_split_by_arrow(text: bytes, null: bytes, values: list[list[str | None]]) -> None:
    columns = plain_lines(memoryview(text), 2, b"\t", null)
    assert columns is not None
    assert [column.values.to_pylist() for column in columns] == values
    assert all(pa.types.is_string(column.values.type) for column in columns)
