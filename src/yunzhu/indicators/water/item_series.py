"""One item at one section as a series of its own, and what its last days were like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunzhu.arrays import BoolArray, Int32Array, Int64Array, UInt8Array
from yunzhu.observations.samples import NO_NUMBER, Samples
from yunzhu.periods import MINUTES_PER_DAY

DEVIATIONS_PER_MEDIAN = 1.4826  # standard deviation of a normal distribution in median deviations
_PADDING = int(np.iinfo(np.int64).max)
_MOST_CELLS = 4_000_000

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ItemSeries:
    """The samples of one item at one site that have a number, by time.

    Attributes
    ----------
    minutes : int32 [samples]. numbers : int64 [samples], times 10**8; with a detection mark the
        limit, which is the least that warnings can take it for. marks : uint8 [samples].
    """

    site: str
    item: str
    minutes: Int32Array
    numbers: Int64Array
    marks: UInt8Array

    def __len__(self) -> int:
        return len(self.numbers)


def series_of_samples(samples: Samples) -> dict[tuple[str, str], ItemSeries]:
    """Return (site, item) to its series; samples without a number are left out."""
    kept = np.flatnonzero(samples.numbers != NO_NUMBER)
    key = samples.site[kept].astype(np.int64) * len(samples.items) + samples.item[kept]
    order = kept[np.lexsort((samples.minutes[kept], key))]
    key = np.sort(key)
    found = {}
    for cut in np.split(np.arange(len(key)), np.flatnonzero(np.diff(key)) + 1):
        if not len(cut):
            continue
        site, item = divmod(int(key[cut[0]]), len(samples.items))
        rows = order[cut]
        one = ItemSeries(
            samples.sites[site],
            samples.items[item],
            samples.minutes[rows],
            samples.numbers[rows],
            samples.marks[rows],
        )
        found[one.site, one.item] = one
    return found


@dataclass(frozen=True)
class History:
    """What the days before each sample were like.

    Attributes
    ----------
    count : int64 [samples], samples in the days before, the sample itself left out.
    median : float64 [samples] [10**-8 of the unit]; exact, a whole or a half; NaN without any.
    spread : float64 [samples] [10**-8 of the unit], 1.4826 times the median absolute deviation.
    """

    count: Int64Array
    median: FloatArray
    spread: FloatArray


def robust_history(
    minutes: Int32Array, numbers: Int64Array, usable: BoolArray, days: int
) -> History:
    """Return median and spread of the usable samples of the ``days`` before each sample.

    Parameters
    ----------
    minutes, numbers, usable : [samples], by time.
    days : length of the history [d]; a sample just so old is still in it.

    Examples
    --------
    >>> day = np.arange(5, dtype=np.int32) * MINUTES_PER_DAY
    >>> past = robust_history(day, np.array([1, 2, 9, 4, 100]), np.ones(5, np.bool_), 3)
    >>> past.count.tolist(), past.median[1:].tolist(), round(float(past.spread[4]), 4)
    ([0, 1, 2, 3, 3], [1.0, 1.5, 2.0, 4.0], 2.9652)
    """
    places = np.flatnonzero(usable)
    values = np.append(numbers[places], _PADDING)
    times = minutes[places].astype(np.int64)
    stop = np.searchsorted(times, minutes.astype(np.int64), side="left")
    start = np.searchsorted(times, minutes.astype(np.int64) - days * MINUTES_PER_DAY, side="left")
    count = (stop - start).astype(np.int64)
    median = np.full(len(minutes), np.nan)
    spread = np.full(len(minutes), np.nan)
    width = int(count.max(initial=0))
    if not width:
        return History(count, median, spread)
    step = max(_MOST_CELLS // width, 1)
    for begin in range(0, len(minutes), step):
        rows = begin + np.flatnonzero(count[begin : begin + step])
        if not len(rows):
            continue
        offset = np.arange(width)
        inside = offset < count[rows, np.newaxis]
        window = values[np.where(inside, start[rows, np.newaxis] + offset, len(places))]
        twice = _twice_median(window, count[rows])
        # Deviations of doubled values from the doubled median stay whole numbers.
        deviation = np.where(
            inside, np.abs(2 * np.where(inside, window, 0) - twice[:, np.newaxis]), _PADDING
        )
        median[rows] = twice / 2
        spread[rows] = DEVIATIONS_PER_MEDIAN * _twice_median(deviation, count[rows]) / 4
    return History(count, median, spread)


def _twice_median(window: Int64Array, count: Int64Array) -> Int64Array:
    """Return twice the median of the first ``count`` smallest of each row, a whole number."""
    ordered = np.sort(window, axis=1)
    rows = np.arange(len(window))
    twice: Int64Array = ordered[rows, (count - 1) // 2] + ordered[rows, count // 2]
    return twice
