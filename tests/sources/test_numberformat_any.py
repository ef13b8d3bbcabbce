"""Whatever a workbook claims as a number and as its format, it is shown as a text and nothing fails."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from entracte.sources.excel.numberformat import typed_cell

CODES = st.text('0#?.,%E+-/@;"\\_*[]<>=$ymdhsAP 12Generalé', max_size=24)
NUMBERS = st.one_of(
    st.floats(allow_nan=True).map(repr),
    st.integers(-(10**40), 10**40).map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.text("0123456789eE+-. ", max_size=12),
)


@settings(max_examples=400, deadline=None)
@given(number=NUMBERS, code=CODES, from_1904=st.booleans())
def test_every_number_is_shown_under_every_format(number: str, code: str, from_1904: bool) -> None:
    assert isinstance(typed_cell(number, code, from_1904=from_1904).displayed, str)


@settings(max_examples=200, deadline=None)
@given(number=st.integers(0, 10**15 - 1), width=st.integers(1, 20))
def test_zeros_are_padded_back(number: int, width: int) -> None:
    assert typed_cell(str(number), "0" * width, from_1904=False).displayed == str(number).zfill(width)
