"""HJ 663 step 1 with a pencil: daily means, MDA8 and daily maximum hour."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from yunzhu.errors import EvidenceError
from yunzhu.indicators.air.daily import ItemDays, daily_max_1h, daily_max_8h, daily_means, product
from yunzhu.observations.grid import Series
from yunzhu.standards import air_edition

VALIDITY = air_edition("2012").assessment.validity
X = -(2**15)


def day(hours: list[int], decimals: int = 0) -> Series:
    assert len(hours) == 24
    return Series(np.array([hours], np.int16), decimals, "")


def value(days: ItemDays) -> Fraction:
    return Fraction(int(days.numerator[0, 0]), int(days.denominator[0, 0]))


def rounded(days: ItemDays, decimals: int = 0) -> int | None:
    found = int(days.rounded(decimals)[0, 0])
    return None if found == -(2**31) else found


def test_1_1_mean_of_20_hours_is_a_day_and_of_19_is_none() -> None:
    twenty = daily_means(day([30] * 20 + [X] * 4), VALIDITY)
    nineteen = daily_means(day([30] * 19 + [X] * 5), VALIDITY)
    assert (rounded(twenty), int(twenty.count[0, 0])) == (30, 20)
    assert (rounded(nineteen), int(nineteen.count[0, 0])) == (None, 19)


def test_1_2_mean_is_over_present_hours_not_over_24() -> None:
    # 10 h of 10 and 10 h of 20: 300 / 20 = 15.
    assert value(daily_means(day([10] * 10 + [20] * 10 + [X] * 4), VALIDITY)) == 15


def test_1_3_ties_go_to_the_even_digit() -> None:
    # 12 h of 21 and 12 h of 22 is 21.5 -> 22; of 22 and 23 is 22.5 -> 22.
    assert rounded(daily_means(day([21] * 12 + [22] * 12), VALIDITY)) == 22
    assert rounded(daily_means(day([22] * 12 + [23] * 12), VALIDITY)) == 22


def test_1_4_co_tie_in_hundredths_goes_to_the_even_tenth() -> None:
    # Scaled by 100: 1.05 mg/m3 every hour -> 1.0; 1.15 -> 1.2.
    assert rounded(daily_means(day([105] * 24, 2), VALIDITY), 1) == 10
    assert rounded(daily_means(day([115] * 24, 2), VALIDITY), 1) == 12


def test_1_5_negative_readings_are_real_and_count() -> None:
    # 12 h of -3 and 12 h of 6: 36 / 24 = 1.5 -> 2.
    days = daily_means(day([-3] * 12 + [6] * 12), VALIDITY)
    assert (value(days), int(days.count[0, 0])) == (Fraction(3, 2), 24)
    assert rounded(days) == 2
    assert rounded(daily_means(day([-1] * 24), VALIDITY)) == -1


def test_1_6_a_day_without_any_hour_has_no_value() -> None:
    for found in (
        daily_means(day([X] * 24), VALIDITY),
        daily_max_8h(day([X] * 24), VALIDITY, 160),
        daily_max_1h(day([X] * 24), VALIDITY),
    ):
        assert int(found.count[0, 0]) == 0
        assert not found.valid[0, 0]
        assert rounded(found) is None


def test_1_7_first_window_ends_at_08_and_last_at_24() -> None:
    # Hours 01..08 (slots 0..7) at 100 is the window ending 08:00; nothing earlier exists.
    assert value(daily_max_8h(day([100] * 8 + [0] * 16), VALIDITY, 160)) == 100
    assert value(daily_max_8h(day([0] * 16 + [100] * 8), VALIDITY, 160)) == 100
    # Seven high hours at the start of the day never fill a window: 7 x 80 / 8 = 70.
    assert value(daily_max_8h(day([80] * 7 + [0] * 17), VALIDITY, 160)) == 70


def test_1_8_17_windows_a_day_and_a_window_needs_6_hours() -> None:
    assert int(daily_max_8h(day([50] * 24), VALIDITY, 160).count[0, 0]) == 17
    # Slots 0..2 absent: the window ending 08 has 5 hours, ending 09 has 6: 16 windows remain.
    assert int(daily_max_8h(day([X] * 3 + [50] * 21), VALIDITY, 160).count[0, 0]) == 16
    # A window of 6 present hours is divided by 6: (5 x 60 + 90) / 6 = 65.
    hours = [X] * 24
    hours[8:14] = [60, 60, 60, 60, 60, 90]
    assert value(daily_max_8h(day(hours), VALIDITY, 160)) == 65


def test_1_9_14_windows_make_a_day_and_13_do_not() -> None:
    # With n leading hours absent the window ending E has E - max(n, E-8) hours, so the first with
    # 6 ends at n + 6: n = 5 leaves ends 11..24 = 14 windows, n = 6 leaves 12..24 = 13.
    fourteen = daily_max_8h(day([X] * 5 + [100] * 19), VALIDITY, 160)
    thirteen = daily_max_8h(day([X] * 6 + [100] * 18), VALIDITY, 160)
    assert (int(fourteen.count[0, 0]), rounded(fourteen)) == (14, 100)
    assert (int(thirteen.count[0, 0]), rounded(thirteen)) == (13, None)


def test_1_10_too_few_windows_count_when_the_rounded_maximum_is_above_160() -> None:
    # 8 h: 4 x 160 + 4 x 161 = 160.5 -> 160 (even): not above. 3 x 160 + 5 x 161 -> 160.6 -> 161.
    tie = daily_max_8h(day([X] * 16 + [160] * 4 + [161] * 4), VALIDITY, 160)
    above = daily_max_8h(day([X] * 16 + [160] * 3 + [161] * 5), VALIDITY, 160)
    assert (value(tie), rounded(tie)) == (Fraction(321, 2), None)
    assert rounded(above) == 161


def test_1_11_largest_hour_needs_20_hours() -> None:
    assert rounded(daily_max_1h(day([10] * 19 + [300] + [X] * 4), VALIDITY)) == 300
    assert rounded(daily_max_1h(day([10] * 18 + [300] + [X] * 5), VALIDITY)) is None
    assert rounded(daily_max_1h(day([-4] * 20 + [X] * 4), VALIDITY)) == -4


def test_1_12_windows_do_not_cross_midnight() -> None:
    two = Series(np.array([[0] * 20 + [120] * 4 + [120] * 4 + [0] * 20], np.int16), 0, "")
    found = daily_max_8h(two, VALIDITY, 160)
    assert [
        Fraction(int(n), int(d))
        for n, d in zip(found.numerator[0], found.denominator[0], strict=True)
    ] == [60, 60]


def test_hours_must_be_whole_days() -> None:
    with pytest.raises(EvidenceError, match="not whole days"):
        daily_means(Series(np.zeros((1, 25), np.int16), 0, ""), VALIDITY)


def test_largest_int32_readings_neither_wrap_nor_lose_a_unit() -> None:
    top = 2**31 - 1
    series = Series(np.array([[top] * 23 + [top - 1]], np.int32), 4, "")
    assert value(daily_means(series, VALIDITY)) == Fraction(24 * top - 1, 24 * 10**4)
    assert value(daily_max_8h(series, VALIDITY, 160)) == Fraction(top, 10**4)


def test_extreme_int16_readings_are_exact() -> None:
    low, high = -(2**15) + 1, 2**15 - 1
    for one in (low, high):
        assert value(daily_means(day([one] * 20 + [X] * 4), VALIDITY)) == one
        assert value(daily_max_8h(day([one] * 23 + [X]), VALIDITY, 160)) == one


def test_an_overflow_is_an_error_never_a_wrap() -> None:
    with pytest.raises(EvidenceError, match="too large"):
        product(np.array([2**62]), np.array([4]))


def test_rounding_to_more_decimals_never_wraps() -> None:
    # A mean in units of 10**-4 whose numerator is near the end of int64.
    days = ItemDays(
        np.array([[9 * 10**18]]), np.array([[9 * 10**17]]), np.array([[24]], np.int32),
        np.array(24, np.int32), np.array([[True]]),
    )  # fmt: skip
    try:
        found = int(days.rounded(1)[0, 0])
    except EvidenceError:
        return
    assert found == 100
