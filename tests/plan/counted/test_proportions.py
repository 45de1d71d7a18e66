"""Intervals of shares: values by hand, of publications, and by another computation."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from yunzhu.plan.counted.proportions import (
    Interval,
    Pairs,
    clopper_pearson_interval,
    difference_interval,
    finite_interval,
    paired_difference_interval,
    wilson_interval,
)


def ends(interval: Interval) -> tuple[float, float]:
    return round(interval.low, 4), round(interval.high, 4)


def binomial_tail(least: int, sample: int, share: Fraction) -> Fraction:
    return sum(
        (
            math.comb(sample, k) * share**k * (1 - share) ** (sample - k)
            for k in range(least, sample + 1)
        ),
        Fraction(0),
    )


@pytest.mark.parametrize(
    ("found", "sample", "expected"),
    [
        # z = 1.959964, z² = 3.841459; (57/87 + z²/174 ± z √(0.225922/87 + z²/30276)) ÷ (1 + z²/87)
        # = (0.655172 + 0.022077 ± 0.102288) ÷ 1.044155.
        (57, 87, (0.5506, 0.7466)),
        # (0.416667 + 0.160061 ± 1.959964 √(0.0202546 + 0.0066692)) ÷ 1.320122
        (5, 12, (0.1933, 0.6805)),
        # Of none: 0 and z² ÷ (n + z²) = 3.841459 ÷ 13.841459.
        (0, 10, (0.0, 0.2775)),
        (10, 10, (0.7225, 1.0)),
    ],
)
def test_wilson_by_hand(found: int, sample: int, expected: tuple[float, float]) -> None:
    assert ends(wilson_interval(found, sample)) == expected


@pytest.mark.parametrize(("found", "sample"), [(57, 87), (5, 12), (1, 40), (39, 40)])
def test_at_the_ends_of_clopper_pearson_a_tail_is_two_and_a_half_per_cent(
    found: int, sample: int
) -> None:
    interval = clopper_pearson_interval(found, sample)
    low, high = Fraction(interval.low), Fraction(interval.high)
    assert float(binomial_tail(found, sample, low)) == pytest.approx(0.025, abs=1e-9)
    assert float(1 - binomial_tail(found + 1, sample, high)) == pytest.approx(0.025, abs=1e-9)


def test_clopper_pearson_of_none_and_of_all_has_a_closed_form() -> None:
    # 1 - 0.025^(1/10) = 0.3085, the "rule of three" for ten.
    assert ends(clopper_pearson_interval(0, 10)) == (0.0, 0.3085)
    assert ends(clopper_pearson_interval(10, 10)) == (0.6915, 1.0)


def test_clopper_pearson_does_not_break_down_for_large_samples() -> None:
    # Near the normal one: 0.6 ± 1.96 √(0.24/50000) = 0.6 ± 0.0043.
    low, high = ends(clopper_pearson_interval(30_000, 50_000))
    assert (low, high) == (pytest.approx(0.5957, abs=2e-4), pytest.approx(0.6043, abs=2e-4))


@pytest.mark.parametrize(
    ("found", "sample", "population"),
    [(5, 12, 40), (0, 12, 40), (12, 12, 40), (3, 7, 20), (2, 4, 4), (1, 1, 9)],
)
def test_the_finite_interval_is_that_of_all_numbers_tried_one_by_one(
    found: int, sample: int, population: int
) -> None:
    possible = []
    for held in range(found, population - (sample - found) + 1):
        ways = [
            math.comb(held, k) * math.comb(population - held, sample - k) for k in range(sample + 1)
        ]
        tails = sum(ways[found:]), sum(ways[: found + 1])
        if all(40 * tail >= math.comb(population, sample) for tail in tails):
            possible.append(held)
    interval = finite_interval(found, sample, population)
    assert interval.low * population == pytest.approx(possible[0])
    assert interval.high * population == pytest.approx(possible[-1])


def test_a_sample_that_is_most_of_its_population_tells_more() -> None:
    finite, binomial = finite_interval(57, 87, 100), clopper_pearson_interval(57, 87)
    assert finite.high - finite.low < (binomial.high - binomial.low) / 2


def test_the_difference_of_two_samples_as_published() -> None:
    # Newcombe 1998, Statistics in Medicine 17, 873: 56/70 and 48/80, method 10.
    assert ends(difference_interval(56, 70, 48, 80)) == (0.0524, 0.3339)


def test_the_difference_of_pairs() -> None:
    # 36, 12, 2, 0: p1 = 48/50, p2 = 38/50, Wilson (0.8654, 0.9890) and (0.6259, 0.8570);
    # 36×0 < 12×2, so phi = -24 ÷ √(48×2×38×12) = -0.11471, and
    # 0.2 - √(0.0946² + 2×0.11471×0.0946×0.0970 + 0.0970²) = 0.0569,
    # 0.2 + √(0.0290² + 2×0.11471×0.0290×0.1341 + 0.1341²) = 0.3404.
    assert ends(paired_difference_interval(Pairs(36, 12, 2, 0))) == (0.0569, 0.3404)
    # A positive product loses half of the sample: 1×12 - 1×7 = 5 < 10.5, phi = 0.
    uncorrelated = difference_interval(2, 21, 8, 21)
    assert ends(paired_difference_interval(Pairs(1, 1, 7, 12))) == ends(uncorrelated)


def test_the_difference_of_pairs_that_all_agree_holds_zero() -> None:
    low, high = ends(paired_difference_interval(Pairs(10, 0, 0, 0)))
    assert low < 0 < high
    assert Pairs(10, 0, 0, 0).difference == 0


@pytest.mark.parametrize(
    ("found", "sample", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(found: int, sample: int, low: float, high: float) -> None:
    interval = wilson_interval(found, sample)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)
