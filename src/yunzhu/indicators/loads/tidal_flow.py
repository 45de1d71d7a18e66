"""Load through a section where the tide turns the flow: ebb, flood and what remains, signed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yunzhu.arrays import Int64Array
from yunzhu.indicators.loads.daily_loads import REPLICATES, LoadEstimate, interval_of
from yunzhu.indicators.loads.flow_times_concentration import (
    KILOGRAMS_PER_HOUR,
    LEAST_COVERAGE,
    hourly_kilograms,
    replicated_totals,
)
from yunzhu.indicators.loads.gap_uncertainty import NO_ERRORS, InstrumentErrors, absent_sums
from yunzhu.indicators.loads.interpolation import BridgedSeries, exact_sum_of_products

TIDAL_DAY = 24.8412
"""Two turns of the main lunar tide M2 (12.4206 h) [h]."""


@dataclass(frozen=True)
class TidalLoad:
    """The load of a period through a section that the tide reaches; seaward is positive.

    Attributes
    ----------
    ebb_kilograms, flood_kilograms : sums over the counted hours of flow above and below zero,
        exact [kg]; the second is below zero.
    residual_flow : mean of the signed flow [m³/s].
    advective_kilograms : residual flow times mean concentration [kg].
    pumping_kilograms : what ebb and flood carry by differing in concentration [kg]; with the
        advective part it makes up the net load.
    counted, bridged, hours : hours in whole tidal days, of them bridged, of the period.
    tidal_days, whole_tidal_days : of the period, and those without an absent hour.
    estimate : net load of the whole period; None below `LEAST_COVERAGE`.
    """

    ebb_kilograms: Fraction
    flood_kilograms: Fraction
    residual_flow: float
    advective_kilograms: float
    pumping_kilograms: float
    counted: int
    bridged: int
    hours: int
    tidal_days: int
    whole_tidal_days: int
    estimate: LoadEstimate | None

    @property
    def net_kilograms(self) -> Fraction:
        """Net load of the counted hours, exact [kg]; below zero: landward."""
        return self.ebb_kilograms + self.flood_kilograms


def tidal_load(
    flow: BridgedSeries,
    concentration: BridgedSeries,
    *,
    errors: InstrumentErrors = NO_ERRORS,
    seed: int = 0,
    replicates: int = REPLICATES,
) -> TidalLoad:
    """Sum up signed flow times concentration over whole tidal days.

    Half a tide without its other half would be taken for a net load, so a tidal day with an
    absent hour is left out as a whole. Ebb and flood are never added by their sizes.

    Parameters
    ----------
    flow : hourly means [m³/s], seaward positive.
    concentration : hourly means of the water that passes [mg/L].
    errors : of the instruments; the zero of the flow meter matters most.
    seed, replicates : of the interval.
    """
    covered = flow.covered & concentration.covered
    hours = len(covered)
    day = tidal_days(hours)
    lengths = np.bincount(day)
    is_whole = np.bincount(day[covered], minlength=len(lengths)) == lengths
    counted = is_whole[day]
    hourly = hourly_kilograms(flow, concentration, counted)
    ebb = exact_sum_of_products(flow, concentration, counted & (flow.values > 0))
    flood = exact_sum_of_products(flow, concentration, counted & (flow.values < 0))
    count = int(counted.sum())
    residual = float(flow.values[counted].mean()) if count else 0.0
    net = float((ebb + flood) * KILOGRAMS_PER_HOUR)
    advective = 0.0
    if count:
        advective = residual * float(concentration.values[counted].sum() * KILOGRAMS_PER_HOUR)
    estimate = None
    if count and count >= LEAST_COVERAGE * hours:
        generator = np.random.default_rng(seed)
        # Per hour, so that the cut last tidal day weighs what it is long.
        per_hour = np.bincount(day, weights=hourly) / lengths
        mean_length = float(lengths[~is_whole].mean()) if not is_whole.all() else 0.0
        absent = absent_sums(per_hour, ~is_whole, replicates, generator) * mean_length
        totals = replicated_totals(flow, concentration, counted, errors, absent, generator)
        low, high = interval_of(totals)
        filled = net / count * (hours - count)
        estimate = LoadEstimate(net + filled, low, high, count, hours, "h")
    return TidalLoad(
        ebb_kilograms=ebb * KILOGRAMS_PER_HOUR,
        flood_kilograms=flood * KILOGRAMS_PER_HOUR,
        residual_flow=residual,
        advective_kilograms=advective,
        pumping_kilograms=net - advective,
        counted=count,
        bridged=int((counted & (flow.bridged | concentration.bridged)).sum()),
        hours=hours,
        tidal_days=len(lengths),
        whole_tidal_days=int(is_whole.sum()),
        estimate=estimate,
    )


def tidal_days(hours: int) -> Int64Array:
    """Return for each hour of a period the number of its tidal day, from 0.

    Examples
    --------
    >>> np.bincount(tidal_days(124)).tolist()
    [25, 25, 25, 25, 24]
    """
    return np.floor(np.arange(hours) / TIDAL_DAY).astype(np.int64)
