"""Quality control flags: each test by hand-made hours, and what they must never do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunzhu.arrays import MISSING16
from yunzhu.errors import FileFault
from yunzhu.observations.grid import Grid, Series
from yunzhu.observations.quality import (
    Flag,
    constant_test,
    flag_summary,
    negative_test,
    neighbour_difference,
    pm_order_test,
    quality_flags,
    range_test,
    site_spread,
    spike_test,
)
from yunzhu.observations.quality_settings import default_quality_settings, read_quality_settings

SETTINGS = default_quality_settings()
MICROGRAM = "µg/m³"
NA = MISSING16


def one_site(item: str, readings: list[int], decimals: int = 0) -> Grid:
    return Grid(
        ("A",), 100, {item: Series(np.array([readings], dtype=np.int16), decimals, MICROGRAM)}
    )


def where(found: dict[str, np.ndarray], item: str) -> list[int]:
    return np.flatnonzero(found[item][0]).tolist()


def test_every_group_of_settings_says_why_and_that_it_is_our_own_choice() -> None:
    for group in ("range", "constant", "spike", "pm_order", "negative"):
        one = getattr(SETTINGS, group)
        assert one.source == "unverified"
        assert len(one.reason) > 20


def test_range_includes_its_ends() -> None:
    assert where(range_test(one_site("NO2", [-11, -10, 940, 941, NA]), SETTINGS), "NO2") == [0, 3]


def test_range_reads_the_decimals_of_the_series() -> None:
    # CO in hundredths: 57.00 is inside, 57.01 is not.
    assert where(range_test(one_site("CO", [5700, 5701], 2), SETTINGS), "CO") == [1]


def test_constant_needs_k_equal_readings_in_a_row() -> None:
    # NO2: ten equal readings within twelve hours.
    nine, ten = [20] * 9, [21] * 10
    found = constant_test(one_site("NO2", [*nine, *ten, 22]), SETTINGS)
    assert where(found, "NO2") == list(range(9, 19))


def test_constant_passes_over_absent_hours_within_its_window() -> None:
    readings = [5, *[20] * 5, NA, NA, *[20] * 5, 6]
    found = constant_test(one_site("NO2", readings), SETTINGS)
    assert where(found, "NO2") == [1, 2, 3, 4, 5, 8, 9, 10, 11, 12]


def test_constant_does_not_reach_over_a_longer_gap() -> None:
    readings = [5, *[20] * 5, NA, NA, NA, *[20] * 5, 6]
    assert where(constant_test(one_site("NO2", readings), SETTINGS), "NO2") == []


def test_constant_does_not_run_from_one_site_into_the_next() -> None:
    values = np.array([[1, *[20] * 6], [*[20] * 6, 1]], dtype=np.int16)
    grid = Grid(("A", "B"), 0, {"NO2": Series(values, 0, MICROGRAM)})
    assert not constant_test(grid, SETTINGS)["NO2"].any()


@pytest.mark.parametrize(
    ("readings", "difference"),
    [
        ([10, 12, 90, 12, 14], 78),  # median of 10, 12, 12, 14
        ([10, 13, 90, 12, NA], 78),  # median of 10, 13, 12
        ([NA, 12, 90, 14, NA], 77),  # median of 12, 14
        ([12, 14, 90], 77),  # the series ends
    ],
)
def test_neighbour_difference_is_against_the_median_of_two_hours_either_side(
    readings: list[int], difference: int
) -> None:
    series = Series(np.array([readings], dtype=np.int16), 0, MICROGRAM)
    assert neighbour_difference(series)[0, 2] == difference


def test_neighbour_difference_needs_two_neighbours() -> None:
    series = Series(np.array([[NA, NA, 90, 14, NA]], dtype=np.int16), 0, MICROGRAM)
    assert np.isnan(neighbour_difference(series)).all()


@given(
    st.lists(st.one_of(st.just(NA), st.integers(-50, 1000)), min_size=5, max_size=30),
)
def test_neighbour_difference_agrees_with_a_plain_median(readings: list[int]) -> None:
    series = Series(np.array([readings], dtype=np.int16), 0, MICROGRAM)
    difference = neighbour_difference(series)[0]
    for slot, reading in enumerate(readings):
        around = [
            readings[slot + shift]
            for shift in (-2, -1, 1, 2)
            if 0 <= slot + shift < len(readings) and readings[slot + shift] != NA
        ]
        if reading == NA or len(around) < 2:
            assert np.isnan(difference[slot])
        else:
            assert difference[slot] == pytest.approx(reading - float(np.median(around)))


def test_a_spike_of_one_or_two_hours_is_found_and_an_event_of_hours_is_not() -> None:
    steady = [20, 22, 21, 23] * 10
    single = [*steady, 150, *steady]
    double = [*steady, 150, 152, *steady]
    event = [*steady, 60, 100, 130, 140, 130, 100, 60, *steady]
    assert where(spike_test(one_site("NO2", single), SETTINGS), "NO2") == [40]
    assert where(spike_test(one_site("NO2", double), SETTINGS), "NO2") == [40, 41]
    assert where(spike_test(one_site("NO2", event), SETTINGS), "NO2") == []


def test_a_spike_is_judged_against_the_sites_own_spread() -> None:
    # The same 150 among hours that swing by 100 is nothing special.
    swinging = [20, 120] * 20
    readings = [*swinging, 250, *swinging]
    series = Series(np.array([readings], dtype=np.int16), 0, MICROGRAM)
    spread = float(site_spread(neighbour_difference(series))[0])
    assert spread == pytest.approx(1.4826 * 50)  # neighbours are 20, 120, 120, 20: median 70
    assert where(spike_test(one_site("NO2", readings), SETTINGS), "NO2") == []


def test_pm_order_compares_on_one_scale_and_flags_both() -> None:
    grid = Grid(
        ("A",),
        0,
        {
            "PM2.5": Series(np.array([[350, 351, 1100, 1101, 500]], np.int16), 1, MICROGRAM),
            "PM10": Series(np.array([[30, 30, 100, 100, NA]], np.int16), 0, MICROGRAM),
        },
    )
    found = pm_order_test(grid, SETTINGS)
    # 5 µg/m³ are passed, above PM10 50 a tenth of it.
    assert where(found, "PM2.5") == where(found, "PM10") == [1, 3]


def test_negative_readings_are_found_and_absent_ones_are_not() -> None:
    assert where(negative_test(one_site("SO2", [0, -1, NA, 3]), SETTINGS), "SO2") == [1]


def test_flags_add_up_in_one_cell() -> None:
    flags = quality_flags(one_site("SO2", [5, 6, 5, 6, -900, 6, 5, 6, 5]), SETTINGS)
    assert Flag(int(flags["SO2"][0, 4])) == Flag.RANGE | Flag.SPIKE | Flag.NEGATIVE


def test_flags_never_change_a_reading() -> None:
    grid = one_site("SO2", [5, 5, -900, 6, 6])
    before = grid.series["SO2"].values.copy()
    quality_flags(grid, SETTINGS)
    assert (grid.series["SO2"].values == before).all()


def test_an_item_without_settings_has_no_flags() -> None:
    assert not quality_flags(one_site("AQI", [50] * 200), SETTINGS)["AQI"].any()


def test_summary_names_site_item_flag_hours_and_an_example() -> None:
    grid = one_site("CO", [50, -1, 60, -2], 2)
    (row,) = flag_summary(grid, quality_flags(grid, SETTINGS))
    assert (row.site, row.item, row.flag, row.hours) == ("A", "CO", Flag.NEGATIVE, 2)
    assert (row.first, row.last, row.example) == (101, 103, Decimal("-0.01"))
    assert row.as_dict()["first"] == "1970-01-05 05:00:00"


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    path = tmp_path / "quality.yaml"
    path.write_text("range: {source: unverified, reason: r, items: {SO2: {lowest: 1, top: 2}}}")
    with pytest.raises(FileFault, match=r"range\.items\.SO2"):
        read_quality_settings(path)
