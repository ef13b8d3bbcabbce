"""Formulas that are filled down and to the right; openpyxl's translator is the second opinion."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from entracte.recipe.sheets import letters_of, moved, pieces, relative_rows
from tests.recipe.from_workbook.relative import told_relatively

CORNERS = st.builds(
    lambda fixed_col, col, fixed_row, row: f"{'$' * fixed_col}{letters_of(col)}{'$' * fixed_row}{row}",
    st.booleans(),
    st.integers(20, 900),
    st.booleans(),
    st.integers(20, 90_000),
)
SHEETS = st.sampled_from(["", "Clients!", "'Title codes'!", "'It''s 2'!", "Sheet2!"])
REFERENCES = st.one_of(
    st.builds(lambda sheet, corner: sheet + corner, SHEETS, CORNERS),
    st.builds(lambda sheet, one, other: f"{sheet}{one}:{other}", SHEETS, CORNERS, CORNERS),
)
WORDS = st.sampled_from(['"A1 ""B2"" 7"', "12", "1.5E3", "TRUE", "#N/A", "LOG10(4)", "tax_1"])
FORMULAS = st.lists(st.one_of(REFERENCES, WORDS), min_size=1, max_size=5).map("&".join)


@settings(max_examples=40)
@given(FORMULAS, st.integers(-9, 9), st.integers(-9, 9))
def test_moves_as_openpyxl_does(formula: str, right: int, down: int) -> None:
    origin = "ZZ500"
    target = f"{letters_of(702 + right)}{500 + down}"
    assert "=" + moved(formula, right=right, down=down) == Translator("=" + formula, origin).translate_formula(target)


@settings(max_examples=40)
@given(FORMULAS, st.integers(0, 50), st.integers(1, 50))
def test_the_form_is_the_same_wherever_it_stands(formula: str, right: int, down: int) -> None:
    other = moved(formula, down=down)
    assert re.sub("[0-9]+", "#", other) == re.sub("[0-9]+", "#", formula)
    assert told_relatively(other, 500 + down, 9) == told_relatively(formula, 500, 9)
    assert told_relatively(moved(formula, right=right), 500, 9 + right) == told_relatively(formula, 500, 9)
    moving = relative_rows(formula)
    before, after = (list(map(int, re.findall("[0-9]+", each))) for each in (formula, other))
    assert [new - old for old, new in zip(before, after, strict=True)] == [
        down if place in moving else 0 for place in range(1, len(before) + 1)
    ]


@settings(max_examples=40)
@given(st.text(alphabet="AB12$:!'\"[]#@(),.&+ _é", max_size=40))
def test_the_words_are_the_whole_formula(formula: str) -> None:
    assert "".join(piece.text for piece in pieces(formula)) == formula


@pytest.mark.parametrize(
    ("formula", "moving"),
    [
        ("A1", [1]),
        ("A$1", []),
        ("$A1:B$2", [1]),
        ("A:B", []),
        ("2:$3", [1]),
        ('"A1"&LOG10(B2)', [3]),
        ("T1[[#This Row],[A2]]", []),
    ],
)
def test_which_numbers_are_rows_that_move(formula: str, moving: list[int]) -> None:
    assert relative_rows(formula) == moving


def test_a_reference_beyond_the_sheet_is_none() -> None:
    assert moved("A1+$B$1", down=-1) == "#REF!+$B$1"
    assert moved("XFD1", right=1) == "#REF!"
