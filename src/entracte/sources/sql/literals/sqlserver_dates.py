"""Dates that SQL Server's scripts hold in binary: `CAST(0x0000A5F100C5C100 AS DateTime)`."""

from __future__ import annotations

import datetime

_EPOCH = datetime.datetime(1900, 1, 1)
_FIRST_DAY = datetime.date(1, 1, 1)


def binary_date(hexadecimal: str, kind: str) -> str | None:
    """The date that the bytes of a `CAST(0x... AS kind)` mean, in ISO spelling; None where they mean none."""
    try:
        value = bytes.fromhex(hexadecimal)
        reader = {"datetime": _datetime, "smalldatetime": _smalldatetime, "date": _date}.get(kind)
        if reader is None:
            return _with_scale(value, kind)
        return reader(value)
    except (ValueError, OverflowError):
        return None


def _datetime(value: bytes) -> str:
    """Days since 1900 and three-hundredths of a second since midnight, big-endian."""
    days, ticks = int.from_bytes(value[:4], "big", signed=True), int.from_bytes(value[4:8], "big")
    moment = _EPOCH + datetime.timedelta(days=days, milliseconds=round(ticks * 10 / 3))
    return moment.isoformat(" ", "milliseconds")


def _smalldatetime(value: bytes) -> str:
    """Days since 1900 and minutes since midnight."""
    days, minutes = int.from_bytes(value[:2], "big"), int.from_bytes(value[2:4], "big")
    return (_EPOCH + datetime.timedelta(days=days, minutes=minutes)).isoformat(" ", "seconds")


def _date(value: bytes) -> str:
    """Days since the year 1, little-endian in three bytes."""
    return _day(value[:3]).isoformat()


def _with_scale(value: bytes, kind: str) -> str | None:
    """Time, datetime2 and datetimeoffset: a byte of scale, ticks of that scale, three bytes of days, two of offset."""
    if kind not in {"time", "datetime2", "datetimeoffset"}:
        return None
    scale, rest = value[0], value[1:]
    offset, days = b"", b""
    if kind == "datetimeoffset":
        rest, offset = rest[:-2], rest[-2:]
    if kind != "time":
        rest, days = rest[:-3], rest[-3:]
    seconds, fraction = divmod(int.from_bytes(rest, "little"), 10**scale)
    moment = datetime.datetime.combine(_day(days) if days else _FIRST_DAY, datetime.time()) + datetime.timedelta(
        seconds=seconds
    )
    minutes = int.from_bytes(offset, "little", signed=True) if offset else 0
    moment += datetime.timedelta(minutes=minutes)  # the bytes hold universal time
    text = f"{moment:%H:%M:%S}" if kind == "time" else moment.isoformat(" ", "seconds")
    if scale:
        text += f".{fraction:0{scale}d}"
    if offset:
        text += f" {'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return text


def _day(value: bytes) -> datetime.date:
    return _FIRST_DAY + datetime.timedelta(days=int.from_bytes(value, "little"))
