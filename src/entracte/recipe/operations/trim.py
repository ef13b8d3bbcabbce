"""`trim`: no white space around."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, plain

WHITE_SPACE = " \t\n\r\f\v\u00a0\u2007\u202f\u200b\ufeff"
"""Blank, tab, line ends, the no-break spaces, and what is invisible."""


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    # trimming a set of characters takes six times as long, so it is left to texts that need it: those that still
    # begin or end with something rare once the blanks are gone
    trimmed = context.keep(expression("trim($text)", text=text))
    template = (
        "CASE WHEN ascii($trimmed) < 33 OR ascii($trimmed) > 126 "
        "OR ascii(right($trimmed, 1)) < 33 OR ascii(right($trimmed, 1)) > 126 "
        "THEN nullif(trim($text, $blank), '') ELSE nullif($trimmed, '') END"
    )
    return plain(expression(template, text=text, trimmed=trimmed, blank=WHITE_SPACE))


OPERATION = Operation(
    "trim",
    "Takes away white space before and after, no-break spaces included; what is then empty is blank.",
    _apply,
    examples=(
        Example("  Ada\u00a0 ", "Ada"),
        Example("Jean  Pierre", "Jean  Pierre"),
        Example(" \t", None),
        Example(None, None),
    ),
    idempotent=True,
)
