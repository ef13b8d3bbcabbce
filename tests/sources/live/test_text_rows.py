"""Rows of MySQL's text protocol come apart as they were, whatever they hold and however they arrive."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from asyncmy.protocol import MysqlPacket
from hypothesis import given
from hypothesis import strategies as st

from entracte.sources.live import text_rows
from entracte.sources.live.text_rows import BrokenRowsError, Rows, receive

Row = list[bytes | None]

LONG = [b"x" * size for size in (250, 251, 252, 253, 254, 255, 256, 65_535, 65_536, 70_000)]
VALUES = st.one_of(
    st.none(), st.binary(max_size=8), st.sampled_from(b"\n\xfa\xfb\xfc\xfd\xfe\xff").map(lambda octet: bytes([octet]))
)
END = b"\xfe\x00\x00\x02\x00"
"""The packet after the last row."""


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    width = draw(st.integers(1, 4))
    values = st.one_of(VALUES, st.sampled_from(LONG)) if draw(st.booleans()) else VALUES
    return draw(st.lists(st.lists(values, min_size=width, max_size=width), min_size=1, max_size=12))


def written(row: Row) -> bytes:
    """A row as a server writes it."""
    return b"".join(b"\xfb" if value is None else told(len(value)) + value for value in row)


def told(length: int) -> bytes:
    """A length as a server writes it."""
    if length < 251:
        return bytes([length])
    return b"\xfc" + length.to_bytes(2, "little") if length < 65_536 else b"\xfd" + length.to_bytes(3, "little")


class Connection:
    """The receiving side of the driver: what comes next is there as far as the network brought it."""

    def __init__(self, packets: list[bytes], arrivals: list[int], first_number: int) -> None:
        self._next_seq_id = first_number
        self._arrivals = list(arrivals)
        self._stream = b"".join(
            len(packet).to_bytes(3, "little") + bytes([(first_number + place) & 0xFF]) + packet
            for place, packet in enumerate(packets)
        )
        self._proto = SimpleNamespace(buffer=bytearray(self._stream), pos=0, length=0)
        self._result = SimpleNamespace(unbuffered_active=True, connection=self)

    async def read_packet(self) -> MysqlPacket:
        proto = self._proto
        size = int.from_bytes(self._stream[proto.pos : proto.pos + 3], "little")
        start = proto.pos + 4
        arrived = self._arrivals.pop(0) if self._arrivals else len(self._stream)
        proto.length = min(max(start + size, proto.length + arrived), len(self._stream))
        assert self._stream[proto.pos + 3] == self._next_seq_id
        self._next_seq_id = (self._next_seq_id + 1) & 0xFF
        proto.pos = start + size
        return MysqlPacket(self._stream[start : proto.pos], "utf8")


def taken_apart(rows: Rows, width: int) -> list[Row]:
    columns = [column.to_pylist() for column in rows.columns(width)]
    return [list(row) for row in zip(*columns, strict=True)]


@given(tables(), st.lists(st.integers(0, 100), max_size=20), st.integers(0, 255), st.integers(1, 5), st.booleans())
def test_rows_come_apart_as_they_were(
    table: list[Row], arrivals: list[int], first_number: int, most: int, are_small: bool
) -> None:
    connection = Connection([*map(written, table), END], arrivals, first_number)
    found: list[Row] = []
    goes_on = True
    while goes_on:
        rows = Rows()
        goes_on = asyncio.run(receive(connection, rows, most, 20 if are_small else 10**9))
        assert len(rows) <= most
        if rows:
            found += taken_apart(rows, len(table[0]))
            assert taken_apart(rows.last(), len(table[0])) == found[-1:]
    assert found == table
    assert (connection._result.unbuffered_active, connection._result.connection) == (False, None)


@pytest.mark.parametrize(
    "packet", [b"\x01a", b"\x01a\x01", b"\x01a\x02b", b"\x01a\x01bc", b"\x01a\xfe" + b"\xff" * 8, b"\x01a\xfd\x01"]
)
def test_rows_of_other_values_than_there_should_be_are_told(packet: bytes) -> None:
    for packets in ([packet], [packet, b"\x01a\x01b"], [b"\x01a\x01b", packet]):
        rows = Rows()
        for each in packets:
            rows.add(each)
        with pytest.raises(BrokenRowsError):
            rows.columns(2)


@pytest.mark.parametrize("length", [2**63 - 1, 2**63 - 8, 2**63, 2**64 - 1, 9, 2**31])
@pytest.mark.parametrize("width", [1, 2])
def test_a_length_that_no_value_can_have_is_told(length: int, width: int) -> None:
    rows = Rows()
    rows.add(b"\xfe" + length.to_bytes(8, "little") + b"abc")
    with pytest.raises(BrokenRowsError):
        rows.columns(width)


def test_more_bytes_than_a_column_can_have_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows()
    rows.add(b"\x03abc")
    assert [column.to_pylist() for column in rows.columns(1)] == [[b"abc"]]
    monkeypatch.setattr(text_rows, "MOST_BYTES", 7)
    with pytest.raises(BrokenRowsError, match="8 bytes"):
        rows.columns(1)
