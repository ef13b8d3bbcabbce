"""Web sites: a missing scheme is added (D9); a site is never cut (D8)."""

from __future__ import annotations

from sqlglot import exp

from entracte.check.values import CELL, PREPARED, FieldRule, Flag
from entracte.engine.expressions import expression

_SCHEME = "(?i)^[a-z][a-z0-9+.-]*://"


def web_site(length: int) -> FieldRule:
    """A site with its scheme, of at most `length` characters once it has one."""
    too_long = expression("length($full) > $length", full=PREPARED, length=length)
    return FieldRule(
        expression("CASE WHEN NOT $too_long THEN $full END", too_long=too_long, full=PREPARED),
        (
            Flag("value-too-long", too_long, exp.Literal.string(str(length))),
            Flag("web-site-scheme", expression("$full <> $cell", full=PREPARED, cell=CELL)),
        ),
        expression(
            "CASE WHEN regexp_matches($cell, $scheme) THEN $cell ELSE 'http://' || $cell END", cell=CELL, scheme=_SCHEME
        ),
    )
