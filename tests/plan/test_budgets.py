"""Budgets of bad days: by hand, and against every way the remaining days may go."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunzhu.errors import UsageError
from yunzhu.plan.budgets import bad_day_budget, percentile_budget


def test_guangzhou_on_30_june_2020_for_90_per_cent() -> None:
    # 181 valid days, 11 not good, 184 to come: floor(365 x 0.1) = 36, so 25 more.
    budget = bad_day_budget(Decimal(90), 1, 181, 11, 184)
    assert (budget.allowed, budget.left) == (36, 25)
    assert not budget.out_of_reach
    assert not budget.cannot_fail


def test_the_budget_is_held_against_the_target_the_tests_against_the_published_share() -> None:
    # 3 of 40 bad are 92.5 %; target 92.55 %: floor(40 x 0.0745) = 2, so -1 is left, yet 92.5 is
    # below 92.55 and out of reach. Published to no decimals 92.5 rounds to 92 (even).
    budget = bad_day_budget(Decimal("92.55"), 1, 40, 3, 0)
    assert (budget.allowed, budget.left, budget.out_of_reach) == (2, -1, True)
    # 1 of 2999 bad is 99.967 %, published 100.0: nothing is allowed, but nothing is lost.
    budget = bad_day_budget(Decimal(100), 1, 2999, 1, 0)
    assert (budget.left, budget.out_of_reach, budget.cannot_fail) == (-1, False, True)


def test_no_way_back_and_cannot_fail_any_more() -> None:
    assert bad_day_budget(Decimal(90), 1, 300, 37, 66).out_of_reach  # 329 / 366 = 89.9
    assert not bad_day_budget(Decimal(90), 1, 300, 36, 66).out_of_reach  # 330 / 366 = 90.2
    assert bad_day_budget(Decimal(90), 1, 356, 26, 10).cannot_fail  # 330 / 366
    assert not bad_day_budget(Decimal(90), 1, 356, 27, 10).cannot_fail


@pytest.mark.parametrize(("counted", "bad", "left"), [(0, 0, 0), (5, 6, 1), (5, -1, 1), (5, 1, -1)])
def test_wrong_numbers_of_days_are_refused(counted: int, bad: int, left: int) -> None:
    with pytest.raises(UsageError):
        bad_day_budget(Decimal(90), 1, counted, bad, left)


def share(good: int, days: int, decimals: int) -> Decimal:
    exact = Decimal(good * 100) / Decimal(days)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)


@given(
    counted=st.integers(0, 60), bad=st.integers(0, 60), remaining=st.integers(0, 20),
    target=st.decimals(0, 100, places=1),
)  # fmt: skip
def test_every_number_of_bad_days_to_come(
    counted: int, bad: int, remaining: int, target: Decimal
) -> None:
    if bad > counted or counted + remaining == 0:
        return
    budget = bad_day_budget(target, 1, counted, bad, remaining)
    days = counted + remaining
    exact = [Fraction((days - bad - more) * 100, days) for more in range(remaining + 1)]
    for more, one in enumerate(exact):
        assert (one >= Fraction(target)) == (more <= budget.left)
    published = [share(days - bad - more, days, 1) >= target for more in range(remaining + 1)]
    assert budget.out_of_reach == (not any(published))
    assert budget.cannot_fail == all(published)


def test_ozone_of_a_leap_year_by_rank() -> None:
    # n = 366: k = 1 + 365 x 0.9 = 329.5; 366 - 330 = 36 days are borne for certain, 37 may be.
    budget = percentile_budget(Decimal(160), 0, 90, np.full(182, 100), 0, 184)
    assert (budget.borne, budget.at_most, budget.left) == (36, 37, 36)
    # n = 361: k = 325 exactly, so both are 36.
    budget = percentile_budget(Decimal(160), 0, 90, np.array([161] * 5 + [100] * 172), 0, 184)
    assert (budget.borne, budget.at_most, budget.left) == (36, 36, 31)
    assert budget.above_days == 5


def test_daily_values_with_decimals() -> None:
    # CO in 0.1 mg/m3 against 4.0: 41 lies above, 40 does not.
    budget = percentile_budget(Decimal(4), 1, 95, np.array([40, 41, 39]), 1, 7)
    assert budget.above_days == 1


def test_one_day_to_come_can_still_lift_a_rank_between_two_days() -> None:
    # n = 11, k = 1 + 10 x 0.98 = 10.8: the highest day counts for 0.8.
    assert not percentile_budget(Decimal(160), 0, 98, np.full(10, 100), 0, 1).cannot_fail
    # n = 11, k = 1 + 10 x 0.9 = 10 exactly: the highest day does not count.
    assert percentile_budget(Decimal(160), 0, 90, np.full(10, 100), 0, 1).cannot_fail


def test_a_percentile_without_a_day_is_refused() -> None:
    with pytest.raises(UsageError):
        percentile_budget(Decimal(160), 0, 90, np.array([], np.int32), 0, 0)


def published_percentile(values: list[int], percent: int) -> Decimal:
    ascending = sorted(values)
    rank = 1 + Fraction((len(ascending) - 1) * percent, 100)
    below = int(rank)
    high = ascending[min(below, len(ascending) - 1)]
    value = ascending[below - 1] + (high - ascending[below - 1]) * (rank - below)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1), ROUND_HALF_EVEN)


@given(
    so_far=st.lists(st.integers(0, 30), max_size=25),
    remaining=st.integers(0, 12),
    percent=st.sampled_from([50, 90, 95, 98]),
)
def test_every_number_of_high_days_to_come(so_far: list[int], remaining: int, percent: int) -> None:
    if not so_far and not remaining:
        return
    limit = 20
    budget = percentile_budget(Decimal(limit), 0, percent, np.array(so_far, np.int32), 0, remaining)
    above = sum(one > limit for one in so_far)
    high = 10**6
    for more in range(remaining + 1):
        tops = published_percentile([*so_far, *[high] * more, *[0] * (remaining - more)], percent)
        if above + more <= budget.borne:
            assert tops <= limit
        if above + more > budget.at_most:
            least = published_percentile(
                [*so_far, *[limit + 1] * more, *[0] * (remaining - more)], percent
            )
            assert least > limit
    best = published_percentile([*so_far, *[0] * remaining], percent)
    worst = published_percentile([*so_far, *[high] * remaining], percent)
    assert budget.out_of_reach == (best > limit)
    assert budget.cannot_fail == (worst <= limit)
