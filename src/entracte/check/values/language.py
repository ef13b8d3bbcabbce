"""Languages: the two-letter code of ISO 639-1, in lower case (contact.md 5.4, D54)."""

from __future__ import annotations

from functools import cache

from entracte.check.values import CELL, FieldRule, Flag
from entracte.engine.expressions import expression, one_of


@cache
def language_codes() -> tuple[str, ...]:
    """All two-letter language codes."""
    import pycountry

    return tuple(sorted(each.alpha_2 for each in pycountry.languages if hasattr(each, "alpha_2")))


def language() -> FieldRule:
    """A two-letter language code; anything else is dropped."""
    good = one_of(CELL, language_codes())
    return FieldRule(
        expression("CASE WHEN $good THEN $cell END", good=good, cell=CELL),
        (Flag("value-unknown", expression("NOT $good", good=good)),),
    )
