"""Shares found in samples, with their intervals: how far a share of some tells that of all.

All intervals are two-sided at `CONFIDENCE`. Counts are whole numbers; shares are Fractions where
they are exact and floats where a root or an exponential is in them. Sources: Wilson 1927; Clopper
and Pearson 1934; Newcombe 1998, Statistics in Medicine 17, 873-890 (two samples, method 10) and
2635-2650 (pairs, method 10).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

CONFIDENCE = 0.95
"""Of every interval [1]."""

_TAIL = (1 - CONFIDENCE) / 2
_EXACT_TAIL = Fraction(25, 1000)
_DEVIATE = NormalDist().inv_cdf(1 - _TAIL)
_HALVINGS = 60


@dataclass(frozen=True)
class Interval:
    """Where a share or a difference of shares may lie [1]."""

    low: float
    high: float

    @property
    def shown(self) -> str:
        """The interval in per cent.

        Examples
        --------
        >>> Interval(0.5504, 0.7463).shown
        '55.0–74.6 %'
        """
        return f"{self.low * 100:.1f}–{self.high * 100:.1f} %"


@dataclass(frozen=True)
class Pairs:
    """The same things answered twice.

    Attributes
    ----------
    both, first_only, second_only, neither : how many were found by both answers, by the first
        alone, by the second alone, by none.
    """

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def size(self) -> int:
        """How many pairs there are."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def difference(self) -> Fraction:
        """Share of the first answer less that of the second [1]."""
        return Fraction(self.first_only - self.second_only, self.size)


def wilson_interval(found: int, sample: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the score interval of a share.

    Parameters
    ----------
    found : how many of the sample. sample : its size, at least 1.

    Examples
    --------
    >>> shown = wilson_interval(57, 87)
    >>> round(shown.low, 4), round(shown.high, 4)
    (0.5506, 0.7466)
    """
    deviate = NormalDist().inv_cdf((1 + confidence) / 2)
    share, square = found / sample, deviate**2
    middle = share + square / (2 * sample)
    half = deviate * math.sqrt(share * (1 - share) / sample + square / (4 * sample**2))
    whole = 1 + square / sample
    return Interval(max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0))


def clopper_pearson_interval(found: int, sample: int) -> Interval:
    """Return the exact binomial interval of a share; its ends are where a tail is 2.5 %.

    Parameters
    ----------
    found : how many of the sample. sample : its size, at least 1.
    """
    low = 0.0 if found == 0 else _root(lambda p: _binomial_tail(found, sample, p) - _TAIL)
    if found == sample:
        return Interval(low, 1.0)
    # At most ``found`` of one answer is at least the rest of the other.
    high = 1 - _root(lambda q: _binomial_tail(sample - found, sample, q) - _TAIL)
    return Interval(low, high)


def finite_interval(found: int, sample: int, population: int) -> Interval:
    """Return the exact interval of a share of a finite population, drawn without replacement.

    The numbers of the population that do not make either tail of the hypergeometric distribution
    smaller than 2.5 %, the least and the greatest of them; a whole population leaves no doubt.

    Parameters
    ----------
    found : how many of the sample. sample : its size, at least 1.
    population : of which the sample is a simple random one; at least as large.

    Examples
    --------
    >>> finite_interval(2, 4, 4)
    Interval(low=0.5, high=0.5)
    """
    least, most = found, population - (sample - found)
    low = _first(least, most, lambda held: _drawn_at_least(found, sample, held, population))
    # What is not found is drawn in the same way.
    rest = _first(
        sample - found,
        population - found,
        lambda held: _drawn_at_least(sample - found, sample, held, population),
    )
    return Interval(low / population, (population - rest) / population)


def difference_interval(found: int, sample: int, other_found: int, other_sample: int) -> Interval:
    """Return the interval of a share less another one's, of two separate samples.

    Parameters
    ----------
    found, sample : of the first. other_found, other_sample : of the second; each at least 1.
    """
    difference = found / sample - other_found / other_sample
    return _squared_and_added(
        difference,
        (found / sample, wilson_interval(found, sample)),
        (other_found / other_sample, wilson_interval(other_found, other_sample)),
        0.0,
    )


def paired_difference_interval(pairs: Pairs) -> Interval:
    """Return the interval of the first answer's share less the second's, of the same things.

    Parameters
    ----------
    pairs : at least one.
    """
    size = pairs.size
    first, second = pairs.both + pairs.first_only, pairs.both + pairs.second_only
    return _squared_and_added(
        float(pairs.difference),
        (first / size, wilson_interval(first, size)),
        (second / size, wilson_interval(second, size)),
        _correlation(pairs),
    )


def _correlation(pairs: Pairs) -> float:
    """Return Newcombe's phi, with his correction for continuity; 0 where a margin is empty."""
    first, second = pairs.both + pairs.first_only, pairs.both + pairs.second_only
    margins = first * (pairs.size - first) * second * (pairs.size - second)
    if not margins:
        return 0.0
    product = pairs.both * pairs.neither - pairs.first_only * pairs.second_only
    corrected = max(product - pairs.size / 2, 0.0) if product > 0 else float(product)
    return corrected / math.sqrt(margins)


def _squared_and_added(
    difference: float,
    first: tuple[float, Interval],
    second: tuple[float, Interval],
    correlation: float,
) -> Interval:
    (share, own), (other, others) = first, second
    below, above = share - own.low, own.high - share
    other_below, other_above = other - others.low, others.high - other
    down = below**2 - 2 * correlation * below * other_above + other_above**2
    up = above**2 - 2 * correlation * above * other_below + other_below**2
    return Interval(
        max(difference - math.sqrt(max(down, 0.0)), -1.0),
        min(difference + math.sqrt(max(up, 0.0)), 1.0),
    )


def _root(rising: Callable[[float], float]) -> float:
    """Return where a function that rises from 0 to 1 crosses zero."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


def _binomial_tail(least: int, sample: int, share: float) -> float:
    """Return the probability of at least ``least`` of a sample; logarithms, to stay in range."""
    if share in (0.0, 1.0):
        return share
    log_share, log_rest = math.log(share), math.log1p(-share)
    return math.fsum(
        math.exp(
            math.lgamma(sample + 1)
            - math.lgamma(count + 1)
            - math.lgamma(sample - count + 1)
            + count * log_share
            + (sample - count) * log_rest
        )
        for count in range(least, sample + 1)
    )


def _drawn_at_least(least: int, sample: int, held: int, population: int) -> bool:
    """Tell whether at least ``least`` of ``held`` are drawn with 2.5 % or more, exactly."""
    others = population - held
    first, last = max(least, sample - others), min(sample, held)
    if first > last:
        return False
    term = math.comb(held, first) * math.comb(others, sample - first)
    ways = term
    for count in range(first, last):
        # Each number of ways follows from the one before it by an exact division.
        term = term * (held - count) * (sample - count)
        term //= (count + 1) * (others - sample + count + 1)
        ways += term
    return Fraction(ways, math.comb(population, sample)) >= _EXACT_TAIL


def _first(least: int, most: int, holds: Callable[[int], bool]) -> int:
    """Return the least number for which something holds that goes on holding."""
    while least < most:
        middle = (least + most) // 2
        least, most = (least, middle) if holds(middle) else (middle + 1, most)
    return least
