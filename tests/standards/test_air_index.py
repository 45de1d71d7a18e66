"""HJ 633: sub-indices, index, primary pollutants, missing items, classes."""

from decimal import Decimal
from fractions import Fraction
from math import ceil

import numpy as np
import pytest

from yunzhu.arrays import MISSING16, MISSING32, IntArray
from yunzhu.errors import StandardError, UsageError
from yunzhu.standards import (
    air_quality_index,
    air_quality_index_of_present,
    category,
    category_numbers,
    iaqi,
    iaqi_table,
    index_edition,
    items_of_mask,
    pollutants_of_mask,
    sub_index_exact,
    substitute_over_range,
)
from yunzhu.standards.air_index_edition import IndexEdition, MissingItemRule
from yunzhu.values import SourceMark

OLD = index_edition("HJ 633-2012")
NEW = index_edition("HJ 633-2026")
BOTH = (OLD, NEW)
M = MISSING16

# The table of the standard, in least counts (CO in tenths of mg/m³), typed from the publication.
LEVELS = (0, 50, 100, 150, 200, 300, 400, 500)
COMMON = {
    "SO2_24h": (0, 50, 150, 475, 800, 1600, 2100, 2620),
    "SO2_1h": (0, 150, 500, 650, 800),
    "NO2_24h": (0, 40, 80, 180, 280, 565, 750, 940),
    "NO2_1h": (0, 100, 200, 700, 1200, 2340, 3090, 3840),
    "CO_24h": (0, 20, 40, 140, 240, 360, 480, 600),
    "CO_1h": (0, 50, 100, 350, 600, 900, 1200, 1500),
    "O3_8h": (0, 100, 160, 215, 265, 800),
    "O3_1h": (0, 160, 200, 300, 400, 800, 1000, 1200),
}
TABLES = {
    "HJ 633-2012": {
        **COMMON,
        "PM10_24h": (0, 50, 150, 250, 350, 420, 500, 600),
        "PM2.5_24h": (0, 35, 75, 115, 150, 250, 350, 500),
    },
    "HJ 633-2026": {
        **COMMON,
        "PM10_24h": (0, 50, 120, 250, 350, 420, 500, 600),
        "PM2.5_24h": (0, 35, 60, 115, 150, 250, 350, 500),
        "PM10_1h": (0, 50, 120, 250, 350, 420, 500, 600),
        "PM2.5_1h": (0, 35, 60, 115, 150, 250, 350, 500),
    },
}
BEYOND = {
    "HJ 633-2012": {"SO2_1h": M, "O3_8h": M},
    "HJ 633-2026": {"SO2_1h": 200, "O3_8h": 300},
}
ENTRIES = [(edition, item) for edition, table in TABLES.items() for item in table]


def oracle(concentration: int, points: tuple[int, ...]) -> int:
    """HJ 633 formula in exact fractions, rounded up."""
    upper = next(place for place in range(1, len(points)) if concentration <= points[place])
    low, high = points[upper - 1], points[upper]
    slope = Fraction(LEVELS[upper] - LEVELS[upper - 1], high - low)
    return ceil(slope * (concentration - low) + LEVELS[upper - 1])


@pytest.mark.parametrize("edition", BOTH, ids=lambda edition: edition.name)
def test_the_items_with_break_points_are_those_of_the_table(edition: IndexEdition) -> None:
    assert set(edition.tables) == set(TABLES[edition.name])


@pytest.mark.parametrize(("name", "item"), ENTRIES)
def test_every_entry_of_every_table_equals_the_formula(name: str, item: str) -> None:
    points = TABLES[name][item]
    table = iaqi_table(index_edition(name), item)
    expected = [oracle(value, points) for value in range(points[-1] + 1)]
    assert table.dtype == np.int16
    assert table.tolist() == [*expected, BEYOND[name].get(item, 500)]


@pytest.mark.parametrize(("name", "item"), ENTRIES)
def test_the_exact_sub_index_rounds_up_to_the_table(name: str, item: str) -> None:
    edition = index_edition(name)
    scale = 10 ** edition.decimals_of(item)
    table = iaqi_table(edition, item)
    for value in range(0, len(table) - 1, 7):
        assert ceil(sub_index_exact(Fraction(value, scale), item, edition)) == table[value]


GOLDEN = [
    ("PM2.5_24h", 23, 33, 33),
    ("PM2.5_24h", 35, 50, 50),
    ("PM2.5_24h", 36, 52, 52),
    ("PM2.5_24h", 61, 83, 101),
    ("PM2.5_24h", 75, 100, 114),
    ("PM2.5_24h", 76, 102, 115),
    ("PM2.5_24h", 160, 210, 210),
    ("PM2.5_24h", 600, 500, 500),
    ("PM10_24h", 100, 75, 86),
    ("PM10_24h", 125, 88, 102),
    ("O3_8h", 100, 50, 50),
    ("O3_8h", 161, 101, 101),
    ("O3_8h", 216, 151, 151),
    ("NO2_24h", 41, 52, 52),
    ("NO2_24h", 81, 101, 101),
    ("CO_24h", 10, 25, 25),
    ("CO_24h", 21, 53, 53),
    ("SO2_24h", 7, 7, 7),
]


@pytest.mark.parametrize(("item", "concentration", "old", "new"), GOLDEN)
def test_golden_examples(item: str, concentration: int, old: int, new: int) -> None:
    values = np.array([concentration])
    assert [int(iaqi(values, item, edition)[0]) for edition in BOTH] == [old, new]


def test_co_of_2_2_is_55_where_floats_give_56() -> None:
    assert int(iaqi(np.array([22]), "CO_24h", OLD)[0]) == 55


@pytest.mark.parametrize("dtype", [np.int16, np.int32, np.int64])
def test_missing_negative_and_over_range(dtype: type) -> None:
    missing = M if dtype is np.int16 else MISSING32
    values: IntArray = np.array([[missing, -1, 0], [500, 501, 32767]], dtype=dtype)
    found = iaqi(values, "PM2.5_24h", OLD)
    assert found.dtype == np.int16
    assert found.tolist() == [[M, 0, 0], [500, 500, 500]]


def test_a_wide_reading_as_low_as_the_narrow_marker_is_not_missing() -> None:
    assert iaqi(np.array([M], dtype=np.int32), "SO2_24h", OLD).tolist() == [0]


def test_a_single_number_is_an_array_without_axes() -> None:
    assert int(iaqi(np.array(36), "PM2.5_24h", OLD)) == 52


def test_tables_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        iaqi_table(OLD, "PM10_24h")[0] = 1


def test_an_item_without_break_points_is_refused() -> None:
    with pytest.raises(StandardError, match=r"PM2\.5_1h"):
        iaqi(np.array([1]), "PM2.5_1h", OLD)


def test_ozone_over_800_takes_the_one_hour_sub_index_in_2012() -> None:
    ozone = np.array([800, 801, 900, MISSING32])
    one_hour = iaqi(np.array([900, 900, MISSING32, 900]), "O3_1h", OLD)
    alone = iaqi(ozone, "O3_8h", OLD)
    assert alone.tolist() == [300, M, M, M]
    filled = substitute_over_range(alone, ozone, one_hour, "O3_8h", OLD)
    assert filled.tolist() == [300, 350, M, M]


def test_sulphur_dioxide_over_800_takes_the_daily_sub_index_in_2012() -> None:
    rule = OLD.over_range_of("SO2_1h")
    assert rule is not None
    assert rule.take == "SO2_24h"
    assert rule.above == 800
    daily = iaqi(np.array([475]), "SO2_24h", OLD)
    hour = np.array([801])
    assert substitute_over_range(iaqi(hour, "SO2_1h", OLD), hour, daily, "SO2_1h", OLD) == [150]


def test_over_range_is_a_fixed_index_in_2026() -> None:
    hour = np.array([800, 801, 5000])
    alone = iaqi(hour, "SO2_1h", NEW)
    assert alone.tolist() == [200, 200, 200]
    assert iaqi(hour, "O3_8h", NEW).tolist() == [300, 300, 300]
    assert substitute_over_range(alone, hour, alone * 0, "SO2_1h", NEW).tolist() == [200, 200, 200]


def test_the_exact_sub_index_over_range() -> None:
    assert sub_index_exact(Fraction(601), "PM10_24h", OLD) == 500
    assert sub_index_exact(Fraction(801), "O3_8h", NEW) == 300
    assert sub_index_exact(Fraction(-3), "NO2_24h", NEW) == 0
    assert sub_index_exact(Fraction(22, 10), "CO_24h", OLD) == 55
    with pytest.raises(StandardError, match="O3_1h"):
        sub_index_exact(Fraction(801), "O3_8h", OLD)


def day(*sub_indices: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return np.array(sub_indices, dtype=np.int16)


@pytest.mark.parametrize("edition", BOTH, ids=lambda edition: edition.name)
@pytest.mark.parametrize(
    ("sub_indices", "expected", "primary"),
    [
        (day(10, 20, 30, 50, 40, 50), 50, ()),
        (day(10, 20, 30, 51, 40, 50), 51, ("PM2.5",)),
        (day(10, 20, 80, 80, 40, 80), 80, ("PM10", "PM2.5", "O3")),
        (day(101, 20, 80, 80, 40, 80), 101, ("SO2",)),
        (day(0, 0, 0, 0, 0, 0), 0, ()),
    ],
)
def test_index_and_primary_pollutants(
    edition: IndexEdition,
    sub_indices: np.ndarray[tuple[int], np.dtype[np.int16]],
    expected: int,
    primary: tuple[str, ...],
) -> None:
    index, mask = air_quality_index(sub_indices, edition)
    assert int(index) == expected
    assert pollutants_of_mask(int(mask), edition.daily_items) == primary


def test_a_missing_item_gives_no_index_in_2012() -> None:
    days = np.array([day(10, 20, 30, 180, M, 50), day(10, 20, 30, 180, 1, 50)]).T
    index, primary = air_quality_index(days, OLD)
    assert index.tolist() == [M, 180]
    assert primary.tolist() == [0, 0b1000]


def test_a_missing_item_hides_only_good_days_in_2026() -> None:
    days = np.array(
        [
            day(10, 20, 30, 180, M, 50),
            day(10, 20, 30, 101, M, 50),
            day(10, 20, 30, 100, M, 50),
            day(10, 20, 30, 100, 1, 50),
            day(M, M, M, M, M, M),
        ]
    ).T
    index, primary = air_quality_index(days, NEW)
    assert index.tolist() == [180, 101, M, 100, M]
    assert primary.tolist() == [8, 8, 0, 8, 0]


def test_an_item_not_monitored_may_be_absent_in_2026() -> None:
    days = np.array([day(10, 20, 30, 90, M, 50), day(10, M, 30, 90, M, 50)]).T
    index, _ = air_quality_index(days, NEW, not_monitored=("CO_24h",))
    assert index.tolist() == [90, M]


def test_there_is_no_rule_for_items_not_monitored_in_2012() -> None:
    with pytest.raises(StandardError, match="no rule for items not monitored"):
        air_quality_index(day(1, 2, 3, 4, M, 6), OLD, not_monitored=("CO_24h",))


def test_the_seven_items_of_2012_count_ozone_once_as_a_pollutant() -> None:
    seven = OLD.daily_set("seven_items").items
    assert seven == ("SO2_24h", "NO2_24h", "PM10_24h", "PM2.5_24h", "CO_24h", "O3_1h", "O3_8h")
    index, mask = air_quality_index(day(1, 2, 3, 4, 5, 120, 120), OLD, items=seven)
    assert int(index) == 120
    assert items_of_mask(int(mask), seven) == ("O3_1h", "O3_8h")
    assert pollutants_of_mask(int(mask), seven) == ("O3",)


def test_the_default_of_2012_is_six_items_and_says_that_sources_conflict() -> None:
    assert OLD.daily_items == NEW.daily_items
    assert len(OLD.daily_items) == 6
    assert OLD.daily_set("six_items").mark is SourceMark.CONFLICT
    assert OLD.daily_set("seven_items").mark is SourceMark.SEEN
    with pytest.raises(StandardError, match="not known by this name"):
        NEW.daily_set("seven_items")


def test_hourly_items() -> None:
    assert {"PM10_24h", "PM2.5_24h", "O3_8h"} <= set(OLD.hourly_items)
    assert OLD.hourly_set("hj633_2012_hourly").without_index == ("PM10_1h", "PM2.5_1h")
    assert len(OLD.hourly_items) + len(OLD.hourly_set("hj633_2012_hourly").without_index) == 9
    assert NEW.hourly_items == ("SO2_1h", "NO2_1h", "CO_1h", "O3_1h", "PM10_1h", "PM2.5_1h")
    assert OLD.hourly_set("realtime_feed").mark is SourceMark.UNVERIFIED


def test_rows_must_match_the_items() -> None:
    with pytest.raises(UsageError, match="do not match"):
        air_quality_index(day(1, 2, 3), OLD)
    with pytest.raises(UsageError, match="do not match"):
        air_quality_index(day(1, 2, 3, 4, 5, 6), NEW, not_monitored=("Pb_24h",))


@pytest.mark.parametrize("edition", BOTH, ids=lambda edition: edition.name)
def test_real_time_practice_uses_what_is_present(edition: IndexEdition) -> None:
    hours = np.array([day(M, M, 70), day(M, 70, 70), day(M, M, M), day(M, 3, 50)]).T
    index, primary = air_quality_index_of_present(hours, edition)
    assert index.tolist() == [70, 70, M, 50]
    assert primary.tolist() == [0b100, 0b110, 0, 0]


def test_inputs_are_left_alone() -> None:
    days = np.array([day(10, 20, 30, 90, M, 50)]).T
    kept = days.copy()
    air_quality_index(days, OLD)
    assert (days == kept).all()


@pytest.mark.parametrize("edition", BOTH, ids=lambda edition: edition.name)
@pytest.mark.parametrize(
    ("index", "level", "name", "rgb"),
    [
        (0, "一级", "优", (0, 228, 0)),
        (50, "一级", "优", (0, 228, 0)),
        (51, "二级", "良", (255, 255, 0)),
        (100, "二级", "良", (255, 255, 0)),
        (101, "三级", "轻度污染", (255, 126, 0)),
        (150, "三级", "轻度污染", (255, 126, 0)),
        (151, "四级", "中度污染", (255, 0, 0)),
        (200, "四级", "中度污染", (255, 0, 0)),
        (201, "五级", "重度污染", (153, 0, 76)),
        (300, "五级", "重度污染", (153, 0, 76)),
        (301, "六级", "严重污染", (126, 0, 35)),
        (500, "六级", "严重污染", (126, 0, 35)),
    ],
)
def test_class_borders(
    edition: IndexEdition, index: int, level: str, name: str, rgb: tuple[int, int, int]
) -> None:
    found = category(index, edition)
    assert (found.level, found.name, found.rgb) == (level, name, rgb)
    number = int(category_numbers(day(index), edition)[0])
    assert edition.categories[number - 1] == found


def test_the_first_class_begins_at_0_in_2012_and_at_1_in_2026() -> None:
    assert (category(20, OLD).low, category(20, NEW).low, category(20).low) == (0, 1, 1)


@pytest.mark.parametrize("index", [-1, 501, MISSING16])
def test_what_is_no_index_has_no_class(index: int) -> None:
    with pytest.raises(UsageError, match=r"0\.\.500"):
        category(index)


def test_a_missing_index_has_the_class_number_0() -> None:
    assert category_numbers(day(M, 0), NEW).tolist() == [0, 1]


def test_rules_of_the_editions() -> None:
    assert OLD.missing_item.rule is MissingItemRule.NOT_AVAILABLE
    assert (NEW.missing_item.rule, NEW.missing_item.above) == (MissingItemRule.PUBLISH_ABOVE, 100)
    assert OLD.exceed_above is not None
    assert NEW.exceed_above is None
    assert OLD.above_top.mark is SourceMark.UNVERIFIED
    assert {row.unit: row.decimals for row in NEW.concentration_decimals} == {
        "µg/m³": 0,
        "mg/m³": 1,
    }
    assert OLD.concentration_decimals[0].mark is SourceMark.UNVERIFIED
    assert NEW.concentration_decimals[0].mark is SourceMark.SEEN
    assert OLD.break_points_of("CO_24h").concentrations[1] == Decimal(2)
