"""Period rules become dated occurrences."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunzhu.city.occurrences import occurrences
from yunzhu.city.records import PeriodRule
from yunzhu.errors import UsageError
from yunzhu.periods import Period

YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))
CALENDAR = [PeriodRule.ONCE, PeriodRule.MONTHLY, PeriodRule.QUARTERLY, PeriodRule.YEARLY]


@pytest.mark.parametrize(("rule", "count"), list(zip(CALENDAR, [1, 12, 4, 1], strict=True)))
def test_a_year_has_its_periods(rule: PeriodRule, count: int) -> None:
    found = occurrences(rule, YEAR, 0)
    assert len(found) == count
    assert [one.due for one in found] == [one.period.last for one in found]


def test_a_duty_over_two_years_is_cut_at_its_ends() -> None:
    found = occurrences(PeriodRule.YEARLY, Period(date(2019, 11, 15), date(2020, 2, 1)), 30)
    assert [(str(one.period), one.due) for one in found] == [
        ("2019-11-15..2019-12-31", date(2020, 1, 30)),
        ("2020-01-01..2020-02-01", date(2020, 3, 2)),
    ]


def test_meetings_count_when_they_lie_within_the_span() -> None:
    meetings = [(7, date(2020, 6, 1)), (5, date(2020, 1, 1)), (9, date(2021, 1, 1))]
    found = occurrences(PeriodRule.EVERY_MEETING, YEAR, 7, meetings)
    assert [(one.meeting, one.due) for one in found] == [
        (5, date(2020, 1, 8)),
        (7, date(2020, 6, 8)),
    ]


def test_a_due_date_before_the_end_is_refused() -> None:
    with pytest.raises(UsageError, match="期限天数为负"):
        occurrences(PeriodRule.ONCE, YEAR, -1)


@given(
    rule=st.sampled_from(CALENDAR),
    first=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    days=st.integers(0, 2000),
)
def test_periods_cover_the_span_without_gap_or_overlap(
    rule: PeriodRule, first: date, days: int
) -> None:
    span = Period(first, first + timedelta(days=days))
    periods = [one.period for one in occurrences(rule, span, 0)]
    assert (periods[0].first, periods[-1].last) == (span.first, span.last)
    for before, after in pairwise(periods):
        assert after.first - before.last == timedelta(days=1)
