"""What stands in the tags of cells and rows behind their places: few different tails, each looked at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ATTRIBUTE = rb' +([A-Za-z_][\w.:-]*)="([^"<&\x00-\x1f]*)"'
_TAIL = re.compile(rb"((?:" + _ATTRIBUTE + rb")*) ?(/?)>[ \t\n]*")
_EACH = re.compile(_ATTRIBUTE)
_STYLE = re.compile(rb"\d{0,6}")
_MOST = 100_000

TEXT, NUMBER, SHARED, BOOLEAN, DATE, ERROR = range(6)
"""The kinds of cells; texts and errors are shown as they are written."""

_KINDS = {b"n": NUMBER, b"s": SHARED, b"b": BOOLEAN, b"d": DATE, b"e": ERROR}


class Unusual(Exception):  # noqa: N818 - no fault: the reader of events takes over
    """The markup is not of the plain form that is read by columns."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The rest of a tag: style and kind of the cell, and whether the tag is closed at once; and both as written."""

    style: int
    kind: int
    closed: bool
    written_style: str
    written_kind: str


class Tails:
    """The tails known so far."""

    def __init__(self) -> None:
        self._known: dict[bytes, Tail] = {}

    def of(self, written: bytes) -> Tail:
        """What a tail says, with the blanks behind it; raises `Unusual`."""
        known = self._known.get(written)
        if known is None:
            if len(self._known) > _MOST:
                self._known.clear()
            known = self._known[written] = _tail(written)
        return known


def _tail(written: bytes) -> Tail:
    found = _TAIL.fullmatch(written)
    if found is None:
        raise Unusual
    told = _EACH.findall(found[1])
    attributes = dict(told)
    style, kind = attributes.get(b"s", b""), attributes.get(b"t", b"n")
    if len(attributes) < len(told) or b"r" in attributes or not _STYLE.fullmatch(style):
        raise Unusual
    return Tail(int(style or b"0"), _KINDS.get(kind, TEXT), bool(found[4]), style.decode(), kind.decode())
