"""`date`: a date out of what people write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.cells import Kind
from entracte.recipe.operations.blocks import group, matches
from entracte.recipe.operations.contract import FAILED, Context, Done, Example, Operation
from entracte.recipe.operations.doubts import AMBIGUOUS
from entracte.recipe.operations.written_dates import (
    DAY_FIRST,
    MONTH_FIRST,
    PARAMETERS,
    WITH_TIME,
    YEAR_FIRST,
    done_date,
    read_date,
    small,
)


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    low = context.keep(small(text))
    day = context.keep(case((matches(low, WITH_TIME), group(low, WITH_TIME)), otherwise=low))
    read = read_date(day, arguments, context)
    return done_date(text, read, expression("TRY_CAST($read AS DATE)", read=read))


OPERATION = Operation(
    "date",
    "Reads a date as it is written, in the order stated, without its time of day; what could be two dates is refused.",
    _apply,
    parameters=PARAMETERS,
    examples=(
        Example("01.08.1965", "1965-08-01", {"order": DAY_FIRST}),
        Example("1/8/1965", "1965-08-01", {"order": DAY_FIRST}),
        Example("08/01/1965", "1965-08-01", {"order": MONTH_FIRST}),
        Example("1965-08-01", "1965-08-01", {"order": DAY_FIRST}),
        Example("1965-08-01T00:00:00", "1965-08-01"),
        Example("01.08.1965 11:34:56", "1965-08-01", {"order": DAY_FIRST}),
        Example("01.08.65", "1965-08-01", {"order": DAY_FIRST, "two_digits_from": 1930}),
        Example("01.08.29", "2029-08-01", {"order": DAY_FIRST, "two_digits_from": 1930}),
        Example("01.08.30", "1930-08-01", {"order": DAY_FIRST, "two_digits_from": 1930}),
        Example("01.08.65", None, {"order": DAY_FIRST}, finding=AMBIGUOUS),
        Example("650801", "1965-08-01", {"order": YEAR_FIRST, "two_digits_from": 1930}),
        Example("19650801", "1965-08-01"),
        Example("01081965", "1965-08-01", {"order": DAY_FIRST}),
        Example("01/08/1965", None, finding=AMBIGUOUS),
        Example("13/08/1965", "1965-08-13"),
        Example("08/13/1965", "1965-08-13"),
        Example("08.08.1965", "1965-08-08"),
        Example("1er août 1965", "1965-08-01"),
        Example("5-MAR-75", "1975-03-05", {"two_digits_from": 1930}),
        Example("Mardi 3 mars 1975", "1975-03-03"),
        Example("3. März 1975", "1975-03-03"),
        Example("3 de marzo de 1975", "1975-03-03"),
        Example("August 1st, 1965", "1965-08-01"),
        Example("23955", "1965-08-01", {"serials": True}),
        Example("23955", None, finding=FAILED),
        Example("30.02.1999", None, {"order": DAY_FIRST}, finding=FAILED),
        Example("00.00.0000", None, {"order": DAY_FIRST}, finding=FAILED),
        Example("soon", None, finding=FAILED),
        Example(None, None),
    ),
    gives=Kind.DATE,
    idempotent=True,
)
