"""The building blocks of operations: what the engine is asked to do, in one place.

Whatever an engine spells in its own way stands here under a name, so that another engine can be given its own
spelling. Regular expressions keep to what RE2 and Java read alike: named characters instead of `\\s` or `\\b`, no
looking around, `$1` for a group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from entracte.engine.expressions import Expression, case, expression, one_of
from entracte.recipe.operations.trim import WHITE_SPACE

_GROUP = re.compile(r"\$(\d)|\\")


def let(name: str, value: Expression, body: Callable[[Expression], Expression]) -> Expression:
    """`body` of a value that is computed once: for use inside `pieces`; elsewhere the context keeps values."""
    template = f"list_transform([$value], lambda {name}: $body)[1]"
    return expression(template, value=value, body=body(exp.column(name)))


def replaced(text: Expression, pattern: str, new: str = "") -> Expression:
    """The text with everything that fits a pattern replaced; `$1` in `new` is the first group."""
    # the engine writes \1 for a group and \\ for a backslash
    spelt = _GROUP.sub(lambda found: f"\\{found[1]}" if found[1] else "\\\\", new)
    return expression("regexp_replace($text, $pattern, $new, 'g')", text=text, pattern=pattern, new=spelt)


def replaced_text(text: Expression, old: str, new: str) -> Expression:
    """The text with one text put for another wherever it stands."""
    return expression("replace($text, $old, $new)", text=text, old=old, new=new)


def group(text: Expression, pattern: str, number: int = 1) -> Expression:
    """What a group of a pattern fits; the empty text where the pattern does not fit."""
    return expression("regexp_extract($text, $pattern, $number)", text=text, pattern=pattern, number=number)


def matches(text: Expression, pattern: str) -> Expression:
    """Whether a pattern fits somewhere in the text."""
    return expression("regexp_matches($text, $pattern)", text=text, pattern=pattern)


def contains(text: Expression, sign: str) -> Expression:
    """Whether a sign stands in the text."""
    return expression("contains($text, $sign)", text=text, sign=sign)


def blank_to_null(text: Expression) -> Expression:
    """The text, or null for the empty one."""
    return expression("nullif($text, '')", text=text)


def trimmed(text: Expression) -> Expression:
    """The text without white space around; may be empty."""
    return expression("trim($text, $blank)", text=text, blank=WHITE_SPACE)


def squeezed(text: Expression) -> Expression:
    """The text without white space around, and one blank where there was any inside; may be empty."""
    other = f"[{WHITE_SPACE[1:]}]|  "
    runs = replaced(text, f"[{WHITE_SPACE}]+", " ")
    return case(
        (matches(text, other), expression("trim($runs)", runs=runs)), otherwise=expression("trim($text)", text=text)
    )


def is_listed(text: Expression, words: Sequence[str]) -> Expression:
    """Whether a text is one of some."""
    return one_of(text, list(words))


def pieces(text: Expression, separator: str, name: str, body: Callable[[Expression], Expression]) -> Expression:
    """The list of what stands between separators, each made into `body`."""
    template = f"list_transform(string_split($text, $separator), lambda {name}: $body)"
    return expression(template, text=text, separator=separator, body=body(exp.column(name)))


def kept_pieces(items: Expression, name: str, keep: Callable[[Expression], Expression]) -> Expression:
    """The items of a list for which `keep` is true, in order."""
    return expression(f"list_filter($items, lambda {name}: $keep)", items=items, keep=keep(exp.column(name)))


def joined(items: Expression, separator: str = "") -> Expression:
    """The items of a list as one text."""
    return expression("array_to_string($items, $separator)", items=items, separator=separator)


def translated(text: Expression, entries: Mapping[str, str]) -> Expression:
    """The entry of a constant list called `text`, or null: for use inside `pieces`, where no table can be joined."""
    keys = exp.Array(expressions=[exp.Literal.string(key) for key in entries])
    values = exp.Array(expressions=[exp.Literal.string(value) for value in entries.values()])
    return expression("map($keys, $values) [ $text ]", keys=keys, values=values, text=text)


def character(code: Expression) -> Expression:
    """The character of a code point."""
    return expression("chr(CAST($code AS INTEGER))", code=code)


def code_point(text: Expression) -> Expression:
    """The code point of the first character."""
    return expression("unicode($text)", text=text)


def from_hexadecimal(digits: Expression) -> Expression:
    """The number that hexadecimal digits write."""
    return expression("TRY_CAST('0x' || $digits AS BIGINT)", digits=digits)


def any_of(words: Sequence[str]) -> str:
    """A pattern of any of some words, the longest first."""
    return "|".join(re.escape(each) for each in sorted(words, key=lambda each: (-len(each), each)))
