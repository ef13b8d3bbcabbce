"""Spans between days in years, months and days."""

from __future__ import annotations

from entracte.recipe.formula.call import Call, truncated
from entracte.recipe.formula.dates import day_of, month_of, serial_of_parts, year_of
from entracte.recipe.formula.families.date import date, day
from entracte.recipe.formula.terms import Term, applied, choose, coalesce, every, literal, parameter, some, sql
from entracte.recipe.formula.values import BAD_NUMBER, Argument

_A, _B = parameter("a"), parameter("b")
_Y1, _M1, _D1 = year_of(_A), month_of(_A), day_of(_A)
_Y2, _M2, _D2 = year_of(_B), month_of(_B), day_of(_B)

_MONTHS = sql("($a - $b) * 12e0 + $c - $d - CASE WHEN $e < $f THEN 1e0 ELSE 0e0 END", _Y2, _Y1, _M2, _M1, _D2, _D1)
_BEFORE = serial_of_parts(_Y2, sql("$a - 1e0", _M2), _D1)
_THIS_YEAR = serial_of_parts(_Y2, _M1, _D1)
_LAST_YEAR = serial_of_parts(sql("$a - 1e0", _Y2), _M1, _D1)
_UNITS = {
    "Y": sql("FLOOR($a / 12e0)", _MONTHS),
    "M": _MONTHS,
    "D": sql("FLOOR($a) - FLOOR($b)", _B, _A),
    "YM": sql("$a - 12e0 * FLOOR($a / 12e0)", _MONTHS),
    "MD": choose((sql("$a >= $b", _D2, _D1), sql("$a - $b", _D2, _D1)), otherwise=sql("FLOOR($a) - $b", _B, _BEFORE)),
    "YD": choose(
        (sql("$a <= FLOOR($b)", _THIS_YEAR, _B), sql("FLOOR($a) - $b", _B, _THIS_YEAR)),
        otherwise=sql("FLOOR($a) - $b", _B, _LAST_YEAR),
    ),
}


@date(
    "DATEDIF(start_date, end_date, unit)",
    'The span between two days in whole "Y"ears, "M"onths or "D"ays; "YM", "MD", "YD" are what is left of it.',
    {
        '=DATEDIF(DATE(2000,5,20),DATE(2024,5,19),"Y")': 23,
        '=DATEDIF(DATE(2024,1,31),DATE(2024,3,1),"M")': 1,
        '=DATEDIF(DATE(2024,1,1),DATE(2024,1,31),"d")': 30,
        '=DATEDIF(DATE(2023,11,15),DATE(2024,2,20),"YM")': 3,
        '=DATEDIF(2,1,"D")': "#NUM!",
    },
)
def _datedif(call: Call) -> Argument:
    start, end, unit = day(call, 0), day(call, 1), call.constant(2)
    call.fail(sql("FLOOR($a) > FLOOR($b)", start, end), BAD_NUMBER)
    definition = _UNITS.get(str(unit).upper())
    if definition is None:
        call.fail(literal(True), BAD_NUMBER)
        definition = _UNITS["D"]
    return call.gives_number(coalesce(applied(definition, start, end), literal(0.0)))


def _end_of_february(serial: Term, month: Term) -> Term:
    next_day = month_of(sql("FLOOR($a) + 1e0", serial))
    return every([sql("$a = 2e0", month), sql("$a = 3e0", next_day)])


_US_FIRST = choose((some([sql("$a = 31e0", _D1), _end_of_february(_A, _M1)]), literal(30.0)), otherwise=_D1)
_US_LAST = choose((sql("$a = 31e0 AND $b >= 30e0", _D2, _US_FIRST), literal(30.0)), otherwise=_D2)


def _of_360(first: Term, last: Term) -> Term:
    return sql("($a - $b) * 360e0 + ($c - $d) * 30e0 + $e - $f", _Y2, _Y1, _M2, _M1, last, first)


_US = _of_360(_US_FIRST, _US_LAST)
_EUROPEAN = _of_360(sql("LEAST($a, 30e0)", _D1), sql("LEAST($a, 30e0)", _D2))


@date(
    "DAYS360(start_date, end_date, [method])",
    "The days between two days of a year of twelve months of 30 days.",
    {
        "=DAYS360(DATE(2024,1,30),DATE(2024,2,29))": 29,
        "=DAYS360(DATE(2024,1,1),DATE(2024,12,31))": 360,
        "=DAYS360(DATE(2024,1,1),DATE(2024,12,31),TRUE)": 359,
    },
)
def _days360(call: Call) -> Argument:
    start, end = day(call, 0), day(call, 1)
    european = bool(call.constant(2, False))
    return call.gives_number(applied(_EUROPEAN if european else _US, start, end))


def _leap(year: Term) -> Term:
    return sql("($a % 4 = 0 AND $a % 100 <> 0) OR $a % 400 = 0", sql("CAST($a AS INTEGER)", year))


_BOTH_FEBRUARY = every([_end_of_february(_A, _M1), _end_of_february(_B, _M2)])
_NASD = _of_360(_US_FIRST, choose((_BOTH_FEBRUARY, literal(30.0)), otherwise=_US_LAST))
_WITHIN_A_YEAR = some(
    [
        sql("$a = $b", _Y1, _Y2),
        every([sql("$a = $b + 1e0", _Y2, _Y1), sql("$a > $b OR ($a = $b AND $c >= $d)", _M1, _M2, _D1, _D2)]),
    ]
)
_LEAP_DAY_COUNTS = some(
    [
        every([sql("$a = $b", _Y1, _Y2), _leap(_Y1)]),
        every([sql("$a <> $b", _Y1, _Y2), _leap(_Y1), sql("$a <= 2e0", _M1)]),
        every([sql("$a <> $b", _Y1, _Y2), _leap(_Y2), sql("$a > 2e0 OR ($a = 2e0 AND $b = 29e0)", _M2, _D2)]),
    ]
)
_YEAR_LENGTH = choose(
    (_WITHIN_A_YEAR, choose((_LEAP_DAY_COUNTS, literal(366.0)), otherwise=literal(365.0))),
    otherwise=sql(
        "($a - $b) / ($c - $d + 1e0)",
        serial_of_parts(sql("$a + 1e0", _Y2), literal(1.0), literal(1.0)),
        serial_of_parts(_Y1, literal(1.0), literal(1.0)),
        _Y2,
        _Y1,
    ),
)
_DAYS = sql("$a - $b", _B, _A)
_BASES = {
    0: sql("$a / 360e0", _NASD),
    1: sql("$a / $b", _DAYS, _YEAR_LENGTH),
    2: sql("$a / 360e0", _DAYS),
    3: sql("$a / 365e0", _DAYS),
    4: sql("$a / 360e0", _EUROPEAN),
}


@date(
    "YEARFRAC(start_date, end_date, [basis])",
    "The span between two days as a share of a year; basis 1 counts real days.",
    {
        "=YEARFRAC(DATE(2024,1,1),DATE(2024,7,1))": 0.5,
        "=YEARFRAC(DATE(2023,1,1),DATE(2023,12,31),3)": 0.997260273972603,
        "=YEARFRAC(DATE(2000,1,1),DATE(2020,1,1),1)": 19.9980445834963,
        "=YEARFRAC(1,2,9)": "#NUM!",
    },
)
def _yearfrac(call: Call) -> Argument:
    start, end, basis = day(call, 0), day(call, 1), call.constant_number(2, 0)
    if basis not in _BASES:
        call.fail(literal(True), BAD_NUMBER)
    low = truncated(sql("LEAST($a, $b)", start, end))
    high = truncated(sql("GREATEST($a, $b)", start, end))
    return call.gives_number(applied(_BASES.get(basis, _BASES[0]), low, high))
