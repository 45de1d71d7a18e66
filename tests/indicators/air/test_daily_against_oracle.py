"""Steps 1 to 3 against the oracle: 2,000 random station-days, every kind of tie among them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunzhu.indicators.air.daily import (
    ItemDays,
    daily_items,
    daily_max_1h,
    daily_max_8h,
    daily_means,
)
from yunzhu.indicators.air.published_days import PublishedDays, publish_days
from yunzhu.observations.grid import Grid, Series, narrowed
from yunzhu.standards import air_edition

STATIONS, DAYS = 40, 50
FIRST = date(2024, 1, 1)
LIMIT = 160
MISSING32 = -(2**31)
JOINT = slice(7, 2_000, 50)
JOINT_LEVEL = {"SO2": 5, "NO2": 80, "PM10": 10, "PM2.5": 5, "CO": 1, "O3": 160}
VALIDITY = air_edition("2012").assessment.validity
ITEMS = ("SO2", "NO2", "PM10", "PM2.5", "CO", "O3")
DECIMALS = {"SO2": 1, "NO2": 0, "PM10": 0, "PM2.5": 1, "CO": 2, "O3": 0}
LARGEST = {"SO2": 60, "NO2": 90, "PM10": 200, "PM2.5": 110, "CO": 5, "O3": 230}


def exact_hours(series: Series, row: int, day: int) -> list[Fraction | None]:
    """The 24 hours of one station-day as fractions, read cell by cell."""
    cells = series.values[row, 24 * day : 24 * (day + 1)].tolist()
    lowest = -(2**15) if series.values.dtype == np.int16 else -(2**31)
    return [None if cell == lowest else Fraction(cell, 10**series.decimals) for cell in cells]


def make_ties(days: np.ndarray, decimals: int, published: int, chance: np.random.Generator) -> None:
    """Change the first hour so that the mean of 24, 22 or 20 hours lies on a rounding tie."""
    unit = 10 ** (decimals - published) if decimals > published else 1
    for row in days:
        hours = int(chance.choice([20, 22, 24]))
        row[hours:] = MISSING32
        # The sum of the hours must be (k + 1/2) published units times their number.
        whole = hours * unit if decimals >= published else hours
        row[0] += (hours * unit // 2 - int(row[:hours].sum())) % whole


def station_days(seed: int, *, wide: bool) -> Grid:
    """2,000 station-days: gaps, whole days absent, negative readings, ties, ozone above 800."""
    chance = np.random.default_rng(seed)
    series = {}
    for item in ITEMS:
        scale = 10 ** DECIMALS[item]
        level = chance.uniform(0, 1.2, (STATIONS * DAYS, 1)) * LARGEST[item] * scale
        values = np.rint(level * chance.uniform(0.3, 1.7, (STATIONS * DAYS, 24))).astype(np.int64)
        values[::9] = chance.integers(-5 * scale, 6 * scale, values[::9].shape)
        gaps = chance.choice(
            [0.0, 0.05, 0.15, 0.3, 1.0], (len(values), 1), p=[0.4, 0.3, 0.2, 0.08, 0.02]
        )
        values[chance.uniform(size=values.shape) < gaps] = MISSING32
        tied = chance.permutation(len(values))[:300]
        whole = values[tied]
        whole[whole == MISSING32] = scale
        make_ties(whole, DECIMALS[item], 1 if item == "CO" else 0, chance)
        values[tied] = whole
        if item == "O3":
            storm = chance.permutation(len(values))[:120]
            values[storm] = chance.integers(500, 1400, (120, 24))
            # Windows on a tie: 8 equal hours but one, everything else low.
            for day in chance.permutation(len(values))[:200]:
                values[day] = 20
                end = int(chance.integers(8, 25))
                values[day, end - 8 : end] = 161
                values[day, end - 8] = 161 - 4
            # Six hours of a window, 160.5 on average, and too few windows in all.
            for day in chance.permutation(len(values))[:60]:
                values[day] = MISSING32
                values[day, 8:14] = [160, 161, 160, 161, 160, 161 + int(chance.integers(0, 2))]
        # Days on which NO2 and ozone have the same sub-index, 100, and nothing else is high.
        values[JOINT] = JOINT_LEVEL[item] * scale
        if wide:
            values[0, :3] = [40_000, 50_001, 60_002]
        series[item] = Series(
            narrowed(values.astype(np.int32).reshape(STATIONS, DAYS * 24)), DECIMALS[item], ""
        )
    return Grid(tuple(f"S{row}" for row in range(STATIONS)), 0, series)


@pytest.fixture(scope="module", params=["int16", "int32"])
def grid(request: pytest.FixtureRequest) -> Grid:
    made = station_days(1 if request.param == "int16" else 2, wide=request.param == "int32")
    assert {str(one.values.dtype) for one in made.series.values()} == {request.param}
    return made


def same_day(
    found: ItemDays, place: tuple[int, int], wanted: tuple[Fraction | None, int, bool]
) -> None:
    value, count, valid = wanted
    assert (int(found.count[place]), bool(found.valid[place])) == (count, valid)
    if value is not None:
        exact = Fraction(int(found.numerator[place]), int(found.denominator[place]))
        assert exact == value


@pytest.mark.parametrize("item", ITEMS)
def test_step_1_daily_means(grid: Grid, item: str, oracle: ModuleType) -> None:
    series = grid.series[item]
    found = daily_means(series, VALIDITY)
    decimals = 1 if item == "CO" else 0
    rounded = found.rounded(decimals)
    ties = 0
    for row in range(STATIONS):
        for day in range(DAYS):
            wanted = oracle.day_mean(exact_hours(series, row, day))
            same_day(found, (row, day), wanted)
            if wanted.valid:
                ties += oracle.is_tie(wanted.value, decimals)
                least = oracle.half_even(wanted.value, decimals) * 10**decimals
                assert int(rounded[row, day]) == least
            else:
                assert int(rounded[row, day]) == MISSING32
    assert ties >= 100, "the grid must hold ties"


def test_step_1_largest_8_hour_mean_of_ozone(grid: Grid, oracle: ModuleType) -> None:
    series = grid.series["O3"]
    found = daily_max_8h(series, VALIDITY, LIMIT)
    rounded = found.rounded(0)
    ties = too_few_but_above = too_few = 0
    for row in range(STATIONS):
        for day in range(DAYS):
            wanted = oracle.mda8(exact_hours(series, row, day))
            same_day(found, (row, day), wanted)
            if wanted.valid:
                ties += oracle.is_tie(wanted.value)
                too_few_but_above += wanted.count < 14
                assert int(rounded[row, day]) == oracle.half_even(wanted.value)
            else:
                too_few += wanted.count > 0
                assert int(rounded[row, day]) == MISSING32
    assert ties >= 20
    assert too_few_but_above >= 10
    assert too_few >= 10


def test_step_1_largest_hour_of_ozone(grid: Grid, oracle: ModuleType) -> None:
    series = grid.series["O3"]
    found = daily_max_1h(series, VALIDITY)
    valid = 0
    for row in range(STATIONS):
        for day in range(DAYS):
            wanted = oracle.day_max_hour(exact_hours(series, row, day))
            same_day(found, (row, day), wanted)
            valid += wanted.valid
    assert 0 < valid == int(found.valid.sum())


@pytest.mark.parametrize(
    ("edition", "reading"), [("2012", "six_items"), ("2012", "seven_items"), ("2026", "six_items")]
)
def test_step_3_index_and_primary_pollutants(
    grid: Grid, edition: str, reading: str, oracle: ModuleType
) -> None:
    judged = air_edition(edition)
    items = oracle.SEVEN_ITEMS if reading == "seven_items" else oracle.SIX_ITEMS
    exact = daily_items(grid, judged.assessment.validity, LIMIT, (*oracle.SIX_ITEMS, "O3_1h"))
    found = publish_days(grid.sites, FIRST, exact, judged, items)
    seen = {"published": 0, "over_range": 0, "ties": 0, "incomplete": 0}
    for row in range(STATIONS):
        for day in range(DAYS):
            hours = {item: exact_hours(grid.series[item], row, day) for item in ITEMS}
            days = {item: oracle.daily_item(item, hours) for item in oracle.SEVEN_ITEMS}
            subs = oracle.sub_indices(items, days, edition)
            wanted, primary = oracle.index(subs, edition)
            place = (row, day)
            for item in items:
                assert sub_index_at(found, item, place) == subs[item], (item, place)
            assert index_at(found, place) == wanted, (place, subs)
            assert set(found.primary_names(row, day)) == set(primary)
            seen["published"] += wanted is not None
            seen["ties"] += len(primary) > 1
            seen["incomplete"] += wanted is not None and None in subs.values()
            ozone = oracle.published("O3_8h", days["O3_8h"])
            seen["over_range"] += ozone is not None and ozone > 800
    assert seen["published"] > 500
    assert seen["over_range"] > 20
    assert seen["ties"] >= 40
    assert (seen["incomplete"] > 0) is (edition == "2026")


def sub_index_at(found: PublishedDays, item: str, place: tuple[int, int]) -> int | None:
    value = int(found.sub_indices[item][place])
    return None if value == -(2**15) else value


def index_at(found: PublishedDays, place: tuple[int, int]) -> int | None:
    value = int(found.index[place])
    return None if value == -(2**15) else value


HOURS = st.lists(st.none() | st.integers(-50, 3_000), min_size=24, max_size=24)


@settings(max_examples=150, deadline=None)
@given(hours=HOURS, decimals=st.sampled_from([0, 1, 2]), wide=st.booleans())
def test_any_day_of_any_form_agrees_with_the_oracle(
    oracle: ModuleType, hours: list[int | None], decimals: int, wide: bool
) -> None:
    kind: Callable[..., np.ndarray] = np.int32 if wide else np.int16
    lowest = MISSING32 if wide else -(2**15)
    values = np.array([[lowest if one is None else one for one in hours]], kind)
    series = Series(values, decimals, "")
    exact = [None if one is None else Fraction(one, 10**decimals) for one in hours]
    found = daily_means(series, VALIDITY)
    assert int(found.count[0, 0]) == sum(one is not None for one in hours)
    same_day(found, (0, 0), oracle.day_mean(exact))
    same_day(daily_max_8h(series, VALIDITY, LIMIT), (0, 0), oracle.mda8(exact))
    same_day(daily_max_1h(series, VALIDITY), (0, 0), oracle.day_max_hour(exact))


@settings(max_examples=60, deadline=None)
@given(
    numerator=st.integers(-(10**9), 10**9),
    denominator=st.integers(1, 10**6),
    decimals=st.sampled_from([0, 1, 2]),
)
def test_rounding_of_a_ratio_is_half_even_once(
    oracle: ModuleType, numerator: int, denominator: int, decimals: int
) -> None:
    days = ItemDays(
        np.array([[numerator]]), np.array([[denominator]]), np.array([[24]], np.int32),
        np.array(24, np.int32), np.array([[True]]),
    )  # fmt: skip
    wanted = oracle.half_even(Fraction(numerator, denominator), decimals) * 10**decimals
    if abs(wanted) < 2**31:
        assert int(days.rounded(decimals)[0, 0]) == wanted
