"""Booleans: TRUE or FALSE, in upper case (D54)."""

from __future__ import annotations

from entracte.check.values import CELL, FieldRule, Flag
from entracte.engine.expressions import expression, one_of


def boolean() -> FieldRule:
    """TRUE or FALSE; anything else is dropped."""
    good = one_of(CELL, ("TRUE", "FALSE"))
    return FieldRule(
        expression("CASE WHEN $good THEN $cell END", good=good, cell=CELL),
        (Flag("boolean-invalid", expression("NOT $good", good=good)),),
    )
