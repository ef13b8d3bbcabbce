"""What oradmp reads, spelled as text as Oracle would: numbers without trailing zeros, dates with their time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from entracte.sources import spelling


def spelled(column: Any) -> Any:
    """An Arrow column as strings."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.cast(pa.string())
    if pa.types.is_decimal128(kind):
        return _decimals(column, kind.scale)
    if pa.types.is_floating(kind):
        absent = np.asarray(column.is_null())
        return spelling.floats(column.fill_null(0).to_numpy(zero_copy_only=False), absent)
    if pa.types.is_timestamp(kind):
        text = column.cast(pa.string())
        return text if kind.unit == "s" else pc.replace_substring_regex(text, r"\.?0+(Z?)$", r"\1")
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return _bytes(column)
    return column.cast(pa.string())


def _decimals(column: Any, scale: int) -> Any:
    whole = pa.Array.from_buffers(pa.decimal128(38, 0), len(column), column.buffers(), offset=column.offset)
    text = spelling.scaled(whole, scale)
    return pc.replace_substring_regex(text, r"\.?0+$", "") if scale > 0 else text


def _bytes(column: Any) -> Any:
    absent = np.asarray(column.is_null())
    lengths = pc.binary_length(column).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    data = np.frombuffer(b"".join(each or b"" for each in column.to_pylist()) or b"\0", np.uint8)
    starts = np.cumsum(lengths) - lengths
    return spelling.hexadecimal(data, starts, lengths, absent)
