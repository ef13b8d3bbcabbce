"""The values of a column, from the bytes of a block, spelled as SQL Server displays them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow.compute as pc

from entracte.sources import spelling
from entracte.sources.bacpac.model import ColumnType
from entracte.sources.bacpac.scanning import ABSENT, Starts
from entracte.sources.spelling import Bytes, Integers, Mask, Strings

_EPOCH_1900 = -25_567
_NUMBERS = {"tinyint": "<u1", "bit": "<u1", "smallint": "<i2", "int": "<i4", "bigint": "<i8"}
_FLOATS = {"real": "<f4", "float": "<f8"}
_TEXT = frozenset(("char", "varchar", "nchar", "nvarchar", "sysname", "xml", "text", "ntext"))


def spelled(kind: ColumnType, data: Bytes, starts: Starts, lengths: Integers) -> Strings:
    """The column's values; null where a start is `ABSENT`."""
    absent: Mask = starts == ABSENT
    safe = np.where(absent, 0, starts)
    if kind.name in _TEXT:
        return spelling.utf16(data, safe, lengths, absent)
    if len(starts) == 0 or absent.all():
        return spelling.hexadecimal(data, safe, np.zeros(len(starts), np.int64), absent)
    reader = _READERS.get(kind.name)
    if reader is not None and np.ptp(lengths[~absent]) == 0:
        return reader(kind, data, safe, lengths, absent)
    return spelling.hexadecimal(data, safe, lengths, absent)


def _fixed(data: Bytes, starts: Starts, width: int) -> Bytes:
    """The bytes at each start; starts of nulls may lie near the end, where there are fewer."""
    return spelling.fixed_width(data, np.minimum(starts, max(len(data) - width, 0)), width)


def _number(kind: ColumnType, data: Bytes, starts: Starts, _lengths: Integers, absent: Mask) -> Strings:
    dtype = np.dtype(_NUMBERS[kind.name])
    values = _fixed(data, starts, dtype.itemsize).view(dtype).ravel()
    if kind.name == "bit":
        values = (values != 0).astype(np.uint8)
    return spelling.integers(values, absent)


def _float(kind: ColumnType, data: Bytes, starts: Starts, _lengths: Integers, absent: Mask) -> Strings:
    dtype = np.dtype(_FLOATS[kind.name])
    return spelling.floats(_fixed(data, starts, dtype.itemsize).view(dtype).ravel(), absent)


def _money(_kind: ColumnType, data: Bytes, starts: Starts, _lengths: Integers, absent: Mask) -> Strings:
    """Eight bytes: the high half, then the low half, ten thousandths."""
    halves = _fixed(data, starts, 8).view("<u4").astype(np.uint64)
    return spelling.scaled((halves[:, 0] << np.uint64(32) | halves[:, 1]).view(np.int64), 4, absent)


def _small_money(_kind: ColumnType, data: Bytes, starts: Starts, _lengths: Integers, absent: Mask) -> Strings:
    return spelling.scaled(_fixed(data, starts, 4).view("<i4").ravel().astype(np.int64), 4, absent)


def _decimal(_kind: ColumnType, data: Bytes, starts: Starts, _lengths: Integers, absent: Mask) -> Strings:
    """Precision, scale, sign (1: positive) and 16 bytes of magnitude; every value states its own scale."""
    raw = _fixed(data, starts, 19)
    halves = np.ascontiguousarray(raw[:, 3:]).view("<u8")
    numbers = spelling.decimals(halves[:, 0], halves[:, 1], (raw[:, 2] == 0) & ~absent)
    scales = np.where(absent, raw[~absent][0, 1], raw[:, 1])
    column = None
    for scale in np.unique(scales).tolist():
        one = spelling.scaled(numbers, min(scale, 38), absent)
        column = one if column is None else pc.if_else(scales == scale, one, column)
    return column


def _guid(_kind: ColumnType, data: Bytes, starts: Starts, _lengths: Integers, absent: Mask) -> Strings:
    return spelling.guids(_fixed(data, starts, 16), absent)


def _date(_kind: ColumnType, data: Bytes, starts: Starts, _lengths: Integers, absent: Mask) -> Strings:
    days = _little(_fixed(data, starts, 3)) - spelling.EPOCH_OF_THE_ERA
    return _or_bytes(spelling.dates(days, absent), data, starts, 3)


def _datetime(_kind: ColumnType, data: Bytes, starts: Starts, _lengths: Integers, absent: Mask) -> Strings:
    """Days since 1900 and three hundredths of a second, which SQL Server displays as milliseconds."""
    raw = _fixed(data, starts, 8)
    days = np.ascontiguousarray(raw[:, :4]).view("<i4").ravel().astype(np.int64) + _EPOCH_1900
    thirds = np.ascontiguousarray(raw[:, 4:]).view("<u4").ravel().astype(np.int64)
    return _or_bytes(spelling.moments(days, (thirds * 20 + 3) // 6, 3, absent), data, starts, 8)


def _small_datetime(_kind: ColumnType, data: Bytes, starts: Starts, _lengths: Integers, absent: Mask) -> Strings:
    raw = _fixed(data, starts, 4).view("<u2").astype(np.int64)
    return _or_bytes(spelling.moments(raw[:, 0] + _EPOCH_1900, raw[:, 1] * 60, 0, absent), data, starts, 4)


def _time(kind: ColumnType, data: Bytes, starts: Starts, lengths: Integers, absent: Mask) -> Strings:
    ticks, digits = _ticks(kind, data, starts, lengths, absent)
    return spelling.times(ticks, digits, absent)


def _datetime2(kind: ColumnType, data: Bytes, starts: Starts, lengths: Integers, absent: Mask) -> Strings:
    width = _width(lengths, absent)
    days = _little(_fixed(data, starts + width - 3, 3)) - spelling.EPOCH_OF_THE_ERA
    ticks, digits = _ticks(kind, data, starts, lengths - 3, absent)
    return _or_bytes(spelling.moments(days, ticks, digits, absent), data, starts, width)


def _datetimeoffset(kind: ColumnType, data: Bytes, starts: Starts, lengths: Integers, absent: Mask) -> Strings:
    """A moment of universal time, then the minutes by which the local time is ahead: shown in local time."""
    width = _width(lengths, absent)
    days = _little(_fixed(data, starts + width - 5, 3)) - spelling.EPOCH_OF_THE_ERA
    minutes = _fixed(data, starts + width - 2, 2).view("<i2").ravel().astype(np.int64)
    ticks, digits = _ticks(kind, data, starts, lengths - 5, absent)
    local, impossible = spelling.moments(days, ticks + minutes * 60 * 10**digits, digits, absent)
    zones = np.char.add(
        np.where(minutes < 0, " -", " +"),
        np.char.add(np.char.zfill((np.abs(minutes) // 60).astype("U"), 2), ":"),
    )
    zones = np.char.add(zones, np.char.zfill((np.abs(minutes) % 60).astype("U"), 2))
    return _or_bytes((pc.binary_join_element_wise(local, zones.tolist(), ""), impossible), data, starts, width)


def _ticks(kind: ColumnType, data: Bytes, starts: Starts, lengths: Integers, absent: Mask) -> tuple[Integers, int]:
    """The time of the day, and the digits of its unit.

    Five bytes hold ten millionths of a second whatever the declared scale, as bulk copy writes them; only where they
    are none that this scale can have, and in three or four bytes, they hold units of the scale.
    """
    width = _width(lengths, absent)
    scale = 7 if kind.scale is None else min(kind.scale, 7)
    ticks = _little(_fixed(data, starts, width))
    if width < 5:
        return ticks, scale
    has_units_of_scale = bool((ticks[~absent] % 10 ** (7 - scale)).any())
    return ticks, scale if has_units_of_scale else 7


def _width(lengths: Integers, absent: Mask) -> int:
    """The length of the column's values, which is one for all."""
    return int(lengths[~absent].max())


def _little(raw: Bytes) -> Integers:
    weights = np.array([1 << 8 * byte for byte in range(raw.shape[1])], np.int64)
    total: Integers = raw.astype(np.int64) @ weights
    return total


def _or_bytes(spelled_dates: tuple[Strings, Mask], data: Bytes, starts: Starts, width: int) -> Strings:
    """Dates; the bytes of those that no calendar has, so that nothing is lost."""
    column, impossible = spelled_dates
    if not impossible.any():
        return column
    lengths = np.full(len(starts), width, np.int64)
    raw = spelling.hexadecimal(data, np.minimum(starts, max(len(data) - width, 0)), lengths)
    return pc.if_else(impossible, raw, column)


_Reader = Callable[[ColumnType, Bytes, Starts, Integers, Mask], Strings]
_READERS: dict[str, _Reader] = {
    **dict.fromkeys(_NUMBERS, _number), **dict.fromkeys(_FLOATS, _float),
    "money": _money, "smallmoney": _small_money, "decimal": _decimal, "numeric": _decimal,
    "uniqueidentifier": _guid, "date": _date, "datetime": _datetime, "smalldatetime": _small_datetime,
    "time": _time, "datetime2": _datetime2, "datetimeoffset": _datetimeoffset,
}  # fmt: skip
