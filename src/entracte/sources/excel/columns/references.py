"""References to characters in markup (`&amp;`, `&#10;`): checked, and put into letters."""

from __future__ import annotations

import re

_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_OTHER = re.compile(rb"&(?!amp;|lt;|gt;|quot;|apos;)")
_CONTROLS = frozenset({0x09, 0x0A, 0x0D})
_ALLOWED = (range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
_ANY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));")
_STRICT = re.compile(_ANY.pattern.encode())


def are_references(stretch: bytes) -> bool:
    """Whether every ampersand begins a reference to a character that a document may hold."""
    if not _OTHER.search(stretch):
        return True
    found = 0
    for reference in _STRICT.finditer(stretch):
        found += 1
        _, decimal, hexadecimal = reference.groups()
        if decimal or hexadecimal:
            code = int(decimal) if decimal else int(hexadecimal, 16)
            if code not in _CONTROLS and not any(code in allowed for allowed in _ALLOWED):
                return False
    return found == stretch.count(b"&")


def dereferenced(text: str) -> str:
    """A text with the characters that its references stand for."""
    return _ANY.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    if name:
        return _NAMED[name]
    return chr(int(decimal) if decimal else int(hexadecimal, 16))
