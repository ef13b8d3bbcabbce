"""`timestamp`: a date with its time of day out of what people write."""

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
    done_date,
    read_date,
    small,
)

_DAY, _HOUR, _MINUTE, _SECOND, _HALF = range(1, 6)


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    low = context.keep(small(text))
    has_time = context.keep(matches(low, WITH_TIME))
    day = read_date(context.keep(case((has_time, group(low, WITH_TIME, _DAY)), otherwise=low)), arguments, context)
    time = case((has_time, _time(low)), otherwise=expression("'00:00:00'"))
    read = case(
        (expression("length($day) = 0", day=day), day),
        otherwise=expression("CAST(TRY_CAST($day || ' ' || $time AS TIMESTAMP) AS VARCHAR)", day=day, time=time),
    )
    read = context.keep(read)
    return done_date(text, read, expression("TRY_CAST($read AS TIMESTAMP)", read=read))


def _time(low: Expression) -> Expression:
    """The time of day, twenty-four hours long."""
    hour = group(low, WITH_TIME, _HOUR)
    hours = expression(
        "CASE $half WHEN 'p' THEN CAST(TRY_CAST($hour AS INTEGER) % 12 + 12 AS VARCHAR) "
        "WHEN 'a' THEN lpad(CAST(TRY_CAST($hour AS INTEGER) % 12 AS VARCHAR), 2, '0') ELSE lpad($hour, 2, '0') END",
        half=group(low, WITH_TIME, _HALF),
        hour=hour,
    )
    return expression(
        "$hours || ':' || $minute || ':' || coalesce(nullif($second, ''), '00')",
        hours=hours,
        minute=group(low, WITH_TIME, _MINUTE),
        second=group(low, WITH_TIME, _SECOND),
    )


OPERATION = Operation(
    "timestamp",
    "Reads a date with its time of day, as people write them, in the order stated; without a time it is midnight.",
    _apply,
    parameters=PARAMETERS,
    examples=(
        Example("01.08.1965 11:34:56", "1965-08-01 11:34:56", {"order": DAY_FIRST}),
        Example("1965-08-01T11:34", "1965-08-01 11:34:00"),
        Example("1965-08-01 11:34:56.789", "1965-08-01 11:34:56"),
        Example("8/1/1965 1:05 PM", "1965-08-01 13:05:00", {"order": MONTH_FIRST}),
        Example("8/1/1965 12:05 am", "1965-08-01 00:05:00", {"order": MONTH_FIRST}),
        Example("1er août 1965, 20h30", "1965-08-01 20:30:00"),
        Example("01.08.1965", "1965-08-01 00:00:00", {"order": DAY_FIRST}),
        Example("01.08.1965 25:00", None, {"order": DAY_FIRST}, finding=FAILED),
        Example("1965-08-01T11:34:56+02:00", None, finding=FAILED),
        Example("01.08.1965 11:34", None, finding=AMBIGUOUS),
        Example(None, None),
    ),
    gives=Kind.TIMESTAMP,
    idempotent=True,
)
