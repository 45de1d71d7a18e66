"""Spearman's rank correlation against published critical values and every permutation."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest

from yunzhu.errors import UsageError
from yunzhu.indicators.water.trend import Direction, critical_value, spearman_trend


@pytest.mark.parametrize(
    ("periods", "published"),
    [(5, "0.900"), (6, "0.829"), (7, "0.714"), (8, "0.643"), (9, "0.600"), (10, "0.564")],
)
def test_critical_values_are_those_of_the_published_table(periods: int, published: str) -> None:
    assert f"{float(critical_value(periods)):.3f}" == published


def test_a_coefficient_at_the_critical_value_is_not_beyond_it() -> None:
    # Ranks 1 3 2 4 5: Σd² = 2, r = 1 - 12/120 = 0.9, the critical value itself.
    trend = spearman_trend([Fraction(one) for one in (1, 3, 2, 4, 5)])
    assert trend.coefficient == Fraction(9, 10)
    assert trend.direction is Direction.NONE
    assert trend.probability == Fraction(5, 120)
    assert spearman_trend([Fraction(one) for one in range(5)]).direction is Direction.RISING
    assert spearman_trend([Fraction(-one) for one in range(5)]).direction is Direction.FALLING


def test_ties_share_a_rank_and_the_probability_counts_every_order() -> None:
    # Ranks 1.5 1.5 3 4.5 4.5: d = .5 -.5 0 .5 -.5, Σd² = 1.
    values = [Fraction(one) for one in (2, 2, 3, 7, 7)]
    trend = spearman_trend(values)
    assert trend.coefficient == 1 - Fraction(6, 120)
    ranks = [Fraction(3, 2), Fraction(3, 2), Fraction(3), Fraction(9, 2), Fraction(9, 2)]
    totals = [
        sum((place - rank) ** 2 for place, rank in enumerate(order, 1))
        for order in permutations(ranks)
    ]
    assert trend.probability == Fraction(sum(one <= 1 for one in totals), len(totals))


def test_too_few_or_too_many_periods_are_not_judged() -> None:
    for count in (4, 13):
        trend = spearman_trend([Fraction(one) for one in range(count)])
        assert (trend.coefficient, trend.direction) == (1, Direction.NOT_JUDGED)
        assert trend.critical is None
    with pytest.raises(UsageError):
        spearman_trend([Fraction(1), Fraction(2)])
