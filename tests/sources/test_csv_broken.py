"""Rows that cannot be split: each costs itself only, and is told with its text (D65)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Read

HEADER = "INSTITUTION;CONTACT_NR;LASTNAME;REMARK"
ReadOne = Callable[..., Read]


@pytest.fixture
def read_lines(tmp_path: Path, read_one: ReadOne) -> Callable[..., Read]:
    def read(*lines: str, header: str = HEADER, **options: str) -> Read:
        path = tmp_path / "contact.csv"
        path.write_bytes("\n".join([header, *lines, ""]).encode())
        return read_one(path, **options)

    return read


def numbers(read: Read) -> list[object]:
    return [row["CONTACT_NR"] for row in read.rows]


def test_an_open_quote_costs_its_line_only(read_lines: ReadOne) -> None:
    read = read_lines("H;1;Kerr;", 'H;2;"Moor;', "H;3;Lang;", "H;4;Roux;")
    assert numbers(read) == ["1", "3", "4"]
    assert [row["row"] for row in read.rows] == [2, 4, 5]
    assert read.unreadable == [(3, "broken-quotes", 'H;2;"Moor;')]
    assert read.findings == [(3, None, "broken-quotes", 'H;2;"Moor;', None)]
    assert read.file.rows == 4


def test_an_open_quote_is_not_closed_by_the_next_quoted_cell(read_lines: ReadOne) -> None:
    read = read_lines('H;1;"Moor;', "H;2;Lang;", 'H;3;"Roux";x', 'H;4;"a;b";"two\nlines"', "H;5;Ray;")
    assert numbers(read) == ["2", "3", "4", "5"]
    assert [row["row"] for row in read.rows] == [3, 4, 5, 6]
    assert [problem[:2] for problem in read.unreadable] == [(2, "broken-quotes")]


def test_rows_swallowed_by_two_stray_quotes_come_back(read_lines: ReadOne) -> None:
    """From quote to quote everything would be one correct cell; but its lines are rows of their own."""
    read = read_lines('H;1;"Moor;', "H;2;Lang;", "H;3;Roux;", 'H;4;Ray";x', "H;5;Wolf;")
    assert numbers(read) == ["2", "3", "4", "5"]
    assert read.rows[2]["LASTNAME"] == 'Ray"'
    assert [problem[:2] for problem in read.unreadable] == [(2, "broken-quotes")]


def test_text_after_a_closing_quote_costs_its_line(read_lines: ReadOne) -> None:
    read = read_lines('H;1;"Moor"x;', "H;2;Lang;")
    assert numbers(read) == ["2"]
    assert read.codes() == ["broken-quotes"]


def test_a_quote_inside_an_unquoted_cell_is_a_character(read_lines: ReadOne) -> None:
    read = read_lines('H;1;O"Neill;5" nails', "H;2;Lang;")
    assert [(row["LASTNAME"], row["REMARK"]) for row in read.rows] == [('O"Neill', '5" nails'), ("Lang", None)]
    assert read.codes() == []


def test_blanks_around_quotes_are_forgiven(read_lines: ReadOne) -> None:
    read = read_lines('H;1; "Kerr; Ada" ;x', 'H;2;"Lang" ;', 'H;3;"open;')
    assert [row["LASTNAME"] for row in read.rows] == ["Kerr; Ada", "Lang"]


def test_a_long_row_is_told_with_its_number_of_cells(read_lines: ReadOne) -> None:
    read = read_lines("H;1;Kerr;a;b;c", "H;2", "H;3;Roux;")
    assert numbers(read) == ["2", "3"]
    assert read.rows[0]["REMARK"] is None
    assert read.findings == [(2, None, "too-many-cells", "H;1;Kerr;a;b;c", "6")]


def test_many_broken_quotes_each_cost_one_line(read_lines: ReadOne) -> None:
    lines = [f'H;{number};"Moor;' if number % 3 == 0 else f"H;{number};Lang;" for number in range(300)]
    read = read_lines(*lines)
    assert len(read.rows) == 200
    assert len(read.unreadable) == 100
    assert read.file.rows == 300


def test_an_open_quote_before_a_long_rest_is_given_up(read_lines: ReadOne) -> None:
    """What follows an open quote is a cell no longer where a cell could not be that long."""
    read = read_lines('H;1;"Moor;', *(f"H;{number};{'x' * 90};" for number in range(2, 1000)))
    assert len(read.rows) == 998
    assert read.codes() == ["broken-quotes"]


def test_a_cell_too_large_is_shortened_in_the_finding(read_lines: ReadOne) -> None:
    read = read_lines(f"H;1;{'x' * 32_768};", f"H;2;{'é' * 32_767};", f'H;3;"{"y" * 200_000}";')
    assert numbers(read) == ["2"]
    assert read.findings == [
        (2, "LASTNAME", "cell-too-large", "x" * 200, "32768"),
        (4, None, "cell-too-large", f'H;3;"{"y" * 195}', "200007"),
    ]


def test_a_line_too_long_to_be_held_is_told_by_its_beginning(tmp_path: Path, read_one: ReadOne) -> None:
    path = tmp_path / "contact.csv"
    with path.open("w") as out:
        out.write(f"{HEADER}\nH;1;Kerr;\nH;2;Moor;")
        for _ in range(50):
            out.write("x" * 1024 * 1024)
        out.write("\nH;3;Lang;\n")
    read = read_one(path)
    assert numbers(read) == ["1", "3"]
    assert [row["row"] for row in read.rows] == [2, 4]
    assert [(finding[0], finding[1], finding[2]) for finding in read.findings] == [(3, "REMARK", "cell-too-large")]
    assert len(str(read.findings[0][3])) == 200
