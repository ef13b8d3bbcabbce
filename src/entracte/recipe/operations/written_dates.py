"""Dates as people write them, in a stated order: 1.8.65, 08/01/1965, 19650801, 1965-08-01, 1er août 1965, 5-MAR-75."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlglot import exp

from entracte.engine.expressions import Expression, case, expression
from entracte.findings import LANGUAGES
from entracte.recipe.operations.blocks import group, matches, trimmed
from entracte.recipe.operations.contract import Context, Done, Found, Parameter, ParameterKind
from entracte.recipe.operations.country import plain_letters
from entracte.recipe.operations.doubts import AMBIGUOUS, done_or_failed

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day month year", "month day year", "year month day"
UNSTATED = "unstated"

PARAMETERS = (
    Parameter(
        "order",
        ParameterKind.CHOICE,
        "the order of day, month and year; unstated, what could be two dates is refused",
        default=UNSTATED,
        choices=(DAY_FIRST, MONTH_FIRST, YEAR_FIRST, UNSTATED),
    ),
    Parameter(
        "two_digits_from",
        ParameterKind.WHOLE,
        "the first of the hundred years that two digits can mean (1930: 29 is 2029); unless given, they are refused",
        default=None,
        least=1000,
        most=2100,
    ),
    Parameter("serials", ParameterKind.BOOLEAN, "a number without signs is a day as Excel counts them", default=False),
)

_BETWEEN = "[-/. ] *"
_ONE_TWO, _FOUR, _TWO = "([0-9]{1,2})", "([0-9]{4})", "([0-9]{2})"
_ISO = f"^{_FOUR}{_BETWEEN}{_ONE_TWO}{_BETWEEN}{_ONE_TWO}$"
_LONG = f"^{_ONE_TWO}{_BETWEEN}{_ONE_TWO}{_BETWEEN}{_FOUR}$"
_SHORT = f"^{_ONE_TWO}{_BETWEEN}{_ONE_TWO}{_BETWEEN}{_ONE_TWO}$"
_CLOSE_LONG = {
    YEAR_FIRST: f"^{_FOUR}{_TWO}{_TWO}$",
    DAY_FIRST: f"^{_TWO}{_TWO}{_FOUR}$",
    MONTH_FIRST: f"^{_TWO}{_TWO}{_FOUR}$",
}
_CLOSE_SHORT = f"^{_TWO}{_TWO}{_TWO}$"
_SERIAL = "^[0-9]{1,6}(?:[.][0-9]+)?$"
_MONTH = r"([\p{L}]{3,12})[.]?"
_NAMED = (
    (
        rf"^(?:[\p{{L}}]+[.]?,? +)?{_ONE_TWO}(?:[.]|st|nd|rd|th|er|º|°)?[-/. ]*(?:de |of |d')?{_MONTH},?[-/. ]*"
        r"(?:del? )?([0-9]{4}|[0-9]{2})$",
        1,
        2,
        3,
    ),
    (rf"^(?:[\p{{L}}]+[.]?,? +)?{_MONTH} +{_ONE_TWO}(?:st|nd|rd|th)?,? +([0-9]{{4}}|[0-9]{{2}})$", 2, 1, 3),
)
WITH_TIME = r"^([^:]*[0-9])(?:[ ,]+|t)([0-9]{1,2})[:h]([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?(?: ?([ap])[.]?m[.]?)?$"
"""Day, hour, minute, second and half of the day, in small letters."""
_PLACES = {DAY_FIRST: (3, 2, 1), MONTH_FIRST: (3, 1, 2), YEAR_FIRST: (1, 2, 3)}
"""Where year, month and day stand."""


def read_date(day: Expression, arguments: Mapping[str, Any], context: Context) -> Expression:
    """The date in small letters as ISO text; null where it is none; the empty text where it could be two dates."""
    order = arguments["order"]
    orders = list(_PLACES) if order == UNSTATED else [order]
    reader = _Reader(day, arguments, context)
    ways = [reader.way(_ISO, [YEAR_FIRST])]
    # with four digits at the end the year comes last, whatever the order that is stated
    ways += [reader.way(_LONG, [each for each in orders if each != YEAR_FIRST] or [DAY_FIRST, MONTH_FIRST])]
    ways += [reader.way(_SHORT, orders), reader.close(orders)]
    if arguments["serials"]:
        ways.append((matches(day, _SERIAL), _from_serial(day)))
    ways.append(reader.way(_CLOSE_SHORT, orders))
    return context.keep(case(*ways, *reader.named()))


@dataclass(frozen=True)
class _Reader:
    """The ways to read a date: each a condition, and the date if it holds."""

    day: Expression
    arguments: Mapping[str, Any]
    context: Context
    fitting: dict[str, Expression] = field(default_factory=dict)

    def way(self, pattern: str, orders: list[str]) -> tuple[Expression, Expression]:
        """Three numbers in one of some orders."""
        return self._fits(pattern), self._only_one([self._in_places(pattern, _PLACES[each]) for each in orders])

    def close(self, orders: list[str]) -> tuple[Expression, Expression]:
        """Eight digits; where the order is not stated, only of a year in which people lived."""
        readings = [self._in_places(_CLOSE_LONG[each], _PLACES[each], sane=len(orders) > 1) for each in orders]
        return matches(self.day, "^[0-9]{8}$"), self._only_one(readings)

    def named(self) -> list[tuple[Expression, Expression]]:
        """The month by its name."""
        ways = []
        for pattern, day, month, year in _NAMED:
            number = self.context.lookup(months(), self._group(pattern, month))
            date = self._date(self._year(self._group(pattern, year)), number, self._group(pattern, day))
            ways.append((expression("$number IS NOT NULL", number=number), date))
        return ways

    def _fits(self, pattern: str) -> Expression:
        if pattern not in self.fitting:
            self.fitting[pattern] = self.context.keep(matches(self.day, pattern))
        return self.fitting[pattern]

    def _group(self, pattern: str, place: int) -> Expression:
        """A group of a pattern, looked for only where the pattern fits: to see that takes a fraction of the time."""
        return self.context.keep(case((self._fits(pattern), group(self.day, pattern, place))))

    def _in_places(self, pattern: str, places: tuple[int, int, int], *, sane: bool = False) -> Expression:
        """The date whose year, month and day are groups of a pattern."""
        year, month, day = (self._group(pattern, place) for place in places)
        found = self._date(self._year(year), month, day)
        return case((expression("$year BETWEEN '1800' AND '2199'", year=year), found)) if sane else found

    def _date(self, year: Expression, month: Expression, day: Expression) -> Expression:
        """ISO text, null for what is no date; the empty text where the year is not known."""
        iso = expression("$year || '-' || $month || '-' || $day", year=year, month=month, day=day)
        real = expression("CAST(TRY_CAST($iso AS DATE) AS VARCHAR)", iso=iso)
        return case((expression("length($year) = 0", year=year), exp.Literal.string("")), otherwise=real)

    def _year(self, digits: Expression) -> Expression:
        """The year in four digits; the empty text where two digits are given and nothing says of which century."""
        first = self.arguments["two_digits_from"]
        whole: Expression = exp.Literal.string("")
        if first is not None:
            whole = expression(
                "CAST($first + (TRY_CAST($digits AS INTEGER) + $more) % 100 AS VARCHAR)",
                digits=digits,
                first=first,
                more=100 - first % 100,
            )
        return self.context.keep(
            case(
                (expression("length($digits) = 4", digits=digits), digits),
                (expression("length($digits) = 2", digits=digits), whole),
            )
        )

    def _only_one(self, readings: list[Expression]) -> Expression:
        """What all readings that are dates agree on; the empty text where they differ."""
        if len(readings) == 1:
            return readings[0]
        kept = [self.context.keep(each) for each in readings]
        found = self.context.keep(exp.Coalesce(this=kept[0].copy(), expressions=[each.copy() for each in kept[1:]]))
        differ = [expression("coalesce($reading <> $found, false)", reading=each, found=found) for each in kept]
        return case((exp.or_(*differ), exp.Literal.string("")), otherwise=found)


def _from_serial(day: Expression) -> Expression:
    return expression(
        "CAST(CAST('1899-12-30' AS DATE) + CAST(floor(TRY_CAST($day AS DOUBLE)) AS INTEGER) AS VARCHAR)", day=day
    )


def done_date(text: Expression, read: Expression, value: Expression) -> Done:
    """What is made of a date that was read, and the findings of a cell that is none, or could be two."""
    failed = done_or_failed(text, read).findings
    return Done(value, (*failed, Found(AMBIGUOUS, expression("length($read) = 0", read=read))))


def small(text: Expression) -> Expression:
    """The text in small letters, without white space around."""
    return expression("lower($text)", text=trimmed(text))


@cache
def months() -> dict[str, str]:
    """The names of the months and their short forms in five languages, with and without accents."""
    from babel.dates import get_month_names

    told: dict[str, str] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context=context, locale=language).items():
                    for word in (name.lower().rstrip("."), plain_letters(name.lower()).rstrip(".")):
                        told.setdefault(word, str(number))
    # three letters, where they mean one month only (not the jui of juin and juillet)
    short: dict[str, set[str]] = {}
    for word, number in told.items():
        short.setdefault(word[:3], set()).add(number)
    return {word: min(numbers) for word, numbers in short.items() if len(numbers) == 1} | told
