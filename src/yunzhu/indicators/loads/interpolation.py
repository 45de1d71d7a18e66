"""Short gaps of an hourly series bridged by straight lines, exactly; the rest stays absent."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yunzhu.arrays import BoolArray, Float64Array, Int64Array
from yunzhu.observations.grid import Series


@dataclass(frozen=True)
class BridgedSeries:
    """One hourly series of one site as ratios of integers.

    Attributes
    ----------
    numerators : int64 [hours], times 10**decimals times the denominator.
    denominators : int64 [hours]: 1 where measured, the gap's length plus one where bridged, 0
        where absent.
    decimals : of the measured values.
    """

    numerators: Int64Array
    denominators: Int64Array
    decimals: int

    @property
    def measured(self) -> BoolArray:
        """Where there is a reading, bool [hours]."""
        return np.asarray(self.denominators == 1)

    @property
    def bridged(self) -> BoolArray:
        """Where a straight line stands in, bool [hours]."""
        return np.asarray(self.denominators > 1)

    @property
    def covered(self) -> BoolArray:
        """Where there is a value, measured or bridged, bool [hours]."""
        return np.asarray(self.denominators > 0)

    @property
    def values(self) -> Float64Array:
        """The values in the series' unit, float64 [hours], NaN where absent."""
        ratio = self.numerators / np.maximum(self.denominators, 1) / 10**self.decimals
        return np.where(self.covered, ratio, np.nan)

    def hours(self, start: int, stop: int) -> BridgedSeries:
        """Return the slots ``start`` <= slot < ``stop``."""
        cut = slice(start, stop)
        return BridgedSeries(self.numerators[cut], self.denominators[cut], self.decimals)


def bridged(series: Series, longest_gap: int) -> BridgedSeries:
    """Bridge the gaps of at most ``longest_gap`` hours between two readings.

    Parameters
    ----------
    series : of one site, values [1, hours].
    longest_gap : hours without a reading [h]; 0 bridges none.

    Examples
    --------
    >>> from yunzhu.arrays import MISSING32
    >>> gaps = np.array([[MISSING32, 10, MISSING32, 20, MISSING32, MISSING32, 5]], np.int32)
    >>> bridged(Series(gaps, 1, "m³/s"), 1).values.tolist()
    [nan, 1.0, 1.5, 2.0, nan, nan, 0.5]
    """
    present = series.present[0]
    values = np.where(present, series.values[0], 0).astype(np.int64)
    place = np.arange(len(values))
    before = np.maximum.accumulate(np.where(present, place, -1))
    after = np.minimum.accumulate(np.where(present, place, len(values))[::-1])[::-1]
    length = after - before
    is_bridged = ~present & (before >= 0) & (after < len(values)) & (length <= longest_gap + 1)
    numerators, denominators = values.copy(), present.astype(np.int64)
    left, right = before[is_bridged], after[is_bridged]
    step, span = place[is_bridged] - left, length[is_bridged]
    numerators[is_bridged] = values[left] * (span - step) + values[right] * step
    denominators[is_bridged] = span
    return BridgedSeries(numerators, denominators, series.decimals)


def exact_sum_of_products(
    first: BridgedSeries, second: BridgedSeries, where: BoolArray
) -> Fraction:
    """Return the sum over some hours of the product of two series, both covered there.

    Parameters
    ----------
    where : bool [hours].
    """
    products = first.numerators[where].astype(object) * second.numerators[where].astype(object)
    denominators = first.denominators[where] * second.denominators[where]
    total = Fraction(0)
    for denominator in np.unique(denominators).tolist():
        part = sum(products[denominators == denominator].tolist())
        total += Fraction(part, denominator)
    return total / Fraction(10 ** (first.decimals + second.decimals))
