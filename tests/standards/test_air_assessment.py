"""HJ 663: percentiles, validity, decimals, and what of the 2026 edition is not known."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunzhu.errors import StandardError, UsageError
from yunzhu.standards import (
    PERCENT,
    AssessmentEdition,
    assessment_edition,
    exceedance_multiple,
    percentile,
    percentile_numerators,
    percentile_rank,
)
from yunzhu.values import SourceMark

OLD = assessment_edition("HJ 663-2013")
NEW = assessment_edition("HJ 663-2026")
MISSING = -(2**31)


def test_rank_is_one_plus_p_of_n_less_one() -> None:
    assert percentile_rank(366, 90) == Fraction(659, 2)
    assert percentile_rank(1, 98) == 1
    assert percentile_rank(101, 95) == 96
    with pytest.raises(UsageError):
        percentile_rank(0, 90)
    with pytest.raises(UsageError):
        percentile_rank(5, 101)


def test_percentile_by_hand() -> None:
    # n = 6, p = 0.9: k = 1 + 5 * 0.9 = 5.5, halfway between the 5th and the 6th value.
    assert percentile(np.array([80, 90, 100, 120, 150, 161]), 90) == Fraction(311, 2)
    assert percentile(np.array([7]), 98) == 7
    assert percentile(np.array([-5, -3]), 50) == -4
    with pytest.raises(UsageError):
        percentile(np.array([], dtype=np.int64), 90)


@given(
    st.lists(st.integers(-500, 3000), min_size=1, max_size=60),
    st.integers(0, 8),
    st.sampled_from([0, 50, 90, 95, 98, 100]),
)
def test_many_series_at_once_equal_one_by_one(
    values: list[int], missing: int, percent: int
) -> None:
    series = np.sort(np.array([*values, *[MISSING] * missing], dtype=np.int32))
    numerators = percentile_numerators(series[None], np.array([len(values)]), percent)
    expected = percentile(np.array(sorted(values)), percent)
    assert Fraction(int(numerators[0]), PERCENT) == expected
    assert float(expected) == pytest.approx(np.percentile(values, percent))


def test_a_series_without_values_gives_no_number() -> None:
    series = np.full((2, 3), MISSING, dtype=np.int32)
    series[1, 2] = 44
    assert percentile_numerators(series, np.array([0, 1]), 90).tolist() == [0, 4400]


@pytest.mark.parametrize("edition", [OLD, NEW], ids=lambda edition: edition.name)
def test_yearly_statistics(edition: AssessmentEdition) -> None:
    found = {row.pollutant: (row.annual_mean, row.percent) for row in edition.statistics}
    assert found == {
        "SO2": (True, 98),
        "NO2": (True, 98),
        "PM10": (True, 95),
        "PM2.5": (True, 95),
        "CO": (False, 95),
        "O3": (False, 90),
    }


def test_validity_numbers_are_the_same_but_less_certain_in_2013() -> None:
    for edition in (OLD, NEW):
        found = edition.validity
        assert (found.minutes_per_hour, found.hours_per_8h, found.hours_per_day) == (45, 6, 20)
        assert (found.days_per_month, found.days_in_february, found.days_per_year) == (27, 25, 324)
        assert (found.windows_per_day, found.first_window_end, found.last_window_end) == (14, 8, 24)
        assert (found.share_of_points, found.share_of_few_points) == (
            Decimal("0.75"),
            Decimal("0.5"),
        )
        assert (found.days_in_month(2), found.days_in_month(3)) == (25, 27)
    old, new = ({row.name: row.mark for row in edition.validity_numbers} for edition in (OLD, NEW))
    assert old["hours_per_day"] is SourceMark.UNVERIFIED
    assert new["hours_per_day"] is SourceMark.SEEN
    assert NEW.validity.mark is SourceMark.UNVERIFIED


@pytest.mark.parametrize(
    ("points", "needed"), [(1, 1), (2, 1), (3, 2), (4, 3), (5, 4), (8, 6), (11, 9), (52, 39)]
)
def test_points_needed_for_a_city(points: int, needed: int) -> None:
    assert OLD.validity.points_needed(points) == needed


def test_decimals() -> None:
    assert OLD.decimals_of("daily", "PM2.5").decimals == 0
    assert OLD.decimals_of("period", "PM2.5").decimals == 0
    assert OLD.decimals_of("period", "CO").decimals == 1
    assert OLD.decimals_of("period", "rate").decimals == 1
    assert OLD.decimals_of("period", "exceedance_multiple").decimals == 2
    assert NEW.decimals_of("daily", "CO").decimals == 1
    assert NEW.decimals_of("period", "PM2.5").decimals == 1
    assert NEW.decimals_of("period", "CO").decimals == 2
    assert NEW.decimals_of("period", "composite_index").decimals == 3


def test_what_is_second_hand_says_so() -> None:
    assert NEW.decimals_of("daily", "O3").mark is SourceMark.SEEN
    assert NEW.decimals_of("period", "O3").mark is SourceMark.UNVERIFIED
    assert NEW.statistics_of("O3").mark is SourceMark.SEEN
    assert OLD.statistics_of("O3").mark is SourceMark.UNVERIFIED


def test_what_is_not_known_is_absent_and_named() -> None:
    with pytest.raises(StandardError, match="not known"):
        NEW.decimals_of("period", "Pb")
    assert {row.topic for row in NEW.unknown} >= {"exceptional_events", "three_year_mean"}


def test_city_ozone_is_a_setting_with_a_default() -> None:
    for edition in (OLD, NEW):
        setting = edition.setting("city_daily_max_8h")
        assert setting.default == "mean_of_station_mda8"
        assert setting.option("mda8_of_city_hours").mark is SourceMark.CONFLICT
        with pytest.raises(StandardError, match="mda8_of_city_hours"):
            setting.option("other")


def test_exceedance_multiple() -> None:
    assert exceedance_multiple(90, Decimal(75)) == Fraction(1, 5)
    assert exceedance_multiple(Decimal("37.5"), Decimal(75)) == Fraction(-1, 2)
    with pytest.raises(StandardError, match="positive"):
        exceedance_multiple(1, Decimal(0))
