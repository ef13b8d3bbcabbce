"""The plan: the documented days, and what always holds of them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from entracte.profile.quote import plan

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))

GOLDEN = """\
announce          | project-leader   |            | 2027-01-01 |
documents         | team-leader      |            | 2027-01-01 |
clean             | customer         |            | 2027-01-01 |
deliver           | customer         | 2027-01-01 | 2027-01-01 |
ticket            | project-leader   | 2027-01-01 | 2027-01-01 |
analyse           | data-team        | 2027-01-01 | 2027-01-08 |
approve           | operations       | 2027-01-01 | 2027-01-08 |
transform         | data-team        | 2027-01-01 | 2027-01-08 |
rehearse          | data-team        | 2027-01-01 | 2027-01-08 |
quality-gate      | quality-reviewer | 2027-01-01 | 2027-01-08 |
copy-settings     | operations       | 2027-01-08 | 2027-01-08 |
preproduction     | operations       | 2027-01-08 | 2027-01-08 |
validate          | customer         | 2027-01-08 | 2027-01-14 |
second-extraction | customer         | 2027-01-14 | 2027-01-14 | optional
production        | operations       | 2027-01-15 | 2027-01-15 |
log               | operations       | 2027-01-15 |            |
close             | project-leader   | 2027-01-15 |            |"""


def test_the_documented_plan() -> None:
    found = plan(date(2027, 1, 15), date(2026, 11, 22))
    shown = [
        f"{each.name:17} | {each.who:16} | {each.first or ''!s:10} | {each.last or ''!s:10} |"
        + (" optional" if each.optional else "")
        for each in found.steps
    ]
    assert "\n".join(shown) == GOLDEN
    assert not found.past
    assert found.late == 0
    assert found.earliest == date(2026, 12, 6)


def test_late_steps_are_flagged() -> None:
    found = plan(date(2027, 1, 15), date(2027, 1, 9))
    assert [each.name for each in found.steps if not each.late] == [
        "validate", "second-extraction", "production", "log", "close",
    ]  # fmt: skip
    assert not found.past


def test_a_day_is_not_late_before_it_is_over() -> None:
    assert plan(date(2027, 1, 15), date(2027, 1, 1)).late == 0
    assert plan(date(2027, 1, 15), date(2027, 1, 2)).late == 5
    assert not plan(date(2027, 1, 15), date(2027, 1, 15)).past
    assert plan(date(2027, 1, 15), date(2027, 1, 16)).past


def test_weekends_are_flagged_and_not_moved() -> None:
    found = plan(date(2027, 1, 18), date(2026, 11, 22))  # a Monday
    step = next(each for each in found.steps if each.name == "second-extraction")
    assert (step.last, step.weekend) == (date(2027, 1, 17), True)


def test_without_a_milestone_the_steps_have_no_dates() -> None:
    found = plan(None, date(2026, 11, 22))
    assert not found.past
    assert found.late == 0
    assert {each.last for each in found.steps} == {None}
    assert [each.last_day for each in found.steps if each.name == "deliver"] == [-14]


@given(days, days)
def test_the_plan_is_always_in_order(milestone: date, today: date) -> None:
    found = plan(milestone, today)
    by_name = {each.name: each for each in found.steps}
    for each in found.steps:
        assert each.first is None or each.last is None or each.first <= each.last
        assert each.late == (each.last is not None and each.last < today)
        assert each.last is None or each.weekend == (each.last.weekday() >= 5)
    ends = [each.last or each.first for each in found.steps]
    assert all(before <= after for before, after in pairwise(ends) if before and after)
    # what must be there before the next can begin
    for first, then in (
        ("deliver", "analyse"), ("quality-gate", "preproduction"), ("copy-settings", "preproduction"),
        ("validate", "second-extraction"), ("second-extraction", "production"), ("production", "log"),
    ):  # fmt: skip
        last, begins = by_name[first].last, by_name[then].first
        assert last is not None
        assert begins is not None
        assert last <= begins or first == "validate"
    assert found.past == (milestone < today)
    assert not found.past or found.late >= 1
    assert by_name["production"].last == milestone


@given(days, days, st.integers(0, 400))
def test_a_later_milestone_is_never_later_in_its_steps(milestone: date, today: date, more: int) -> None:
    assert plan(milestone + timedelta(days=more), today).late <= plan(milestone, today).late


@given(days)
def test_the_earliest_milestone_leaves_all_steps_in_time(today: date) -> None:
    earliest = plan(None, today).earliest
    assert plan(earliest, today).late == 0
    assert plan(earliest - timedelta(days=1), today).late > 0
