"""What a writer of CSV wrote is what is read, by either way, whatever the dialect and the contents."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from entracte.engine import Engine
from entracte.sources.csv import Layout, head_rows, load_rows, loading, open_text

QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ALPHABET = 'ab7;,|\t"\n\r é€ \u00a0\ufdd0\u2028'
SEPARATORS = st.sampled_from([";", "\t", "|", ","])


def tables(alphabet: str) -> st.SearchStrategy[list[list[str]]]:
    cells = st.text(alphabet, max_size=9)
    return st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8)
    )


def is_blank(row: list[str]) -> bool:
    return not "".join(row).strip(" \t\r\n\u00a0")


def written(rows: list[list[str]], separator: str, line_end: str, quoting: int) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows(rows)
    return out.getvalue()


def looks_swallowed(row: list[str], separator: str) -> bool:
    """The one documented exception: a cell of several lines that look like rows of the file themselves."""
    lines = written([row], separator, "", csv.QUOTE_MINIMAL).split("\n")
    return len(row) > 2 and sum(line.count(separator) == len(row) - 1 for line in lines) > 1


def read_back(engine: Engine, content: bytes, separator: str, encoding: str | None) -> tuple[list, list, bool]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "written.csv"
        path.write_bytes(content)
        text = open_text(path, Path(folder) / "copy", encoding)
        assert text is not None
        header = head_rows(text, separator, 1)[0]
        loaded = load_rows(engine, text, Layout(separator, header, list(header.cells)), "exact", "exact_problems")
        return engine.rows("FROM exact"), engine.rows("FROM exact_problems"), loaded.mended


def expected(rows: list[list[str]]) -> list[tuple[object, ...]]:
    return [(number, *(cell or None for cell in row)) for number, row in enumerate(rows, 2) if not is_blank(row)]


@QUICK
@given(
    rows=tables(ALPHABET),
    separator=SEPARATORS,
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    last_line_ends=st.booleans(),
)
def test_what_was_written_is_read_back(
    engine: Engine,
    rows: list[list[str]],
    separator: str,
    line_end: str,
    quoting: int,
    encoding: str,
    last_line_ends: bool,
) -> None:
    if quoting == csv.QUOTE_MINIMAL and line_end == "\n":  # the writer of Python 3.11 leaves a bare CR unquoted then
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    assume(not any(looks_swallowed(row, separator) for row in rows))
    header = [f"c{place}" for place in range(len(rows[0]))]
    content = written([header, *rows], separator, line_end, quoting)
    content = content if last_line_ends else content.removesuffix(line_end)
    table, problems, _ = read_back(engine, content.encode(encoding), separator, encoding)
    assert problems == []
    assert table == expected(rows)


@QUICK
@given(rows=tables('ab7;,|\t" é€\u00a0'), separator=SEPARATORS, line_end=st.sampled_from(["\n", "\r\n"]))
def test_both_ways_read_the_same(engine: Engine, rows: list[list[str]], separator: str, line_end: str) -> None:
    header = [f"c{place}" for place in range(len(rows[0]))]
    content = written([header, *rows], separator, line_end, csv.QUOTE_MINIMAL).encode()
    quick = read_back(engine, content, separator, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "_load_clean", lambda *_: None)
        careful = read_back(engine, content, separator, None)
    assert careful[2]
    assert quick[:2] == careful[:2] == (expected(rows), [])


@QUICK
@given(
    rows=st.lists(
        st.tuples(st.text('ab"; é', max_size=8), st.text('ab"; é', max_size=8), st.sampled_from(["", ";x", '"', "\r"])),
        max_size=12,
    )
)
def test_no_row_is_lost_whatever_stands_in_the_lines(engine: Engine, rows: list[tuple[str, str, str]]) -> None:
    """Every line carries a number of its own; each is found again, in the table or in the text of a problem."""
    lines = [f"<{number}>{first};{second}{third}" for number, (first, second, third) in enumerate(rows)]
    content = "\n".join(["one;two;three", *lines]).encode()
    table, problems, _ = read_back(engine, content, ";", None)
    told = "".join(str(cell) for row in table for cell in row[1:]) + "".join(str(row[3]) for row in problems)
    assert all(told.count(f"<{number}>") == 1 for number in range(len(rows)))
    numbers = [row[0] for row in table] + [row[0] for row in problems]
    assert len(set(numbers)) == len(numbers)


def test_a_clean_file_is_read_as_it_stands(engine: Engine) -> None:
    table, problems, mended = read_back(engine, b'a;b\n1;"x;y"\n2\n;\n3;4\n\n', ";", None)
    assert not mended
    assert problems == []
    assert table == [(2, "1", "x;y"), (3, "2", None), (5, "3", "4")]


def test_blank_lines_and_cells_of_several_lines_count_as_excel_counts(engine: Engine) -> None:
    content = 'a;b\n\n1;"one\ntwo\n\nthree"\n   \n2;x\n"";""\n3;y\n'
    table, problems, mended = read_back(engine, content.encode(), ";", None)
    assert mended
    assert problems == []
    assert table == [(3, "1", "one\ntwo\n\nthree"), (5, "2", "x"), (7, "3", "y")]


def test_line_ends_may_be_mixed_and_macintosh(engine: Engine) -> None:
    assert read_back(engine, b"a;b\r\n1;2\n3;4\r\n", ";", None)[0] == [(2, "1", "2"), (3, "3", "4")]
    assert read_back(engine, b'a;b\r1;2\r3;"4\r5"\r', ";", None)[0] == [(2, "1", "2"), (3, "3", "4\r5")]
    assert read_back(engine, b"a;b\n1;2\r3;4\n", ";", None)[0] == [(2, "1", "2"), (3, "3", "4")]


def test_nul_bytes_stay_in_their_cell(engine: Engine) -> None:
    assert read_back(engine, b"a;b\n1;x\0y\n2;z\n", ";", None)[0] == [(2, "1", "x\0y"), (3, "2", "z")]
