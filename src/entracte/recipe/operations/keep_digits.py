"""`keep_digits`: nothing but digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Context, Done, Example, Operation, plain


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    return plain(expression("nullif(regexp_replace($text, '[^0-9]+', '', 'g'), '')", text=text))


OPERATION = Operation(
    "keep_digits",
    "Keeps the digits 0 to 9 and nothing else.",
    _apply,
    examples=(Example("CH-12.01", "1201"), Example("none", None), Example(None, None)),
    idempotent=True,
)
