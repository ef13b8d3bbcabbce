"""Dates and times: parts, shifts, spans. Days are serial numbers; nothing here reads a clock."""

from __future__ import annotations

from math import floor

from entracte.recipe.cells import Kind
from entracte.recipe.formula.call import Call, truncated
from entracte.recipe.formula.dates import (
    date_of_serial,
    day_of,
    in_range,
    month_of,
    seconds_of,
    serial_of_parts,
    weekday_of,
    year_of,
)
from entracte.recipe.formula.numbers import date_of_text, parts_serial, time_of_text
from entracte.recipe.formula.registry import family
from entracte.recipe.formula.terms import Term, applied, block, coalesce, literal, negated, null, parameter, some, sql
from entracte.recipe.formula.values import BAD_NUMBER, BAD_VALUE, Argument

date = family("date")
_A, _B = parameter("a"), parameter("b")


def day(call: Call, index: int) -> Term:
    """An argument as the serial of a day, in range."""
    serial = call.number(index)
    call.fail(negated(in_range(serial)), BAD_NUMBER)
    return serial


def gives_day(call: Call, serial: Term) -> Argument:
    """The result, a day; an error beyond the calendar."""
    call.fail(sql("$a IS NULL OR $a < 0e0 OR $a >= 2958466e0", serial), BAD_NUMBER)
    return call.gives_number(coalesce(serial, literal(0.0)), Kind.DATE)


@date(
    "DATE(year, month, day)",
    "The day of a year, month and day; month 13 is January of the next year.",
    {
        '=TEXT(DATE(2024,2,30),"yyyy-mm-dd")': "2024-03-01",
        "=DATE(1900,3,1)+0.5": "1900-03-01",
        "=DATE(2024,1,1)-DATE(2023,1,1)": 365,
        "=DATE(99999,1,1)": "#NUM!",
    },
)
def _date(call: Call) -> Argument:
    return gives_day(call, parts_serial(call.whole(0), call.whole(1), call.whole(2)))


@date(
    "DATEVALUE(date_text)",
    "The day that a text reads as in the locale.",
    {
        '=DATEVALUE("2024-01-05")': "2024-01-05",
        '=DATEVALUE("1/31/2024")': "2024-01-31",
        '=DATEVALUE("5 Jan 2024")': "2024-01-05",
        '=DATEVALUE("x")': "#VALUE!",
    },
)
def _datevalue(call: Call) -> Argument:
    found = date_of_text(call.text(0), call.locale)
    call.fail(null(found), BAD_VALUE)
    return call.gives_number(coalesce(found, literal(0.0)), Kind.DATE)


@date(
    "TIME(hour, minute, second)",
    "The time of day as a share of a day.",
    {"=TIME(12,0,0)": "12:00:00", "=TIME(25,30,0)": "01:30:00", "=TIME(-1,0,0)": "#NUM!"},
)
def _time(call: Call) -> Argument:
    total = sql("$a * 3600e0 + $b * 60e0 + $c", call.whole(0), call.whole(1), call.whole(2))
    call.fail(sql("$a < 0e0", total), BAD_NUMBER)
    return call.gives_number(sql("$a / 86400e0 - FLOOR($a / 86400e0)", total), Kind.TIME)


@date(
    "TIMEVALUE(time_text)",
    "The time of day that a text reads as.",
    {'=TIMEVALUE("18:30")': "18:30:00", '=TIMEVALUE("6:30 PM")*24': 18.5, '=TIMEVALUE("x")': "#VALUE!"},
)
def _timevalue(call: Call) -> Argument:
    found = time_of_text(call.text(0))
    call.fail(null(found), BAD_VALUE)
    return call.gives_number(sql("COALESCE($a, 0e0) - FLOOR(COALESCE($a, 0e0))", found), Kind.TIME)


@date(
    "YEAR(date)",
    "The year of a day.",
    {"=YEAR(DATE(2024,5,6))": 2024, '=YEAR("2024-05-06")': 2024, "=YEAR(-1)": "#NUM!", "=YEAR(60)": 1900},
)
def _year(call: Call) -> Argument:
    return call.gives_number(coalesce(year_of(day(call, 0)), literal(0.0)))


@date("MONTH(date)", "The month of a day.", {"=MONTH(DATE(2024,5,6))": 5, "=MONTH(0)": 1})
def _month(call: Call) -> Argument:
    return call.gives_number(coalesce(month_of(day(call, 0)), literal(0.0)))


@date("DAY(date)", "The day of the month.", {"=DAY(DATE(2024,5,6))": 6, "=DAY(60)": 29})
def _day(call: Call) -> Argument:
    return call.gives_number(coalesce(day_of(day(call, 0)), literal(0.0)))


@date("HOUR(time)", "The hour.", {"=HOUR(0.75)": 18, '=HOUR("18:45")': 18})
def _hour(call: Call) -> Argument:
    return call.gives_number(applied(sql("FLOOR($a / 3600e0)", seconds_of(_A)), day(call, 0)))


@date("MINUTE(time)", "The minute.", {'=MINUTE("18:45")': 45})
def _minute(call: Call) -> Argument:
    return call.gives_number(applied(sql("FLOOR($a / 60e0) - 60e0 * FLOOR($a / 3600e0)", seconds_of(_A)), day(call, 0)))


@date("SECOND(time)", "The second.", {'=SECOND("18:45:30")': 30})
def _second(call: Call) -> Argument:
    return call.gives_number(applied(sql("$a - 60e0 * FLOOR($a / 60e0)", seconds_of(_A)), day(call, 0)))


_FIRST_DAYS = {1: 1, 2: 2, 3: 2, 11: 2, 12: 3, 13: 4, 14: 5, 15: 6, 16: 7, 17: 1}


@date(
    "WEEKDAY(date, [return_type])",
    "The day of the week: 1 is Sunday, or Monday with type 2.",
    {
        "=WEEKDAY(DATE(2024,1,7))": 1,
        "=WEEKDAY(DATE(2024,1,7),2)": 7,
        "=WEEKDAY(DATE(2024,1,8),3)": 0,
        "=WEEKDAY(1,9)": "#NUM!",
    },
)
def _weekday(call: Call) -> Argument:
    serial, kind = day(call, 0), call.constant_number(1, 1)
    if kind not in _FIRST_DAYS:
        call.fail(literal(True), BAD_NUMBER)
        return call.gives_number(literal(0.0))
    weekday = weekday_of(serial)
    first = float(_FIRST_DAYS[kind])
    shifted = weekday if first == 1 else sql("$a - $b + CASE WHEN $a < $b THEN 7e0 ELSE 0e0 END + 1e0", weekday, first)
    return call.gives_number(sql("$a - 1e0", shifted) if kind == 3 else shifted)


@date(
    "WEEKNUM(date, [return_type])",
    "The week of the year; week 1 holds 1 January. Type 21 counts as ISO does.",
    {"=WEEKNUM(DATE(2024,1,7))": 2, "=WEEKNUM(DATE(2024,1,7),2)": 1, "=WEEKNUM(DATE(2023,1,1),21)": 52},
)
def _weeknum(call: Call) -> Argument:
    serial, kind = day(call, 0), call.constant_number(1, 1)
    if kind == 21:
        return _gives_iso_week(call, serial)
    if kind not in _FIRST_DAYS or kind == 3:
        call.fail(literal(True), BAD_NUMBER)
        return call.gives_number(literal(0.0))
    january = serial_of_parts(year_of(serial), literal(1.0), literal(1.0))
    offset = sql("$a - $b + CASE WHEN $a < $b THEN 7e0 ELSE 0e0 END", weekday_of(january), float(_FIRST_DAYS[kind]))
    return call.gives_number(sql("FLOOR((FLOOR($a) - $b + $c) / 7e0) + 1e0", serial, january, offset))


@date(
    "ISOWEEKNUM(date)",
    "The week of the year as ISO 8601 counts: weeks begin on Monday, week 1 holds 4 January.",
    {"=ISOWEEKNUM(DATE(2023,1,1))": 52, "=ISOWEEKNUM(DATE(2024,12,30))": 1},
)
def _isoweeknum(call: Call) -> Argument:
    return _gives_iso_week(call, day(call, 0))


def _gives_iso_week(call: Call, serial: Term) -> Argument:
    return call.gives_number(sql("CAST($a AS DOUBLE)", block("iso_week", date_of_serial(serial))))


@date(
    "EDATE(start_date, months)",
    "So many months later, at most the last day of the month.",
    {"=EDATE(DATE(2024,1,31),1)": "2024-02-29", "=EDATE(DATE(2024,3,31),-1)": "2024-02-29"},
)
def _edate(call: Call) -> Argument:
    return gives_day(call, months_later(day(call, 0), call.whole(1)))


def months_later(serial: Term, months: Term) -> Term:
    """The same day so many months later, or the last of the month."""
    return applied(_LATER, serial, months)


def _month_start(months: Term) -> Term:
    return serial_of_parts(year_of(_A), sql("$a + $b", month_of(_A), months), literal(1.0))


_LATER = sql("LEAST($a + $b - 1e0, $c - 1e0)", _month_start(_B), day_of(_A), _month_start(sql("$a + 1e0", _B)))


@date(
    "EOMONTH(start_date, months)",
    "The last day of the month so many months later.",
    {"=EOMONTH(DATE(2024,1,15),1)": "2024-02-29", "=EOMONTH(DATE(2024,1,15),-1)": "2023-12-31"},
)
def _eomonth(call: Call) -> Argument:
    serial, months = day(call, 0), call.whole(1)
    return gives_day(call, applied(sql("$a - 1e0", _month_start(sql("$a + 1e0", _B))), serial, months))


@date("DAYS(end_date, start_date)", "The days between two days.", {"=DAYS(DATE(2024,3,1),DATE(2024,2,1))": 29})
def _days(call: Call) -> Argument:
    end, start = day(call, 0), day(call, 1)
    return call.gives_number(sql("FLOOR($a) - FLOOR($b)", end, start))


_MONDAY_TO_FRIDAY = (2.0, 3.0, 4.0, 5.0, 6.0)


def _weekdays(serial: Term) -> Term:
    """How many Mondays to Fridays there are up to a day."""
    return applied(
        sql("5e0 * FLOOR(($a - 1e0) / 7e0) + LEAST(($a - 1e0) - 7e0 * FLOOR(($a - 1e0) / 7e0), 5e0)", _A), serial
    )


@date(
    "NETWORKDAYS(start_date, end_date, [holidays_values])",
    "The days from Monday to Friday between two days, both counted, holidays left out.",
    {
        "=NETWORKDAYS(DATE(2024,1,1),DATE(2024,1,7))": 5,
        "=NETWORKDAYS(DATE(2024,1,7),DATE(2024,1,1))": -5,
        "=NETWORKDAYS(DATE(2024,1,1),DATE(2024,1,7),45293)": 4,
        "=NETWORKDAYS(DATE(2024,1,1),DATE(2024,1,7),{45293,45293,45294})": 3,
    },
    arrays=True,
)
def _networkdays(call: Call) -> Argument:
    first, last = truncated(day(call, 0)), truncated(day(call, 1))
    low, high = sql("LEAST($a, $b)", first, last), sql("GREATEST($a, $b)", first, last)
    count = sql("$a - $b", _weekdays(high), _weekdays(sql("$a - 1e0", low)))
    if call.given(2):
        count = sql("$a - $b", count, holidays(call, 2, (low, high), _MONDAY_TO_FRIDAY))
    return call.gives_number(sql("CASE WHEN $a > $b THEN -1e0 ELSE 1e0 END * $c", first, last, count))


def holidays(call: Call, index: int, between: tuple[Term, Term], working: tuple[float, ...]) -> Term:
    """How many days of an argument are working days between two days; a day that it holds twice is one.

    `working` are the rests of their serials divided by 7: 1 is a Sunday, 0 a Saturday.
    """
    from entracte.recipe.formula.families.conditional import counted
    from entracte.recipe.formula.lookups import Conditions
    from entracte.recipe.formula.values import Across, Many

    low, high = between
    rests = ", ".join(f"{rest:.0f}e0" for rest in working)
    counts = f"$a >= $b AND $a <= $c AND FLOOR($a) - 7e0 * FLOOR($a / 7e0) IN ({rests or 'NULL'})"
    argument = call.argument(index)
    if isinstance(argument, Across):
        conditions = Conditions.none()
        number = argument.columns[0].number
        if number is None:
            raise call.wrong(index, "holds no days", "Declare the column's type: types: {COLUMN: date}.")
        conditions.holds(sql(counts, number, low, high))
        return counted(call, argument.table, sql("FLOOR($a)", number), conditions, different=True)
    values = argument.values if isinstance(argument, Many) else [argument]
    written = {floor(value.constant) for value in values if isinstance(value.constant, float)}
    cells = [value.number for value in values if value.number is not None and not isinstance(value.constant, float)]
    days = [*map(literal, map(float, sorted(written))), *dict.fromkeys(cells)]
    total = literal(0.0)
    for place, number in enumerate(days):
        before = days[:place] if place >= len(written) else []  # those written out differ from each other
        known = some(sql("COALESCE(FLOOR($a) = FLOOR($b), FALSE)", number, each) for each in before)
        total = sql(f"$d + CASE WHEN {counts} AND NOT $e THEN 1e0 ELSE 0e0 END", number, low, high, total, known)
    return total


@date(
    "WORKDAY(start_date, days)",
    "So many days from Monday to Friday later.",
    {
        "=WORKDAY(DATE(2024,1,5),1)": "2024-01-08",
        "=WORKDAY(DATE(2024,1,8),-1)": "2024-01-05",
        "=WORKDAY(DATE(2024,1,6),5)": "2024-01-12",
    },
)
def _workday(call: Call) -> Argument:
    start, days = truncated(day(call, 0)), call.whole(1)
    target = sql(
        "CASE WHEN $a > 0e0 THEN $b + $a ELSE $c + 1e0 + $a END",
        days,
        _weekdays(start),
        _weekdays(sql("$a - 1e0", start)),
    )
    found = sql("7e0 * FLOOR(($a - 1e0) / 5e0) + ($a - 1e0) - 5e0 * FLOOR(($a - 1e0) / 5e0) + 2e0", target)
    return gives_day(call, sql("CASE WHEN $a = 0e0 THEN $b ELSE $c END", days, start, found))
