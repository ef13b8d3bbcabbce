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
            f"Dates in two orders: {_rows(dates.day_first)} only fit day before month, {_rows(dates.month_first)} only "
            f"month before day, {_rows(dates.either)} fit both.",
        )
    elif dates.either and not dates.day_first and not dates.month_first:
        yield Remark(
            "unclear-date-order",
            f"All {_rows(dates.either)} fit day before month and month before day: ask which it is.",
        )
    if dates.impossible:
        yield Remark("impossible-dates", f"{_rows(dates.impossible)} have the form of a date and are none.")
    if dates.two_digit_years:
        yield Remark("two-digit-years", f"{_rows(dates.two_digit_years)} have years of two digits.")


def _texts(column: ColumnProfile) -> Iterator[Remark]:
    encodings = column.encodings
    if encodings.mojibake:
        yield Remark(
            "mixed-encodings", f"{_rows(encodings.mojibake)} hold text that was read in a wrong encoding (Ã©)."
        )
    if encodings.replaced:
        yield Remark("lost-characters", f"{_rows(encodings.replaced)} hold � where a character was lost.")
    if encodings.control:
        yield Remark("control-characters", f"{_rows(encodings.control)} hold characters of a wrong table of letters.")
    if column.placeholders:
        told = ", ".join(f"{each.value} ({each.count})" for each in column.placeholders[:5])
        share = column.placeholder_count / column.filled
        yield Remark(
            "placeholders", f"{_rows(column.placeholder_count)} ({share:.1%}) hold what stands for nothing: {told}."
        )
    if column.padded:
        yield Remark("padded", f"{_rows(column.padded)} have white space around the value.", warning=False)


def _type(column: ColumnProfile) -> Iterator[Remark]:
    if column.leading_zeros and column.type in {"code", "integer", "text"}:
        yield Remark(
            "leading-zeros",
            f"{_rows(column.leading_zeros)} begin with a zero that is lost where they are read as numbers.",
        )
    exceptions = column.exception_count - column.placeholder_count
    if column.exception_count and exceptions > 0:
        told = ", ".join(column.exceptions[:3])
        yield Remark("exceptions", f"{_rows(exceptions)} are not of the type {column.type}: {told}.")
    if column.filled and column.distinct == 1 and column.rows > 1:
        yield Remark("constant", "All filled rows hold the same value.", warning=False)


def _rows(count: int) -> str:
    return f"{count:,} row".replace(",", " ") + ("" if count == 1 else "s")
