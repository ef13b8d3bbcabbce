"""The properties that Access keeps of a table's columns; of these only the type of calculated results is needed.

A definition states the type in which a calculated column is computed; that of its stored results stands here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_NAMES = 0x80
_OWNERS = (0x00, 0x01, 0x02)
_RESULT_TYPE = "ResultType"


def result_types(properties: bytes) -> dict[str, int]:
    """Column name -> type of its calculated results; empty where the properties are damaged or say nothing."""
    found: dict[str, int] = {}
    names: list[str] = []
    try:
        for kind, body in _chunks(properties):
            if kind == _NAMES:
                names = list(_names(body))
            elif kind in _OWNERS:
                owner, values = _values(body, names)
                if values.get(_RESULT_TYPE):
                    found[owner] = values[_RESULT_TYPE][0]
    except struct.error:
        return found
    return found


def _chunks(properties: bytes) -> Iterator[tuple[int, bytes]]:
    at = 4
    while at + 6 <= len(properties):
        length, kind = struct.unpack_from("<IH", properties, at)
        if length < 6:
            return
        yield kind, properties[at + 6 : at + length]
        at += length


def _names(body: bytes) -> Iterator[str]:
    at = 0
    while at + 2 <= len(body):
        length = struct.unpack_from("<H", body, at)[0]
        yield body[at + 2 : at + 2 + length].decode("utf-16-le", "replace")
        at += 2 + length


def _values(body: bytes, names: list[str]) -> tuple[str, dict[str, bytes]]:
    """The owner of some properties (a column, or empty for the table), and its values by name."""
    length = struct.unpack_from("<H", body, 4)[0]
    owner = body[6 : 6 + length].decode("utf-16-le", "replace")
    at = 6 + length
    values: dict[str, bytes] = {}
    while at + 8 <= len(body):
        size, name, width = struct.unpack_from("<H2xHH", body, at)
        if size < 8:
            break
        if name < len(names):
            values[names[name]] = body[at + 8 : at + 8 + width]
        at += size
    return owner, values
