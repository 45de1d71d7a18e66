"""Daily loads with random replicates of them, and what they sum up to with an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yunzhu.arrays import BoolArray, Float64Array
from yunzhu.errors import EvidenceError

LEVEL = 0.90
REPLICATES = 100


@dataclass(frozen=True)
class LoadEstimate:
    """The load of a period.

    Attributes
    ----------
    kilograms : its best estimate over the covered part [kg].
    low, high : ends of the interval [kg]; None when there is nothing to tell it from.
    covered, expected : coverage, in units of ``unit``.
    unit : ``d`` or ``h``.
    extrapolated : of the covered units, those outside the flows of the samples.
    """

    kilograms: float
    low: float | None
    high: float | None
    covered: int
    expected: int
    unit: str
    extrapolated: int = 0


@dataclass(frozen=True)
class DailyLoads:
    """Loads of consecutive days by a regression, with replicates for the interval.

    Attributes
    ----------
    first_day : day index of the first one.
    kilograms : float64 [days], NaN where the flow is not known or below zero.
    replicates : float64 [replicates, days], what the loads may as well have been.
    extrapolated : bool [days], a flow beyond those of the samples.
    samples, below_detection, left_out : what the regression rests on.
    """

    first_day: int
    kilograms: Float64Array
    replicates: Float64Array
    extrapolated: BoolArray
    samples: int
    below_detection: int
    left_out: int

    def over(self, first_day: int, stop_day: int) -> LoadEstimate:
        """Sum up the days ``first_day`` <= day < ``stop_day``.

        A day without a load is left out and lowers the coverage; nothing is put in its place.

        Raises
        ------
        EvidenceError : a day outside those estimated.
        """
        start, stop = first_day - self.first_day, stop_day - self.first_day
        if not 0 <= start < stop <= len(self.kilograms):
            raise EvidenceError(
                "时段超出已估算的日子 days outside those estimated",
                found=f"{first_day}..{stop_day}",
                expected=f"{self.first_day}..{self.first_day + len(self.kilograms)}",
            )
        loads = self.kilograms[start:stop]
        covered = ~np.isnan(loads)
        total = float(loads[covered].sum())
        low = high = None
        if len(self.replicates) and covered.any():
            totals = self.replicates[:, start:stop][:, covered].sum(axis=1)
            low, high = interval_of(totals)
        return LoadEstimate(
            kilograms=total,
            low=low,
            high=high,
            covered=int(covered.sum()),
            expected=stop - start,
            unit="d",
            extrapolated=int((self.extrapolated[start:stop] & covered).sum()),
        )


def interval_of(totals: Float64Array, level: float = LEVEL) -> tuple[float, float]:
    """Return the ends between which the middle ``level`` of the replicates lie.

    Examples
    --------
    >>> interval_of(np.arange(101.0))
    (5.0, 95.0)
    """
    low, high = np.quantile(totals, [(1 - level) / 2, (1 + level) / 2])
    return float(round(low, 9)), float(round(high, 9))
