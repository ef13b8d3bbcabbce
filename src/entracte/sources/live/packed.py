"""Rows that a server packed into one value each, as columns.

The server joins the values of a row with bytes that UTF-8 never has (`VALUE_END`, `NOTHING` for null), so that nothing
needs escaping and the driver handles one value a row. Here one pass over the bytes turns those into control characters,
and control characters of the data into bytes that UTF-8 never has; then Arrow's CSV parser splits it; then the data's
own control characters are put back.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

VALUE_END = 0xFF
NOTHING = 0xFE
_ROW_END = 0xFD
_UNIT, _NULL, _LINE, _RETURN = 0x1F, 0x1E, 0x0A, 0x0D
_PARKED = {_UNIT: 0xF8, _NULL: 0xF9, _LINE: 0xFA, _RETURN: 0xFB}
_MEANT = {VALUE_END: _UNIT, NOTHING: _NULL, _ROW_END: _LINE}
_FIRST_LINE = b"-"
"""Arrow takes a byte order mark off the beginning of the text: it must not be a value's."""


class UnevenRowsError(ValueError):
    """A row has not as many values as there are columns: its bytes are not UTF-8."""


def split(rows: Sequence[bytes], width: int) -> list[pa.Array]:
    """The columns (strings) of packed rows. Raises `UnevenRowsError`."""
    import pyarrow as pa
    from pyarrow import csv

    if not rows:
        return [pa.array([], pa.binary())] * width
    packed = bytes([_ROW_END]).join([_FIRST_LINE, *rows, b""])
    is_parked = any(bytes([each]) in packed for each in _PARKED)
    names = [str(place) for place in range(width)]
    text = packed.translate(_forth())
    try:
        table = csv.read_csv(
            pa.BufferReader(text),
            read_options=csv.ReadOptions(column_names=names, skip_rows=1, block_size=len(text) + 1),
            parse_options=csv.ParseOptions(
                delimiter=chr(_UNIT),
                quote_char=False,
                double_quote=False,
                escape_char=False,
                newlines_in_values=False,
                ignore_empty_lines=False,
            ),
            convert_options=csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(names, pa.binary()),
                null_values=[chr(_NULL)],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        raise UnevenRowsError(str(error)) from error
    if table.num_rows != len(rows):
        raise UnevenRowsError(f"{len(rows)} rows became {table.num_rows}")
    columns = [pa.concat_arrays(column.chunks) if column.num_chunks != 1 else column.chunk(0) for column in table]
    return [_restored(column) for column in columns] if is_parked else columns


def _restored(column: Any) -> Any:
    """A column with the data's own control characters: as many bytes as before, so only the bytes are new."""
    import pyarrow as pa

    if column.buffers()[2] is None:
        return column
    validity, offsets, data = column.buffers()
    restored = pa.py_buffer(data.to_pybytes().translate(_back()))
    return pa.Array.from_buffers(column.type, len(column), [validity, offsets, restored], offset=column.offset)


@cache
def _forth() -> bytes:
    table = bytearray(range(256))
    for octet, stands_for in (_MEANT | _PARKED).items():
        table[octet] = stands_for
    return bytes(table)


@cache
def _back() -> bytes:
    table = bytearray(range(256))
    for octet, parked in _PARKED.items():
        table[parked] = octet
    return bytes(table)
