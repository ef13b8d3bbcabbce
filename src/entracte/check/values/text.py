"""Free text is cut at its documented length; codes and numbers never are (D8, D44)."""

from __future__ import annotations

from sqlglot import exp

from entracte.check.values import CELL, FieldRule, Flag
from entracte.engine.expressions import expression


def truncated(length: int) -> FieldRule:
    """Text of at most `length` characters; what is cut is trimmed again."""
    kept = expression(
        "CASE WHEN length($cell) > $length THEN regexp_replace(left($cell, $length), '\\p{Z}+$', '') ELSE $cell END",
        cell=CELL,
        length=length,
    )
    return FieldRule(kept, (_longer_than(length, "text-truncated"),))


def never_cut(length: int, code: str = "value-too-long") -> FieldRule:
    """A value that is dropped when it is longer than `length` characters."""
    kept = expression("CASE WHEN length($cell) <= $length THEN $cell END", cell=CELL, length=length)
    return FieldRule(kept, (_longer_than(length, code),))


def _longer_than(length: int, code: str) -> Flag:
    return Flag(code, expression("length($cell) > $length", cell=CELL, length=length), exp.Literal.string(str(length)))
