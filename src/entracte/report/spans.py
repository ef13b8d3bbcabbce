"""A table sorted by row, taken some rows at a time, so that what is made of them fits in memory."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from entracte.engine import quoted

if TYPE_CHECKING:
    from entracte.engine import Engine


def spans(engine: Engine, table: str, size: int, limit: int | None = None) -> list[tuple[int, int]]:
    """Ranges of row numbers (first, one past the last) of about `size` entries each, none of which splits a row.

    The table has a column `row` and was made in its order. With `limit` the ranges end after that many entries.
    """
    held = engine.count(table) if limit is None else min(limit, engine.count(table))
    if not held:
        return []
    starts = engine.rows(
        f"SELECT DISTINCT row FROM {quoted(table)} WHERE rowid % $1 = 0 AND rowid < $2 ORDER BY row", [size, held]
    )
    last = engine.scalar(f"SELECT max(row) FROM {quoted(table)} WHERE rowid < $1", [held])
    return list(pairwise([*(start for (start,) in starts), last + 1]))
