"""`lower`: all letters small."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    return plain(expression("lower($text)", text=text))


OPERATION = Operation(
    "lower",
    "Makes all letters small.",
    _apply,
    examples=(Example("Ada KERR", "ada kerr"), Example("ÉCOLE", "école"), Example(None, None)),
    idempotent=True,
)
