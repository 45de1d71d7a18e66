"""Remaining seasons: which days of which earlier years may serve."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from pydantic import ValidationError

from yunzhu.arrays import MISSING32
from yunzhu.plan.seasons import (
    DailyValues,
    OddsSettings,
    Part,
    part_of,
    remaining_seasons,
    season_of,
    too_few_seasons,
)

CUT = Decimal("0.75")


def years_of(first: int, last: int, value: int = 30) -> np.ndarray:
    days = (date(last, 12, 31) - date(first, 1, 1)).days + 1
    return np.full(days, value, np.int32)


def place(day: date, first: date) -> int:
    return (day - first).days


def test_a_year_is_cut_where_this_year_stands() -> None:
    first = date(2018, 1, 1)
    values = np.arange(730, dtype=np.int32)
    season = season_of(DailyValues(first, values, 0), 2019, date(2021, 6, 30), date(2021, 12, 31))
    # 2019 begins at 365; 30 June is its 181st day.
    assert season.first_part == Part(181, 181, sum(range(365, 365 + 181)))
    assert season.values.tolist() == list(range(365 + 181, 730))
    assert season.rest == Part(184, 184, sum(range(546, 730)))


def test_leap_years_are_aligned_by_month_and_day() -> None:
    first = date(2019, 1, 1)
    values = np.arange(365 + 366, dtype=np.int32)
    days = DailyValues(first, values, 0)
    # This year has no 29 February, 2020 has: its 29 February serves no day.
    season = season_of(days, 2020, date(2021, 2, 27), date(2021, 3, 1))
    ordinals = [place(one, first) for one in (date(2020, 2, 28), date(2020, 3, 1))]
    assert season.values.tolist() == ordinals
    # This year has one, 2019 has not: the day is missing there and not expected either.
    season = season_of(days, 2019, date(2024, 2, 27), date(2024, 3, 1))
    assert season.values.tolist() == [31 + 28 - 1, MISSING32, 31 + 28]
    assert (season.rest.valid, season.rest.days) == (2, 2)


def test_a_year_counts_with_three_quarters_of_the_days_in_both_parts() -> None:
    first = date(2015, 1, 1)
    values = years_of(2015, 2019)
    # 2016, first part of 182 days (leap): 137 valid are 75.3 %, 136 are 74.7 %.
    begin = place(date(2016, 1, 1), first)
    values[begin : begin + 45] = MISSING32
    # 2017: 46 of 181 gone leaves 135 = 74.6 %.
    begin = place(date(2017, 1, 1), first)
    values[begin : begin + 46] = MISSING32
    # 2018: 47 of 184 remaining gone leaves 137 = 74.5 %.
    begin = place(date(2018, 7, 1), first)
    values[begin : begin + 47] = MISSING32
    days = DailyValues(first, values, 0)
    found = remaining_seasons(days, date(2021, 6, 30), date(2021, 12, 31), valid_share=CUT)
    assert found.years == (2015, 2016, 2019)
    assert [one.year for one in found.left_out] == [2017, 2018]


def test_exactly_three_quarters_are_enough() -> None:
    values = years_of(2019, 2019)
    values[-1] = MISSING32
    days = DailyValues(date(2019, 1, 1), values, 0)
    for remaining, years in ((4, (2019,)), (3, ())):
        as_of = date(2020, 12, 31 - remaining)
        found = remaining_seasons(days, as_of, date(2020, 12, 31), valid_share=CUT)
        assert found.years == years


def test_nothing_of_this_year_or_later_is_looked_at() -> None:
    days = DailyValues(date(2015, 1, 1), years_of(2015, 2023), 0)
    found = remaining_seasons(days, date(2019, 6, 30), date(2019, 12, 31), valid_share=CUT)
    assert found.years == (2015, 2016, 2017, 2018)
    others = remaining_seasons(
        days, date(2019, 6, 30), date(2019, 12, 31), valid_share=CUT, years=(2018, 2020)
    )
    assert others.years == (2018, 2020)


def test_a_year_whose_mean_is_not_positive_cannot_be_a_ratio() -> None:
    values = years_of(2015, 2016)
    values[:181] = -1
    found = remaining_seasons(
        DailyValues(date(2015, 1, 1), values, 0), date(2017, 6, 30), date(2017, 12, 31),
        valid_share=CUT,
    )  # fmt: skip
    assert found.years == (2016,)


def test_zeros_are_readings_and_missing_days_are_not() -> None:
    assert part_of(np.array([0, MISSING32, 5], np.int32)) == Part(2, 3, 5)


def test_too_few_seasons_are_told_with_years_and_days() -> None:
    values = years_of(2017, 2019)
    begin = place(date(2019, 7, 1), date(2017, 1, 1))
    values[begin : begin + 153] = MISSING32
    found = remaining_seasons(
        DailyValues(date(2017, 1, 1), values, 0), date(2020, 6, 30), date(2020, 12, 31),
        valid_share=CUT,
    )  # fmt: skip
    why = too_few_seasons(found, 3, CUT, "990100")
    assert why is not None
    assert why.years == (2017, 2018)
    assert "至少 3 个往年剩余季节" in why.chinese
    assert "at least 3 earlier years" in why.english
    assert "2019: 181/181 + 31/184 d" in why.english
    assert too_few_seasons(found, 2, CUT, "990100") is None


def test_days_outside_a_series_are_missing() -> None:
    days = DailyValues(date(2020, 1, 1), np.array([7], np.int32), 0)
    asked = [date(2019, 12, 31), date(2020, 1, 1), None, date(2020, 1, 2)]
    assert days.on(asked).tolist() == [MISSING32, 7, MISSING32, MISSING32]
    assert days.last == date(2020, 1, 1)
    assert days.on([date(2020, 1, 1) - timedelta(days=1)]).tolist() == [MISSING32]


def test_settings_refuse_what_makes_no_sense() -> None:
    for wrong in ({"draws": 10}, {"block_days": 0}, {"valid_share": Decimal("1.1")}, {"x": 1}):
        with pytest.raises(ValidationError):
            OddsSettings.model_validate(wrong)
