"""Codes: at most so many characters, and known to the institution (D7, D54)."""

from __future__ import annotations

from sqlglot import exp

from entracte.check.values import CELL, FieldRule, Flag
from entracte.engine.expressions import Expression, expression


def code(length: int, known: Expression | None) -> FieldRule:
    """A code of at most `length` characters that is `known`; null for `known`: there is no target to ask."""
    too_long = expression("length($cell) > $length", cell=CELL, length=length)
    good = expression("NOT $too_long AND $known", too_long=too_long, known=exp.true() if known is None else known)
    return FieldRule(
        expression("CASE WHEN $good THEN $cell END", good=good, cell=CELL),
        (
            Flag("value-too-long", too_long, exp.Literal.string(str(length))),
            Flag("value-unknown", expression("$cell IS NOT NULL AND NOT $good", cell=CELL, good=good)),
        ),
    )


def known_code(code_list: str, institution: Expression) -> Expression:
    """Whether the cell is a code of one of the institution's lists (table `reference_code`)."""
    return expression(
        "($institution, $list, $cell) IN (SELECT (institution, list, code) FROM reference_code)",
        institution=institution,
        list=code_list,
        cell=CELL,
    )
