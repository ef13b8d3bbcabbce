"""Binary values spelled as text, a whole column at a time: what the readers of native database files share.

Columns come as numpy arrays, with a mask that is true where there is no value; they leave as Arrow strings. Numbers are
spelled plainly (no grouping, no exponent where the type has a scale), dates as ISO 8601 with a space before the time,
fractions of seconds without trailing zeros, bytes as `0x` and capital hexadecimal digits.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Strings: TypeAlias = Any
"""An Arrow array of strings (Arrow has no type hints)."""

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

EPOCH_OF_THE_ERA = 719_162
"""Days from 0001-01-01 to 1970-01-01."""

_LAST_DAY = 2_932_896
_FIRST_DAY = -EPOCH_OF_THE_ERA


def fixed_width(data: Bytes, starts: Integers, width: int) -> Bytes:
    """The `width` bytes at each start, one row each; starts must lie within the data."""
    rows: Bytes = data[starts[:, None] + np.arange(width)]
    return rows


def integers(values: npt.NDArray[Any], absent: Mask | None = None) -> Strings:
    """Whole numbers in decimal."""
    return pc.cast(pa.array(values, mask=absent), pa.string())


def floats(values: npt.NDArray[Any], absent: Mask | None = None) -> Strings:
    """Floating-point numbers by their shortest spelling that reads back equal; whole ones without a point."""
    with np.errstate(invalid="ignore"):
        is_whole = (np.abs(values) < 1e15) & (values == np.trunc(values))
        whole = np.where(is_whole, values, 0).astype(np.int64)
    spelled = pc.cast(pa.array(values), pa.string())
    chosen = pc.if_else(pa.array(is_whole), pc.cast(pa.array(whole), pa.string()), spelled)
    return without(chosen, absent)


def scaled(unscaled: Any, scale: int, absent: Mask | None = None) -> Strings:
    """Integers (numpy, or an Arrow decimal of scale 0) with a point before the last `scale` digits."""
    array = unscaled if isinstance(unscaled, pa.Array) else pa.array(unscaled)
    digits = pc.cast(array, pa.string())
    if scale > 0:
        is_negative = pc.starts_with(digits, "-")
        digits = pc.utf8_lpad(pc.replace_substring(digits, "-", ""), scale + 1, "0")
        whole = pc.utf8_slice_codeunits(digits, 0, -scale)
        fraction = pc.utf8_slice_codeunits(digits, -scale)
        sign = pc.if_else(is_negative, "-", "")
        digits = pc.binary_join_element_wise(pc.binary_join_element_wise(sign, whole, ""), fraction, ".")
    return without(digits, absent)


def decimals(low: npt.NDArray[np.uint64], high: npt.NDArray[np.uint64], is_negative: Mask) -> pa.Array:
    """Integers of 128 bits given as magnitude and sign, as an Arrow decimal of scale 0."""
    zero = np.uint64(0)
    flipped_low = np.where(is_negative, ~low + np.uint64(1), low)
    carry = np.where(is_negative & (low == zero), np.uint64(1), zero)
    flipped_high = np.where(is_negative, ~high + carry, high)
    pairs = np.stack([flipped_low, flipped_high], axis=1)
    return pa.Array.from_buffers(pa.decimal128(38, 0), len(low), [None, pa.py_buffer(np.ascontiguousarray(pairs))])


def dates(days: Integers, absent: Mask | None = None) -> tuple[Strings, Mask]:
    """Days since 1970-01-01 as dates; the mask says which ones no calendar has (they are null)."""
    impossible = (days < _FIRST_DAY) | (days > _LAST_DAY)
    safe = np.where(impossible, 0, days).astype(np.int32)
    hidden = impossible if absent is None else impossible | absent
    present = impossible if absent is None else impossible & ~absent
    return pc.cast(pa.array(safe, pa.date32(), mask=hidden), pa.string()), present


def moments(days: Integers, ticks: Integers, digits: int, absent: Mask | None = None) -> tuple[Strings, Mask]:
    """Days since 1970-01-01 and the time of that day in units of 10 ** -`digits` seconds, as date and time.

    Ticks outside of the day move the date. The mask is that of `dates`.
    """
    per_day = 86_400 * 10**digits
    days, ticks = days + ticks // per_day, ticks % per_day
    impossible = (days < _FIRST_DAY) | (days > _LAST_DAY)
    seconds = np.where(impossible, 0, days) * 86_400 + ticks // 10**digits
    hidden = impossible if absent is None else impossible | absent
    present = impossible if absent is None else impossible & ~absent
    whole = pc.cast(pa.array(seconds, pa.timestamp("s"), mask=hidden), pa.string())
    return _with_fraction(whole, ticks % 10**digits, digits), present


def times(ticks: Integers, digits: int, absent: Mask | None = None) -> Strings:
    """Times of the day in units of 10 ** -`digits` seconds; whole days are taken off."""
    ticks = ticks % (86_400 * 10**digits)
    seconds = (ticks // 10**digits).astype(np.int32)
    whole = pc.cast(pa.array(seconds, pa.time32("s"), mask=absent), pa.string())
    return _with_fraction(whole, ticks % 10**digits, digits)


def _with_fraction(whole: Strings, fraction: Integers, digits: int) -> Strings:
    if digits == 0 or not fraction.any():
        return whole
    spelled = pc.utf8_rtrim(pc.utf8_lpad(pc.cast(pa.array(fraction), pa.string()), digits, "0"), "0")
    return pc.if_else(pa.array(fraction == 0), whole, pc.binary_join_element_wise(whole, spelled, "."))


def guids(raw: Bytes, absent: Mask | None = None) -> Strings:
    """Identifiers of 16 bytes as Microsoft stores and spells them: three little-endian groups, then two as they lie."""
    order = [3, 2, 1, 0, 5, 4, 7, 6, *range(8, 16)]
    digits = np.frombuffer(raw[:, order].tobytes().hex().upper().encode(), np.uint8).reshape(-1, 32)
    spelled = np.full((len(raw), 36), ord("-"), np.uint8)
    spelled[:, [*range(8), *range(9, 13), *range(14, 18), *range(19, 23), *range(24, 36)]] = digits
    return without(_cut(spelled.tobytes(), np.full(len(raw), 36, np.int64)), absent)


def hexadecimal(data: Bytes, starts: Integers, lengths: Integers, absent: Mask | None = None) -> Strings:
    """Ranges of bytes as `0x` and hexadecimal digits."""
    digits = gathered(data, starts, lengths).tobytes().hex().upper().encode()
    spelled = pc.binary_join_element_wise("0x", _cut(digits, lengths * 2), "")
    return without(spelled, absent)


def utf16(data: Bytes, starts: Integers, lengths: Integers, absent: Mask | None = None) -> Strings:
    """Ranges of little-endian UTF-16; halves of pairs that stand alone become U+FFFD."""
    even = lengths - lengths % 2
    return from_units(gathered(data, starts, even).view("<u2"), even // 2, absent)


def latin1(data: Bytes, starts: Integers, lengths: Integers, absent: Mask | None = None) -> Strings:
    """Ranges of bytes that are the first 256 characters of Unicode."""
    return from_units(gathered(data, starts, lengths).astype("<u2"), lengths, absent)


def from_units(units: npt.NDArray[np.uint16], counts: Integers, absent: Mask | None = None) -> Strings:
    """UTF-16 cut into strings of these numbers of units."""
    if not len(units) or units.max() < 0x80:
        return without(_cut(units.astype(np.uint8).tobytes(), counts), absent)
    ends = np.cumsum(counts)
    if ((units & 0xF800) == 0xD800).any():
        raw = units.tobytes()
        cells = zip((ends - counts).tolist(), ends.tolist(), strict=True)
        texts = [raw[2 * start : 2 * end].decode("utf-16-le", "replace") for start, end in cells]
        return pa.array(texts, pa.string(), mask=absent)
    widths = 1 + (units >= 0x80).astype(np.int64) + (units >= 0x800)
    totals = np.concatenate([[0], np.cumsum(widths)])
    text = units.tobytes().decode("utf-16-le").encode()
    return without(_cut(text, totals[ends] - totals[ends - counts]), absent)


def gathered(data: Bytes, starts: Integers, lengths: Integers) -> Bytes:
    """The ranges of bytes one after the other; they must lie within the data."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    taken: Bytes = data[np.repeat(starts - (ends - lengths), lengths) + np.arange(total)]
    return taken


def without(array: Strings, absent: Mask | None) -> Strings:
    """The column with nulls where values are absent."""
    if absent is None or not absent.any():
        return array
    return pc.if_else(pa.array(absent), pa.scalar(None, pa.string()), array)


def _cut(text: bytes, lengths: Integers) -> Strings:
    """One buffer of UTF-8 cut into strings of these lengths in bytes."""
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return pa.StringArray.from_buffers(len(lengths), pa.py_buffer(offsets), pa.py_buffer(text))
