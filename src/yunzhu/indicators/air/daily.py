"""HJ 663 step 1: daily means, daily maximum 8-hour ozone and daily maximum hour, exact.

A value is kept as a ratio of integers, so that the one rounding of a published stage can be
made exactly. Sums over the hours of a day are matrix products: a sum of at most 24 stored
int16 readings (or int32 readings in double precision) is exact in floating point.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from yunzhu.arrays import MISSING32, BoolArray, Int32Array, Int64Array, IntArray
from yunzhu.errors import EvidenceError
from yunzhu.observations.grid import Grid, Series
from yunzhu.periods import HOURS_PER_DAY
from yunzhu.standards import Validity, round_half_even_ratio

MEANS = {
    "SO2_24h": "SO2",
    "NO2_24h": "NO2",
    "PM10_24h": "PM10",
    "PM2.5_24h": "PM2.5",
    "CO_24h": "CO",
}
DAILY_ITEMS = {**MEANS, "O3_8h": "O3", "O3_1h": "O3"}
GASES = ("SO2", "NO2", "CO", "O3")

FloatArray: TypeAlias = npt.NDArray[np.floating[Any]]
FloatType: TypeAlias = np.dtype[np.floating[Any]]

LONGEST_WINDOW = 8
# 6, 7 and 8 hours have 168 as common multiple: window means compare as integers.
_COMMON_WINDOW = 168
_CHUNK_DAYS = 16_384
_LARGEST = np.iinfo(np.int64).max


@dataclass(frozen=True)
class ItemDays:
    """One daily item of some subjects: value = numerator / denominator in the item's unit.

    Attributes
    ----------
    numerator, denominator : int64 [subjects, days]; denominator > 0.
    count : int32 [subjects, days], what the value rests on: hours, 8-hour windows or stations.
    expected : int32, broadcasts to [subjects, days].
    valid : bool [subjects, days], by the standard's validity.
    """

    numerator: Int64Array
    denominator: Int64Array
    count: Int32Array
    expected: Int32Array
    valid: BoolArray

    def rounded(self, decimals: int) -> Int32Array:
        """Return valid values in units of 10**-decimals, half to even once; else missing."""
        scaled = product(self.numerator, np.array(10**decimals))
        whole = round_half_even_ratio(scaled, self.denominator)
        return np.where(self.valid, whole, MISSING32).astype(np.int32)

    def times(self, numerator: IntArray, denominator: IntArray) -> ItemDays:
        """Return the values times a ratio, broadcast over [subjects, days]."""
        return replace(
            self,
            numerator=product(self.numerator, numerator),
            denominator=product(self.denominator, denominator),
        )


def product(left: Int64Array, right: IntArray) -> Int64Array:
    """Multiply int64 arrays; an overflow raises, never wraps."""
    require_exact(_largest(left) * _largest(right))
    return left * right.astype(np.int64)


def total(values: Int64Array) -> Int64Array:
    """Sum int64 values along the first axis; an overflow raises, never wraps."""
    require_exact(_largest(values) * len(values))
    sums: Int64Array = values.sum(axis=0)
    return sums


def require_exact(most: int) -> None:
    """Raise `EvidenceError` when an integer of this size does not fit."""
    if most > _LARGEST:
        raise EvidenceError(
            "数值过大，无法精确计算 values too large for exact arithmetic",
            found=most,
            expected=f"<= {_LARGEST}",
        )


def _largest(values: IntArray) -> int:
    if not values.size:
        return 0
    return max(int(values.max()), -int(values.min()))


def daily_means(series: Series, validity: Validity) -> ItemDays:
    """Return the mean of each natural day's valid hours.

    Parameters
    ----------
    series : hourly readings [sites, slots], whole days from hour 0.
    validity : says how many valid hours a day needs (HJ 663: 20 of 24).
    """
    sums, hours = _sums_of_days(series)
    denominator = np.maximum(hours, 1) * 10**series.decimals
    return ItemDays(
        numerator=sums,
        denominator=denominator.astype(np.int64),
        count=hours,
        expected=np.array(HOURS_PER_DAY, np.int32),
        valid=hours >= validity.hours_per_day,
    )


def daily_max_8h(series: Series, validity: Validity, limit: int) -> ItemDays:
    """Return the largest 8-hour mean of windows inside each natural day (MDA8).

    Parameters
    ----------
    series : hourly ozone [sites, slots], whole days from hour 0.
    validity : windows ending 08:00..24:00, hours per window (6), windows per day (14).
    limit : daily limit [µg/m³]; with too few windows the day still counts when its rounded
        maximum lies above it (HJ 663 clause 6.1.2).
    """
    keys, windows = _best_windows(series, validity)
    expected = validity.last_window_end - validity.first_window_end + 1
    unjudged = ItemDays(
        numerator=keys,
        denominator=np.full(keys.shape, _COMMON_WINDOW * 10**series.decimals, np.int64),
        count=windows,
        expected=np.array(expected, np.int32),
        valid=windows >= validity.windows_per_day,
    )
    return with_ozone_validity(unjudged, validity, limit)


def with_ozone_validity(days: ItemDays, validity: Validity, limit: int) -> ItemDays:
    """Judge MDA8 days: enough windows, or a rounded maximum above the limit all the same.

    Parameters
    ----------
    days : daily maximum 8-hour means, ``count`` in windows.
    validity : says how many windows a day needs (HJ 663: 14 of 17).
    limit : daily limit [µg/m³].
    """
    above = round_half_even_ratio(days.numerator, days.denominator) > limit
    enough = days.count >= validity.windows_per_day
    return replace(days, valid=enough | (above & (days.count > 0)))


def daily_max_1h(series: Series, validity: Validity) -> ItemDays:
    """Return the largest hour of each natural day; valid with as many hours as a mean needs."""
    days = _days(series)
    present = days != series.missing
    hours = present.sum(axis=-1, dtype=np.int32)
    largest = np.where(present, days, series.missing).max(axis=-1).astype(np.int64)
    return ItemDays(
        numerator=np.where(hours > 0, largest, 0),
        denominator=np.full(largest.shape, 10**series.decimals, np.int64),
        count=hours,
        expected=np.array(HOURS_PER_DAY, np.int32),
        valid=hours >= validity.hours_per_day,
    )


def daily_items(
    grid: Grid, validity: Validity, ozone_limit: int, items: tuple[str, ...]
) -> dict[str, ItemDays]:
    """Return the daily items asked for from a grid of whole days.

    Parameters
    ----------
    grid : hourly readings, first slot 00:00, whole days.
    validity : of the HJ 663 edition.
    ozone_limit : daily limit of the 8-hour ozone [µg/m³].
    items : of `DAILY_ITEMS`.
    """
    found = {}
    for item in items:
        series = grid.series[DAILY_ITEMS[item]]
        if item in MEANS:
            found[item] = daily_means(series, validity)
        elif item == "O3_8h":
            found[item] = daily_max_8h(series, validity, ozone_limit)
        else:
            found[item] = daily_max_1h(series, validity)
    return found


def _days(series: Series) -> IntArray:
    sites, slots = series.values.shape
    if slots % HOURS_PER_DAY:
        raise EvidenceError(
            "不是整日 not whole days", found=f"{slots} h", expected=f"n × {HOURS_PER_DAY} h"
        )
    return series.values.reshape(sites, slots // HOURS_PER_DAY, HOURS_PER_DAY)


def _float_of(series: Series) -> FloatType:
    return np.dtype(np.float32 if series.values.dtype == np.int16 else np.float64)


def _sums_of_days(series: Series) -> tuple[Int64Array, Int32Array]:
    """Return (sum of present readings, hours present), each [sites, days]."""
    days = _days(series)
    rows = days.reshape(-1, HOURS_PER_DAY)
    kind = _float_of(series)
    ones: FloatArray = np.ones(HOURS_PER_DAY, kind)
    sums = np.empty(len(rows), np.int64)
    absent = np.empty(len(rows), np.int32)
    for begin in range(0, len(rows), _CHUNK_DAYS):
        chunk = rows[begin : begin + _CHUNK_DAYS]
        sums[begin : begin + _CHUNK_DAYS] = chunk.astype(kind) @ ones
        absent[begin : begin + _CHUNK_DAYS] = (chunk == series.missing).astype(kind) @ ones
    # Each absent hour put the missing marker into the sum; take it out again, exactly.
    sums -= absent.astype(np.int64) * series.missing
    shape = days.shape[:2]
    return sums.reshape(shape), (HOURS_PER_DAY - absent).reshape(shape)


def _best_windows(series: Series, validity: Validity) -> tuple[Int64Array, Int32Array]:
    """Return (largest window mean times 168, windows with enough hours), each [sites, days]."""
    days = _days(series)
    rows = days.reshape(-1, HOURS_PER_DAY)
    kind = _float_of(series)
    windows = _window_matrix(validity, kind)
    fewest = validity.hours_per_8h
    # Indexed by the absent hours of a window: 168 / present hours, or 0 when too few.
    factor = np.array(
        [
            _COMMON_WINDOW / present if present >= fewest else 0
            for present in range(LONGEST_WINDOW, -1, -1)
        ],
        kind,
    )
    keys = np.empty(len(rows), np.int64)
    counts = np.empty(len(rows), np.int32)
    for begin in range(0, len(rows), _CHUNK_DAYS):
        chunk = rows[begin : begin + _CHUNK_DAYS]
        absent = (chunk == series.missing).astype(kind) @ windows
        sums = chunk.astype(kind) @ windows
        sums -= absent * kind.type(series.missing)
        enough = absent <= LONGEST_WINDOW - fewest
        sums *= factor[absent.astype(np.int8)]
        sums[~enough] = series.missing * _COMMON_WINDOW
        keys[begin : begin + _CHUNK_DAYS] = sums.max(axis=1)
        counts[begin : begin + _CHUNK_DAYS] = enough.sum(axis=1)
    keys[counts == 0] = 0
    shape = days.shape[:2]
    return keys.reshape(shape), counts.reshape(shape)


def _window_matrix(validity: Validity, kind: FloatType) -> FloatArray:
    ends = range(validity.first_window_end, validity.last_window_end + 1)
    matrix = np.zeros((HOURS_PER_DAY, len(ends)), kind)
    for column, end in enumerate(ends):
        matrix[end - LONGEST_WINDOW : end, column] = 1
    return matrix
