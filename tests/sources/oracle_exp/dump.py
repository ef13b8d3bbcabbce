"""Small dumps in the form of Oracle's `exp`, written by hand: no real one is at hand."""

from __future__ import annotations

import struct

RECORD = 8192
NULL = b"\xfe\xff"


def number(text: str) -> bytes:
    """A NUMBER of up to two digits before the point and two after, positive: `12.5`, `7`, `0`."""
    if text == "0":
        return b"\x80"
    whole, _, fraction = text.partition(".")
    digits = [int(whole)] if int(whole) else []
    exponent = 0xC0 + len(digits)
    if fraction:
        digits.append(int(fraction.ljust(2, "0")))
    return bytes([exponent, *[digit + 1 for digit in digits]])


def date(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> bytes:
    """A DATE: century and year above 100, then the rest, times above 1."""
    return bytes([year // 100 + 100, year % 100 + 100, month, day, hour + 1, minute + 1, second + 1])


def field(value: bytes | None) -> bytes:
    """A value with its length, or the mark of a null."""
    return NULL if value is None else struct.pack("<H", len(value)) + value


def dump(*tables: bytes, user_line: bytes = b"USCOTT") -> bytes:
    """A whole file; `user_line` starts with `D` where the export was made with direct=y."""
    header = b"\x03\x03\x69EXPORT:V11.02.00\n" + user_line + b"\nRTABLES\n8192\n0\n72\n0\n\x03\x69\x03\x69\x07\xd0"
    body = bytes(260) + b"METRICST\n" + b"".join(tables) + b"METRICET 2\nEXIT\nEXIT\n"
    whole = header.ljust(RECORD, b"\0") + body
    return whole.ljust(-(-len(whole) // RECORD) * RECORD, b"\0")


def table(name: str, columns: list[tuple[str, str, bytes]], rows: list[list[bytes | None]]) -> bytes:
    """A table: columns are name, declared type and binary descriptor."""
    declared = ", ".join(f'"{column}" {kind}' for column, kind, _ in columns)
    names = ", ".join(f'"{column}"' for column, _, _ in columns)
    marks = ", ".join(f":{place}" for place in range(1, len(columns) + 1))
    text = (
        f'TABLE "{name}"\nCREATE TABLE "{name}" ({declared})  PCTFREE 10 PCTUSED 40 INITRANS 1 MAXTRANS 255 LOGGING\n'
        f'INSERT INTO "{name}" ({names}) VALUES ({marks})\n'
    )
    descriptors = struct.pack("<H", len(columns)) + b"".join(kind for _, _, kind in columns) + bytes(4)
    data = b"".join(b"".join(field(value) for value in row) + b"\0\0" for row in rows)
    return text.encode() + descriptors + data + b"\xff\xff\nENDTABLE\n"


NUMBER = struct.pack("<HH", 2, 22)
DATE = struct.pack("<HH", 12, 7)
RAW = struct.pack("<HH", 23, 16)


def varchar(length: int) -> bytes:
    """The descriptor of a VARCHAR2 in AL32UTF8."""
    return struct.pack("<HHHH", 1, length, 873, 1)
