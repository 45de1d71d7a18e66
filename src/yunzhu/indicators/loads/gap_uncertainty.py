"""What the gaps of hourly series leave open about a sum: replicates of what may have been."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yunzhu.arrays import BoolArray, Float64Array
from yunzhu.indicators.loads.interpolation import BridgedSeries


@dataclass(frozen=True)
class InstrumentErrors:
    """Standard uncertainties that hold for a whole period; zero where none is stated.

    Attributes
    ----------
    flow_percent, concentration_percent : relative [%].
    flow_zero : of the flow meter's zero [m³/s]; it decides a net load under tide.
    """

    flow_percent: float = 0.0
    concentration_percent: float = 0.0
    flow_zero: float = 0.0

    def factors(
        self, replicates: int, generator: np.random.Generator
    ) -> tuple[Float64Array, Float64Array]:
        """Return per replicate the factor on a load and the shift of the flow [m³/s]."""
        flow, concentration, zero = generator.standard_normal((3, replicates))
        factor = (1 + self.flow_percent / 100 * flow) * (
            1 + self.concentration_percent / 100 * concentration
        )
        return factor, self.flow_zero * zero


NO_ERRORS = InstrumentErrors()


def runs(where: BoolArray) -> tuple[np.ndarray, np.ndarray]:
    """Return where runs of true begin and where they have ended, int64 [runs] each.

    Examples
    --------
    >>> [ends.tolist() for ends in runs(np.array([True, False, True, True]))]
    [[0, 2], [1, 4]]
    """
    edges = np.diff(np.concatenate([[0], where.astype(np.int8), [0]]))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def bridging_errors(
    series: BridgedSeries,
    factor: Float64Array,
    counted: BoolArray,
    replicates: int,
    generator: np.random.Generator,
) -> Float64Array:
    """Return errors of ``sum(series * factor)`` from the bridged hours of ``series``.

    How far a straight line misses is seen at the readings: each is compared with the line
    between its two neighbours. One such miss, drawn at random, holds for a whole gap. Where
    readings are sparse the line tested is longer than the one used, so the errors are too large
    rather than too small.

    Parameters
    ----------
    series : with bridged gaps.
    factor : float64 [hours], what the series is multiplied by.
    counted : bool [hours], the hours of the sum.

    Returns
    -------
    float64 [replicates].
    """
    begins, ends = runs(series.bridged & counted)
    places = np.flatnonzero(series.measured)
    if not len(begins) or len(places) < 3:  # noqa: PLR2004 - a reading and its neighbours
        return np.zeros(replicates)
    values = series.values[places]
    share = (places[1:-1] - places[:-2]) / (places[2:] - places[:-2])
    misses = values[1:-1] - values[:-2] * (1 - share) - values[2:] * share
    sums = np.concatenate([[0.0], np.cumsum(np.where(counted, np.nan_to_num(factor), 0.0))])
    weights = sums[ends] - sums[begins]
    drawn = misses[generator.integers(len(misses), size=(replicates, len(begins)))]
    return np.asarray(drawn @ weights)


def absent_sums(
    values: Float64Array,
    absent: BoolArray,
    replicates: int,
    generator: np.random.Generator,
) -> Float64Array:
    """Return sums over the absent places, each run drawn as a stretch of what is covered.

    Parameters
    ----------
    values : float64 [places]; some are covered.
    absent : bool [places].

    Returns
    -------
    float64 [replicates].
    """
    begins, ends = runs(absent)
    total = np.zeros(replicates)
    pool = values[~absent]
    if not len(begins) or not len(pool):
        return total
    for length in (ends - begins).tolist():
        whole, rest = divmod(length, len(pool))
        circle = np.concatenate([[0.0], np.cumsum(np.concatenate([pool, pool[:rest]]))])
        start = generator.integers(len(pool), size=replicates)
        total += whole * pool.sum() + circle[start + rest] - circle[start]
    return total
