"""Dates, real ones, kept as ISO text (contact.md 2 and 5.4)."""

from __future__ import annotations

import datetime
from dataclasses import replace

from sqlglot import exp

from entracte.check.values import CELL, PREPARED, FieldRule, Flag
from entracte.engine.expressions import Expression, expression

_DATE = r"\d\d\.\d\d\.\d{4}|\d{4}-\d\d-\d\d"
_BIRTH_DATE = _DATE + r"|\d\d/\d\d/\d{4}|\d\d-\d\d-\d{4}"


def parsed(cell: Expression, *, birth: bool) -> Expression:
    """The date a cell spells, or null when it is no real date (year 0 is none).

    DD.MM.YYYY and YYYY-MM-DD (contact.md 2); birth dates may also be written DD/MM/YYYY and DD-MM-YYYY (5.4).
    """
    # put in ISO order by place: trying one form after the other costs ten times as much on a date that is none
    return expression(
        "TRY_CAST(CASE WHEN regexp_full_match($cell, $shape) AND NOT contains($cell, '0000') THEN "
        "CASE WHEN $cell[5] = '-' THEN $cell ELSE concat_ws('-', $cell[7:10], $cell[4:5], $cell[1:2]) END END AS DATE)",
        cell=cell,
        shape=_BIRTH_DATE if birth else _DATE,
    )


def date(*, birth: bool = False) -> FieldRule:
    """A real date, kept as ISO text; a birth date may be spelled in more ways."""
    return FieldRule(
        expression("$read::VARCHAR", read=PREPARED),
        (Flag("date-invalid", expression("$cell IS NOT NULL AND $read IS NULL", cell=CELL, read=PREPARED)),),
        parsed(CELL, birth=birth),
    )


def birth_date(today: datetime.date) -> FieldRule:
    """A real date not after `today`, kept as ISO text."""
    now = exp.cast(exp.Literal.string(today.isoformat()), "DATE")
    rule = date(birth=True)
    return replace(
        rule,
        value=expression("CASE WHEN $read <= $now THEN $value END", read=PREPARED, now=now, value=rule.value),
        flags=(*rule.flags, Flag("date-future", expression("$read > $now", read=PREPARED, now=now))),
    )
