"""`email`: an e-mail address put right where only one thing can be meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from entracte.engine.expressions import Expression, case, expression
from entracte.formats.contact import EMAIL_PATTERN
from entracte.recipe.operations.blocks import group, matches, replaced, trimmed
from entracte.recipe.operations.contract import Context, Done, Example, Operation
from entracte.recipe.operations.doubts import KEPT, done_or_kept
from entracte.recipe.operations.trim import WHITE_SPACE

_BLANKS = f"[{WHITE_SPACE}]*"
_NAMED = "^[^<>@]*<([^<>@]+@[^<>@]+)>$"
"""`Ada Kerr <ada@example.org>`"""


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    address = context.keep(expression("lower($text)", text=trimmed(text)))
    is_right = context.keep(matches(address, EMAIL_PATTERN))
    # most addresses are right: they cost no repair
    repaired = context.keep(_repaired(context.keep(case((exp.Not(this=is_right), address)))))
    return done_or_kept(text, case((is_right, address), (matches(repaired, EMAIL_PATTERN), repaired)))


def _repaired(address: Expression) -> Expression:
    named = case((matches(address, _NAMED), group(address, _NAMED)), otherwise=address)
    steps = (
        ("^mailto:", ""),
        (rf"{_BLANKS}[\[(](?:at|arobase)[\])]{_BLANKS}", "@"),
        (f"{_BLANKS}@+{_BLANKS}", "@"),
        (rf"{_BLANKS}\.{_BLANKS}", "."),
        # a comma after the @ and between letters can only be a full stop
        ("(@[a-z0-9-]+(?:[.][a-z0-9-]+)*),([a-z]{2,})$", "$1.$2"),
        ("^['\"<]+|[.,;:'\">]+$", ""),
    )
    for pattern, new in steps:
        named = replaced(named, pattern, new)
    return trimmed(named)


OPERATION = Operation(
    "email",
    "Writes an e-mail address in small letters and puts right what can mean one thing only; another stays as it is.",
    _apply,
    examples=(
        Example("Ada.Kerr@Example.org", "ada.kerr@example.org"),
        Example(" mailto:ada@example.org ", "ada@example.org"),
        Example("Ada Kerr <ada@example.org>", "ada@example.org"),
        Example("ada @ example.org", "ada@example.org"),
        Example("ada@example,org", "ada@example.org"),
        Example("ada(at)example.org", "ada@example.org"),
        Example("ada@@example.org", "ada@example.org"),
        Example("ada@example.org;", "ada@example.org"),
        Example("hélène@example.org", "hélène@example.org", finding=KEPT),
        Example("ada,kerr@example.org", "ada,kerr@example.org", finding=KEPT),
        Example("ada@example.org, bob@example.org", "ada@example.org, bob@example.org", finding=KEPT),
        Example("Ada Kerr@example.org", "Ada Kerr@example.org", finding=KEPT),
        Example("ada@example", "ada@example", finding=KEPT),
        Example(None, None),
    ),
    idempotent=True,
)
