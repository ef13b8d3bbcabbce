"""Keys: columns that tell the rows of a table apart, and those that nearly do."""

from __future__ import annotations

from itertools import combinations

from entracte.engine import Engine
from entracte.profile.model import ColumnProfile, Key

LIKELY = 0.99
"""The share of rows with a value of their own from which on a column is a likely key."""

_PAIRS = 15
_KEY_TYPES = ("integer", "identifier", "code", "e-mail", "text", "phone")
_NEVER_LIKELY = frozenset({"decimal", "date", "date-time", "time", "boolean", "empty", "phone"})


def keys(columns: tuple[ColumnProfile, ...]) -> tuple[Key, ...]:
    """The columns that are unique and filled, the most plausible first."""
    found = [each for each in columns if each.rows > 0 and each.distinct == each.filled == each.rows]
    return tuple(Key((each.name,)) for each in sorted(found, key=_plausibility))


def likely_keys(columns: tuple[ColumnProfile, ...]) -> tuple[Key, ...]:
    """The columns that are nearly unique and filled, with the counterexamples counted."""
    found = [
        each
        for each in columns
        if each.rows >= 3
        and each.type not in _NEVER_LIKELY
        and not each.distinct == each.filled == each.rows
        and each.distinct >= LIKELY * each.filled
        and each.filled >= LIKELY * each.rows
    ]
    return tuple(
        Key((each.name,), each.filled - each.distinct, each.rows - each.filled)
        for each in sorted(found, key=_plausibility)
    )


def key_of_two(engine: Engine, columns: tuple[ColumnProfile, ...]) -> tuple[Key, ...]:
    """The first pair of filled columns that together tell all rows apart, looked for where no single column does.

    A table that only links others has such a key. The pairs tried are few, those of columns that look like keys first.
    """
    rows = columns[0].rows if columns else 0
    telling = sorted(
        (each for each in columns if each.filled == each.rows > 1 and each.type in {"integer", "code", "identifier"}),
        key=lambda each: (_plausibility(each)[0], each.place),
    )
    tried = 0
    for one, other in combinations(telling[:8], 2):
        if one.distinct * other.distinct < rows:
            continue
        tried += 1
        if tried > _PAIRS:
            break
        query = f"SELECT count(*) FROM (SELECT DISTINCT c{one.place}, c{other.place} FROM source)"
        if engine.scalar(query) == rows:
            pair = sorted((one, other), key=lambda each: each.place)
            return (Key(tuple(each.name for each in pair)),)
    return ()


def _plausibility(column: ColumnProfile) -> tuple[int, int, int]:
    """Types that keys have first, then the order of the columns; long texts last."""
    rank = _KEY_TYPES.index(column.type) if column.type in _KEY_TYPES else len(_KEY_TYPES)
    return (len(_KEY_TYPES) + 1 if (column.longest or 0) > 60 else rank, column.place, column.longest or 0)
