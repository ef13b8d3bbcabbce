"""Rows as MySQL's text protocol writes them (ProtocolText::ResultsetRow), as columns.

A row is a packet, a value is its length and the bytes that the server prints, so nothing needs escaping and nothing is
asked of the server but the columns. Of the packets that the driver received only the places are noted; then each column
is taken out of all rows at once. This reaches into asyncmy's receive buffer, as the rows that it makes itself cost more
than the server does; the query, the ends of results and errors are asyncmy's part.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Any

import numpy as np

from entracte.sources.sql.columns import taken

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_HEAD = Struct("<I")
"""Before each packet: its length in three bytes, then its number."""
_NULL, _TWO, _THREE, _EIGHT = 0xFB, 0xFC, 0xFD, 0xFE
_LENGTHS = {_TWO: 2, _THREE: 3, _EIGHT: 8}
"""How many bytes say the length of a value that is too long for one."""
_IN_PARTS = 0xFFFFFF
"""So long is a packet that another one continues."""
_BEYOND = bytes(16)
"""So that the length of a value is never looked for beyond the end."""

MOST_BYTES = 2**31 - 1 - len(_BEYOND)
"""As many as Arrow's strings have."""


class BrokenRowsError(RuntimeError):
    """Rows are not of the values that they should have, or longer than anything that can be held."""


class Rows:
    """Rows as they came, from the first to the last."""

    def __init__(self) -> None:
        self.size = 0
        """Bytes that are held."""
        self._pieces: list[bytes] = []
        self._starts: list[int] = []

    def __len__(self) -> int:
        return len(self._starts)

    def add(self, packet: bytes) -> None:
        """Take a packet that is a row."""
        self._starts.append(self.size + _HEAD.size)
        self._hold(bytes(_HEAD.size) + packet)

    def take_received(self, connection: Any, most: int) -> None:
        """Take what rows the driver has received whole, so many at most that there are `most`.

        Stops before whatever else comes: the end of the rows, an error, a packet in parts.
        """
        state = connection._proto
        received, place, end, number = state.buffer, state.pos, state.length, connection._next_seq_id
        at, shift = place, self.size - place
        wanted = most - len(self)
        while wanted > 0 and end - at > _HEAD.size:
            (head,) = _HEAD.unpack_from(received, at)
            length = head & _IN_PARTS
            row = at + _HEAD.size
            if head >> 24 != number or row + length > end or length in {0, _IN_PARTS} or received[row] >= _EIGHT:
                break
            self._starts.append(row + shift)
            at = row + length
            number = (number + 1) & 0xFF
            wanted -= 1
        if at > place:
            self._hold(bytes(memoryview(received)[place:at]))
            state.pos, connection._next_seq_id = at, number

    def last(self) -> Rows:
        """The last row alone."""
        row = Rows()
        piece = self._pieces[-1]
        row.add(piece[self._starts[-1] - (self.size - len(piece)) :])
        return row

    def columns(self, width: int) -> list[pa.Array]:
        """The values of each column, binary. Raises `BrokenRowsError`."""
        if self.size > MOST_BYTES:
            raise BrokenRowsError(f"a row of it has {self.size:,} bytes")
        text = b"".join([*self._pieces, _BEYOND])
        octets = np.frombuffer(text, np.uint8)
        places = np.array(self._starts, np.int64)
        ends = np.append(places[1:] - _HEAD.size, self.size)
        columns = []
        for _ in range(width):
            starts, lengths, null = _values(octets, places)
            if ((lengths < 0) | (lengths > ends - starts)).any():
                raise BrokenRowsError("its rows are cut off")
            places = starts + lengths
            columns.append(taken(text, starts, places, null))
        if (places < ends).any():
            raise BrokenRowsError("its rows have more values than it has columns")
        return columns

    def _hold(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self.size += len(piece)


async def receive(connection: Any, rows: Rows, most: int, size: int) -> bool:
    """Add rows of the running query until there are `most`, or `size` bytes; whether there may be more to come.

    Raises what the driver raises.
    """
    while True:
        rows.take_received(connection, most)
        if len(rows) >= most or rows.size >= size:
            return True
        packet = (await connection.read_packet()).get_all_data()
        if packet[0] == _EIGHT and len(packet) < _IN_PARTS:
            result = connection._result
            result.unbuffered_active, result.connection = False, None
            return False
        rows.add(packet)


def _values(
    octets: NDArray[np.uint8], places: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Where the values begin whose lengths are at these places, how long they are, and which are null."""
    first = octets[places]
    starts = places + 1
    lengths = first.astype(np.int64)
    null = first == _NULL
    if first.max(initial=0) >= _NULL:
        lengths[null] = 0
        for mark, size in _LENGTHS.items():
            long = np.flatnonzero(first == mark)
            told = octets[starts[long, np.newaxis] + np.arange(size)].astype(np.int64)
            lengths[long] = (told << (8 * np.arange(size))).sum(axis=1)
            starts[long] += size
    return starts, lengths, null
