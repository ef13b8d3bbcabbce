"""Text of `.fp7` and `.fmp12`: Unicode in its Standard Compression Scheme (SCSU, Unicode Technical Standard 6)."""

from __future__ import annotations

import re

MASK = bytes(byte ^ 0x5A for byte in range(256))
"""Every byte of text lies in the file exclusive-or 0x5A; `bytes.translate` takes it away."""

_TAGS = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f]")
_STATIC = (0x0000, 0x0080, 0x0100, 0x0300, 0x2000, 0x2080, 0x2100, 0x3000)
_DYNAMIC = (0x0080, 0x00C0, 0x0400, 0x0600, 0x0900, 0x3040, 0x30A0, 0xFF00)
_OFFSETS = {0xF9: 0xC0, 0xFA: 0x250, 0xFB: 0x370, 0xFC: 0x530, 0xFD: 0x3040, 0xFE: 0x30A0, 0xFF: 0xFF60}


def decoded(masked: bytes) -> str:
    """The text of one value as it lies in the file; what is not SCSU becomes U+FFFD."""
    text = masked.translate(MASK)
    return _Decoder(text).text() if _TAGS.search(text) else text.decode("latin-1")


def decoded_all(values: list[bytes]) -> list[str]:
    """The texts of a column: in one piece where no value leaves Latin-1, which is SCSU's initial state."""
    joined = b"\x5a".join(values).translate(MASK)
    if not _TAGS.search(joined):
        texts = joined.decode("latin-1").split("\0")
        if len(texts) == len(values):
            return texts
    return [decoded(value) for value in values]


class _Decoder:
    """The state of one value: the active window, where the eight windows lie, and whether it writes UTF-16."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._windows = list(_DYNAMIC)
        self._window = 0
        self._is_unicode = False
        self._units: list[int] = []

    def text(self) -> str:
        while self._at < len(self._data):
            byte = self._next()
            if self._is_unicode:
                self._unicode(byte)
            elif byte >= 0x80:
                self._write(self._windows[self._window] + byte - 0x80)
            elif byte >= 0x20 or byte in (0x00, 0x09, 0x0A, 0x0D):
                self._write(byte)
            else:
                self._tag(byte)
        units = b"".join(unit.to_bytes(2, "little") for unit in self._units)
        return units.decode("utf-16-le", "replace")

    def _next(self) -> int:
        """The next byte; zero past the end, where only a damaged value reads."""
        byte = self._data[self._at] if self._at < len(self._data) else 0
        self._at += 1
        return byte

    def _write(self, point: int) -> None:
        if point < 0x10000:
            self._units.append(point)
        else:
            above = point - 0x10000
            self._units += (0xD800 + (above >> 10 & 0x3FF), 0xDC00 + (above & 0x3FF))

    def _tag(self, tag: int) -> None:
        """A control byte while single bytes are written."""
        if tag <= 0x08:
            quoted = self._next()
            self._write(self._windows[tag - 1] + quoted - 0x80 if quoted >= 0x80 else _STATIC[tag - 1] + quoted)
        elif tag == 0x0B:
            self._define_extended()
        elif tag == 0x0E:
            self._units.append(self._next() << 8 | self._next())
        elif tag == 0x0F:
            self._is_unicode = True
        elif tag >= 0x18:
            self._define(tag - 0x18)
        elif tag >= 0x10:
            self._window = tag - 0x10
        else:
            self._units.append(0xFFFD)

    def _unicode(self, byte: int) -> None:
        """A byte while UTF-16 is written."""
        if 0xE0 <= byte <= 0xE7:
            self._window, self._is_unicode = byte - 0xE0, False
        elif 0xE8 <= byte <= 0xEF:
            self._is_unicode = False
            self._define(byte - 0xE8)
        elif byte == 0xF0:
            self._units.append(self._next() << 8 | self._next())
        elif byte == 0xF1:
            self._is_unicode = False
            self._define_extended()
        else:
            self._units.append(byte << 8 | self._next())

    def _define(self, window: int) -> None:
        """Move a window to one of the half blocks of 128 characters, or to one of the named places."""
        byte = self._next()
        if byte < 0x68:
            offset = byte * 0x80
        elif byte < 0xA8:
            offset = byte * 0x80 + 0xAC00
        else:
            offset = _OFFSETS.get(byte, 0x80)
        self._windows[window], self._window = offset, window

    def _define_extended(self) -> None:
        high, low = self._next(), self._next()
        self._window = high >> 5
        self._windows[self._window] = 0x10000 + ((high & 0x1F) << 8 | low) * 0x80
