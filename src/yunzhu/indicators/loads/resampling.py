"""Random replicates: samples drawn again in blocks of time, and noise that lasts some days."""

from __future__ import annotations

import numpy as np

from yunzhu.arrays import Float64Array, Int64Array

BLOCK_DAYS = 200
"""Samples this close are drawn together, as their residuals hang together (Hirsch 2015)."""
DAILY_CORRELATION = 0.9
"""Of the residuals of two days that follow each other: our choice, as in WRTDS-K (Zhang and
Hirsch 2019); monthly samples cannot tell it, and zero would make the interval too narrow."""


def block_multiplicities(
    days: Int64Array, replicates: int, generator: np.random.Generator
) -> Float64Array:
    """Return how often each sample is drawn when whole blocks of time are drawn again.

    Blocks of `BLOCK_DAYS` days start at random days until as many samples as there are have
    been drawn; the last block is cut (Hirsch et al. 2015, doi:10.1016/j.envsoft.2015.07.017).

    Parameters
    ----------
    days : int64 [samples], in the order of time.
    replicates : how many times.
    generator : of random numbers.

    Returns
    -------
    float64 [replicates, samples], each row summing up to the number of samples.
    """
    count = len(days)
    drawn = np.zeros((replicates, count))
    first, last = int(days[0]) - BLOCK_DAYS + 1, int(days[-1])
    for row in drawn:
        taken = 0
        while taken < count:
            start = int(generator.integers(first, last + 1))
            begin, end = np.searchsorted(days, [start, start + BLOCK_DAYS])
            end = min(int(end), int(begin) + count - taken)
            row[begin:end] += 1
            taken += end - int(begin)
    return drawn


def lasting_noise(replicates: int, days: int, generator: np.random.Generator) -> Float64Array:
    """Return standard normal noise whose neighbouring days correlate by `DAILY_CORRELATION`.

    Returns
    -------
    float64 [replicates, days].
    """
    fresh = generator.standard_normal((days, replicates))
    fresh[1:] *= np.sqrt(1 - DAILY_CORRELATION**2)
    for day in range(1, days):
        fresh[day] += DAILY_CORRELATION * fresh[day - 1]
    return np.ascontiguousarray(fresh.T)
