"""Shares of a sample, with the interval in which the true share lies."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt
from statistics import NormalDist

USUAL_CONFIDENCE = Decimal("0.95")


def wilson_interval(
    successes: int, trials: int, confidence: Decimal = USUAL_CONFIDENCE
) -> tuple[float, float]:
    """Return the interval of a share by Wilson's score method (Wilson 1927).

    It stays within 0 and 1 and holds for small samples and for shares of 0 and 1.

    Parameters
    ----------
    successes, trials : of the sample; at least one trial.
    confidence : two-sided, between 0 and 1.

    Examples
    --------
    >>> low, high = wilson_interval(8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4902, 0.9433)
    """
    quantile = NormalDist().inv_cdf((1 + float(confidence)) / 2)
    share = successes / trials
    square = quantile**2
    middle = share + square / (2 * trials)
    half = quantile * sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    whole = 1 + square / trials
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)
