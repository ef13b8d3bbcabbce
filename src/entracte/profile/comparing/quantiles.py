"""Where the values of number and date columns lie: quantiles of a sample, the same rows of a file every time."""

from __future__ import annotations

from collections.abc import Iterator

from entracte.engine import Engine
from entracte.profile.comparing.files import ROW, rows_of
from entracte.profile.comparing.model import ExtractedTable
from entracte.profile.dates import date_range, read_dates
from entracte.profile.model import ColumnProfile
from entracte.profile.numbers import number
from entracte.profile.types import DATES, NUMBERS

_ROWS = 10_000
_POINTS = (0.05, 0.25, 0.5, 0.75, 0.95)

Quantiles = tuple[float, ...]
"""The values that 5, 25, 50, 75 and 95 % of all are below; of dates, as days since 1970."""


def quantiles_of(engine: Engine, table: ExtractedTable, columns: list[ColumnProfile]) -> dict[int, Quantiles]:
    """The quantiles of number and date columns, by their places."""
    if table.data is None:
        return {}
    numbers = [each for each in columns if each.type in NUMBERS]
    dates = [each for each in columns if each.type in DATES]
    found: dict[int, Quantiles] = {}
    for mark in {each.decimal_mark for each in numbers}:
        alike = [each for each in numbers if each.decimal_mark == mark]
        _sample(engine, table, alike)
        told = engine.rows(
            f"SELECT place, quantile_cont(value, [{', '.join(map(str, _POINTS))}]) FROM "
            f"(SELECT place, {number(mark)} AS value FROM held) WHERE isfinite(value) GROUP BY place"
        )
        found |= {place: tuple(points) for place, points in told}
    if dates:
        _sample(engine, table, dates)
    for each in dates:
        orders = read_dates(engine, each.place)
        date_range(engine, each.place, orders, timed=False)
        days = engine.scalar(
            f"SELECT quantile_disc(day - DATE '1970-01-01', [{', '.join(map(str, _POINTS))}]) "
            "FROM (SELECT day, unnest(range(n::BIGINT)) FROM dated WHERE day IS NOT NULL)"
        )
        if days:
            found[each.place] = tuple(map(float, days))
    return found


def _sample(engine: Engine, table: ExtractedTable, columns: list[ColumnProfile]) -> None:
    """Make `held(place, value, text, n)` of the filled values of some rows, evenly from the whole file."""
    assert table.data is not None
    step = max(1, table.profile.rows // _ROWS)
    rows = rows_of(table.data, len(table.names), numbered=True)
    parts = " UNION ALL ".join(
        f"SELECT {each.place} AS place, c{each.place} AS value, trim(c{each.place}) AS text, 1 AS n FROM chosen"
        for each in columns
    )
    chosen = ", ".join(f"c{each.place}" for each in columns)
    engine.execute(
        f"CREATE OR REPLACE TABLE held AS WITH chosen AS MATERIALIZED "
        f"(SELECT {chosen} FROM {rows} WHERE {ROW} % {step} = 0) SELECT * FROM ({parts}) WHERE text <> ''"
    )


def spread(points: Quantiles) -> float:
    """The range that nine of ten values are in; never none, so that it can be divided by."""
    return points[-1] - points[0] or abs(points[2]) or 1.0


def named_points(points: Quantiles) -> Iterator[tuple[str, float]]:
    """The quantiles that are told, with their names."""
    yield from zip(("first quarter", "median", "third quarter"), points[1:4], strict=True)
