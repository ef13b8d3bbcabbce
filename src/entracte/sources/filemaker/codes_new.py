"""The codes of `.fp7` and `.fmp12`.

One byte says what follows: a value without key, a key and its value, a piece of a long value, a step down the tree or
a step up. The public notes are wrong on two points that matter: numbers of three bytes add 0x4080 (else records past
the 16,511th merge with earlier ones), and codes 0x19 to 0x1D carry a length and then one or more further bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from entracte.sources.filemaker.codes import MAX_DEPTH, Entry, Part, Path, UnknownCodeError

_PLAIN_LENGTH = {0x00: 1, 0x08: 2, 0x10: 3, 0x11: 4, 0x12: 5, 0x13: 7, 0x14: 9, 0x15: 11, 0x18: 5}
"""Code of a value without key -> bytes of the value."""


def entries(payload: bytes) -> Iterator[Entry]:
    """The entries of one sector's payload, in its order; values without key are passed over."""
    limit = len(payload)
    end = len(payload.rstrip(b"\0"))
    payload += bytes(8)
    path: Path = ()
    at = 0
    while at < end:
        code = payload[at]
        if code == 0x40:
            path = path[:-1]
            at += 1
            continue
        if code < 0x20:
            key, start, stop = _value(payload, at, code)
            if key is not None:
                if stop > limit:
                    raise UnknownCodeError(at, payload)
                yield path, key, payload[start:stop]
            at = stop
            continue
        step, at = _step(payload, at, code)
        if step is not None:
            path = (*path, step)
            if len(path) > MAX_DEPTH:
                raise UnknownCodeError(at, payload)
        elif code == 0x3D:
            path = path[:-1]
    if at > limit:
        raise UnknownCodeError(limit, payload)


def _value(payload: bytes, at: int, code: int) -> tuple[Part | None, int, int]:  # noqa: PLR0911 - a table of codes
    """Key (None: the value has none), start and end of the value; the end is where the next code stands."""
    if code == 0x06:
        return payload[at + 1], at + 3, at + 3 + payload[at + 2]
    if 0x01 <= code <= 0x05:
        return payload[at + 1], at + 2, at + 2 + (2 * (code - 1) or 1)
    if code == 0x07:
        return payload[at + 1], at + 4, at + 4 + _two(payload, at + 2)
    if code == 0x0E:
        if payload[at + 1] == 0xFF:
            return None, at + 2, at + 7
        return _two_byte_number(payload, at + 1), at + 4, at + 4 + payload[at + 3]
    if 0x09 <= code <= 0x0D:
        return _two_byte_number(payload, at + 1), at + 3, at + 3 + (2 * (code - 9) or 1)
    if code == 0x0F:
        return _two_byte_number(payload, at + 1), at + 5, at + 5 + _two(payload, at + 3)
    return _rare_value(payload, at, code)


def _rare_value(payload: bytes, at: int, code: int) -> tuple[Part | None, int, int]:
    if code in _PLAIN_LENGTH:
        return None, at + 1, at + 1 + _PLAIN_LENGTH[code]
    if code == 0x16:
        return payload[at + 1 : at + 4], at + 5, at + 5 + payload[at + 4]
    if code == 0x17:
        return payload[at + 1 : at + 4], at + 6, at + 6 + _two(payload, at + 4)
    if 0x19 <= code <= 0x1D:
        return None, at + 2, at + 2 + payload[at + 1] + (2 * (code - 0x19) or 1)
    after = at + 2 + payload[at + 1]  # 0x1E and 0x1F: a key of any length
    key = payload[at + 2 : after]
    if after + 2 > len(payload):
        raise UnknownCodeError(at, payload)
    if code == 0x1E:
        return key, after + 1, after + 1 + payload[after]
    return key, after + 2, after + 2 + _two(payload, after)


def _step(payload: bytes, at: int, code: int) -> tuple[Part | None, int]:  # noqa: PLR0911 - a table of codes
    """The step down that a code takes (None: it takes none), and where the next code stands."""
    if code in (0x20, 0xE0):
        if payload[at + 1] == 0xFE:
            return payload[at + 2 : at + 10], at + 10
        return payload[at + 1], at + 2
    if code == 0x28:
        return _two_byte_number(payload, at + 1), at + 3
    if code == 0x30:
        first, second, third = payload[at + 1 : at + 4]
        return ((first & 0x3F) << 16 | second << 8 | third) + 0x4080, at + 4
    if code == 0x38:
        stop = at + 2 + payload[at + 1]
        return payload[at + 2 : stop], stop
    if code == 0x23:
        return None, at + 2 + payload[at + 1]
    if code in (0x3D, 0x80):
        return None, at + 1
    raise UnknownCodeError(at, payload)


def _two(payload: bytes, at: int) -> int:
    return payload[at] << 8 | payload[at + 1]


def _two_byte_number(payload: bytes, at: int) -> int:
    return ((payload[at] & 0x7F) << 8 | payload[at + 1]) + 0x80
