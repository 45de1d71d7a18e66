"""HJ 663 step 2: a city's value is the mean of its stations' concentrations.

Never the mean or the largest of station indices. Background sites, sites below the national
control level and sites not yet open or closed already take no part.
"""

from __future__ import annotations

from math import lcm

import numpy as np

from yunzhu.arrays import MISSING32, BoolArray, Int32Array, Int64Array
from yunzhu.indicators.air.daily import ItemDays, product, require_exact, total
from yunzhu.observations.grid import Series, narrowed, widened
from yunzhu.standards import Validity, round_half_even_ratio

# Decimals that the mean of the stations of one hour keeps before it enters a window.
HOURLY_MEAN_DECIMALS = 4


def city_days(stations: ItemDays, evaluated: BoolArray, validity: Validity) -> ItemDays:
    """Return the mean over the evaluated stations of each day, as one subject.

    Parameters
    ----------
    stations : one daily item of the stations.
    evaluated : bool [stations, days], which stations take part on which day.
    validity : says which share of the stations a city value needs.

    Returns
    -------
    `ItemDays` [1, days]; ``count`` is the stations with a valid value, ``expected`` the stations
    that should have one.
    """
    takes_part = stations.valid & evaluated
    present = takes_part.sum(axis=0, dtype=np.int32)
    expected = evaluated.sum(axis=0, dtype=np.int32)
    common = lcm(*(int(value) for value in np.unique(stations.denominator[takes_part])), 1)
    require_exact(common * len(evaluated))
    weights = common // np.where(takes_part, stations.denominator, common)
    kept = np.where(takes_part, stations.numerator, 0)
    numerators = total(product(kept, weights))
    enough = has_enough_stations(present, expected, validity)
    return ItemDays(
        numerator=numerators[None, :],
        denominator=(np.maximum(present, 1).astype(np.int64) * common)[None, :],
        count=present[None, :],
        expected=expected[None, :],
        valid=enough[None, :],
    )


def city_hours(series: Series, evaluated: BoolArray, validity: Validity) -> Series:
    """Return the mean over the evaluated stations of each hour [1, slots].

    Used for the reading "city MDA8 from city hours". The mean keeps `HOURLY_MEAN_DECIMALS`.

    Parameters
    ----------
    series : hourly readings [stations, slots].
    evaluated : bool [stations, slots].
    validity : says which share of the stations a city value needs.
    """
    takes_part = series.present & evaluated
    present = takes_part.sum(axis=0, dtype=np.int32)
    expected = evaluated.sum(axis=0, dtype=np.int32)
    sums = np.where(takes_part, widened(series.values), 0).sum(axis=0, dtype=np.int64)
    finer = 10 ** (HOURLY_MEAN_DECIMALS - series.decimals)
    means: Int64Array = round_half_even_ratio(sums * finer, np.maximum(present, 1).astype(np.int64))
    enough = has_enough_stations(present, expected, validity)
    scaled = np.where(enough, means, MISSING32).astype(np.int32)
    return Series(narrowed(scaled)[None, :], HOURLY_MEAN_DECIMALS, series.unit)


def has_enough_stations(present: Int32Array, expected: Int32Array, validity: Validity) -> BoolArray:
    """Return where enough stations report for a city value.

    Parameters
    ----------
    present, expected : int32 [slots], stations with a value and stations that should have one.
    validity : of the HJ 663 edition: 75 % of the stations, 50 % of fewer than four.

    Examples
    --------
    >>> from yunzhu.standards import air_edition
    >>> validity = air_edition("2012").assessment.validity
    >>> has_enough_stations(np.array([7, 8]), np.array([10, 10]), validity).tolist()
    [False, True]
    """
    most = int(expected.max(initial=0))
    needed = np.array([validity.points_needed(points) for points in range(most + 1)])
    return (present > 0) & (present >= needed[expected])
