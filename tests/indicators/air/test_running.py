"""The mean to date, by hand and against the official statistic."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from yunzhu.indicators.air.calendar import CalendarDay, air_calendar
from yunzhu.indicators.air.results import RuleChoice, air_statistics
from yunzhu.indicators.air.running import running_means
from yunzhu.indicators.air.subjects import find_subject
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import ControlLevel, Site
from yunzhu.periods import Period

CITY = "990100"


def day(number: int, value: str | None) -> CalendarDay:
    values = {"PM2.5_24h": None if value is None else Decimal(value)}
    return CalendarDay(date(2020, 1, number), None, None, (), values, {}, "HJ 633-2012")


def test_days_without_a_value_stay_out_and_the_mean_stands_still_over_them() -> None:
    found = running_means(
        [day(1, None), day(2, "10"), day(3, "21"), day(4, None), day(5, "2.5")], "PM2.5_24h"
    )
    assert [one.mean for one in found] == [
        None, Fraction(10), Fraction(31, 2), Fraction(31, 2), Fraction(67, 6),
    ]  # fmt: skip
    assert [one.valid_days for one in found] == [0, 1, 2, 2, 3]
    assert [one.value for one in found][3:] == [None, Decimal("2.5")]


def test_an_item_that_is_not_recorded_has_no_mean() -> None:
    (found,) = running_means([day(1, "10")], "NO2_24h")
    assert (found.value, found.mean, found.valid_days) == (None, None, 0)


def test_the_last_mean_is_the_official_one(tmp_path, make_workspace, store) -> None:
    workspace = make_workspace(tmp_path / "w", [Site("YZ01", "一", CITY, ControlLevel.NATIONAL)])
    generator = np.random.default_rng(7)
    levels = {"SO2": 6, "NO2": 30, "PM10": 60, "PM2.5": 20, "CO": 80, "O3": 60}
    hours = {
        name: (level + generator.integers(0, 9, (1, 60 * 24))).astype(np.int16)
        for name, level in levels.items()
    }
    store(workspace, ["YZ01"], date(2020, 1, 1), hours)
    lake, period = Lake(workspace), Period(date(2020, 1, 1), date(2020, 2, 29))
    subject = find_subject(lake, CITY)
    rows = air_statistics(lake, subject, period, RuleChoice()).rows
    official = next(row for row in rows if (row.indicator, row.statistic) == ("PM2.5", "mean"))
    days, _, _ = air_calendar(lake, subject, period, RuleChoice())
    last = running_means(days, "PM2.5_24h")[-1]
    assert last.mean == official.exact
    assert last.valid_days == official.n_valid == 60
