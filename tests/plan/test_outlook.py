"""What the remaining days may bring: the cap by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from yunzhu.plan.outlook import COUNTING_RULE, days_after, is_out_of_reach, remaining_cap


def test_the_check_value_57_with_55_over_348_of_366_days() -> None:
    # (57 x 366 - 55 x 348) / 18 = 1722 / 18 = 95.666...
    cap = remaining_cap(Fraction(57), 348, Fraction(55), 18)
    assert cap.cap == Fraction(287, 3)
    assert (cap.shown, cap.whole) == (Decimal("95.6"), Decimal("95"))


def test_guangzhou_2020_half_year() -> None:
    # The real half-year: 35 x (181 + 184) - 3957 = 8818; / 184 = 47.92.
    cap = remaining_cap(Fraction(35), 181, Fraction(3957, 181), 184)
    assert cap.cap == Fraction(35 * 365 - 3957, 184)
    assert (cap.shown, cap.whole) == (Decimal("47.9"), Decimal("47"))


def test_a_cap_is_rounded_down_also_below_zero() -> None:
    # 10 days of 100, target 50, 2 days to come: (600 - 1000) / 2 = -200.
    assert remaining_cap(Fraction(50), 10, Fraction(100), 2).whole == -200
    # (50 x 4 - 67 x 3) / 1 = -1 ; (10 x 3 - 31) / 2 = -0.5 -> -1
    assert remaining_cap(Fraction(10), 1, Fraction(31), 2).whole == -1


def test_out_of_reach_is_about_the_published_mean() -> None:
    # Zeros from now on: 100 x 10 / 20 = 50 meets 50; 102 x 10 / 20 = 51 does not.
    assert not is_out_of_reach(Decimal(50), 0, 10, Fraction(100), 10)
    assert is_out_of_reach(Decimal(50), 0, 10, Fraction(102), 10)
    # 50.5 rounds to 50 (even) and would still meet the target.
    assert not is_out_of_reach(Decimal(50), 0, 10, Fraction(101), 10)
    # With a decimal more it would not.
    assert is_out_of_reach(Decimal(50), 1, 10, Fraction(101), 10)


def test_days_after() -> None:
    assert days_after(date(2020, 6, 30), date(2020, 12, 31)) == 184
    assert days_after(date(2020, 12, 31), date(2020, 12, 31)) == 0
    assert days_after(date(2021, 1, 5), date(2020, 12, 31)) == 0


@given(
    target=st.integers(1, 200), counted=st.integers(1, 365), total=st.integers(0, 60_000),
    remaining=st.integers(1, 365),
)  # fmt: skip
def test_spending_the_cap_exactly_meets_the_target(
    target: int, counted: int, total: int, remaining: int
) -> None:
    cap = remaining_cap(Fraction(target), counted, Fraction(total, counted), remaining)
    assert (total + cap.cap * remaining) / (counted + remaining) == target
    assert cap.whole <= cap.shown <= cap.cap
    assert cap.cap - Fraction(cap.whole) < 1


def test_the_counting_rule_is_stated_in_both_languages() -> None:
    assert "计算口径" in COUNTING_RULE
    assert "rounded down" in COUNTING_RULE
