"""Load of a river that flows one way: the sum of flow times concentration, hour by hour."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yunzhu.arrays import BoolArray, Float64Array
from yunzhu.errors import EvidenceError
from yunzhu.indicators.loads.daily_loads import REPLICATES, LoadEstimate, interval_of
from yunzhu.indicators.loads.gap_uncertainty import (
    NO_ERRORS,
    InstrumentErrors,
    absent_sums,
    bridging_errors,
)
from yunzhu.indicators.loads.interpolation import BridgedSeries, exact_sum_of_products

KILOGRAMS_PER_HOUR = Fraction(36, 10)
"""Of 1 m³/s at 1 mg/L."""
LEAST_COVERAGE = Fraction(3, 4)
"""Our choice: below it a load of the whole period is not estimated."""


@dataclass(frozen=True)
class HourlyLoad:
    """The load of a period from hourly flow and concentration.

    Attributes
    ----------
    covered_kilograms : sum over the covered hours, exact [kg].
    measured, bridged, absent : hours; covered are the first two.
    estimate : of the whole period, absent hours taken as the covered ones are; None where less
        than `LEAST_COVERAGE` is covered.
    """

    covered_kilograms: Fraction
    measured: int
    bridged: int
    absent: int
    estimate: LoadEstimate | None

    @property
    def hours(self) -> int:
        """Hours of the period."""
        return self.measured + self.bridged + self.absent


def flow_times_concentration(
    flow: BridgedSeries,
    concentration: BridgedSeries,
    *,
    errors: InstrumentErrors = NO_ERRORS,
    seed: int = 0,
    replicates: int = REPLICATES,
) -> HourlyLoad:
    """Sum up flow times concentration over the hours that have both.

    The interval of the estimate holds what bridging may have missed, what the absent hours may
    have carried and the instruments' errors, as far as they are stated.

    Parameters
    ----------
    flow : hourly means [m³/s], none below zero.
    concentration : hourly means [mg/L].
    errors : of the instruments, standard uncertainties.
    seed, replicates : of the interval.

    Raises
    ------
    EvidenceError : a flow below zero, which only `tidal_load` can sum up.
    """
    if bool((flow.values < 0).any()):
        raise EvidenceError(
            "流量有负值 flow below zero",
            found=f"{int((flow.values < 0).sum())} h",
            expected=">= 0 m³/s",
            action="双向流用 --method tidal_flow for water that flows both ways",
        )
    covered = flow.covered & concentration.covered
    measured = int((flow.measured & concentration.measured).sum())
    kilograms = exact_sum_of_products(flow, concentration, covered) * KILOGRAMS_PER_HOUR
    hours = len(covered)
    estimate = None
    if covered.any() and covered.sum() >= LEAST_COVERAGE * hours:
        generator = np.random.default_rng(seed)
        hourly = hourly_kilograms(flow, concentration, covered)
        filled = float(hourly[covered].mean()) * (hours - int(covered.sum()))
        totals = replicated_totals(
            flow,
            concentration,
            covered,
            errors,
            absent_sums(hourly, ~covered, replicates, generator),
            generator,
        )
        low, high = interval_of(totals)
        estimate = LoadEstimate(
            float(kilograms) + filled, low, high, int(covered.sum()), hours, "h"
        )
    return HourlyLoad(
        kilograms, measured, int(covered.sum()) - measured, hours - int(covered.sum()), estimate
    )


def hourly_kilograms(
    flow: BridgedSeries, concentration: BridgedSeries, covered: BoolArray
) -> Float64Array:
    """Return each hour's load [kg], float64 [hours], 0 where it is not covered."""
    products = flow.values * concentration.values * float(KILOGRAMS_PER_HOUR)
    return np.where(covered, products, 0.0)


def replicated_totals(
    flow: BridgedSeries,
    concentration: BridgedSeries,
    covered: BoolArray,
    errors: InstrumentErrors,
    absent: Float64Array,
    generator: np.random.Generator,
) -> Float64Array:
    """Return loads that may as well have been, given the gaps and the instruments [kg].

    Parameters
    ----------
    covered : bool [hours], the hours summed up.
    absent : float64 [replicates] [kg], what the rest may have carried.
    """
    replicates = len(absent)
    per_hour = float(KILOGRAMS_PER_HOUR)
    total = float(hourly_kilograms(flow, concentration, covered).sum())
    missed = bridging_errors(flow, concentration.values, covered, replicates, generator)
    missed += bridging_errors(concentration, flow.values, covered, replicates, generator)
    factor, shift = errors.factors(replicates, generator)
    shifted = shift * float(concentration.values[covered].sum())
    return (total + absent + per_hour * (missed + shifted)) * factor
