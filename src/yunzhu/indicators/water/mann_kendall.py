"""Trend of a series by the Mann–Kendall test, with the exact distribution of its ties."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from statistics import median

from yunzhu.errors import UsageError
from yunzhu.indicators.water.trend import SIGNIFICANCE, Direction

FEWEST_VALUES = 4
"""With three values no order of them is rare enough to be significant."""


@dataclass(frozen=True)
class MannKendall:
    """A Mann–Kendall test.

    Attributes
    ----------
    values : how many. s : pairs that rise less pairs that fall.
    probability : one-sided, of an S at least as far from zero in its own direction, over all
        orders of the values with their ties; exact.
    slope : Theil–Sen, the median of the changes per step, in the unit of the values.
    direction : rising or falling when the probability is at most 0.05.
    """

    values: int
    s: int
    probability: Fraction
    slope: Fraction
    direction: Direction


def mann_kendall(values: Sequence[Fraction], steps: Sequence[int] | None = None) -> MannKendall:
    """Return the Mann–Kendall test of values in order of time.

    Parameters
    ----------
    values : none absent.
    steps : of the values, such as their years, for the slope; None: one after the other.

    Raises
    ------
    UsageError : fewer than four values, or steps that are not one per value and rising.

    Source: Mann 1945, Econometrica 13, 245-259; Kendall 1975, Rank Correlation Methods; slope:
    Sen 1968, J. Am. Stat. Assoc. 63, 1379-1389. The orders with ties are counted by the
    q-multinomial coefficient, whose powers are the inversions.

    Examples
    --------
    >>> found = mann_kendall([Fraction(one) for one in (5, 4, 3, 2, 1)])
    >>> found.s, found.probability, found.direction.name
    (-10, Fraction(1, 120), 'FALLING')
    >>> mann_kendall([Fraction(one) for one in (1, 2, 3, 4)], (2008, 2012, 2016, 2020)).slope
    Fraction(1, 4)
    """
    n = len(values)
    if n < FEWEST_VALUES:
        raise UsageError("数值太少 too few values", found=n, expected=f">= {FEWEST_VALUES}")
    places = range(n) if steps is None else steps
    if len(places) != n or any(later <= earlier for earlier, later in pairwise(places)):
        raise UsageError(
            "步序须逐值递增 steps must rise, one per value", found=list(places), expected=f"{n} < …"
        )
    pairs = list(combinations(zip(places, values, strict=True), 2))
    s = sum((later > earlier) - (later < earlier) for (_, earlier), (_, later) in pairs)
    slope = median((later - earlier) / (j - i) for (i, earlier), (j, later) in pairs)
    orders = _orders_by_inversions(tuple(sorted(Counter(values).values())))
    untied = len(orders) - 1
    # S is the untied pairs less twice the inversions; its distribution is symmetric.
    most_inversions = (untied - abs(s)) // 2
    probability = Fraction(sum(orders[: most_inversions + 1]), sum(orders))
    direction = Direction.NONE
    if probability <= SIGNIFICANCE:
        direction = Direction.RISING if s > 0 else Direction.FALLING
    return MannKendall(n, s, probability, Fraction(slope), direction)


@functools.cache
def _orders_by_inversions(groups: tuple[int, ...]) -> tuple[int, ...]:
    """Return how many orders of values in groups of equal ones have 0, 1, 2 … inversions."""
    orders = [1]
    for size in range(1, sum(groups) + 1):
        orders = _times_steps(orders, size)
    for group in groups:
        for size in range(2, group + 1):
            orders = _divided_by_steps(orders, size)
    return tuple(orders)


def _times_steps(orders: Sequence[int], size: int) -> list[int]:
    """Return a polynomial times 1 + q + … + q^(size - 1)."""
    product = [0] * (len(orders) + size - 1)
    for power, count in enumerate(orders):
        for step in range(size):
            product[power + step] += count
    return product


def _divided_by_steps(orders: Sequence[int], size: int) -> list[int]:
    """Return a polynomial divided by 1 + q + … + q^(size - 1), which leaves no rest."""
    quotient: list[int] = []
    for power in range(len(orders) - size + 1):
        below = sum(quotient[max(power - size + 1, 0) : power])
        quotient.append(orders[power] - below)
    return quotient
