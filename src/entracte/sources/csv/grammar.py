"""The grammar of a row of delimited text, as regular expressions over one physical line (RFC 4180).

A cell that begins with a quotation mark is quoted: it ends at the next mark that is not doubled, and a separator or the
end of the row must follow. Anywhere else a quotation mark is a character like any other.
"""

from __future__ import annotations

import csv
import re
from enum import Enum

QUOTE = b'"'


class Ending(Enum):
    """How a line leaves a row."""

    COMPLETE = "complete"
    OPEN = "open"
    MALFORMED = "malformed"


class Grammar:
    """The grammar for one separator."""

    def __init__(self, separator: str) -> None:
        self.separator = separator
        mark = re.escape(separator).encode()
        inner = rb'(?:[^"]|"")*+'
        other = rb"[^" + mark + rb"]" if len(separator.encode()) == 1 else rb"(?:(?!" + mark + rb").)"
        cell = rb'(?:"' + inner + rb'"|(?!")' + other + rb"*+)"
        more = rb"(?:" + mark + cell + rb"(?=" + mark + rb"|\Z))*+"
        opened = rb'"' + inner + rb"\Z"
        self._first = re.compile(
            rb"(?:(?P<only>"
            + opened
            + rb")|"
            + cell
            + rb"(?="
            + mark
            + rb"|\Z)"
            + more
            + rb"(?P<last>"
            + mark
            + opened
            + rb")?)\Z",
            re.DOTALL,
        )
        self._next = re.compile(
            inner + rb'(?:(?P<closed>")' + more + rb"(?P<last>" + mark + opened + rb")?)?\Z", re.DOTALL
        )
        self._spaces_before = re.compile(rf'(^|{re.escape(separator)})[ \t\u00a0]+"')
        self._spaces_after = re.compile(rf'"[ \t\u00a0]+(?={re.escape(separator)}|\Z)')

    def begins(self, line: bytes) -> Ending:
        """How a line that begins a row ends."""
        found = self._first.match(line)
        if not found:
            return Ending.MALFORMED
        return Ending.COMPLETE if found["only"] is None and found["last"] is None else Ending.OPEN

    def continues(self, line: bytes) -> tuple[Ending, bool]:
        """How a line that begins inside a quoted cell ends, and whether that cell was closed in it."""
        found = self._next.match(line)
        if not found:
            return Ending.MALFORMED, False
        closed = found["closed"] is not None
        return (Ending.COMPLETE if closed and found["last"] is None else Ending.OPEN), closed

    def without_spaces_around_quotes(self, text: str) -> str:
        """The line with blanks between separators and quotation marks taken out: `a; "b" ;c` becomes `a;"b";c`."""
        return self._spaces_after.sub('"', self._spaces_before.sub(r'\1"', text))

    def cells(self, text: str) -> list[str]:
        """The cells of a complete row without line ends; raises `csv.Error` for a cell too large to be split off."""
        return next(csv.reader([text], delimiter=self.separator, strict=True), [])

    def row(self, cells: list[str]) -> str:
        """The cells written as a row in which every cell that needs quotes has them, and no other."""
        return self.separator.join(self._written(cell) for cell in cells)

    def _written(self, cell: str) -> str:
        if self.separator in cell or '"' in cell:
            return '"' + cell.replace('"', '""') + '"'
        return cell
