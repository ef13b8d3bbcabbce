"""`html_to_text`: remarks that were written in HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import cache
from html.entities import html5
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.blocks import (
    blank_to_null,
    character,
    from_hexadecimal,
    joined,
    let,
    matches,
    pieces,
    replaced,
    replaced_text,
    translated,
    trimmed,
)
from entracte.recipe.operations.contract import Context, Done, Example, Operation, plain

_TAG = "</?[A-Za-z][^<>]*>"
_HIDDEN = "(?:script|style|head|title)"
_UNSEEN = f"(?i)<!--(?:[^-]|-[^-])*-->|<{_HIDDEN}(?:[ \t\r\n][^<>]*)?>[^<]*</{_HIDDEN} *>|<![a-z][^<>]*>"
_NEW_LINE = "(?i)<br *[^<>]*>|</?(?:p|div|tr|table|ul|ol|h[1-6]|blockquote)(?:[ \t\r\n][^<>]*)?>|</li *>|<hr[^<>]*>"
_ITEM = "(?i)<li(?:[ \t\r\n][^<>]*)?>"
_CELL = "(?i)</t[dh] *>"
_SOME_ENTITY = "&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    is_html = context.keep(
        expression("contains($text, '<') AND regexp_matches($text, $tag)", text=text, tag=f"{_TAG}|<!--")
    )
    tagged = context.keep(case((is_html, text)))
    bare = context.keep(case((is_html, _without_tags(tagged, context)), otherwise=text))
    has_entities = context.keep(matches(bare, _SOME_ENTITY))
    return plain(blank_to_null(case((has_entities, _decoded(bare)), otherwise=bare)))


def _without_tags(text: Expression, context: Context) -> Expression:
    """The text between tags; line ends are where a browser makes them, and nowhere else."""
    # looking for what is rare takes a fraction of the time that replacing it does
    for sign, pattern, new in (
        (f"(?i)<(?:!|{_HIDDEN})", _UNSEEN, ""),
        ("[\t\r\n]|  ", "[ \t\r\n]+", " "),
        (None, _NEW_LINE, "\n"),
        ("(?i)<li", _ITEM, "\n- "),
        ("(?i)</t", _CELL, " "),
        (None, _TAG, ""),
        ("\n", " *\n[ \n]*", "\n"),
        ("  ", "  +", " "),
    ):
        made = replaced(text, pattern, new)
        text = context.keep(case((matches(text, sign), made), otherwise=text) if sign else made)
    return trimmed(text)


def _decoded(text: Expression) -> Expression:
    """The text with its entities as the characters they stand for; what is none, such as A & B, stays."""

    def piece(behind: Expression) -> Expression:
        # no regular expression in here: the engine would prepare it anew for every couple of thousand rows
        name = expression("substr($behind, 1, strpos($behind, ';') - 1)", behind=behind)
        rest = expression("substr($behind, 2 + length($name))", behind=behind, name=name)
        return let(
            "meant",
            _meant(name),
            lambda found: case(
                (expression("$found IS NULL", found=found), expression("'&' || $behind", behind=behind)),
                otherwise=expression("$found || $rest", found=found, rest=rest),
            ),
        )

    # the first piece stands before every &; the one that is put before it is taken away again
    whole = joined(pieces(text, "&", "behind", piece))
    return replaced_text(expression("substr($whole, 2)", whole=whole), "\u00a0", " ")


def _meant(name: Expression) -> Expression:
    code = case(
        (
            expression("starts_with(lower($name), '#x')", name=name),
            from_hexadecimal(expression("substr($name, 3)", name=name)),
        ),
        (
            expression("starts_with($name, '#')", name=name),
            expression("TRY_CAST(substr($name, 2) AS BIGINT)", name=name),
        ),
    )
    is_text = "$code >= 32 AND $code < 55296 OR $code > 57343 AND $code <= 1114111 OR $code IN (9, 10, 13)"
    number = let("code", code, lambda found: case((expression(is_text, code=found), character(found))))
    return expression("coalesce($known, $number)", known=translated(name, _entities()), number=number)


@cache
def _entities() -> dict[str, str]:
    """What the entities of HTML stand for; the numbers 128 to 159 are those of Windows, as browsers read them."""
    named = {name[:-1]: text for name, text in html5.items() if name.endswith(";") and name[:-1] in _usual()}
    return named | {f"#{code}": html.unescape(f"&#{code};") for code in range(128, 160)}


def _usual() -> set[str]:
    """The entities of HTML 4, and the apostrophe."""
    from html.entities import name2codepoint

    return {*name2codepoint, "apos"}


OPERATION = Operation(
    "html_to_text",
    "Takes the tags out of HTML, keeps its lines, and puts characters for its entities; other cells stay as they are.",
    _apply,
    examples=(
        Example("<p>Bonjour <b>Ada</b></p><p>à bientôt</p>", "Bonjour Ada\nà bientôt"),
        Example("caf&eacute; &amp; th&eacute;", "café & thé"),
        Example("l&#39;&Eacute;t&#xE9;&nbsp;2024", "l'Été 2024"),
        Example("one<br/>two<BR>three", "one\ntwo\nthree"),
        Example("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        Example("<style>p {color: red}</style><!-- no --><p class='x'>yes</p>", "yes"),
        Example("Dupont & Fils", "Dupont & Fils"),
        Example("a < b and b > c", "a < b and b > c"),
        Example("&unknown; &#0; &#146;", "&unknown; &#0; ’"),
        Example("A&B;C", "A&B;C"),
        Example("&lt;b&gt;", "<b>"),
        Example("two\nlines", "two\nlines"),
        Example("<p></p>", None),
        Example(None, None),
    ),
)
