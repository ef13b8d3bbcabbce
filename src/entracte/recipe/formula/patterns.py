"""Excel's wildcards as regular expressions: * any characters, ? one, ~ before one of them itself."""

from __future__ import annotations

import re

_PIECES = re.compile(r"~([*?~])|(\*)|(\?)|(.)", re.DOTALL)


def has_wildcards(text: str) -> bool:
    """Whether a text holds * or ? that are not escaped."""
    return any(match[2] or match[3] for match in _PIECES.finditer(text))


def unescaped(text: str) -> str:
    """A text without the ~ of escaped signs."""
    return re.sub(r"~([*?~])", r"\1", text)


def wildcard_expression(text: str) -> str:
    """The regular expression of a text with wildcards."""
    return "".join(
        re.escape(match[1]) if match[1] else ".*" if match[2] else "." if match[3] else re.escape(match[4])
        for match in _PIECES.finditer(text)
    )
