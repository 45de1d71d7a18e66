"""Signs that an instrument is at fault and not the water: equal readings, drift, out of range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

import numpy as np

from yunzhu.arrays import BoolArray
from yunzhu.indicators.water.episodes import MINUTES_PER_HOUR
from yunzhu.indicators.water.item_series import FloatArray, ItemSeries
from yunzhu.indicators.water.warning_settings import DriftSettings, ItemFlatLine, ItemRange
from yunzhu.periods import MINUTES_PER_DAY
from yunzhu.standards.water_limits import e8

_END_DAYS = 3


def flat_line(series: ItemSeries, settings: ItemFlatLine) -> BoolArray:
    """Find runs of equal readings: so many in a row within so many hours.

    Returns
    -------
    bool [samples], True at every reading of such a run.

    Examples
    --------
    >>> series = ItemSeries("A", "NH3N", np.arange(5, dtype=np.int32) * 240,
    ...     np.array([7, 9, 9, 9, 8]) * 10**7, np.zeros(5, np.uint8))
    >>> flat_line(series, ItemFlatLine(readings=3, window_hours=12)).tolist()
    [False, True, True, True, False]
    """
    found = np.zeros(len(series), np.bool_)
    if len(series) < settings.readings:
        return found
    reach = settings.readings - 1
    run = np.concatenate(([0], np.cumsum(series.numbers[1:] != series.numbers[:-1])))
    minutes = series.minutes.astype(np.int64)
    within = minutes[reach:] - minutes[:-reach] <= settings.window_hours * MINUTES_PER_HOUR
    begins = (run[reach:] == run[:-reach]) & within
    if settings.idle_up_to is not None:
        begins &= series.numbers[reach:] > e8(settings.idle_up_to)
    for shift in range(settings.readings):
        found[shift : shift + len(begins)] |= begins
    return found


def out_of_range(series: ItemSeries, settings: ItemRange) -> BoolArray:
    """Find readings outside what a working station can give, bool [samples]."""
    lowest, highest = e8(settings.lowest), e8(settings.highest)
    found: BoolArray = (series.numbers < lowest) | (series.numbers > highest)
    return found


@dataclass(frozen=True)
class DailyMedians:
    """Medians of the days of a series, from its first day to its last.

    Attributes
    ----------
    first_day : day index.
    medians : float64 [days] [10**-8 of the unit], NaN where a day has too few samples.
    """

    first_day: int
    medians: FloatArray

    def window(self, last_day: int, days: int) -> FloatArray:
        """Return the medians of the ``days`` up to a day, NaN outside the series."""
        places = np.arange(last_day - days + 1, last_day + 1) - self.first_day
        inside = (places >= 0) & (places < len(self.medians))
        found = np.full(days, np.nan)
        found[inside] = self.medians[places[inside]]
        return found


def daily_medians(series: ItemSeries, usable: BoolArray, least_samples: int) -> DailyMedians:
    """Return the medians of the days that have enough usable samples."""
    places = np.flatnonzero(usable)
    if not len(places):
        return DailyMedians(0, np.empty(0))
    day = series.minutes[places].astype(np.int64) // MINUTES_PER_DAY
    order = np.lexsort((series.numbers[places], day))
    numbers = series.numbers[places][order]
    first = int(day[0])
    counts = np.bincount(day - first)
    begin = np.cumsum(counts) - counts
    medians = np.full(len(counts), np.nan)
    enough = counts >= least_samples
    low, high = begin + np.maximum(counts - 1, 0) // 2, begin + counts // 2
    medians[enough] = (numbers[low[enough]] + numbers[high[enough]]) / 2
    return DailyMedians(first, medians)


@dataclass(frozen=True)
class Drift:
    """A day at the end of a drift.

    Attributes
    ----------
    day : day index. change : of the medians from the first three days to the last three.
    base : median of the first days. agreement : -1 to 1. Both in 10**-8 of the unit.
    neighbours : how many neighbouring sections could be compared; none of them went along.
    """

    day: int
    change: float
    base: float
    agreement: float
    neighbours: int


def drifts(
    own: DailyMedians,
    neighbours: Sequence[DailyMedians],
    settings: DriftSettings,
    item: str,
) -> list[Drift]:
    """Find the days up to which an item went one way and its neighbours did not.

    Parameters
    ----------
    own : of the section.
    neighbours : of the same item at the sections next up and down the river.
    settings : see `default_warning_settings`; ``item`` has an entry there.
    """
    least = settings.items[item]
    found = []
    for place in range(len(own.medians)):
        day = own.first_day + place
        window = own.window(day, settings.days)
        if np.isnan(window[-1]) or (~np.isnan(window)).sum() < settings.least_days:
            continue
        base, change = _ends(window)
        if abs(change) < max(_scaled(least.least_change), float(least.least_share) * abs(base)):
            continue
        agreement = one_way_agreement(window)
        if abs(agreement) < settings.least_agreement or agreement * change < 0:
            continue
        others = [one.window(day, settings.days) for one in neighbours]
        compared = [one for one in others if (~np.isnan(one)).sum() >= settings.least_days]
        going = np.sign(change) * float(settings.neighbour_agreement)
        if any(one_way_agreement(one) * np.sign(change) >= abs(going) for one in compared):
            continue
        found.append(Drift(day, change, base, agreement, len(compared)))
    return found


def one_way_agreement(values: FloatArray) -> float:
    """Return Kendall's agreement of values with their order: 1 always up, -1 always down.

    Pairs that are equal count as neither; NaN is left out.

    Examples
    --------
    >>> one_way_agreement(np.array([1.0, 2.0, np.nan, 4.0, 3.0]))
    0.6666666666666666
    """
    present = values[~np.isnan(values)]
    signs = [np.sign(later - earlier) for earlier, later in combinations(present.tolist(), 2)]
    return float(sum(signs) / len(signs)) if signs else 0.0


def _ends(window: FloatArray) -> tuple[float, float]:
    present = window[~np.isnan(window)]
    base = float(np.median(present[:_END_DAYS]))
    return base, float(np.median(present[-_END_DAYS:])) - base


def _scaled(value: Decimal) -> float:
    return float(e8(value))
