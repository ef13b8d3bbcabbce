"""How a value is looked up in a crosswalk, and what becomes of one that it does not know."""

from __future__ import annotations

from sqlglot import exp

from entracte.engine.expressions import Expression, case, column, expression
from entracte.recipe.model import Crosswalk
from entracte.recipe.operations import Done, Found

UNKNOWN, UNKNOWN_REJECTED = "crosswalk-unknown", "crosswalk-unknown-rejected"


def compared(text: Expression, crosswalk: Crosswalk) -> Expression:
    """A value as a crosswalk compares it: without what it ignores."""
    if "case" in crosswalk.ignore:
        text = expression("lower($text)", text=text)
    if "spaces" in crosswalk.ignore:
        text = expression("trim(regexp_replace($text, $blanks, ' ', 'g'))", text=text, blanks="[ \t\u00a0\u202f]+")
    return text


def looked_up(text: Expression, alias: str, crosswalk: Crosswalk, name: str) -> Done:
    """The value that the crosswalk joined as `alias` has for a text."""
    known = expression("$key IS NOT NULL", key=column("key", alias))
    value = column("value", alias)
    unknown = expression("$key IS NULL AND $text IS NOT NULL", key=column("key", alias), text=text)
    if crosswalk.missing == "keep":
        return Done(case((known, value), otherwise=text))
    if crosswalk.missing is None:
        default = exp.Literal.string(crosswalk.default or "")
        return Done(case((unknown, expression("nullif($default, '')", default=default)), otherwise=value))
    code = UNKNOWN if crosswalk.missing == "report" else UNKNOWN_REJECTED
    return Done(value, (Found(code, unknown, name),))
