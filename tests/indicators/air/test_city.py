"""HJ 663 step 2: a city's value is the mean of its evaluated stations' concentrations."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from types import ModuleType

import numpy as np
import pytest

from yunzhu.errors import EvidenceError
from yunzhu.indicators.air.city import city_daily_max_8h, city_days, has_enough_stations
from yunzhu.indicators.air.daily import ItemDays, daily_max_8h, daily_means
from yunzhu.observations.grid import Series
from yunzhu.standards import air_edition

VALIDITY = air_edition("2012").assessment.validity
X = -(2**15)


def stations(values: Sequence[int | None]) -> ItemDays:
    """One day: every station the same hour 24 times, None for a station without a record."""
    rows = [[X if value is None else value] * 24 for value in values]
    return daily_means(Series(np.array(rows, np.int16), 0, ""), VALIDITY)


def city(values: Sequence[int | None], takes_part: Sequence[bool] | None = None) -> ItemDays:
    chosen = [True] * len(values) if takes_part is None else list(takes_part)
    return city_days(stations(values), np.array(chosen)[:, None], VALIDITY)


def value(days: ItemDays) -> Fraction:
    return Fraction(int(days.numerator[0, 0]), int(days.denominator[0, 0]))


def test_2_1_mean_of_concentrations_rounded_once() -> None:
    # 10.5 and 11.0 -> 10.75 -> 11; rounding the stations first (10 and 11) would give 10.5 -> 10.
    series = Series(np.array([[10] * 12 + [11] * 12, [11] * 24], np.int16), 0, "")
    days = city_days(daily_means(series, VALIDITY), np.ones((2, 1), bool), VALIDITY)
    assert value(days) == Fraction(43, 4)
    assert int(days.rounded(0)[0, 0]) == 11


def test_2_2_stations_weigh_alike_whatever_their_hours() -> None:
    # 24 h of 10 and 20 h of 40: (10 + 40) / 2 = 25, not 1040 / 44.
    series = Series(np.array([[10] * 24, [40] * 20 + [X] * 4], np.int16), 0, "")
    days = city_days(daily_means(series, VALIDITY), np.ones((2, 1), bool), VALIDITY)
    assert value(days) == 25


def test_2_3_background_and_closed_sites_stay_out_of_value_and_count() -> None:
    days = city([10, 20, 30, 1_000], [True, True, True, False])
    assert value(days) == 20
    assert (int(days.count[0, 0]), int(days.expected[0, 0])) == (3, 3)


@pytest.mark.parametrize(
    ("present", "expected", "enough"),
    [
        (0, 1, False), (1, 1, True),
        (1, 2, True), (1, 3, False), (2, 3, True),
        (2, 4, False), (3, 4, True), (3, 5, False), (4, 5, True),
        (5, 7, False), (6, 7, True), (8, 11, False), (9, 11, True),
        (0, 0, False),
    ],
)  # fmt: skip
def test_2_4_75_per_cent_of_the_stations_50_of_fewer_than_four(
    present: int, expected: int, enough: bool, oracle: ModuleType
) -> None:
    found = has_enough_stations(
        np.array([present], np.int32), np.array([expected], np.int32), VALIDITY
    )
    assert found.tolist() == [enough]
    days = [oracle.Day(Fraction(1), 24, i < present) for i in range(expected)]
    assert oracle.city_day(days).valid is enough


def test_2_5_an_invalid_station_day_stays_out() -> None:
    series = Series(
        np.array([[10] * 24, [20] * 24, [30] * 24, [900] * 19 + [X] * 5], np.int16), 0, ""
    )
    days = city_days(daily_means(series, VALIDITY), np.ones((4, 1), bool), VALIDITY)
    assert (value(days), int(days.count[0, 0]), bool(days.valid[0, 0])) == (20, 3, True)


def test_2_6_two_readings_of_the_city_mda8_differ_as_the_fact_book_says() -> None:
    # Station A peaks 8 h in the morning, B 8 h in the evening: each MDA8 is 160, their mean 160;
    # the city's hours are 80 in both, so its MDA8 is 80. The first is never below the second.
    a = [160] * 8 + [0] * 16
    b = [0] * 16 + [160] * 8
    series = Series(np.array([a, b], np.int16), 0, "")
    everyone = np.ones((2, 1), bool)
    first = city_days(daily_max_8h(series, VALIDITY, 160), everyone, VALIDITY)
    second = city_daily_max_8h(series, np.ones((2, 24), bool), VALIDITY, 160)
    assert (value(first), value(second)) == (160, 80)


def test_2_7_mean_of_stations_is_never_below_mda8_of_city_hours() -> None:
    chance = np.random.default_rng(5)
    series = Series(chance.integers(0, 250, (5, 24 * 40)).astype(np.int16), 0, "")
    first = city_days(daily_max_8h(series, VALIDITY, 160), np.ones((5, 40), bool), VALIDITY)
    second = city_daily_max_8h(series, np.ones((5, 24 * 40), bool), VALIDITY, 160)
    left = first.numerator / first.denominator
    right = second.numerator / second.denominator
    assert (left >= right - 1e-3).all()
    assert (left > right + 1).any()


def test_2_8_the_mean_of_an_hour_is_not_rounded_before_the_window_is() -> None:
    # Three stations; their sums in the 8 hours are 3 x 184, 2 x 183 and 3 x 186: 1476 / 24 = 61.5,
    # which goes to the even 62. Hours of 184 / 3 = 61.3333 would leave 61.49999 and so 61.
    sums = [184, 184, 184, 183, 183, 186, 186, 186]
    rows = [[total // 3 + (row < total % 3) for total in sums] for row in range(3)]
    series = Series(np.array([[0] * 16 + row for row in rows], np.int16), 0, "")
    days = city_daily_max_8h(series, np.ones((3, 24), bool), VALIDITY, 160)
    assert int(days.rounded(0)[0, 0]) == 62


def test_random_cities_agree_with_the_oracle(oracle: ModuleType) -> None:
    chance = np.random.default_rng(11)
    for wide in (False, True):
        values = chance.integers(-5, 200, (7, 24 * 60))
        values[chance.uniform(size=values.shape) < 0.12] = X
        kind = np.int32 if wide else np.int16
        lowest = -(2**31) if wide else X
        series = Series(np.where(values == X, lowest, values).astype(kind), 1, "")
        evaluated = chance.uniform(size=(7, 60)) < 0.7
        for kernel, judge in ((daily_means, oracle.day_mean), (None, oracle.mda8)):
            days = (
                daily_max_8h(series, VALIDITY, 160) if kernel is None else kernel(series, VALIDITY)
            )
            found = city_days(days, evaluated, VALIDITY)
            seen = set()
            for day in range(60):
                members = []
                for row in range(7):
                    if evaluated[row, day]:
                        cells = values[row, 24 * day : 24 * day + 24].tolist()
                        hours = [None if one == X else Fraction(one, 10) for one in cells]
                        members.append(judge(hours))
                wanted = oracle.city_day(members)
                assert bool(found.valid[0, day]) is wanted.valid
                assert int(found.count[0, day]) == wanted.count
                assert int(found.expected[0, day]) == len(members)
                if wanted.value is not None:
                    exact = Fraction(int(found.numerator[0, day]), int(found.denominator[0, day]))
                    assert exact == wanted.value
                seen.add(wanted.valid)
            assert seen == {True, False}


def test_a_sum_over_many_stations_never_wraps() -> None:
    # The largest storable readings of many stations in another gas state: 20,000 µg/m³ in units of
    # 10**-4, every hour, days of 20 to 24 hours; 5463 / 5963 brings them into the state of 2018.
    count = 60
    values = np.full((count, 24), 200_000_000, np.int32)
    for row in range(count):
        values[row, 20 + row % 5 :] = -(2**31)
    days = daily_means(Series(values, 4, ""), VALIDITY).times(np.array([5463]), np.array([5963]))
    everyone = np.ones((count, 1), bool)
    try:
        found = city_days(days, everyone, VALIDITY)
    except EvidenceError:
        return
    assert value(found) == Fraction(20_000 * 5463, 5963)
    assert int(found.rounded(0)[0, 0]) == round(Fraction(20_000 * 5463, 5963))
