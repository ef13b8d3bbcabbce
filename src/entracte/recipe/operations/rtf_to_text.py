"""`rtf_to_text`: remarks that were written in RTF."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlglot import exp

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.blocks import (
    blank_to_null,
    character,
    contains,
    joined,
    let,
    matches,
    pieces,
    replaced,
    replaced_text,
    translated,
    trimmed,
)
from entracte.recipe.operations.contract import Context, Done, Example, Operation
from entracte.recipe.operations.doubts import KEPT, done_or_kept

_BEGINNING = r"{\rtf"
_BRACE, _CLOSING, _BACKSLASH, _BYTE, _UNICODE, _ITEM, _END, _UNKNOWN = (chr(0xE001 + place) for place in range(8))
"""Characters that no text has; they stand for what must not be taken for a control word on the way.

A cell with the last of them, a number that is no character, is kept as it was.
"""

_HIGH = (
    r"-(?:9(?:21[7-9]|2[2-9][0-9]|[3-9][0-9]{2})|10(?:[01][0-9]{2}|2[0-3][0-9]|240))"
    r"|55(?:29[6-9]|[3-9][0-9]{2})|56(?:[0-2][0-9]{2}|3[01][0-9])"
)
_LOW = (
    r"-(?:8(?:19[3-9]|[2-9][0-9]{2})|9(?:[01][0-9]{2}|20[0-9]|21[0-6]))"
    r"|56(?:3[2-9][0-9]|[4-9][0-9]{2})|57(?:[0-2][0-9]{2}|3[0-3][0-9]|34[0-3])"
)
_OLD = f"{_BYTE}[0-9A-Fa-f]{{2}}|[^{_UNICODE}{_BYTE}\n]"
_HALVES = f"{_UNICODE}({_HIGH});(?:{_OLD})?{_UNICODE}({_LOW});"
"""The two halves that a character beyond the first 65,536 is written in, -10240 to -9217 and -9216 to -8193."""

_UNSEEN = (
    r"\{\\(?:\*|fonttbl|colortbl|stylesheet|info|pict|header[lrf]?|footer[lrf]?|filetbl|listtable|listoverridetable"
    r"|revtbl|object|themedata|generator)(?:[^A-Za-z{}][^{}]*|\\[^{}]*)?(?:\{[^{}]*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}[^{}]*)*\}[^{}]*)*\}"
)
_WORDS = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "row": "\n",
    "tab": " ",
    "cell": " ",
    "nestcell": " ",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "endash": "–",
    "emdash": "—",
    "bullet": "•",
}
"""The control words that are characters."""
_SIGNS = {r"\~": " ", r"\_": "-"}
_OTHER_CODE_PAGE = r"\\ansicpg(?:[02-9]|1[013-9]|12[0-46-9]|125[013-9])|\\(?:mac|pc|pca)[^a-z]"


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    is_rtf = context.keep(expression("starts_with($text, $beginning)", text=trimmed(text), beginning=_BEGINNING))
    other = context.keep(matches(text, rf"{_OTHER_CODE_PAGE}|\\uc[02-9]"))
    marked = context.keep(case((expression("$rtf AND NOT $other", rtf=is_rtf, other=other), _marked(text))))
    spelt = context.keep(case((contains(marked, _UNICODE), _characters(marked)), otherwise=marked))
    coded = context.keep(case((contains(spelt, _BYTE), _bytes(spelt)), otherwise=spelt))
    unread = context.keep(case((contains(coded, _UNKNOWN), exp.null()), otherwise=coded))
    read = case((exp.Not(this=is_rtf), text), otherwise=_finished(unread))
    done = done_or_kept(text, context.keep(read))
    return Done(blank_to_null(done.value), done.findings)


def _marked(text: Expression) -> Expression:
    """The text without control words, and with marks for the characters that are numbers."""
    for sign, standing in ((r"\\", _BACKSLASH), (r"\{", _BRACE), (r"\}", _CLOSING), (r"\'", _BYTE)):
        text = replaced_text(text, sign, standing)
    # a line end ends a control word, as a blank does, and is nothing else
    text = replaced(replaced(text, r"(\\[A-Za-z]+-?[0-9]*)[\r\n]+", "$1 "), "[\r\n]+")
    text = replaced(text, _UNSEEN)
    text = replaced(text, r"(\\[A-Za-z]+-?[0-9]*) ?", f"$1{_END}")
    text = replaced(text, rf"\\u(-?[0-9]{{1,7}}){_END}", f"{_UNICODE}$1;")
    text = replaced(text, _HALVES, f"{_UNICODE}$1,$2;")
    for sign, new in {**{f"\\{word}{_END}": new for word, new in _WORDS.items()}, **_SIGNS}.items():
        text = replaced_text(text, sign, new)
    return replaced(text, rf"\\[A-Za-z]+(?:-?[0-9]+)?{_END}|\\[^A-Za-z]|[{{}}\x00]")


def _finished(text: Expression) -> Expression:
    """The text with the signs that are no longer in danger, and no white space around its lines."""
    for standing, sign in ((_BACKSLASH, "\\"), (_BRACE, "{"), (_CLOSING, "}")):
        text = replaced_text(text, standing, sign)
    return trimmed(replaced(text, "[ \t]*\n[ \t\n]*", "\n"))


def _characters(text: Expression) -> Expression:
    """The characters that are written as numbers, each without the one that stands there for old readers."""

    def piece(behind: Expression) -> Expression:
        # no regular expression in here: the engine would prepare it anew for every couple of thousand rows
        end = expression("strpos($behind, ';')", behind=behind)
        told = expression("substr($behind, 1, $end - 1)", behind=behind, end=end)
        number = expression("coalesce($pair, TRY_CAST($told AS INTEGER))", pair=_of_halves(told), told=told)
        code = expression("CASE WHEN $number < 0 THEN $number + 65536 ELSE $number END", number=number)
        is_character = "$code >= 32 AND $code < 55296 OR $code > 57352 AND $code < 1114112"
        known = let(
            "code",
            code,
            lambda found: case(
                (expression(is_character, code=found), character(found)),
                (expression("$code IN (10, 13)", code=found), exp.Literal.string("\n")),
                (expression("$code = 9", code=found), exp.Literal.string(" ")),
                otherwise=exp.Literal.string(_UNKNOWN),
            ),
        )
        # what stands there for old readers: a byte of three characters here, or one character
        rest = let("rest", expression("substr($behind, $end + 1)", behind=behind, end=end), _without_old)
        return case(
            (expression("$number IS NOT NULL", number=number), expression("$known || $rest", known=known, rest=rest)),
            otherwise=behind,
        )

    return joined(pieces(text, _UNICODE, "behind", piece))


def _of_halves(told: Expression) -> Expression:
    """The number of the character that two halves make; null where there is one number only."""
    half = "TRY_CAST(split_part($told, ',', {place}) AS INTEGER) & 1023"
    template = (
        f"CASE WHEN contains($told, ',') THEN 65536 + ({half.format(place=1)}) * 1024 + ({half.format(place=2)}) END"
    )
    return expression(template, told=told)


def _without_old(rest: Expression) -> Expression:
    template = (
        "CASE WHEN starts_with($rest, $byte) THEN substr($rest, 4) WHEN starts_with($rest, $end) THEN $rest "
        "ELSE substr($rest, 2) END"
    )
    return expression(template, rest=rest, byte=_BYTE, end="\n")


def _bytes(text: Expression) -> Expression:
    """The characters of Windows-1252 that are written as two hexadecimal digits."""

    def piece(behind: Expression) -> Expression:
        digits = expression("lower(substr($behind, 1, 2))", behind=behind)
        rest = expression("substr($behind, 3)", behind=behind)
        known = translated(digits, _code_page())
        return let(
            "known",
            known,
            lambda found: expression(
                "coalesce($found || $rest, CASE WHEN starts_with($behind, $item) THEN $behind ELSE $unknown END)",
                found=found,
                rest=rest,
                behind=behind,
                item=_ITEM,
                unknown=_UNKNOWN,
            ),
        )

    # what stands before the first is no byte, even if it begins like one
    marked = expression("$item || $text", item=_ITEM, text=text)
    return expression("substr($joined, 2)", joined=joined(pieces(marked, _BYTE, "behind", piece)))


@cache
def _code_page() -> dict[str, str]:
    """The characters of Windows-1252 by their two digits; some of them are none."""
    named = {f"{byte:02x}": bytes([byte]).decode("cp1252", "ignore") for byte in range(32, 256)}
    return {digits: found for digits, found in named.items() if found} | {"09": " ", "0a": "\n", "0d": "\n"}


OPERATION = Operation(
    "rtf_to_text",
    "Takes the text out of RTF, lines and accents included; no RTF, or one in an unusual code page or with a number "
    "that is no character, stays.",
    _apply,
    examples=(
        Example(r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0\fs20 Bonjour\par Ada\par}", "Bonjour\nAda"),
        Example(r"{\rtf1 caf\'e9 cr\'e8me, 12 \'80}", "café crème, 12 €"),
        Example(r"{\rtf1 l\u8217?\u201\'c9t\u233 e}", "l’Été"),
        Example(
            r"{\rtf1{\*\generator Msftedit 5.41;}{\colortbl ;\red0\green0\blue255;}\b Important\b0 : non}",
            "Important: non",
        ),
        Example(r"{\rtf1 a\{b\}c\\d}", r"a{b}c\d"),
        Example("{\\rtf1 one\\line\r\ntwo\\tab three}", "one\ntwo three"),
        Example(r"{\rtf1\mac caf\'8e}", r"{\rtf1\mac caf\'8e}", finding=KEPT),
        Example(r"{\rtf1 a \u-10179?\u-8704? b \u55358\'3f\u56611\'3f}", "a 😀 b 🤣"),
        Example(r"{\rtf1 half \u-10179? of one}", r"{\rtf1 half \u-10179? of one}", finding=KEPT),
        Example(r"{\rtf1 one \'81}", r"{\rtf1 one \'81}", finding=KEPT),
        Example(r"{\rtf1\ansi\par }", None),
        Example("no {rtf}", "no {rtf}"),
        Example(None, None),
    ),
)
