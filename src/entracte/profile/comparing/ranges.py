"""Drift of one column of numbers or dates: where its values lie, and how they are written."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from entracte.profile.comparing import thresholds
from entracte.profile.comparing.model import Drift, Fact
from entracte.profile.comparing.quantiles import Quantiles, named_points, spread
from entracte.profile.model import ColumnProfile, DateOrders
from entracte.profile.types import DATES, NUMBERS

_EPOCH = datetime.date(1970, 1, 1)


def range_drift(
    old: ColumnProfile, new: ColumnProfile, name: str, points: tuple[Quantiles | None, Quantiles | None]
) -> Iterator[Drift]:
    """What moved in a column that is of numbers on both sides, or of dates on both; `points` are its quantiles."""
    if not any({old.type, new.type} <= family for family in (NUMBERS, DATES)):
        return
    yield from _least_and_greatest(old, new, name, points[0])
    if points[0] and points[1] and not _is_unique(old):
        yield from _quantiles(old, new, name, points[0], points[1])
    yield from _way_of_writing(old, new, name)


def _is_unique(column: ColumnProfile) -> bool:
    """Whether every row has a value of its own: numbers of rows only say how many there were."""
    return column.distinct == column.filled


def _least_and_greatest(old: ColumnProfile, new: ColumnProfile, name: str, points: Quantiles | None) -> Iterator[Drift]:
    for code, was, told, what in (
        ("minimum", old.minimum, new.minimum, "least"),
        ("maximum", old.maximum, new.maximum, "greatest"),
    ):
        before, now = _place_of(was, old), _place_of(told, new)
        if before is None or now is None or points is None:
            continue
        if abs(now - before) >= thresholds.SPREAD * spread(points):
            yield Drift(code, name, was, told, f"the {what} value is {told}, {was} before")


def _quantiles(old: ColumnProfile, new: ColumnProfile, name: str, was: Quantiles, told: Quantiles) -> Iterator[Drift]:
    """The quantile that moved most, if far enough."""
    hidden = old.masked or new.masked
    shift, what, before, now = max(
        (abs(now - before), what, before, now)
        for (what, before), (_, now) in zip(named_points(was), named_points(told), strict=True)
    )
    if shift >= thresholds.SPREAD * spread(was):
        first, second = (_shown(each, old.type, hidden=hidden) for each in (before, now))
        yield Drift("quantiles", name, first, second, f"the {what} is {second}, {first} before")


def _way_of_writing(old: ColumnProfile, new: ColumnProfile, name: str) -> Iterator[Drift]:
    if old.decimal_mark and new.decimal_mark and old.decimal_mark != new.decimal_mark:
        yield Drift(
            "decimal-mark",
            name,
            old.decimal_mark,
            new.decimal_mark,
            f"the decimal mark is “{new.decimal_mark}”, “{old.decimal_mark}” before",
        )
    if old.dates and new.dates:
        unknown = new_orders(old.dates, new.dates)
        if unknown:
            before, now = orders_of(old.dates), orders_of(new.dates)
            yield Drift("date-order", name, before, now, f"dates are written {now}, {before} before")


def new_orders(old: DateOrders, new: DateOrders) -> list[str]:
    """The ways of writing dates that were not there before; what fits two orders is no new one if either was there."""
    known = {order for each in old.orders for order in each.shape.split(" or ")}
    total = sum(each.count for each in new.orders)
    return [
        each.shape
        for each in new.orders
        if not known & set(each.shape.split(" or ")) and each.count >= thresholds.SMALL_SHARE * total
    ]


def orders_of(dates: DateOrders) -> str:
    """The ways in which dates are written, the most frequent first."""
    return ", ".join(each.shape for each in dates.orders)


def _place_of(value: str | None, column: ColumnProfile) -> float | None:
    """Where a least or greatest value lies on the line of numbers, dates as days; None where it cannot be told."""
    if value is None:
        return None
    if column.type in DATES:
        found = re.match(r"(\d{4})-(\d\d|•)-?(\d\d|•)?", value)
        if found is None:
            return None
        month, day = (int(each) if each and each.isdecimal() else 1 for each in found.groups()[1:])
        return (datetime.date(int(found[1]), month, day) - _EPOCH).days
    if column.masked:
        return None
    digits = re.sub(r"[^0-9.,eE+-]", "", value)
    mark = column.decimal_mark
    digits = re.sub(r"[.,]", "", digits) if mark is None else digits.replace("." if mark == "," else ",", "")
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None


def _shown(point: float, kind: str, *, hidden: bool) -> Fact:
    """A quantile; of personal dates the year, of other personal numbers nothing."""
    if kind in DATES:
        day = (_EPOCH + datetime.timedelta(days=point)).isoformat()
        return day[:4] if hidden else day
    if hidden:
        return "•"
    return int(point) if point == int(point) else round(point, 6)
