"""Columns of dates: in which order they are written, with the evidence, and the range they span."""

from __future__ import annotations

import datetime
from functools import cache

from entracte.engine import Engine
from entracte.profile.lists import plain
from entracte.profile.model import Bin, DateOrders, Pattern

_LANGUAGES = ("en", "fr", "de", "it", "es")
_BARS = 20

_PARTS = r"^([0-9]{1,4})([-/. ])([0-9]{1,2})[-/. ]([0-9]{1,4})"
_START = "left(text, 12)"
"""All that `_PARTS` and `_COMPACT` look at: a change of theirs may need more."""

_TIME_OF_DAY = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
_COMPACT = r"^([0-9]{4})([0-9]{2})([0-9]{2})(?:[T ]|$)"
_WORDED = r"^([0-9]{1,2})(?:st|nd|rd|th|er|º)?[-/. ]+(?:de )?([A-Za-zäûéÄÉ]{3,10})\.?,?[-/. ]+(?:de )?([0-9]{2,4})"


@cache
def _months() -> dict[str, int]:
    """The names of the months and their short forms in five languages, in plain letters."""
    from babel.dates import get_month_names

    told: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context=context, locale=language).items():
                    word = plain(name).rstrip(".")
                    told[word] = number
                    told.setdefault(word[:3], number)
    return told


def read_dates(engine: Engine, place: int) -> DateOrders:
    """Make the table `dated_fits` of a column's dates, and tell how they are written.

    Dates in figures are looked at by their first signs, `start`, which many times of day share; only where these tell
    nothing the whole value may be a date in words.
    """
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE dated_starts AS
        SELECT start, n, regexp_extract(start, '{_PARTS}', ['one', 'mark', 'two', 'three']) AS p,
            regexp_extract(start, '{_COMPACT}', ['one', 'two', 'three']) AS c
        FROM (SELECT {_START} AS start, sum(n) AS n FROM held WHERE place = {place} AND text <> '' GROUP BY ALL)
        """
    )
    engine.execute(
        """
        CREATE OR REPLACE TABLE dated_parts AS
        SELECT start, NULL::VARCHAR AS worded_text, n,
            CASE WHEN length(p.one) = 4 THEN 'year' WHEN p.one <> '' THEN 'slashed' ELSE 'compact' END AS style,
            p.mark AS mark,
            CAST(if(p.one <> '', p.one, c.one) AS INTEGER) AS one,
            CAST(if(p.one <> '', p.two, c.two) AS INTEGER) AS two,
            CAST(if(p.one <> '', p.three, c.three) AS INTEGER) AS three,
            if(length(p.one) BETWEEN 1 AND 3, length(p.three), 4) AS digits
        FROM dated_starts WHERE p.one <> '' OR c.one <> ''
        """
    )
    if engine.scalar("SELECT count(*) FROM dated_starts WHERE p.one = '' AND c.one = ''"):
        engine.create_table("month_word", {"word": "VARCHAR", "number": "INTEGER"}, _months().items())
        engine.execute(
            f"""
            INSERT INTO dated_parts
            WITH others AS MATERIALIZED (
                SELECT text, n FROM held
                SEMI JOIN (FROM dated_starts WHERE p.one = '' AND c.one = '') AS other ON other.start = {_START}
                WHERE place = {place} AND text <> ''),
            cut AS MATERIALIZED (
                SELECT text, n, regexp_extract(text, '{_WORDED}', ['one', 'word', 'three']) AS w FROM others)
            SELECT NULL, text, n, 'word', '', CAST(w.one AS INTEGER), month.number, CAST(w.three AS INTEGER),
                length(w.three)
            FROM cut LEFT JOIN month_word AS month ON month.word = strip_accents(lower(w.word)) WHERE w.one <> ''
            """
        )
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE dated_fits AS SELECT *,
            style = 'slashed' AND one >= 13 AND two BETWEEN 1 AND 12 AND {_day("one", "two", "three")} AS day_first,
            style = 'slashed' AND two >= 13 AND one BETWEEN 1 AND 12 AND {_day("two", "one", "three")} AS month_first,
            style = 'slashed' AND one BETWEEN 1 AND 12 AND two BETWEEN 1 AND 12 AS either,
            style = 'word' AND two IS NOT NULL AND {_day("one", "two", "three")} AS worded,
            style IN ('year', 'compact') AND two BETWEEN 1 AND 12 AND {_day("three", "two", "one")} AS year_first
        FROM dated_parts
        """
    )
    return _orders(engine)


def _day(day: str, month: str, year: str) -> str:
    """SQL: whether the calendar has the day: 31 February is no date. A year of two digits is of this century."""
    leap = f"({year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0))"
    last = f"CASE WHEN {month} = 2 THEN if({leap}, 29, 28) WHEN {month} IN (4, 6, 9, 11) THEN 30 ELSE 31 END"
    return f"{day} BETWEEN 1 AND {last}"


def _orders(engine: Engine) -> DateOrders:
    found = engine.rows(
        """
        SELECT style, mark, digits, sum(n),
            coalesce(sum(n) FILTER (day_first), 0), coalesce(sum(n) FILTER (month_first), 0),
            coalesce(sum(n) FILTER (either), 0), coalesce(sum(n) FILTER (year_first), 0),
            coalesce(sum(n) FILTER (worded), 0)
        FROM dated_fits GROUP BY ALL ORDER BY ALL
        """
    )
    day = sum(each[4] for each in found)
    month = sum(each[5] for each in found)
    orders: dict[str, int] = {}
    for style, mark, digits, _, day_first, month_first, either, year_first, worded in found:
        years = "y" * digits
        if style == "year":
            orders[f"yyyy{mark}mm{mark}dd"] = orders.get(f"yyyy{mark}mm{mark}dd", 0) + int(year_first)
        elif style == "compact":
            orders["yyyymmdd"] = int(year_first)
        elif style == "word":
            orders[f"dd month {years}"] = int(worded)
        else:
            for shape, count in _of_slashed(mark, years, (day_first, month_first, either), (day, month)):
                orders[shape] = orders.get(shape, 0) + count
    ordered = sorted(((shape, count) for shape, count in orders.items() if count), key=lambda each: (-each[1], each[0]))
    fitting = sum(sum(each[4:]) for each in found)
    return DateOrders(
        tuple(Pattern(shape, int(count)) for shape, count in ordered),
        day_first=int(day),
        month_first=int(month),
        either=int(sum(each[6] for each in found)),
        year_first=int(sum(each[7] for each in found)),
        impossible=int(sum(each[3] for each in found) - fitting),
        two_digit_years=int(sum(each[3] for each in found if each[2] == 2)),
    )


def _of_slashed(mark: str, years: str, counts: tuple[int, int, int], column: tuple[int, int]) -> list[tuple[str, int]]:
    """The shapes of dates with one mark: what fits both orders goes to the one that alone has evidence."""
    day_first, month_first, either = map(int, counts)
    day, month = f"dd{mark}mm{mark}{years}", f"mm{mark}dd{mark}{years}"
    evidence = (day_first, month_first) if day_first or month_first else column
    if evidence[0] and not evidence[1]:
        return [(day, day_first + either)]
    if evidence[1] and not evidence[0]:
        return [(month, month_first + either)]
    return [(day, day_first), (month, month_first), (f"{day} or {month}", either)]


def date_range(
    engine: Engine, place: int, orders: DateOrders, *, timed: bool
) -> tuple[str | None, str | None, tuple[Bin, ...]]:
    """The first and last date in ISO spelling, with the time of day where `timed`, and the histogram by years.

    What fits both orders is read as most others are; a year of two digits is one of the hundred until ten years ahead.
    """
    month_first = orders.month_first > orders.day_first
    ahead = (datetime.date.today().year + 10) % 100
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE dated AS
        WITH turned AS (
            SELECT start, worded_text, n,
                CASE WHEN style IN ('year', 'compact') THEN one
                     WHEN digits = 2 THEN three + if(three <= {ahead}, 2000, 1900) ELSE three END AS y,
                CASE WHEN month_first OR (either AND {month_first}) THEN one ELSE two END AS m,
                CASE WHEN style IN ('year', 'compact') THEN three
                     WHEN month_first OR (either AND {month_first}) THEN two ELSE one END AS d
            FROM dated_fits WHERE day_first OR month_first OR either OR worded OR year_first)
        SELECT start, worded_text, n, TRY_CAST(printf('%04d-%02d-%02d', y, m, d) AS DATE) AS day
        FROM turned WHERE y BETWEEN 1 AND 9999
        """
    )
    ((least, greatest),) = engine.rows("SELECT min(day), max(day) FROM dated")
    if least is None:
        return None, None, ()
    bars = _years(engine, least.year, greatest.year)
    if timed:
        return *_moments(engine, place, least, greatest), bars
    return str(least), str(greatest), bars


def _moments(engine: Engine, place: int, least: datetime.date, greatest: datetime.date) -> tuple[str, str]:
    """The first moment of the first day and the last of the last: only there the time of day matters."""
    found: tuple[str, str] = engine.rows(
        f"""
        WITH ends AS MATERIALIZED (SELECT start, worded_text, day FROM dated WHERE day IN (?, ?)),
        cells AS (SELECT text, {_START} AS start FROM held WHERE place = {place} AND text <> ''),
        found AS MATERIALIZED (
            SELECT text, day FROM cells JOIN ends USING (start)
            UNION ALL SELECT worded_text, day FROM ends WHERE worded_text IS NOT NULL),
        told AS (
            SELECT day, regexp_replace(regexp_extract(text, '{_TIME_OF_DAY}'), '^([0-9]):', '0\\1:') AS clock
            FROM found)
        SELECT min(rtrim(day || ' ' || clock)), max(rtrim(day || ' ' || clock)) FROM told
        """,
        [least, greatest],
    )[0]
    return found


def _years(engine: Engine, first: int, last: int) -> tuple[Bin, ...]:
    """The rows by years, by months where all is within two years; bars of equal length."""
    if last - first < 2:
        months = f"(year(day) - {first}) * 12 + month(day) - 1"
        counts = dict(engine.rows(f"SELECT {months} AS bar, sum(n) FROM dated WHERE day IS NOT NULL GROUP BY bar"))
        spelled = [f"{first + at // 12}-{at % 12 + 1:02}" for at in range((last - first + 1) * 12 + 1)]
        return tuple(Bin(spelled[at], spelled[at + 1], int(counts.get(at, 0))) for at in range(len(spelled) - 1))
    step = -(-(last - first + 1) // _BARS)
    bars = -(-(last - first + 1) // step)
    at = f"(year(day) - {first}) // {step}"
    counts = dict(engine.rows(f"SELECT {at} AS bar, sum(n) FROM dated WHERE day IS NOT NULL GROUP BY bar"))
    return tuple(
        Bin(str(first + bar * step), str(first + (bar + 1) * step), int(counts.get(bar, 0))) for bar in range(bars)
    )
