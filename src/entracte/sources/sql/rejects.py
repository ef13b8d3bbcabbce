"""Rows that could not be read, written to a file as they are met, so that any number of them fits in memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from entracte.sources.reading import RejectedRow

SHOWN = 2000
"""Bytes shown of a row that could not be read."""


class Rejects:
    """Takes rejected rows with the number of their table; gives them back under the names that tables end up with."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream = path.open("w", encoding="utf-8")
        self.counts: Counter[int | None] = Counter()

    def add(self, table: int | None, line: int, text: bytes, reason: str) -> None:
        """Note one row; `text` may be longer than what is kept of it."""
        self.counts[table] += 1
        shown = text[: SHOWN + 1].strip().decode("utf-8", "replace")
        if len(text) > SHOWN:
            shown = shown[:SHOWN] + " ..."
        self._stream.write(json.dumps([table, line, shown, reason]) + "\n")

    def close(self) -> None:
        """Nothing more will be added."""
        self._stream.close()

    def rows(self, names: dict[int, str]) -> Iterator[RejectedRow]:
        """All rejected rows, in the order in which they were met."""
        with self._path.open(encoding="utf-8") as stream:
            for line in stream:
                table, place, text, reason = json.loads(line)
                yield RejectedRow(names.get(table, ""), f"line {place}", text, reason)
