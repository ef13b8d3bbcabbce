"""`upper`: all letters capitals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    return plain(expression("upper($text)", text=text))


OPERATION = Operation(
    "upper",
    "Makes all letters capitals.",
    _apply,
    examples=(Example("jean-pierre d'ormesson", "JEAN-PIERRE D'ORMESSON"), Example("Zoë", "ZOË"), Example(None, None)),
    idempotent=True,
)
