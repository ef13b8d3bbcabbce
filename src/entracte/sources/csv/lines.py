"""The physical lines of a file, as bytes, never more than a block and a line of them in memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from entracte.sources.csv.survey import BLOCK
from entracte.sources.limits import MAX_LINE


def physical_lines(path: Path, terminator: bytes, most: int | None = None) -> Iterator[bytes]:
    """Every line without its terminator (a carriage return before a line feed stays) and without byte order mark.

    A line over `MAX_LINE` bytes comes cut, but still longer than `MAX_LINE`, so that it is known by its length. Where
    only the beginning of the file is wanted, `most` ends the reading after about that many bytes.
    """
    with path.open("rb", buffering=0) as stream:
        rest = stream.read(BLOCK).removeprefix(codecs.BOM_UTF8)
        taken = len(rest)
        while True:
            lines = rest.split(terminator)
            rest = lines.pop()[: MAX_LINE + 1]
            yield from lines
            block = stream.read(BLOCK) if most is None or taken < most else b""
            if not block:
                break
            taken += len(block)
            rest += block
        if rest:
            yield rest
