"""`vat`: net, gross or tax out of an amount and a rate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.blocks import matches
from entracte.recipe.operations.contract import FAILED, Context, Done, Example, Operation, Parameter, ParameterKind
from entracte.recipe.operations.doubts import done_or_failed
from entracte.recipe.operations.hundredths import divided

NET, TAX, GROSS = "net", "vat", "gross"
_WHOLE = "^-?[0-9]{1,13}$"
_RATE = "^[0-9]{1,4}$"
_ALL = 10_000
"""A hundred percent, in hundredths of a percent."""


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> dict[str, Done]:
    step, from_gross = arguments["step"], arguments["of"] == GROSS
    rate = arguments["rate"]
    readable = expression("$amount AND $rate", amount=matches(text, _WHOLE), rate=matches(rate, _RATE))
    amount = expression("CAST($text AS BIGINT)", text=text)
    share = expression("CAST($rate AS BIGINT)", rate=rate)
    # the tax is rounded, and what is left is the net: the two always make the gross
    base = expression("$all + $share", all=_ALL, share=share if from_gross else 0)
    product = expression("$amount * $share", amount=amount, share=share)
    tax = expression(
        "$steps * $step", steps=divided(product, expression("$base * $step", base=base, step=step)), step=step
    )
    made = {
        NET: expression("$amount - $tax", amount=amount, tax=tax) if from_gross else amount,
        TAX: tax,
        GROSS: amount if from_gross else expression("$amount + $tax", amount=amount, tax=tax),
    }

    def done(part: str) -> Done:
        value = case((readable, expression("CAST(CAST($made AS BIGINT) AS VARCHAR)", made=made[part])))
        return done_or_failed(text, value)

    return {part: done(part) for part in (NET, TAX, GROSS)}


OPERATION = Operation(
    "vat",
    "Gives net, tax or gross of an amount and a rate, all in hundredths; the tax is rounded, a half away from zero.",
    _apply,
    parameters=(
        Parameter(
            "rate", ParameterKind.VALUE, "the rate in hundredths of a percent, as `percentage` gives it: 810 for 8.1 %"
        ),
        Parameter("of", ParameterKind.CHOICE, "what the cell holds", default=GROSS, choices=(GROSS, NET)),
        Parameter(
            "step",
            ParameterKind.WHOLE,
            "to what the tax is rounded, in hundredths: 5 for five centimes",
            default=1,
            least=1,
            most=100,
        ),
    ),
    examples=(
        Example("10810", "10000", {"part": NET, "rate": "810"}),
        Example("10810", "810", {"part": TAX, "rate": "810"}),
        Example("10810", "10810", {"part": GROSS, "rate": "810"}),
        Example("10000", "10810", {"part": GROSS, "rate": "[@RATE]", "of": NET}, columns={"RATE": "810"}),
        Example("1000", "75", {"part": TAX, "rate": "810"}),
        Example("1000", "925", {"part": NET, "rate": "810"}),
        Example("-1000", "-75", {"part": TAX, "rate": "810"}),
        Example("1990", "150", {"part": TAX, "rate": "810", "step": 5}),
        Example("1000", "0", {"part": TAX, "rate": "0"}),
        Example("12.50", None, {"part": NET, "rate": "810"}, finding=FAILED),
        Example("1000", None, {"part": NET, "rate": "[@RATE]"}, finding=FAILED, columns={"RATE": None}),
        Example(None, None, {"part": NET, "rate": "810"}),
    ),
    parts=(NET, TAX, GROSS),
)
