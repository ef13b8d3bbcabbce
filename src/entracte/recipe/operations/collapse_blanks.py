"""`collapse_blanks`: one blank between words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, plain
from entracte.recipe.operations.trim import WHITE_SPACE


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    # the two engines do not agree on what \s is, so the characters are named
    return plain(
        expression(
            "nullif(trim(regexp_replace($text, $pattern, ' ', 'g')), '')", text=text, pattern=f"[{WHITE_SPACE}]+"
        )
    )


OPERATION = Operation(
    "collapse_blanks",
    "Makes one blank of any run of white space, line ends included, and takes it away before and after.",
    _apply,
    examples=(
        Example("  Jean \t\n Pierre ", "Jean Pierre"),
        Example("a\u00a0\u00a0b", "a b"),
        Example("   ", None),
        Example(None, None),
    ),
    idempotent=True,
)
