"""Trend of years or months by Spearman's rank correlation, with its exact distribution."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

import numpy as np

from yunzhu.arrays import Int64Array
from yunzhu.errors import UsageError

SIGNIFICANCE = Fraction(1, 20)
"""One-sided level of the test."""
FEWEST, MOST_EXACT = 5, 12
"""Numbers of periods for which the critical value is known."""


class Direction(Enum):
    """What a trend says of the numbers; better or worse depends on the item."""

    RISING = "上升 rising"
    FALLING = "下降 falling"
    NONE = "无显著变化 no significant change"
    NOT_JUDGED = "不作判断 not judged"


@dataclass(frozen=True)
class Trend:
    """A rank correlation with time.

    Attributes
    ----------
    periods : how many values.
    coefficient : r_s, exact.
    critical : value that the coefficient must exceed, None where it is not known.
    probability : one-sided probability of a coefficient at least as far from zero, with the
        ties that there are, None for more than `MOST_EXACT` periods.
    direction : rising or falling when significant.
    """

    periods: int
    coefficient: Fraction
    critical: Fraction | None
    probability: Fraction | None
    direction: Direction


def spearman_trend(values: Sequence[Fraction]) -> Trend:
    """Return the trend of values in order of time; equal values share their mean rank.

    Parameters
    ----------
    values : one per period, none absent.

    Raises
    ------
    UsageError : fewer than three values.

    Source: r_s = 1 - 6 Σd² / (n³ - n), significant when its magnitude exceeds the critical
    value (one-sided 0.05), as practised; the critical values follow from counting permutations.

    Examples
    --------
    >>> trend = spearman_trend([Fraction(one) for one in (5, 4, 3, 2, 1)])
    >>> trend.direction.name, trend.coefficient, trend.critical
    ('FALLING', Fraction(-1, 1), Fraction(9, 10))
    """
    n = len(values)
    if n < 3:  # noqa: PLR2004  a rank correlation of two values is always one
        raise UsageError("时段太少 too few periods", found=n, expected=">= 3")
    doubled_ranks = _doubled_ranks(values)
    steps = [2 * place - rank for place, rank in enumerate(doubled_ranks, 1)]
    total = sum(step * step for step in steps)
    coefficient = 1 - Fraction(6 * total, 4 * (n**3 - n))
    if n > MOST_EXACT:
        return Trend(n, coefficient, None, None, Direction.NOT_JUDGED)
    counts = _permutations_by_total(tuple(sorted(doubled_ranks)))
    tail = counts[: total + 1] if coefficient >= 0 else counts[total:]
    probability = Fraction(int(tail.sum()), int(counts.sum()))
    if n < FEWEST:
        return Trend(n, coefficient, None, probability, Direction.NOT_JUDGED)
    critical = critical_value(n)
    direction = Direction.NONE
    if abs(coefficient) > critical:
        direction = Direction.RISING if coefficient > 0 else Direction.FALLING
    return Trend(n, coefficient, critical, probability, direction)


@functools.cache
def critical_value(n: int) -> Fraction:
    """Return the smallest r_s without ties whose one-sided probability is at most 0.05.

    Examples
    --------
    >>> [round(float(critical_value(n)), 3) for n in (5, 6, 7)]
    [0.9, 0.829, 0.714]
    """
    counts = _permutations_by_total(tuple(2 * rank for rank in range(1, n + 1)))
    below = np.cumsum(counts)
    rare = below * SIGNIFICANCE.denominator <= int(below[-1]) * SIGNIFICANCE.numerator
    reached = np.flatnonzero(rare & (counts > 0))
    return 1 - Fraction(6 * int(reached[-1]), 4 * (n**3 - n))


def _doubled_ranks(values: Sequence[Fraction]) -> list[int]:
    """Return twice the rank of each value; equal values have the mean of their ranks."""
    return [
        2 * sum(other < value for other in values) + 1 + sum(other == value for other in values)
        for value in values
    ]


@functools.cache
def _permutations_by_total(doubled_ranks: tuple[int, ...]) -> Int64Array:
    """Return how many orders of the ranks give each total of (2 place - doubled rank)²."""
    n = len(doubled_ranks)
    largest = sum(
        (2 * place - rank) ** 2
        for place, rank in zip(range(1, n + 1), sorted(doubled_ranks, reverse=True), strict=True)
    )
    # Subsets of ranks laid so far, smallest first: their number is the place laid next.
    begin = np.zeros(largest + 1, np.int64)
    begin[0] = 1
    ways: dict[int, Int64Array] = {0: begin}
    for place in range(1, n + 1):
        grown: dict[int, Int64Array] = {}
        for subset, counts in ways.items():
            for bit, rank in enumerate(doubled_ranks):
                if subset >> bit & 1:
                    continue
                step = (2 * place - rank) ** 2
                wider = subset | 1 << bit
                if wider not in grown:
                    grown[wider] = np.zeros(largest + 1, np.int64)
                grown[wider][step:] += counts[: largest + 1 - step]
        ways = grown
    return ways[2**n - 1]
