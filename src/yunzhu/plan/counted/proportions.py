"""Shares of a sample with the interval in which the share of all lies."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt
from statistics import NormalDist


def wilson_interval(successes: int, trials: int, confidence: Decimal) -> tuple[float, float]:
    """Return the score interval of a share.

    Parameters
    ----------
    successes, trials : of the sample; at least one trial.
    confidence : two-sided, between 0 and 1.

    Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> [round(end, 4) for end in wilson_interval(10, 50, Decimal("0.95"))]
    [0.1124, 0.3304]
    """
    z = NormalDist().inv_cdf(0.5 + float(confidence) / 2)
    share = successes / trials
    middle = share + z * z / (2 * trials)
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return (middle - half) / scale, (middle + half) / scale
