"""`street_lines`: a long address as the lines that the format has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.blocks import blank_to_null, contains, group, matches, replaced, trimmed
from entracte.recipe.operations.contract import (
    Context,
    Done,
    Example,
    Found,
    Operation,
    Parameter,
    ParameterKind,
    plain,
)
from entracte.recipe.operations.doubts import KEPT

LINES = ("line1", "line2", "line3")
_LINE_ENDS = "[ \t]*[\r\n\u2028\u2029]+[ \t]*"


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> dict[str, Done]:
    width, separator = arguments["width"], arguments["separator"]
    told = trimmed(text)
    if separator:
        told = expression("replace($told, $separator, $end)", told=told, separator=separator, end="\n")
    ends = matches(told, "[\r\n\u2028\u2029]")
    clean = case((ends, trimmed(replaced(told, _LINE_ENDS, "\n"))), otherwise=told)
    # the longest beginning that ends before a blank; a word longer than the line is cut
    fits = f"^([^\n]{{1,{width}}})(?:[ \n]+|$)"
    whole = context.keep(clean)
    first = _line(whole, fits, width)
    behind_first = context.keep(_rest(whole, fits, width))
    second = _line(behind_first, fits, width)
    left = context.keep(_rest(behind_first, fits, width))
    third = case((contains(left, "\n"), replaced(left, "\n", ", ")), otherwise=left)
    too_long = expression("length($third) > $width", third=third, width=width)
    return {
        LINES[0]: plain(blank_to_null(first)),
        LINES[1]: plain(blank_to_null(second)),
        LINES[2]: Done(blank_to_null(third), (Found(KEPT, too_long),)),
    }


def _short(text: Expression, width: int) -> Expression:
    """Whether a text is a line already, which most are."""
    return expression("length($text) <= $width AND NOT contains($text, $end)", text=text, width=width, end="\n")


def _line(text: Expression, fits: str, width: int) -> Expression:
    cut = case(
        (matches(text, fits), group(text, fits)),
        otherwise=expression("substr($text, 1, $width)", text=text, width=width),
    )
    return case((_short(text, width), text), otherwise=trimmed(cut))


def _rest(text: Expression, fits: str, width: int) -> Expression:
    behind = case(
        (matches(text, fits), replaced(text, fits)),
        otherwise=expression("substr($text, $next)", text=text, next=width + 1),
    )
    return case(
        (_short(text, width), expression("CASE WHEN $text IS NULL THEN $text ELSE '' END", text=text)),
        otherwise=trimmed(behind),
    )


_LONG = "Résidence universitaire des Grands Marronniers"

OPERATION = Operation(
    "street_lines",
    "Gives one of three address lines out of a cell that has them all, cut at line ends and, if too long, at blanks.",
    _apply,
    parameters=(
        Parameter("width", ParameterKind.WHOLE, "how many characters a line holds", default=100, least=10, most=1000),
        Parameter(
            "separator", ParameterKind.TEXT, "what else than a line end begins a new line, such as a comma", default=""
        ),
    ),
    examples=(
        Example("Rue du Lac 5", "Rue du Lac 5", {"part": "line1"}),
        Example("Rue du Lac 5", None, {"part": "line2"}),
        Example("c/o Martin\nRue du Lac 5", "c/o Martin", {"part": "line1"}),
        Example("c/o Martin\r\nRue du Lac 5", "Rue du Lac 5", {"part": "line2"}),
        Example("c/o Martin, Rue du Lac 5", "Rue du Lac 5", {"part": "line2", "separator": ","}),
        Example(_LONG, "Résidence universitaire", {"part": "line1", "width": 25}),
        Example(_LONG, "des Grands Marronniers", {"part": "line2", "width": 25}),
        Example("a\nb\nc\nd", "c, d", {"part": "line3"}),
        Example("abcdefghijklmnop", "abcdefghij", {"part": "line1", "width": 10}),
        Example("abcdefghijklmnop", "klmnop", {"part": "line2", "width": 10}),
        Example("1234567890 1234567890 1234567890 1", "1234567890 1", {"part": "line3", "width": 10}, finding=KEPT),
        Example("\n\n", None, {"part": "line1"}),
        Example(None, None, {"part": "line3"}),
    ),
    parts=LINES,
)
