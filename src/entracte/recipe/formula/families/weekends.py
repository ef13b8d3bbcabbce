"""Working days where the weekend is not Saturday and Sunday."""

from __future__ import annotations

import re

from entracte.recipe.formula.call import Call, truncated
from entracte.recipe.formula.families.date import date, day, gives_day, holidays
from entracte.recipe.formula.terms import Term, applied, choose, literal, parameter, sql
from entracte.recipe.formula.values import BAD_NUMBER, BAD_VALUE, Argument

_A = parameter("a")
_WEEK = 7
_TWO_DAYS = {1: (6, 7), 2: (7, 1), 3: (1, 2), 4: (2, 3), 5: (3, 4), 6: (4, 5), 7: (5, 6)}
"""The weekends by their numbers, in days from Monday (1) to Sunday (7); 11 to 17 are Sunday alone to Saturday alone."""
_REST = sql("$a - 7e0 * FLOOR($a / 7e0)", _A)


def _working(call: Call, index: int) -> list[int] | None:
    """The working days as places in a week that begins on a Sunday (1); None where the weekend is none."""
    told = call.constant(index, 1.0)
    if isinstance(told, str):
        if not re.fullmatch("[01]{7}", told):
            call.fail(literal(True), BAD_VALUE)
            return None
        free = {place for place, sign in enumerate(told, 1) if sign == "1"}
    else:
        number = int(told or 0)
        if number not in _TWO_DAYS and not 11 <= number <= 17:
            call.fail(literal(True), BAD_NUMBER)
            return None
        free = set(_TWO_DAYS[number]) if number in _TWO_DAYS else {(number - 11 + 6) % _WEEK + 1}
    return sorted(place % _WEEK + 1 for place in range(1, _WEEK + 1) if place not in free)


def _up_to(serial: Term, working: list[int]) -> Term:
    """How many working days there are up to a day."""
    behind = choose(
        *(
            (sql("$a = $b", _REST, float(rest)), literal(float(sum(place <= rest for place in working))))
            for rest in range(1, _WEEK)
        ),
        otherwise=literal(0.0),
    )
    return applied(sql("$a * FLOOR($b / 7e0) + $c", float(len(working)), _A, behind), serial)


@date(
    "NETWORKDAYS.INTL(start_date, end_date, [weekend], [holidays_values])",
    "The working days between two days; the weekend is a number, or seven signs from Monday on with 1 for a free day.",
    {
        "=NETWORKDAYS.INTL(DATE(2024,1,1),DATE(2024,1,31))": 23,
        "=NETWORKDAYS.INTL(DATE(2024,1,1),DATE(2024,1,31),11)": 27,
        '=NETWORKDAYS.INTL(DATE(2024,1,1),DATE(2024,1,7),"1000001")': 5,
        "=NETWORKDAYS.INTL(DATE(2024,1,1),DATE(2024,1,7),1,45293)": 4,
        "=NETWORKDAYS.INTL(1,2,8)": "#NUM!",
    },
    arrays=True,
)
def _networkdays(call: Call) -> Argument:
    first, last = truncated(day(call, 0)), truncated(day(call, 1))
    working = _working(call, 2)
    if working is None:
        return call.gives_number(literal(0.0))
    low, high = sql("LEAST($a, $b)", first, last), sql("GREATEST($a, $b)", first, last)
    count = sql("$a - $b", _up_to(high, working), _up_to(sql("$a - 1e0", low), working))
    if call.given(3):
        rests = tuple(float(place % _WEEK) for place in working)
        count = sql("$a - $b", count, holidays(call, 3, (low, high), rests))
    return call.gives_number(sql("CASE WHEN $a > $b THEN -1e0 ELSE 1e0 END * $c", first, last, count))


@date(
    "WORKDAY.INTL(start_date, days, [weekend])",
    "So many working days later; the weekend is a number, or seven signs from Monday on with 1 for a free day.",
    {
        "=WORKDAY.INTL(DATE(2024,1,5),1)": "2024-01-08",
        "=WORKDAY.INTL(DATE(2024,1,5),1,11)": "2024-01-06",
        '=WORKDAY.INTL(DATE(2024,1,8),-1,"1000001")': "2024-01-06",
        '=WORKDAY.INTL(DATE(2024,1,8),1,"1111111")': "#VALUE!",
    },
)
def _workday(call: Call) -> Argument:
    start, days = truncated(day(call, 0)), call.whole(1)
    working = _working(call, 2)
    if not working:
        call.fail(literal(True), BAD_VALUE)
        working = [2]
    size = float(len(working))
    before, after = _up_to(sql("$a - 1e0", start), working), _up_to(start, working)
    target = sql("CASE WHEN $a > 0e0 THEN $b + $a ELSE $c + 1e0 + $a END - 1e0", days, after, before)
    rest = sql("$a - $b * FLOOR($a / $b)", target, size)
    place = choose(
        *((sql("$a = $b", rest, float(nth)), literal(float(found))) for nth, found in enumerate(working)),
        otherwise=literal(float(working[0])),
    )
    found = sql("7e0 * FLOOR($a / $b) + $c", target, size, place)
    return gives_day(call, sql("CASE WHEN $a = 0e0 THEN $b ELSE $c END", days, start, found))
