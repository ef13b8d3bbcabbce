"""What stands out in a profile, in sentences for people and codes for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from entracte.profile.model import ColumnProfile, DateOrders


@dataclass(frozen=True)
class Remark:
    """Something about a column that a person should know; `warning` where it needs a decision or a cleaning."""

    code: str
    text: str
    warning: bool = True


def remarks(column: ColumnProfile) -> tuple[Remark, ...]:
    """What stands out in a column, the gravest first."""
    found = [*_personal(column), *_dates(column.dates), *_texts(column), *_type(column)]
    return tuple(sorted(found, key=lambda each: not each.warning))


def _personal(column: ColumnProfile) -> Iterator[Remark]:
    for each in column.personal:
        if each.warning:
            yield Remark(each.kind, f"{each.reason}. Such numbers should not be in a delivery: ask why they are.")
        else:
            yield Remark("personal", f"Personal data ({each.kind}): {each.reason}.", warning=False)


def _dates(dates: DateOrders | None) -> Iterator[Remark]:
    if dates is None:
        return
    if dates.mixed:
        yield Remark(
            "mixed-date-orders",
            f"Dates in two orders: only day before month fits {_rows(dates.day_first)}, only month before day "
            f"{_rows(dates.month_first)}, either {_rows(dates.either)}.",
        )
    elif dates.either and not dates.day_first and not dates.month_first:
        yield Remark(
            "unclear-date-order",
            f"Day before month and month before day both fit all dates ({_rows(dates.either)}): ask which it is.",
        )
    if dates.impossible:
        yield Remark(
            "impossible-dates",
            _told(dates.impossible, "has the form of a date and is none.", "have the form of a date and are none."),
        )
    if dates.two_digit_years:
        yield Remark(
            "two-digit-years", _told(dates.two_digit_years, "has a year of two digits.", "have years of two digits.")
        )


def _texts(column: ColumnProfile) -> Iterator[Remark]:
    encodings = column.encodings
    if encodings.mojibake:
        yield Remark("mixed-encodings", f"{_hold(encodings.mojibake)} text that was read in a wrong encoding (Ã©).")
    if encodings.replaced:
        yield Remark("lost-characters", f"{_hold(encodings.replaced)} � where a character was lost.")
    if encodings.control:
        yield Remark("control-characters", f"{_hold(encodings.control)} characters of a wrong table of letters.")
    if column.placeholders:
        told = ", ".join(f"{each.value} ({each.count})" for each in column.placeholders[:5])
        share = column.placeholder_count / column.filled
        holding = _hold(column.placeholder_count, f" ({share:.1%})")
        yield Remark("placeholders", f"{holding} what stands for nothing: {told}.")
    if column.padded:
        yield Remark(
            "padded",
            _told(column.padded, "has white space around the value.", "have white space around the value."),
            warning=False,
        )


def _type(column: ColumnProfile) -> Iterator[Remark]:
    if column.leading_zeros and column.type in {"code", "integer", "text"}:
        yield Remark(
            "leading-zeros",
            _told(
                column.leading_zeros,
                "begins with a zero that is lost where it is read as a number.",
                "begin with a zero that is lost where they are read as numbers.",
            ),
        )
    exceptions = column.exception_count - column.placeholder_count
    if column.exception_count and exceptions > 0:
        told = ", ".join(column.exceptions[:3])
        verb = "is" if exceptions == 1 else "are"
        yield Remark("exceptions", f"{_rows(exceptions)} {verb} not of the type {column.type}: {told}.")
    if column.filled and column.distinct == 1 and column.rows > 1:
        yield Remark("constant", "All filled rows hold the same value.", warning=False)


def _rows(count: int) -> str:
    return f"{count:,} row".replace(",", " ") + ("" if count == 1 else "s")


def _told(count: int, one: str, several: str) -> str:
    return f"{_rows(count)} {one if count == 1 else several}"


def _hold(count: int, share: str = "") -> str:
    return f"{_rows(count)}{share} {'holds' if count == 1 else 'hold'}"
