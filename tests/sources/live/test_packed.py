"""Rows packed by a server come apart as they were, whatever characters they hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entracte.sources.live.packed import NOTHING, VALUE_END, UnevenRowsError, split

VALUES = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.text(st.sampled_from("\n\r\x1f\x1e\x1d\x00\ufeff\t\"'\\,;N"), max_size=5),
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str | None]]:
    width = draw(st.integers(1, 4))
    return draw(st.lists(st.lists(VALUES, min_size=width, max_size=width), min_size=1, max_size=12))


def packed(row: list[str | None]) -> bytes:
    """What the server's CONCAT_WS gives."""
    return bytes([VALUE_END]).join(bytes([NOTHING]) if each is None else each.encode() for each in row)


@given(tables())
def test_packed_rows_come_apart_as_they_were(rows: list[list[str | None]]) -> None:
    columns = split([packed(row) for row in rows], len(rows[0]))
    values = [[None if each is None else each.decode() for each in column.to_pylist()] for column in columns]
    assert [list(row) for row in zip(*values, strict=True)] == rows


def test_a_row_with_a_value_too_many_is_told() -> None:
    with pytest.raises(UnevenRowsError):
        split([packed(["a", "b"]), packed(["a", "b", "c"])], 2)
