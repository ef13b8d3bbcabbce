"""Columns of numbers: the decimal mark, the least and the greatest, the bars of a histogram."""

from __future__ import annotations

from entracte.engine import Engine
from entracte.profile.model import Bin

BARS = 20

Range = tuple[str | None, str | None, tuple[Bin, ...]]
"""The least and the greatest value as the source spells them, and the histogram."""

_DIGITS = r"regexp_replace(text, '[^0-9.,eE+-]', '', 'g')"


def decimal_mark(kinds: dict[str, int]) -> str | None:
    """The mark before the decimals, by how many rows have one or two digits behind either."""
    comma, point = kinds.get("comma", 0), kinds.get("point", 0)
    if not comma and not point:
        return None
    return "," if comma > point else "."


def number(mark: str | None) -> str:
    """SQL for the number that `text` spells, or null; `mark` is the column's decimal mark."""
    if mark == ",":
        cleaned = f"TRY_CAST(replace(replace({_DIGITS}, '.', ''), ',', '.') AS DOUBLE)"
        plain = "CASE WHEN NOT contains(text, '.') THEN TRY_CAST(replace(text, ',', '.') AS DOUBLE) END"
    else:
        # a point that is no decimal mark stands between thousands
        cleaned = f"TRY_CAST(replace({_DIGITS}, ',', '') AS DOUBLE)"
        plain = "TRY_CAST(text AS DOUBLE)"
        if mark is None:
            cleaned = f"TRY_CAST(replace(replace({_DIGITS}, ',', ''), '.', '') AS DOUBLE)"
            plain = f"CASE WHEN NOT contains(text, '.') THEN {plain} END"
    return f"coalesce({plain}, {cleaned})"  # cleaning is slow, and seldom needed


def number_ranges(engine: Engine, marks: dict[int, str | None]) -> dict[int, Range]:
    """The ranges of columns of numbers, by their place; `marks` are their decimal marks."""
    if not marks:
        return {}
    value = " ".join(
        f"WHEN place IN ({', '.join(str(place) for place, each in marks.items() if each == mark)}) THEN {number(mark)}"
        for mark in dict.fromkeys(marks.values())
    )
    engine.execute(
        f"CREATE OR REPLACE TABLE numbered AS SELECT * FROM (SELECT place, text, n, CASE {value} END AS v FROM held "
        f"WHERE place IN ({', '.join(map(str, marks))}) AND text <> '') WHERE isfinite(v)"
    )
    engine.execute(
        "CREATE OR REPLACE TABLE number_span AS SELECT place, min(v) AS low, max(v) AS high, "
        f"(high - low) / {BARS} AS step FROM numbered GROUP BY place"
    )
    found = engine.rows(
        "SELECT place, low, step, min(text) FILTER (v = low), min(text) FILTER (v = high) "
        "FROM numbered JOIN number_span AS span USING (place) GROUP BY place, low, step"
    )
    bars: dict[int, dict[int, int]] = {}
    for place, bar, count in engine.rows(
        f"SELECT place, least(floor((v - low) / step), {BARS - 1})::INTEGER AS bar, sum(n) "
        "FROM numbered JOIN number_span AS span USING (place) WHERE step > 0 GROUP BY place, bar"
    ):
        bars.setdefault(place, {})[bar] = int(count)
    return {
        place: (least, greatest, _histogram(low, step, bars[place]) if place in bars else ())
        for place, low, step, least, greatest in found
    }


def _histogram(low: float, step: float, counts: dict[int, int]) -> tuple[Bin, ...]:
    edges = [_spelled(low + bar * step) for bar in range(BARS + 1)]
    return tuple(Bin(edges[bar], edges[bar + 1], counts.get(bar, 0)) for bar in range(BARS))


def _spelled(value: float) -> str:
    return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"
