"""Signs that the water changed: a class worse than the target, a jump, an inflow on the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yunzhu.arrays import BoolArray, Int64Array, UInt8Array
from yunzhu.indicators.water.episodes import MINUTES_PER_HOUR, Run
from yunzhu.indicators.water.item_series import (
    FloatArray,
    History,
    ItemSeries,
    robust_history,
)
from yunzhu.indicators.water.warning_settings import (
    Direction,
    ItemJump,
    JumpSettings,
)
from yunzhu.standards.water_class import WaterClass, item_class
from yunzhu.standards.water_limits import ItemLimit, e8


def badness(numbers: Int64Array, limit: ItemLimit) -> Int64Array:
    """Return how bad numbers of 10**-8 are, the larger the worse, by the rule of their limit.

    Examples
    --------
    >>> from datetime import date
    >>> from yunzhu.standards.water_class import WaterBody
    >>> from yunzhu.standards.water_limits import surface_water_limits
    >>> acid = surface_water_limits(date(2020, 5, 8)).limit("pH", WaterBody.RIVER)
    >>> badness(np.array([550_000_000, 700_000_000, 910_000_000]), acid).tolist()
    [50000000, -100000000, 10000000]
    """
    if limit.rule == "at_least":
        return -numbers
    if limit.rule == "range":
        low, high = limit.thresholds_e8[0].tolist()
        outside: Int64Array = np.maximum(low - numbers, numbers - high)
        return outside
    return numbers


def worse_than_target(
    series: ItemSeries, usable: BoolArray, limit: ItemLimit, target: WaterClass
) -> tuple[BoolArray, UInt8Array]:
    """Tell which usable samples are of a class worse than the target, and the classes."""
    classes = item_class(series.numbers, limit)
    return (classes > target) & usable, classes


def runs_in_a_row(
    series: ItemSeries, found: BoolArray, usable: BoolArray, least: int, within_hours: int
) -> list[Run]:
    """Return the runs of at least ``least`` usable samples in a row that are found.

    Samples that are not usable are passed over; a silence longer than ``within_hours`` ends a run.

    Examples
    --------
    >>> series = ItemSeries("A", "TP", np.arange(5, dtype=np.int32) * 240, np.zeros(5, np.int64),
    ...     np.zeros(5, np.uint8))
    >>> worse = np.array([1, 0, 1, 1, 1], np.bool_)
    >>> runs_in_a_row(series, worse, np.ones(5, np.bool_), 2, 12)
    [Run(first=2, noticed=3, last=4)]
    """
    places = np.flatnonzero(usable)
    hits = found[places]
    minutes = series.minutes[places].astype(np.int64)
    breaks = np.diff(minutes) > within_hours * MINUTES_PER_HOUR
    runs = []
    begin: int | None = None
    for at, hit in enumerate(hits.tolist()):
        if begin is not None and (not hit or breaks[at - 1]):
            runs += _run(places, begin, at - 1, least)
            begin = None
        if hit and begin is None:
            begin = at
    if begin is not None:
        runs += _run(places, begin, len(hits) - 1, least)
    return runs


def _run(places: Int64Array, begin: int, end: int, least: int) -> list[Run]:
    if end - begin + 1 < least:
        return []
    return [Run(int(places[begin]), int(places[begin + least - 1]), int(places[end]))]


@dataclass(frozen=True)
class Jumps:
    """The samples of a series against what it was before.

    Attributes
    ----------
    found : bool [samples]. history : see `History`.
    spread : float64 [samples] [10**-8 of the unit], the larger of the history's and the least.
    excess : float64 [samples], the difference in the bad direction over what is allowed; above 1
        is a jump.
    """

    found: BoolArray
    history: History
    spread: FloatArray
    excess: FloatArray


def jumps(
    series: ItemSeries,
    usable: BoolArray,
    settings: JumpSettings,
    item: ItemJump,
    level: FloatArray | None = None,
) -> Jumps:
    """Compare each usable sample with the median and spread of the series' own last days.

    Parameters
    ----------
    series : values, or differences between two sections.
    usable : bool [samples]; others neither jump nor count in the history.
    settings, item : see `default_warning_settings`.
    level : [samples] [10**-8 of the unit], what the least spread is a share of; None: the median
        of the history.
    """
    history = robust_history(series.minutes, series.numbers, usable, settings.history_days)
    least = float(settings.least_spread_share) * np.abs(history.median if level is None else level)
    spread = np.fmax(history.spread, least)
    allowed = np.maximum(float(settings.spread_multiple) * spread, float(e8(item.least_change)))
    difference = series.numbers - history.median
    if item.direction is Direction.FALL:
        difference = -difference
    elif item.direction is Direction.BOTH:
        difference = np.abs(difference)
    judged = usable & (history.count >= settings.least_samples)
    excess = np.where(judged, difference / allowed, 0.0)
    return Jumps(excess > 1, history, spread, excess)


@dataclass(frozen=True)
class PairedSeries:
    """Downstream less upstream one travel time earlier.

    Attributes
    ----------
    difference : a series at the moments downstream. downstream : place of each moment in the
        series downstream. upstream : place of its partner in the series upstream.
    """

    difference: ItemSeries
    downstream: Int64Array
    upstream: Int64Array


def paired(
    upstream: ItemSeries,
    downstream: ItemSeries,
    travel_minutes: int,
    tolerance_minutes: int,
    upstream_usable: BoolArray,
    downstream_usable: BoolArray,
) -> PairedSeries:
    """Pair each usable sample downstream with the nearest usable one upstream, one travel before.

    Examples
    --------
    >>> none = np.zeros(2, np.uint8)
    >>> up = ItemSeries("A", "TP", np.array([0, 240], np.int32), np.array([5, 6]), none)
    >>> down = ItemSeries("B", "TP", np.array([370, 900], np.int32), np.array([9, 9]), none)
    >>> two = np.ones(2, np.bool_)
    >>> paired(up, down, 120, 60, two, two).difference.numbers.tolist()
    [3]
    """
    there, here = np.flatnonzero(upstream_usable), np.flatnonzero(downstream_usable)
    moments = upstream.minutes[there].astype(np.int64)
    wanted = downstream.minutes[here].astype(np.int64) - travel_minutes
    if not len(there):
        here, wanted = here[:0], wanted[:0]
    after = np.minimum(np.searchsorted(moments, wanted), len(moments) - 1)
    before = np.maximum(after - 1, 0)
    is_before = np.abs(moments[before] - wanted) <= np.abs(moments[after] - wanted)
    nearest = np.where(is_before, before, after)
    close = np.abs(moments[nearest] - wanted) <= tolerance_minutes
    here, nearest = here[close], nearest[close]
    partner = there[nearest]
    difference = ItemSeries(
        downstream.site,
        downstream.item,
        downstream.minutes[here],
        downstream.numbers[here] - upstream.numbers[partner],
        np.zeros(len(here), np.uint8),
    )
    return PairedSeries(difference, here, partner)
