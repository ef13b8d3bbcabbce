"""E-mail addresses: lower-cased, then tested against the documented pattern (D10, contact.md 5.7)."""

from __future__ import annotations

from sqlglot import exp

from entracte.check.values import CELL, PREPARED, FieldRule, Flag
from entracte.engine.expressions import expression
from entracte.formats.contact import EMAIL_PATTERN


def email(length: int) -> FieldRule:
    """An address in lower case of at most `length` characters; anything else is dropped."""
    matches = expression("regexp_matches($lowered, $pattern)", lowered=PREPARED, pattern=EMAIL_PATTERN)
    too_long = expression("length($cell) > $length", cell=CELL, length=length)
    return FieldRule(
        expression(
            "CASE WHEN NOT $too_long AND $matches THEN $lowered END",
            too_long=too_long,
            matches=matches,
            lowered=PREPARED,
        ),
        (
            Flag("value-too-long", too_long, exp.Literal.string(str(length))),
            Flag("email-invalid", expression("NOT $matches", matches=matches)),
            Flag("email-lowered", expression("$lowered <> $cell", lowered=PREPARED, cell=CELL), PREPARED),
        ),
        expression("lower($cell)", cell=CELL),
    )
