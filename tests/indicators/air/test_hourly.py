"""Hourly rules by name: the feeds' practice, HJ 633-2012 and HJ 633-2026."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import ModuleType

import numpy as np
import pytest

from yunzhu.indicators.air.hourly import (
    HOURLY_RULES,
    HourlyIndex,
    hj633_2012_hourly,
    hj633_2026_hourly,
    in_least_counts,
    realtime_feed,
    running_mean,
)
from yunzhu.observations.grid import Grid, Series
from yunzhu.standards import air_edition

X = -(2**15)
DECIMALS = {"SO2": 0, "NO2": 0, "PM10": 0, "PM2.5": 0, "CO": 1, "O3": 0}
ORDINARY = {"SO2": 6, "NO2": 30, "PM10": 40, "PM2.5": 20, "CO": 8, "O3": 60}
OLD, NEW = air_edition("2012"), air_edition("2026")


def grid(hours: Mapping[str, Sequence[int]], slots: int | None = None) -> Grid:
    length = slots or len(next(iter(hours.values())))
    series = {
        name: Series(
            np.array([list(hours.get(name, [ORDINARY[name]] * length))], np.int16),
            DECIMALS[name],
            "",
        )
        for name in ORDINARY
    }
    return Grid(("A",), 0, series)


def at(found: HourlyIndex, slot: int) -> tuple[int | None, set[str]]:
    index = int(found.index[0, slot])
    mask = int(found.primary[0, slot])
    named = {item for bit, item in enumerate(found.items) if mask >> bit & 1}
    return (None if index == X else index), named


def test_the_rules_are_found_by_their_names() -> None:
    assert set(HOURLY_RULES) == {"realtime_feed", "hj633_2012_hourly", "hj633_2026_hourly"}


def test_realtime_feed_puts_1_hour_particles_on_the_24_hour_points() -> None:
    # PM2.5 76 -> (150-100)/(115-75) x 1 + 100 = 101.25 -> 102.
    assert at(realtime_feed(grid({"PM2.5": [76]}), OLD), 0) == (102, {"PM2.5_24h"})
    # The 2026 points: 76 -> 100 + 50/55 x 16 = 114.5 -> 115.
    assert at(realtime_feed(grid({"PM2.5": [76]}), NEW), 0) == (115, {"PM2.5_24h"})


def test_realtime_feed_takes_whatever_items_are_present() -> None:
    alone = {name: [X] for name in ORDINARY}
    assert at(realtime_feed(grid({**alone, "O3": [201]}), OLD), 0) == (101, {"O3_1h"})
    assert at(realtime_feed(grid(alone), OLD), 0) == (None, set())


def test_hj633_2026_publishes_an_incomplete_hour_only_above_100() -> None:
    assert at(hj633_2026_hourly(grid({"CO": [X], "O3": [200]}), NEW), 0) == (None, set())
    assert at(hj633_2026_hourly(grid({"CO": [X], "O3": [201]}), NEW), 0) == (101, {"O3_1h"})
    assert at(hj633_2026_hourly(grid({"O3": [200]}), NEW), 0) == (100, {"O3_1h"})


def test_hj633_2012_takes_running_particles_and_ozone() -> None:
    # 24 hours: PM2.5 0 but the last, 240: the running mean is 10 -> 15; O3 8 h of 120 -> 67.
    hours = grid({"PM2.5": [0] * 23 + [240], "O3": [0] * 16 + [120] * 8})
    found = hj633_2012_hourly(hours, OLD)
    assert at(found, 23) == (67, {"O3_8h"})
    assert at(realtime_feed(hours, OLD), 23)[0] == 290


def test_hj633_2012_ozone_needs_6_of_8_hours_and_a_missing_item_leaves_the_others() -> None:
    def last(hours: Mapping[str, Sequence[int]]) -> tuple[int | None, int, int]:
        found = hj633_2012_hourly(grid(hours), OLD)
        ozone = int(found.sub_indices[found.items.index("O3_8h"), 0, 23])
        particles = int(found.sub_indices[found.items.index("PM2.5_24h"), 0, 23])
        return at(found, 23)[0], ozone, particles

    # O3 1 h 110 -> 35, 8 h 110 -> 50 + 50/60 x 10 = 58.3 -> 59.
    assert last({"O3": [X] * 18 + [110] * 6}) == (59, 59, 29)
    assert last({"O3": [X] * 19 + [110] * 5}) == (40, X, 29)
    # A running 24-hour mean takes every present hour of its window.
    assert last({"PM2.5": [X] * 23 + [75]}) == (100, 30, 100)
    assert last({"PM2.5": [X] * 24}) == (40, 30, X)


def test_running_mean_slides_and_rounds_half_to_even_once() -> None:
    series = Series(np.array([[10, 11, 12, X, 13, 14]], np.int16), 0, "")
    # Two hours ending with each slot, one present suffices.
    assert running_mean(series, 2, 1, 0).tolist() == [[10, 10, 12, 12, 13, 14]]
    assert running_mean(series, 2, 2, 0).tolist() == [[-(2**31), 10, 12, -(2**31), -(2**31), 14]]
    # A window longer than the grid.
    assert running_mean(series, 24, 5, 0).tolist() == [[-(2**31)] * 5 + [12]]


def test_running_mean_agrees_with_the_oracle(oracle: ModuleType) -> None:
    chance = np.random.default_rng(4)
    for kind, lowest in ((np.int16, X), (np.int32, -(2**31))):
        values = chance.integers(-30, 400, (3, 200))
        values[chance.uniform(size=values.shape) < 0.2] = lowest
        series = Series(values.astype(kind), 1, "")
        for hours, fewest in ((8, 6), (24, 20)):
            found = running_mean(series, hours, fewest, 0)
            for row in range(3):
                for slot in range(200):
                    window = values[row, max(0, slot - hours + 1) : slot + 1].tolist()
                    present = [Fraction(one, 10) for one in window if one != lowest]
                    wanted = -(2**31)
                    if len(present) >= fewest:
                        wanted = oracle.half_even(oracle.mean(present))
                    assert int(found[row, slot]) == wanted


@pytest.mark.parametrize(("edition", "index"), [("2012", 325), ("2026", 300)])
def test_8_hour_ozone_above_800(edition: str, index: int) -> None:
    # 2012: 8-hour 850 takes the IAQI of the 1-hour value 850: 300 + 50/200 x 100 = 325.
    hours = grid({"O3": [850] * 24})
    if edition == "2012":
        assert at(hj633_2012_hourly(hours, OLD), 23) == (index, {"O3_1h", "O3_8h"})
    else:
        # 2026 has no 8-hour value in the hourly report; 1 hour 850 stands on its own points.
        assert at(hj633_2026_hourly(hours, NEW), 23) == (325, {"O3_1h"})


def test_so2_above_800_takes_the_24_hour_mean_in_2012_and_200_in_2026() -> None:
    # 23 h of 475 and the last of 925: mean 493.75 -> 494 -> 150 + 50/325 x 19 = 152.9 -> 153.
    hours = grid({"SO2": [475] * 23 + [925]})
    assert at(hj633_2012_hourly(hours, OLD), 23) == (153, {"SO2_1h"})
    assert at(realtime_feed(hours, OLD), 23) == (153, {"SO2_1h"})
    assert at(hj633_2026_hourly(hours, NEW), 23) == (200, {"SO2_1h"})


def test_above_the_top_break_point_the_index_is_500() -> None:
    for rule, edition, item in (
        (realtime_feed, OLD, "PM10_24h"),
        (hj633_2026_hourly, NEW, "PM10_1h"),
    ):
        assert at(rule(grid({"PM10": [9_985]}), edition), 0) == (500, {item})


def test_readings_are_rounded_to_least_counts_half_to_even() -> None:
    series = Series(np.array([[5, 15, 25, -5, X]], np.int16), 1, "")
    assert in_least_counts(series, 0).tolist() == [[0, 2, 2, 0, -(2**31)]]


def test_one_hour_values_agree_with_the_oracle(oracle: ModuleType) -> None:
    chance = np.random.default_rng(12)
    top = {"SO2": 700, "NO2": 500, "PM10": 640, "PM2.5": 540, "CO": 1_600, "O3": 1_300}
    calm = chance.uniform(size=400) < 0.5
    cells = {}
    for name, high in top.items():
        values = chance.integers(-3, high, 400)
        values = np.where(calm, values // 12, values)
        values[chance.uniform(size=400) < 0.1] = X
        cells[name] = values
    hours = grid({name: values.tolist() for name, values in cells.items()})
    item_of = {"SO2": "SO2_1h", "NO2": "NO2_1h", "CO": "CO_1h", "O3": "O3_1h"}
    for edition, key in ((OLD, "2012"), (NEW, "2026")):
        feed, official = realtime_feed(hours, edition), hj633_2026_hourly(hours, NEW)
        for slot in range(400):
            subs = {}
            for name, values in cells.items():
                item = item_of.get(name, f"{name}_24h")
                one = int(values[slot])
                exact = Fraction(one, 10 ** DECIMALS[name])
                subs[item] = None if one == X else oracle.sub_index(item, exact, key)
            present = [one for one in subs.values() if one is not None]
            largest = max(present, default=None)
            named = {item for item, one in subs.items() if one == largest and (largest or 0) > 50}
            assert at(feed, slot) == (largest, named)
            if key == "2026":
                wanted, _ = oracle.index(subs, key)
                assert at(official, slot)[0] == wanted
