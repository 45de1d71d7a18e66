"""Hourly AQI by three named rules: the public feeds' practice and both editions of HJ 633.

The rules differ in what particles contribute: feeds and HJ 633-2026 put the 1-hour value on the
24-hour break points, HJ 633-2012 takes the 24-hour running mean and adds the 8-hour running mean
of ozone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunzhu.arrays import MISSING32, BoolArray, Int16Array, Int32Array, Int64Array
from yunzhu.observations.grid import Grid, Series
from yunzhu.standards import (
    AirEdition,
    air_quality_index,
    air_quality_index_of_present,
    iaqi,
    round_half_even_ratio,
    substitute_over_range,
)

RUNNING_DAY = 24
RUNNING_OZONE = 8


@dataclass(frozen=True)
class HourlyIndex:
    """Hourly sub-indices and AQI of some sites.

    Attributes
    ----------
    items : names of the sub-indices, the bits of ``primary``.
    sub_indices : int16 [items, sites, slots].
    index : int16 AQI [sites, slots], missing where the rule publishes none.
    primary : uint16 bit mask [sites, slots].
    """

    items: tuple[str, ...]
    sub_indices: Int16Array
    index: Int16Array
    primary: npt.NDArray[np.uint16]


def realtime_feed(grid: Grid, edition: AirEdition) -> HourlyIndex:
    """Return the AQI as the national feeds show it: 1-hour values, whatever items are present.

    Particles take the 24-hour break points. This is the feeds' practice, not the text of
    HJ 633-2012.

    Parameters
    ----------
    grid : hourly readings of the six pollutants.
    edition : supplies the items and the break points.
    """
    items = edition.index.hourly_set("realtime_feed").items
    values = {item: _one_hour(grid, item, edition) for item in items}
    sub_indices = _sub_indices(grid, values, edition)
    index, primary = air_quality_index_of_present(sub_indices, edition.index)
    return HourlyIndex(items, sub_indices, index, primary)


def hj633_2026_hourly(grid: Grid, edition: AirEdition) -> HourlyIndex:
    """Return the hourly AQI of HJ 633-2026: six 1-hour values under its missing-item rule.

    With an item missing the index is published only above 100 (clause 5.3.1).

    Parameters
    ----------
    grid : hourly readings of the six pollutants.
    edition : supplies items, break points and the missing-item rule.

    Raises
    ------
    StandardError : the edition does not have this rule.
    """
    items = edition.index.hourly_set("hj633_2026_hourly").items
    values = {item: _one_hour(grid, item, edition) for item in items}
    sub_indices = _sub_indices(grid, values, edition)
    index, primary = air_quality_index(sub_indices, edition.index, items=items)
    return HourlyIndex(items, sub_indices, index, primary)


def hj633_2012_hourly(grid: Grid, edition: AirEdition) -> HourlyIndex:
    """Return the hourly AQI of HJ 633-2012: 1-hour gases, 8-hour ozone, 24-hour running particles.

    An item that is missing is reported as missing and the index is the largest of the others: a
    reading, since the edition only says that a missing item is written NA. The 8-hour mean needs
    6 hours (GB 3095); for the 24-hour running mean no least number of hours is known, so every
    valid hour of the window enters.

    The first hours of the grid have no full window behind them: give a grid that starts 23 hours
    before the first hour of interest.

    Parameters
    ----------
    grid : hourly readings of the six pollutants.
    edition : items, break points and the validity of the 8-hour mean.

    Raises
    ------
    StandardError : the edition does not have this rule.
    """
    items = edition.index.hourly_set("hj633_2012_hourly").items
    running = {
        "24h": (RUNNING_DAY, 1),
        "8h": (RUNNING_OZONE, edition.assessment.validity.hours_per_8h),
    }
    values = {}
    for item in items:
        pollutant, averaging = item.split("_")
        if averaging in running:
            hours, fewest = running[averaging]
            decimals = edition.index.decimals_of(item)
            values[item] = running_mean(grid.series[pollutant], hours, fewest, decimals)
        else:
            values[item] = _one_hour(grid, item, edition)
    sub_indices = _sub_indices(grid, values, edition)
    index, primary = air_quality_index_of_present(sub_indices, edition.index)
    return HourlyIndex(items, sub_indices, index, primary)


HourlyRule = Callable[[Grid, AirEdition], HourlyIndex]
HOURLY_RULES: Mapping[str, HourlyRule] = {
    "realtime_feed": realtime_feed,
    "hj633_2012_hourly": hj633_2012_hourly,
    "hj633_2026_hourly": hj633_2026_hourly,
}


def running_mean(series: Series, hours: int, fewest: int, decimals: int) -> Int32Array:
    """Return the mean of the ``hours`` hours that end with each slot, rounded half to even once.

    Parameters
    ----------
    series : hourly readings [sites, slots].
    hours : window length [h].
    fewest : present hours a window needs.
    decimals : decimals of the result.

    Returns
    -------
    int32 [sites, slots] in units of 10**-decimals, missing where the window has too few hours.
    """
    present = series.present
    readings = np.where(present, series.values, 0).astype(np.int64)
    sums = _window_sums(readings, hours)
    counts = _window_sums(present.astype(np.int64), hours)
    means = round_half_even_ratio(sums * 10**decimals, np.maximum(counts, 1) * 10**series.decimals)
    return np.where(counts >= fewest, means, MISSING32).astype(np.int32)


def _window_sums(values: Int64Array, hours: int) -> Int64Array:
    totals = np.cumsum(values, axis=1)
    totals[:, hours:] -= totals[:, :-hours].copy()
    return totals


def _one_hour(grid: Grid, item: str, edition: AirEdition) -> Int32Array:
    """Return the 1-hour values of an item's pollutant in the least count of its break points."""
    series = grid.series[item.split("_", maxsplit=1)[0]]
    return in_least_counts(series, edition.index.decimals_of(item))


def in_least_counts(series: Series, decimals: int) -> Int32Array:
    """Return readings rounded half to even to ``decimals``, int32, `MISSING32` where absent."""
    present: BoolArray = series.present
    whole = round_half_even_ratio(
        series.values.astype(np.int64) * 10**decimals, 10**series.decimals
    )
    return np.where(present, whole, MISSING32).astype(np.int32)


def _sub_indices(grid: Grid, values: Mapping[str, Int32Array], edition: AirEdition) -> Int16Array:
    """Return int16 [items, sites, slots]; an over-range item takes what the edition says."""
    rule = edition.index
    found = {item: iaqi(one, item, rule) for item, one in values.items()}
    for item, concentration in values.items():
        over = rule.over_range_of(item)
        if over is None or over.take is None:
            continue
        if over.take in found:
            substitute = found[over.take]
        else:
            series = grid.series[item.split("_")[0]]
            running = running_mean(series, RUNNING_DAY, 1, rule.decimals_of(over.take))
            substitute = iaqi(running, over.take, rule)
        found[item] = substitute_over_range(found[item], concentration, substitute, item, rule)
    return np.stack(list(found.values()))
