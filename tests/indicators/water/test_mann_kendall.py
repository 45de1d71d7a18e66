"""The Mann–Kendall test against its published table and against every order counted."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunzhu.errors import UsageError
from yunzhu.indicators.water.mann_kendall import mann_kendall
from yunzhu.indicators.water.trend import Direction


def numbers(*values: float) -> list[Fraction]:
    return [Fraction(str(one)) for one in values]


def s_of(values) -> int:
    return sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))


@pytest.mark.parametrize(
    ("values", "s", "published"),
    [
        # Kendall's table of S without ties (Gilbert 1987, table A18), three decimals.
        ((1, 2, 3, 4), 6, "0.042"),
        ((1, 2, 4, 3), 4, "0.167"),
        ((1, 2, 3, 5, 4), 8, "0.042"),
        ((1, 2, 3, 4, 5), 10, "0.0083"),
        ((1, 3, 2, 5, 4), 6, "0.117"),
        ((2, 1, 3, 5, 4, 6, 7, 8), 24, "0.00087"),
    ],
)
def test_the_probability_is_that_of_the_table(values, s: int, published: str) -> None:
    found = mann_kendall(numbers(*values))
    assert found.s == s
    digits = len(published.partition(".")[2])
    assert round(float(found.probability), digits) == float(published)
    falling = mann_kendall(numbers(*reversed(values)))
    assert (falling.s, falling.probability) == (-s, found.probability)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=4, max_size=7))
def test_ties_are_counted_over_every_order(values: list[int]) -> None:
    s = s_of(values)
    every = [s_of(order) for order in permutations(values)]
    as_far = sum(one >= abs(s) for one in every)
    found = mann_kendall([Fraction(one) for one in values])
    assert (found.s, found.probability) == (s, Fraction(as_far, len(every)))


def test_the_slope_is_the_median_of_all_pairs() -> None:
    # Pairs: 1, 9/2 (= 4.5), 1 (= 3/3), 8, 1 (= 2/2), -6: sorted -6, 1, 1, 1, 4.5, 8.
    assert mann_kendall(numbers(1, 2, 10, 4)).slope == 1
    assert mann_kendall(numbers(1, 1, 1, 1)).direction is Direction.NONE


def test_it_is_significant_from_one_in_twenty() -> None:
    assert mann_kendall(numbers(1, 2, 3, 4)).direction is Direction.RISING
    assert mann_kendall(numbers(5, 4, 3, 1, 2)).direction is Direction.FALLING
    assert mann_kendall(numbers(1, 2, 4, 3)).direction is Direction.NONE


def test_three_values_tell_no_trend() -> None:
    with pytest.raises(UsageError, match="too few"):
        mann_kendall(numbers(1, 2, 3))


def test_the_slope_is_per_year_where_years_are_absent() -> None:
    every_fourth = mann_kendall(numbers(1, 2, 3, 4), (2008, 2012, 2016, 2020))
    assert every_fourth.slope == Fraction(1, 4)
    # Pairs: 3/1, 4/4, 6/5, 1/3, 3/4, 2/1: sorted 1/3, 3/4, 1, 6/5, 2, 3; between 1 and 6/5.
    uneven = mann_kendall(numbers(1, 4, 5, 7), (2015, 2016, 2019, 2020))
    assert uneven.slope == Fraction(11, 10)
    # Order alone makes S and its probability.
    plain = mann_kendall(numbers(1, 4, 5, 7))
    assert (uneven.s, uneven.probability) == (plain.s, plain.probability)


@pytest.mark.parametrize("steps", [(2017, 2018, 2019), (2016, 2017, 2017, 2018), (4, 3, 2, 1)])
def test_steps_that_do_not_rise_with_the_values_are_refused(steps: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match="must rise"):
        mann_kendall(numbers(1, 2, 3, 4), steps)
