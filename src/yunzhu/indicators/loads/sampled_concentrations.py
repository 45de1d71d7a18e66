"""What a load is estimated from when concentrations are sampled: daily flow and some samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yunzhu.arrays import BoolArray, Float64Array, Int64Array
from yunzhu.errors import EvidenceError

KILOGRAMS_PER_DAY = 86.4
"""Of 1 m³/s at 1 mg/L."""


@dataclass(frozen=True)
class DailyFlow:
    """Mean flow of consecutive days.

    Attributes
    ----------
    first_day : day index of the first one.
    flow : float64 [days] [m³/s], NaN where it is not known.
    """

    first_day: int
    flow: Float64Array

    def on(self, days: Int64Array) -> Float64Array:
        """Return the flow of some days [m³/s], NaN where it is not known."""
        place = days - self.first_day
        inside = (place >= 0) & (place < len(self.flow))
        found = np.full(len(days), np.nan)
        found[inside] = self.flow[place[inside]]
        return found

    def between(self, first_day: int, stop_day: int) -> DailyFlow:
        """Return the flow of the days ``first_day`` <= day < ``stop_day``, unknown ones NaN."""
        return DailyFlow(first_day, self.on(np.arange(first_day, stop_day)))


@dataclass(frozen=True)
class SampledConcentrations:
    """Samples of one substance in the order of time.

    Attributes
    ----------
    days : int64 [samples], day index of the sampling.
    concentrations : float64 [samples] [mg/L], the detection limit where ``is_below``.
    is_below : bool [samples].
    """

    days: Int64Array
    concentrations: Float64Array
    is_below: BoolArray


@dataclass(frozen=True)
class Calibration:
    """The samples that a regression of log concentration can use.

    Attributes
    ----------
    years : float64 [samples], decimal years.
    log_flow : float64 [samples], natural logarithm of [m³/s].
    log_concentration : float64 [samples], natural logarithm of [mg/L].
    is_below : bool [samples].
    days : int64 [samples], day index.
    left_out : samples on days without a flow above zero, or without a number above zero.
    """

    years: Float64Array
    log_flow: Float64Array
    log_concentration: Float64Array
    is_below: BoolArray
    days: Int64Array
    left_out: int

    def __len__(self) -> int:
        return len(self.years)


def calibration(samples: SampledConcentrations, flow: DailyFlow) -> Calibration:
    """Pair the samples with the flow of their day.

    Raises
    ------
    EvidenceError : the samples are not in the order of time.
    """
    if (np.diff(samples.days) < 0).any():
        raise EvidenceError("样品未按时间排列 samples are not in the order of time")
    discharge = flow.on(samples.days)
    usable = (discharge > 0) & (samples.concentrations > 0)
    days = samples.days[usable]
    return Calibration(
        years=decimal_years(days),
        log_flow=np.log(discharge[usable]),
        log_concentration=np.log(samples.concentrations[usable]),
        is_below=samples.is_below[usable],
        days=days,
        left_out=int((~usable).sum()),
    )


def decimal_years(days: Int64Array) -> Float64Array:
    """Return the middle of each day as a decimal year.

    Parameters
    ----------
    days : int64 [days], day index.

    Examples
    --------
    >>> decimal_years(np.array([0, 364])).round(5).tolist()
    [1970.00137, 1970.99863]
    """
    dates = days.astype("datetime64[D]")
    years = dates.astype("datetime64[Y]")
    first = years.astype("datetime64[D]")
    length = ((years + 1).astype("datetime64[D]") - first).astype(np.int64)
    part = ((dates - first).astype(np.int64) + 0.5) / length
    return np.asarray(1970.0 + years.astype(np.int64) + part)
