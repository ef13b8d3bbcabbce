"""`criterion`: the values of a criterion, as a criterion column takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.faults import Fault
from entracte.recipe.operations.blocks import contains, joined, kept_pieces, pieces, squeezed, translated
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

BETWEEN_VALUES = "|"
ELEMENT_LOST = "operation-part-lost"


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    code, separator = arguments["code"], arguments["separator"]
    if "=" in code or BETWEEN_VALUES in code:
        raise Fault("wrong-parameter", f"{code} is no code of a criterion.", hint="The code alone, such as PREFCOL.")
    elements = {" ".join(word.lower().split()): element for word, element in arguments["elements"].items()}
    squeezed_text = context.keep(squeezed(text))
    items = pieces(squeezed_text, separator, "piece", lambda piece: _element(_trimmed(piece), elements))
    values = kept_pieces(items, "kept", lambda kept: expression("length($kept) > 0", kept=kept))
    found = context.keep(joined(values, BETWEEN_VALUES))
    beginning = f"{code}=" if code else ""
    written = expression("$beginning || $found", beginning=beginning, found=found)
    value = case((expression("length($found) > 0", found=found), written))
    if not elements:
        return plain(value)
    lost = pieces(squeezed_text, separator, "piece", lambda piece: _lost(_trimmed(piece), elements))
    return Done(value, (Found(ELEMENT_LOST, contains(joined(lost), "x")),))


def _trimmed(piece: Expression) -> Expression:
    return expression("trim($piece)", piece=piece)


def _element(value: Expression, elements: Mapping[str, str]) -> Expression:
    """The code of a value; the empty text for none. Without a list of elements the value is what it is."""
    if not elements:
        return value
    return expression("coalesce($code, '')", code=translated(expression("lower($value)", value=value), elements))


def _lost(value: Expression, elements: Mapping[str, str]) -> Expression:
    """An x for a value that the list does not have."""
    known = translated(expression("lower($value)", value=value), elements)
    return expression("CASE WHEN length($value) > 0 AND $known IS NULL THEN 'x' ELSE '' END", value=value, known=known)


OPERATION = Operation(
    "criterion",
    "Writes the values of a criterion as its column takes them, CODE=Red|Green; or the values alone.",
    _apply,
    parameters=(
        Parameter(
            "code",
            ParameterKind.TEXT,
            "the code of the criterion; none where `config` of the output says it",
            default="",
            most=8,
        ),
        Parameter("separator", ParameterKind.TEXT, "what stands between several values", default="|", least=1),
        Parameter(
            "elements", ParameterKind.MAP, "the values and the codes that they become; others are dropped", default={}
        ),
    ),
    examples=(
        Example("Red", "PREFCOL=Red", {"code": "PREFCOL"}),
        Example("Red, Green", "PREFCOL=Red|Green", {"code": "PREFCOL", "separator": ","}),
        Example("Red | Green", "Red|Green"),
        Example(
            "rouge;Vert",
            "COL=RED|GREEN",
            {"code": "COL", "separator": ";", "elements": {"Rouge": "RED", "vert": "GREEN"}},
        ),
        Example(
            "rouge;blue",
            "COL=RED",
            {"code": "COL", "separator": ";", "elements": {"rouge": "RED"}},
            finding=ELEMENT_LOST,
        ),
        Example("blue", None, {"code": "COL", "elements": {"rouge": "RED"}}, finding=ELEMENT_LOST),
        Example("Red,,", "Red", {"separator": ","}),
        Example(" , ", None, {"separator": ","}),
        Example(None, None, {"code": "PREFCOL"}),
    ),
)
