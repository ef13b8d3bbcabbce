"""Numbers as people write them: 1'234,50; 1.234,50; 1 234.50; (12.00); CHF 12.-; 12 %."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.blocks import contains, group, matches, replaced, trimmed
from entracte.recipe.operations.contract import Context, Done, Found, Parameter, ParameterKind
from entracte.recipe.operations.doubts import AMBIGUOUS, done_or_failed

EITHER = "either"

DECIMAL = Parameter(
    "decimal",
    ParameterKind.CHOICE,
    "the sign before the decimals; `either` takes what it must be, and refuses what could be both (1,234)",
    default=EITHER,
    choices=(",", ".", EITHER),
)

_BLANKS = " \u00a0\u2007\u2009\u202f"
_MINUS = "\u2212\u2013\u2014-"
_CURRENCY = rf"(?:[\p{{L}}\p{{Sc}}]{{1,4}}[.]?[{_BLANKS}]*)?"
_NUMBER = f"(?:[0-9][0-9.,'’`´{_BLANKS}]*|[.,][0-9]+)"
_WRITTEN = (
    rf"^[(]?[{_BLANKS}]*[+{_MINUS}]?[{_BLANKS}]*{_CURRENCY}[+{_MINUS}]?[{_BLANKS}]*{_NUMBER}[{_MINUS}]*"
    rf"[{_BLANKS}]*{_CURRENCY}[%‰]?[{_BLANKS}]*[)]?$"
)


def read_number(text: Expression, arguments: Mapping[str, Any], context: Context) -> Expression:
    """The number as plain text (`-1234.5`); null for what is none, the empty text for what could be two."""
    written = context.keep(trimmed(text))
    # plain numbers are by far the most frequent: they cost one pattern
    is_plain = context.keep(matches(written, "^-?[0-9]+$"))
    spelt = context.keep(case((exp.Not(this=is_plain), written)))
    # the parts are looked for one by one: one pattern with a group for each takes fifty times as long
    fits = context.keep(matches(spelt, _WRITTEN))
    found = context.keep(case((fits, spelt)))
    begins_with_decimals = group(found, f"^[( +{_MINUS}]*([.,])")
    digits = context.keep(
        expression(
            "CASE WHEN length($sign) > 0 THEN '0' || $sign ELSE '' END || $digits",
            sign=begins_with_decimals,
            digits=group(found, f"([0-9][0-9.,'’`´{_BLANKS}]*)"),
        )
    )
    opened, closed = contains(found, "("), contains(found, ")")
    wrong = expression(
        "NOT coalesce($fits, false) OR $opened <> $closed OR regexp_matches($found, $twice)",
        fits=fits,
        opened=opened,
        closed=closed,
        found=found,
        twice=f"^[^0-9]*[+{_MINUS}][^0-9]*[+{_MINUS}][^0-9]*[0-9]|[0-9{_BLANKS}][{_MINUS}]{{2}}",
    )
    # a dash after a point stands for no decimals, after a digit it is a minus
    is_minus = expression(
        "$opened OR regexp_matches($found, $minus)",
        opened=opened,
        found=found,
        minus=f"^[^0-9]*[{_MINUS}]|[0-9{_BLANKS}][{_MINUS}][^0-9]*$",
    )
    number = context.keep(_unsigned(digits, arguments["decimal"], context))
    read = case(
        (is_plain, written),
        (wrong, exp.null()),
        (
            expression("length($number) > 0 AND $minus", number=number, minus=is_minus),
            expression("'-' || $number", number=number),
        ),
        otherwise=number,
    )
    return context.keep(read)


def _unsigned(digits: Expression, decimal: str, context: Context) -> Expression:
    if decimal != EITHER:
        return _plain(digits, decimal)
    comma, point = context.keep(_plain(digits, ",")), context.keep(_plain(digits, "."))
    return case(
        (expression("$comma IS NULL", comma=comma), point),
        (expression("$point IS NULL", point=point), comma),
        (expression("$comma = $point", comma=comma, point=point), comma),
        # nobody writes 0,123 for 123
        (matches(digits, "^0*,"), comma),
        (matches(digits, "^0*[.]"), point),
        otherwise=exp.Literal.string(""),
    )


def _plain(digits: Expression, decimal: str) -> Expression:
    """Digits with a point before the decimals; null where the groups of thousands are not of three digits."""
    other = "." if decimal == "," else ","
    thousands = f"[{other}'’`´{_BLANKS}]"
    fits = matches(digits, f"^(?:[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|[0-9]*)(?:[{decimal}][0-9]*)?[{_BLANKS}]*$")
    joined = replaced(digits, f"[{other}'’`´{_BLANKS}]+")
    pointed = (
        expression("replace($joined, $decimal, '.')", joined=joined, decimal=decimal) if decimal == "," else joined
    )
    return case((fits, replaced(replaced(pointed, "^[.]", "0."), "[.]$")))


def done_number(text: Expression, read: Expression, value: Expression) -> Done:
    """What is made of a number that was read, and the findings of a cell that is none, or could be two."""
    failed = done_or_failed(text, read).findings
    return Done(value, (*failed, Found(AMBIGUOUS, expression("length($read) = 0", read=read))))
