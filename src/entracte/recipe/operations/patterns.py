"""Regular expressions in a recipe: what both engines understand alike, bounded, so that none explodes.

DuckDB's are RE2: time grows with the text only, never beyond. Spark's (Java) can explode, so what makes them do it, and
what the two read differently, is refused.
"""

from __future__ import annotations

import re

from entracte.faults import Fault

LONGEST = 500
MOST_REPEATED = 1000

_REFUSED = (
    (re.compile(r"\(\?(?:[=!>]|<[=!])"), "looking ahead or behind, or an atomic group"),
    (re.compile(r"\\[1-9]"), "a reference back to a group"),
    (re.compile(r"\\[kgKGRXZzEQ]"), "an escape that the engines do not share"),
    (re.compile(r"[*+?}]\+"), "a possessive repetition"),
    (re.compile(r"\(\?[a-zA-Z^-]*[^:a-zA-Z^<P)-]"), "an extension"),
)
_NESTED = re.compile(r"\((?:\?:)?[^()]*[+*][^()]*\)\s*(?:[+*]|\{\d+,\d*\})")
_REPEATED = re.compile(r"\{(\d+)(?:,(\d*))?\}")


def checked(pattern: str) -> str:
    """The pattern itself; the fault `bad-pattern` for one that is wrong, could explode, or only one engine knows."""
    if len(pattern) > LONGEST:
        raise _bad(pattern, f"it is longer than {LONGEST} characters", "Take several operations, one after the other.")
    literal = re.sub(r"\\\\|\\\[", "", pattern)
    for refused, what in _REFUSED:
        if refused.search(literal):
            raise _bad(pattern, f"it uses {what}", "Write it without; recipes know what RE2 and Java have in common.")
    if _NESTED.search(literal):
        raise _bad(
            pattern,
            "it repeats what repeats itself, which takes for ever on some texts",
            "Repeat it once: (a+)+ is a+.",
        )
    for counts in _REPEATED.findall(literal):
        if any(count and int(count) > MOST_REPEATED for count in counts):
            raise _bad(pattern, f"it repeats more than {MOST_REPEATED} times", "Write + or * instead.")
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise _bad(pattern, f"it is not written well ({error})", "Check its brackets and escapes.") from error
    return pattern


def groups(pattern: str) -> int:
    """How many groups a checked pattern has."""
    return re.compile(pattern).groups


def _bad(pattern: str, why: str, hint: str) -> Fault:
    shown = pattern if len(pattern) <= 60 else pattern[:60] + "…"
    return Fault("bad-pattern", f"The regular expression {shown} cannot be used: {why}.", hint=hint)
