"""Whole numbers: digits only, no separators."""

from __future__ import annotations

from entracte.check.values import CELL, FieldRule, Flag
from entracte.engine.expressions import expression


def digits() -> FieldRule:
    """A number written in ASCII digits, kept without leading zeros; anything else is dropped (D9)."""
    good = expression("regexp_full_match($cell, '[0-9]+')", cell=CELL)
    return FieldRule(
        expression("CASE WHEN $good THEN coalesce(nullif(ltrim($cell, '0'), ''), '0') END", good=good, cell=CELL),
        (Flag("digits-only", expression("NOT $good", good=good)),),
    )
