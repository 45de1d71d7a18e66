"""Sums of the samples of each section, item and month, from which every period mean is formed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from yunzhu.arrays import BoolArray, Float64Array, Int16Array, Int32Array, Int64Array
from yunzhu.errors import EvidenceError
from yunzhu.indicators.water.rules import BelowDetection
from yunzhu.observations.samples import NO_NUMBER, SAMPLE_DECIMALS, DetectionMark, Samples
from yunzhu.periods import HOURS_PER_DAY, Period, day_index

MINUTES_PER_DAY = 60 * HOURS_PER_DAY
ACIDITY = "pH"
"""The item whose mean is that of its hydrogen ions."""

_LOW_BITS = 26
_LARGEST_HIGH_SUM = 2**35


@dataclass(frozen=True)
class MonthlyTotals:
    """What the samples of each section, item and month add up to.

    Attributes
    ----------
    sites, items, months : the three axes.
    counts : int32 [sites, items, months], samples with a number.
    below : int32, of them below detection.
    above : int32, of them only known to lie above their number.
    doubled : int64, twice the sum of the numbers in 10**-8 of the item's unit (twice, since a
        value below detection may count as half its limit); of no meaning for pH.
    hydrogen : float64 [sites, months], sum of 10**-pH [mol/L].
    """

    sites: tuple[str, ...]
    items: tuple[str, ...]
    months: tuple[Period, ...]
    counts: Int32Array
    below: Int32Array
    above: Int32Array
    doubled: Int64Array
    hydrogen: Float64Array

    def of_month(self, place: int) -> MonthlyTotals:
        """Return the totals of one month alone."""
        return self.of_months(place, place + 1)

    def of_months(self, start: int, stop: int) -> MonthlyTotals:
        """Return the totals of the months from one place to before another."""
        some = slice(start, stop)
        return MonthlyTotals(
            self.sites,
            self.items,
            self.months[some],
            self.counts[:, :, some],
            self.below[:, :, some],
            self.above[:, :, some],
            self.doubled[:, :, some],
            self.hydrogen[:, some],
        )


def monthly_totals(
    samples: Samples, months: Sequence[Period], below_detection: BelowDetection
) -> MonthlyTotals:
    """Add up samples by section, item and month; those outside the months are left out.

    Sums are exact: each number is split into two halves of bits, each of which adds up without
    loss.

    Parameters
    ----------
    samples : in any number of months.
    months : in order, without overlap; the first and the last may be cut.
    below_detection : what a value below its detection limit counts as.

    Raises
    ------
    EvidenceError : a sum is larger than an integer of 64 bits holds.
    """
    shape = (len(samples.sites), len(samples.items), len(months))
    cells = shape[0] * shape[1] * shape[2]
    cell, kept = _cells(samples, months)
    numbers, marks = samples.numbers[kept], samples.marks[kept]
    is_below, is_above = marks == DetectionMark.BELOW, marks == DetectionMark.ABOVE
    doubled = 2 * _exact_sums(cell, numbers, cells)
    weight = {BelowDetection.HALF: 1, BelowDetection.LIMIT: 0, BelowDetection.ZERO: 2}
    if weight[below_detection] and is_below.any():
        taken = _exact_sums(cell[is_below], numbers[is_below], cells)
        doubled -= weight[below_detection] * taken

    def counted(where: BoolArray) -> Int32Array:
        return np.bincount(cell[where], minlength=cells).astype(np.int32).reshape(shape)

    return MonthlyTotals(
        samples.sites,
        samples.items,
        tuple(months),
        np.bincount(cell, minlength=cells).astype(np.int32).reshape(shape),
        counted(is_below),
        counted(is_above),
        doubled.reshape(shape),
        _hydrogen(samples.items, samples.item[kept], cell, numbers, shape),
    )


def joined_totals(parts: Sequence[MonthlyTotals]) -> MonthlyTotals:
    """Join the totals of consecutive months of the same sections and items."""
    first = parts[0]
    if any((one.sites, one.items) != (first.sites, first.items) for one in parts):
        raise EvidenceError(
            "各月的断面或项目不同 the parts have other sections or items",
            expected="one list of sections and items",
        )
    return MonthlyTotals(
        first.sites,
        first.items,
        tuple(month for one in parts for month in one.months),
        np.concatenate([one.counts for one in parts], axis=2),
        np.concatenate([one.below for one in parts], axis=2),
        np.concatenate([one.above for one in parts], axis=2),
        np.concatenate([one.doubled for one in parts], axis=2),
        np.concatenate([one.hydrogen for one in parts], axis=1),
    )


def minute_of(day: date) -> int:
    """Return the minute index of a day's first minute."""
    return day_index(day) * MINUTES_PER_DAY


def _cells(samples: Samples, months: Sequence[Period]) -> tuple[Int64Array, BoolArray | slice]:
    """Return the flat cell of each kept sample, and which samples are kept."""
    width = len(samples.items)
    flat = samples.site.astype(np.int64) * width + samples.item
    present = samples.numbers != NO_NUMBER
    edges = np.array([minute_of(month.first) for month in months], np.int64)
    stops = np.array([minute_of(month.last) + MINUTES_PER_DAY for month in months], np.int64)
    if len(months) == 1:
        present &= (samples.minutes >= edges[0]) & (samples.minutes < stops[0])
        return (flat if present.all() else flat[present]), (
            slice(None) if present.all() else present
        )
    place = np.searchsorted(edges, samples.minutes, side="right") - 1
    present &= (place >= 0) & (samples.minutes < stops[place])
    return (flat * len(months) + place)[present], present


def _hydrogen(
    items: Sequence[str],
    item: Int16Array,
    cell: Int64Array,
    numbers: Int64Array,
    shape: tuple[int, int, int],
) -> Float64Array:
    """Return the sums of 10**-pH [sections, months]."""
    if ACIDITY not in items:
        return np.zeros((shape[0], shape[2]))
    acidity = items.index(ACIDITY)
    where = item == acidity
    ions = 10.0 ** (-numbers[where] / 10.0**SAMPLE_DECIMALS)
    cells = shape[0] * shape[1] * shape[2]
    sums = np.bincount(cell[where], weights=ions, minlength=cells).astype(np.float64)
    found: Float64Array = sums.reshape(shape)[:, acidity]
    return found


def _exact_sums(cell: Int64Array, numbers: Int64Array, cells: int) -> Int64Array:
    high = np.bincount(cell, weights=numbers >> _LOW_BITS, minlength=cells)
    low = np.bincount(cell, weights=numbers & (2**_LOW_BITS - 1), minlength=cells)
    largest = np.abs(high).max(initial=0)
    if largest >= _LARGEST_HIGH_SUM:
        raise EvidenceError(
            "月内合计超出整数范围 the sum of a month exceeds an integer",
            found=f"{largest * 2.0**_LOW_BITS:.4g} x 10**-{SAMPLE_DECIMALS}",
            expected=f"< 2**61 x 10**-{SAMPLE_DECIMALS}",
        )
    return (high.astype(np.int64) << _LOW_BITS) + low.astype(np.int64)
