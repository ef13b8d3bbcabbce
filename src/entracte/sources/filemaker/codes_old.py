"""The codes of `.fp3` and `.fp5`, in which numbers tell their own length."""

from __future__ import annotations

from collections.abc import Iterator

from entracte.sources.filemaker.codes import MAX_DEPTH, Entry, Part, Path, UnknownCodeError
from entracte.sources.filemaker.integers import split_integers

_LENGTH_CHECK = b"\x01\xff\x05"


def entries(payload: bytes) -> Iterator[Entry]:
    """The entries of one sector's payload, in its order; values without key are passed over."""
    end = len(payload)
    path: Path = ()
    at = 0
    while at < end:
        code = payload[at]
        if code < 0x80 or code == 0xFF:
            if code == 0x01 and payload[at : at + 3] == _LENGTH_CHECK:
                at += 8
                continue
            key, start, stop = _value(payload, at, code)
            if stop > end:
                raise UnknownCodeError(at, payload)
            yield path, key, payload[start:stop]
            at = stop
        elif code < 0xC0:
            at += 1 + code - 0x80
        elif code == 0xC0:
            path = path[:-1]
            at += 1
        else:
            stop = at + 1 + code - 0xC0
            path = (*path, _part(payload[at + 1 : stop]))
            if stop > end or len(path) > MAX_DEPTH:
                raise UnknownCodeError(at, payload)
            at = stop
    if at > end:
        raise UnknownCodeError(end, payload)


def _value(payload: bytes, at: int, code: int) -> tuple[Part, int, int]:
    """Key, start and end of the value; the end is where the next code stands."""
    try:
        if 0x40 <= code < 0x80:
            return code - 0x40, at + 2, at + 2 + payload[at + 1]
        if code < 0x40:
            after = at + 1 + (code or 0)
            key: Part = _part(payload[at + 1 : after]) if code else 0
            return key, after + 1, after + 1 + payload[after]
        kind = payload[at + 1]
        if 0x40 <= kind < 0x80:
            return kind - 0x40, at + 4, at + 4 + (payload[at + 2] << 8 | payload[at + 3])
        if 0x01 <= kind <= 0x04:
            after = at + 2 + kind
            length = payload[after] << 8 | payload[after + 1]
            return _part(payload[at + 2 : after]), after + 2, after + 2 + length
    except IndexError:
        pass
    raise UnknownCodeError(at, payload)


def _part(key: bytes) -> Part:
    numbers = split_integers(key)
    return numbers[0] if numbers is not None and len(numbers) == 1 else key
