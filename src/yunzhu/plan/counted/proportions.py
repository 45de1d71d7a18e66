"""Shares of a sample, with the interval in which the true share lies."""

from __future__ import annotations

from math import sqrt

# Quantile of the normal distribution for a two-sided interval of 95 %.
_QUANTILE = 1.959963984540054


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score method (Wilson 1927).

    It stays within 0 and 1 and holds for small samples and for shares of 0 and 1.

    Parameters
    ----------
    successes, trials : of the sample; at least one trial.

    Examples
    --------
    >>> low, high = wilson_interval(8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4902, 0.9433)
    """
    share = successes / trials
    square = _QUANTILE**2
    middle = share + square / (2 * trials)
    half = _QUANTILE * sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    whole = 1 + square / trials
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)
