"""Which execution reports a permit owes: worked out by hand from the calendar of 2020."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from yunzhu.city.registers.permits import ReportKind
from yunzhu.periods import Period
from yunzhu.plan.counted.permit_report_dues import RULES, ReportDue, ReportTerms, reports_due

MONTH, QUARTER, HALF, YEAR = ReportKind
NEW_YEAR, END = date(2020, 1, 1), date(2020, 12, 31)
LONG = "2018-01-01..2022-12-31"


def terms(*kinds: ReportKind, held: str = LONG, year_day: int | None = 31) -> ReportTerms:
    return ReportTerms(Period.parse(held), frozenset(kinds), year_day)


def owed(found: tuple[ReportDue, ...]) -> list[tuple[str, str]]:
    return [(str(one.span.first)[:7], str(one.due_on)) for one in found if one.is_owed]


def test_quarters_are_due_on_the_15th_of_the_month_after() -> None:
    assert owed(reports_due(terms(QUARTER), NEW_YEAR, END)) == [
        ("2019-10", "2020-01-15"),
        ("2020-01", "2020-04-15"),
        ("2020-04", "2020-07-15"),
        ("2020-07", "2020-10-15"),
    ]


@pytest.mark.parametrize(
    ("until", "number"), [(date(2020, 4, 14), 1), (date(2020, 4, 15), 2), (date(2020, 7, 14), 2)]
)
def test_a_report_comes_with_its_day(until: date, number: int) -> None:
    assert len(reports_due(terms(QUARTER), NEW_YEAR, until)) == number


@pytest.mark.parametrize(("stated", "due_on"), [(15, "2020-01-15"), (31, "2020-01-31")])
def test_a_year_is_due_in_january_as_the_permit_states(stated: int, due_on: str) -> None:
    found = reports_due(terms(YEAR, year_day=stated), NEW_YEAR, END)
    assert owed(found) == [("2019-01", due_on)]


def test_a_permit_that_does_not_state_it_is_late_after_the_later_day_only() -> None:
    found = reports_due(terms(YEAR, year_day=None), NEW_YEAR, END)
    assert owed(found) == [("2019-01", "2020-01-31")]


def test_the_month_that_ends_a_longer_report_is_merged_into_it() -> None:
    found = reports_due(terms(MONTH, QUARTER), NEW_YEAR, END)
    # Due in 2020: December 2019 to November 2020. Those of December, March, June and September
    # end a quarter; eight months and four quarters are left.
    months = [one for one in found if one.kind is MONTH]
    assert len(months) == 12
    merged = [one for one in months if one.merged_into is QUARTER]
    assert [one.span.last.month for one in merged] == [12, 3, 6, 9]
    assert sum(one.is_owed for one in found) == 8 + 4


def test_without_a_longer_report_every_month_is_owed() -> None:
    assert sum(one.is_owed for one in reports_due(terms(MONTH), NEW_YEAR, END)) == 12


def test_december_is_merged_into_the_year_where_no_quarter_is_asked_for() -> None:
    merged = [one for one in reports_due(terms(MONTH, YEAR), NEW_YEAR, END) if one.merged_into]
    assert [(one.span.last.month, one.merged_into) for one in merged] == [(12, YEAR)]


@pytest.mark.parametrize(
    ("held", "is_owed"),
    [
        # 22 to 31 March are ten days, 23 to 31 March nine.
        ("2020-03-22..2025-03-21", True),
        ("2020-03-23..2025-03-22", False),
        # Ended: 1 to 10 March are ten days.
        ("2018-01-01..2020-03-10", True),
        ("2018-01-01..2020-03-09", False),
    ],
)
def test_a_month_is_owed_from_ten_days_on(held: str, is_owed: bool) -> None:
    (march,) = (
        one
        for one in reports_due(terms(MONTH, held=held), NEW_YEAR, END)
        if one.span == Period.parse("2020-03")
    )
    assert march.is_owed is is_owed


@pytest.mark.parametrize(
    ("held", "is_owed"),
    [
        # From 1 March to the quarter's end is one month, from 2 March it is not.
        ("2020-03-01..2025-02-28", True),
        ("2020-03-02..2025-03-01", False),
        # Ended on 31 January after a month, on 30 January a day short of it.
        ("2018-01-01..2020-01-31", True),
        ("2018-01-01..2020-01-30", False),
    ],
)
def test_a_quarter_is_owed_from_one_month_on(held: str, is_owed: bool) -> None:
    (first,) = (
        one
        for one in reports_due(terms(QUARTER, held=held), NEW_YEAR, END)
        if one.span == Period.parse("2020-Q1")
    )
    assert first.is_owed is is_owed
    assert bool(first.held_too_short) is not is_owed


@pytest.mark.parametrize(
    ("held", "is_owed"),
    [("2019-10-01..2024-09-30", True), ("2019-10-02..2024-10-01", False)],
)
def test_a_year_is_owed_from_three_months_on(held: str, is_owed: bool) -> None:
    (year,) = reports_due(terms(YEAR, held=held), NEW_YEAR, END)
    assert year.is_owed is is_owed


def test_a_month_stays_owed_when_the_quarter_it_ends_is_exempt() -> None:
    # Held from 5 March: less than a month of the quarter, but 27 days of March.
    found = reports_due(terms(MONTH, QUARTER, held="2020-03-05..2025-03-04"), NEW_YEAR, END)
    quarter, march = (one for one in found if one.due_on == date(2020, 4, 15))
    if quarter.kind is MONTH:
        quarter, march = march, quarter
    assert (quarter.is_owed, march.is_owed) == (False, True)


def test_spans_before_and_after_the_permit_are_not_due_at_all() -> None:
    found = reports_due(terms(QUARTER, held="2020-04-01..2020-06-30"), NEW_YEAR, END)
    assert [str(one.span) for one in found] == ["2020-04-01..2020-06-30"]


def test_no_bound_of_the_half_year_is_known_until_one_is_set() -> None:
    short = terms(HALF, held="2020-06-20..2025-06-19")
    (found,) = reports_due(short, NEW_YEAR, END)
    assert (found.is_owed, str(found.due_on)) == (True, "2020-07-15")
    (other,) = reports_due(short, NEW_YEAR, END, replace(RULES, least_months_half_year=3))
    assert not other.is_owed


def test_the_rules_say_that_nobody_read_them() -> None:
    assert RULES.mark.value == "unverified"
