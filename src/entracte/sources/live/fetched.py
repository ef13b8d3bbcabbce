"""Rows that a driver gives as Python values, as columns of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

Speller = Callable[[Sequence[Any]], "pa.Array"]
"""Makes a column of text of the values that a driver gives."""


def as_batch(rows: Sequence[Sequence[Any]], names: Sequence[str], spellers: Sequence[Speller]) -> pa.RecordBatch:
    """Rows as a batch of columns of text."""
    import pyarrow as pa

    columns = [speller(values) for speller, values in zip(spellers, zip(*rows, strict=True), strict=True)]
    return pa.record_batch(columns, names=list(names))


def text(values: Sequence[Any]) -> pa.Array:
    """What the server spelled already."""
    import pyarrow as pa

    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:  # half of a surrogate pair, which UTF-16 databases may hold
        return pa.array([_whole(value) for value in values], pa.string())


def prefixed_digits(values: Sequence[Any]) -> pa.Array:
    """Bytes as `0x` and capital hexadecimal digits."""
    import pyarrow as pa

    return pa.array([None if each is None else f"0x{each.hex().upper()}" for each in values], pa.string())


def digits(values: Sequence[Any]) -> pa.Array:
    """Bytes as capital hexadecimal digits."""
    import pyarrow as pa

    return pa.array([None if each is None else each.hex().upper() for each in values], pa.string())


def double(values: Sequence[Any]) -> pa.Array:
    """Floating-point numbers by their shortest spelling that reads back equal."""
    return _floats(values, np.float64)


def single(values: Sequence[Any]) -> pa.Array:
    """The same for those of 32 bits."""
    return _floats(values, np.float32)


def _floats(values: Sequence[Any], kind: Any) -> pa.Array:
    from entracte.sources import spelling

    absent = np.array([each is None for each in values], dtype=bool)
    numbers = np.array([0 if each is None else each for each in values], dtype=kind)
    return spelling.floats(numbers, absent)


def _whole(value: str | None) -> str | None:
    return None if value is None else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
