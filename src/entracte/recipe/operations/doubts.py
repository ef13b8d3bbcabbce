"""What an operation says of a cell that it did not do, or could have done in another way."""

from __future__ import annotations

from entracte.engine.expressions import Expression, expression
from entracte.recipe.operations.contract import Done, Found, plain

KEPT = "operation-kept"
"""The finding of a cell that an operation could not do: it is as it was."""

UNSURE = "operation-unsure"
"""The finding of a cell that could be read in several ways: one was taken."""

AMBIGUOUS = "operation-ambiguous"
"""The finding of a cell that could be read in several ways: it is empty."""


def done_or_kept(text: Expression, made: Expression) -> Done:
    """What was made of a cell; where nothing could be, the cell as it was, and the finding."""
    # `made` comes first, so that the engine sees that the two are one and computes it once
    kept = expression("$made IS NULL AND $text IS NOT NULL", made=made, text=text)
    return Done(expression("coalesce($made, $text)", made=made, text=text), (Found(KEPT, kept),))


def done_or_failed(text: Expression, made: Expression) -> Done:
    """What was made of a cell; where nothing could be, an empty cell, and the finding."""
    return plain(made, failed=expression("$made IS NULL AND $text IS NOT NULL", made=made, text=text))
