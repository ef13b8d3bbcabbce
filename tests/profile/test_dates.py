"""In which order dates are written, with the evidence."""

from __future__ import annotations

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def test_evidence_of_mixed_orders(column) -> None:
    dates = column("31/12/1999", "12/31/1999", "01/02/2000", "25/12/2001").dates
    assert (dates.day_first, dates.month_first, dates.either, dates.impossible) == (2, 1, 1, 0)
    assert dates.mixed
    assert {each.shape: each.count for each in dates.orders} == {
        "dd/mm/yyyy": 2,
        "mm/dd/yyyy": 1,
        "dd/mm/yyyy or mm/dd/yyyy": 1,
    }


def test_one_sure_date_tells_the_order_of_the_unsure(column) -> None:
    dates = column("01.02.2000", "03.04.2001", "31.12.1999").dates
    assert [(each.shape, each.count) for each in dates.orders] == [("dd.mm.yyyy", 3)]
    assert not dates.mixed
    american = column("01/02/2000", "12/31/1999")
    assert american.minimum == "1999-12-31"
    assert american.maximum == "2000-01-02"


def test_an_order_that_nobody_can_tell(column) -> None:
    dates = column("01/02/2000", "03/04/2001").dates
    assert [each.shape for each in dates.orders] == ["dd/mm/yyyy or mm/dd/yyyy"]


def test_impossible_dates_and_short_years(column) -> None:
    dates = column("31.02.99", "15.03.98", "45.13.97", "1999-02-01").dates
    assert (dates.impossible, dates.two_digit_years, dates.year_first) == (2, 3, 1)


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dates(datetime.date(1900, 1, 2), datetime.date(2099, 12, 30)), min_size=1, max_size=30))
def test_every_date_counts_once(column, days: list[datetime.date]) -> None:
    found = column(*[f"{day:%d/%m/%Y}" for day in days])
    dates = found.dates
    assert dates.day_first == sum(day.day > 12 for day in days)
    assert dates.either == sum(day.day <= 12 for day in days)
    assert dates.month_first == dates.impossible == 0
    assert (found.minimum, found.maximum) == (min(days).isoformat(), max(days).isoformat())
    assert sum(each.count for each in found.histogram) == len(days)


def test_the_calendar_decides_what_a_date_is(column) -> None:
    """No 31 April, and 29 February only in leap years; however the date is written."""
    found = column("31.04.1999", "29.02.1999", "29.02.1996", "29.02.2000", "29.02.1900", "30.12.1999").dates
    assert (found.impossible, found.day_first) == (3, 3)
    found = column("1999-04-31", "1999-02-28", "1996-02-29").dates
    assert (found.impossible, found.year_first) == (1, 2)
    found = column("31 avril 1999", "30 avril 1999", "31 mars 1999").dates
    assert found.impossible == 1
    found = column("04/31/99", "04/30/99", "02/29/00").dates
    assert (found.impossible, found.month_first) == (1, 2)
