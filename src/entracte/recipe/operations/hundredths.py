"""Hundredths: amounts and percentages as whole numbers; a half is rounded away from zero."""

from __future__ import annotations

from entracte.engine.expressions import Expression, expression


def in_hundredths(number: Expression, times: Expression | int = 100) -> Expression:
    """A number that is text, such as `-12.5`, in hundredths as text; null where it is no number."""
    exact = expression("TRY_CAST(nullif($number, '') AS DECIMAL(24, 8))", number=number)
    return expression("CAST(CAST(round($exact * $times, 0) AS DECIMAL(24, 0)) AS VARCHAR)", exact=exact, times=times)


def divided(numerator: Expression, denominator: Expression) -> Expression:
    """A whole number divided by another that is above 0, rounded so that a half counts as a whole."""
    return expression(
        "sign($numerator) * ((2 * abs($numerator) + $denominator) // (2 * $denominator))",
        numerator=numerator,
        denominator=denominator,
    )
