"""Excel's serial numbers of days: 1 is 1 January 1900, 60 is 29 February 1900 (which never was), 61 is 1 March 1900."""

from __future__ import annotations

from entracte.recipe.formula.terms import Term, applied, block, choose, every, literal, parameter, sql

LAST_SERIAL = 2958465.0  # 31 December 9999
_A, _B, _C = parameter("a"), parameter("b"), parameter("c")


def serial_of_date(date: Term) -> Term:
    """The serial of a date; null for one before 1900, which is text to Excel."""
    days = block("days_since", date, "1899-12-30")
    return applied(_SERIAL, sql("CAST($a AS DOUBLE)", days))


_SERIAL = choose((sql("$a >= 61e0", _A), _A), (sql("$a >= 2e0", _A), sql("$a - 1e0", _A)))


def date_of_serial(serial: Term) -> Term:
    """The date of a serial that is checked to be in range; 60 gives 28 February 1900."""
    return applied(_DATE, serial)


_DATE = choose(
    (
        every([sql("$a >= 60e0", _A), sql("$a < 2958466e0", _A)]),
        block("plus_days", sql("FLOOR($a)", _A), "1899-12-30"),
    ),
    (
        every([sql("$a >= 0e0", _A), sql("$a < 60e0", _A)]),
        block("plus_days", sql("FLOOR($a)", _A), "1899-12-31"),
    ),
)


def in_range(serial: Term) -> Term:
    """Whether a number is the serial of a day."""
    return applied(every([sql("$a >= 0e0", _A), sql("$a < 2958466e0", _A)]), serial)


def _part(name: str) -> Term:
    return sql("CAST($a AS DOUBLE)", block(name, _DATE))


_YEAR = choose((sql("$a < 1e0", _A), literal(1900.0)), otherwise=_part("year"))
_MONTH = choose((sql("$a < 1e0", _A), literal(1.0)), otherwise=_part("month"))
_DAY = choose(
    (sql("$a < 1e0", _A), literal(0.0)),
    (sql("FLOOR($a) = 60e0", _A), literal(29.0)),
    otherwise=_part("day"),
)


def year_of(serial: Term) -> Term:
    """The year of a serial."""
    return applied(_YEAR, serial)


def month_of(serial: Term) -> Term:
    """The month of a serial."""
    return applied(_MONTH, serial)


def day_of(serial: Term) -> Term:
    """The day of the month of a serial."""
    return applied(_DAY, serial)


def weekday_of(serial: Term) -> Term:
    """The day of the week as Excel counts: 1 is Sunday."""
    return applied(sql("(FLOOR($a) - 1e0) - 7e0 * FLOOR((FLOOR($a) - 1e0) / 7e0) + 1e0", _A), serial)


_ALL_SECONDS = sql("ROUND($a * 86400e0)", _A)


def seconds_of(serial: Term) -> Term:
    """The seconds since midnight, rounded to whole ones."""
    return applied(sql("$a - 86400e0 * FLOOR($a / 86400e0)", _ALL_SECONDS), serial)


def day_of_moment(serial: Term) -> Term:
    """The serial of the day of a moment that is rounded to whole seconds."""
    return applied(sql("FLOOR($a / 86400e0)", _ALL_SECONDS), serial)


def serial_of_parts(year: Term, month: Term, day: Term) -> Term:
    """The serial of a year, month and day that may be out of range: month 13 is January of the next year.

    Null where the month is not one of the years 1900 to 9999.
    """
    return applied(_PARTS, year, month, day)


_MONTHS = sql("$a * 12e0 + $b - 1e0", _A, _B)


def _first_of_month(months: Term) -> Term:
    """The serial of the first day of a month; months are counted from the year 0.

    The days before the month in a year that begins in March, as the calendar counts them: plain numbers, which any
    engine computes at full speed.
    """
    shifted = sql("$a - 2e0", months)
    year = sql("FLOOR($a / 12e0)", shifted)
    days = sql(
        "365e0 * $a + FLOOR($a / 4e0) - FLOOR($a / 100e0) + FLOOR($a / 400e0) "
        "+ FLOOR((153e0 * ($b - 12e0 * $a) + 2e0) / 5e0) - 693899e0",
        year,
        shifted,
    )
    return sql("$a - CASE WHEN $a < 61e0 THEN 1e0 ELSE 0e0 END", days)


_PARTS = choose(
    (
        every([sql("$a >= 22800e0", _MONTHS), sql("$a < 120000e0", _MONTHS)]),
        sql("$a + $b - 1e0", _first_of_month(_MONTHS), _C),
    )
)


def serial_of_date_parts(year: Term, month: Term, day: Term) -> Term:
    """The serial of a date that exists; null for any other, and for one before 1900."""
    return applied(_DATE_PARTS, year, month, day)


_NEXT_MONTH = choose(
    (sql("$a >= 119999e0", _MONTHS), literal(LAST_SERIAL + 1)), otherwise=_first_of_month(sql("$a + 1e0", _MONTHS))
)
_DATE_PARTS = choose(
    (
        every(
            [
                sql("$a BETWEEN 1900e0 AND 9999e0", _A),
                sql("$a BETWEEN 1e0 AND 12e0", _B),
                sql("$a >= 1e0", _C),
                sql("$a + $b <= $c", _first_of_month(_MONTHS), _C, _NEXT_MONTH),
            ]
        ),
        sql("$a + $b - 1e0", _first_of_month(_MONTHS), _C),
    )
)
