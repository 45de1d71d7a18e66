"""HJ 663 step 2: a city's value is the mean of its stations' concentrations.

Never the mean or the largest of station indices. Background sites, sites below the national
control level and sites not yet open or closed already take no part.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np

from yunzhu.arrays import BoolArray, Int32Array
from yunzhu.indicators.air.daily import (
    LONGEST_WINDOW,
    ItemDays,
    product,
    require_exact,
    total,
    with_ozone_validity,
)
from yunzhu.observations.grid import Series, widened
from yunzhu.periods import HOURS_PER_DAY
from yunzhu.standards import Validity


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


def city_daily_max_8h(
    series: Series, evaluated: BoolArray, validity: Validity, limit: int
) -> ItemDays:
    """Return the city's daily maximum 8-hour ozone from the city's hourly means, as one subject.

    The reading "city MDA8 from city hours": each hour is the mean of the stations that report,
    kept exact, since only the day's value is a published stage. Few days of one subject are
    computed one by one in fractions, whose denominators would not fit the station kernels.

    Parameters
    ----------
    series : hourly ozone [stations, slots], whole days from hour 0.
    evaluated : bool [stations, slots], which stations take part.
    validity : stations of an hour, hours of a window, windows of a day.
    limit : daily limit [µg/m³], as for `daily_max_8h`.
    """
    means = _city_hours(series, evaluated, validity)
    ends = range(validity.first_window_end, validity.last_window_end + 1)
    numerators, denominators, counts = [], [], []
    for begin in range(0, len(means), HOURS_PER_DAY):
        day = means[begin : begin + HOURS_PER_DAY]
        windows = [
            [mean for mean in day[end - LONGEST_WINDOW : end] if mean is not None] for end in ends
        ]
        enough = [window for window in windows if len(window) >= validity.hours_per_8h]
        best = max((sum(one, Fraction(0)) / len(one) for one in enough), default=Fraction(0))
        require_exact(max(abs(best.numerator), best.denominator))
        numerators.append(best.numerator)
        denominators.append(best.denominator)
        counts.append(len(enough))
    count = np.array([counts], np.int32)
    days = ItemDays(
        numerator=np.array([numerators], np.int64),
        denominator=np.array([denominators], np.int64),
        count=count,
        expected=np.array(len(ends), np.int32),
        valid=count >= validity.windows_per_day,
    )
    return with_ozone_validity(days, validity, limit)


def _city_hours(series: Series, evaluated: BoolArray, validity: Validity) -> list[Fraction | None]:
    """Return the exact mean of the stations of each hour, None where too few report."""
    takes_part = series.present & evaluated
    present = takes_part.sum(axis=0, dtype=np.int32)
    expected = evaluated.sum(axis=0, dtype=np.int32)
    sums = np.where(takes_part, widened(series.values), 0).sum(axis=0, dtype=np.int64)
    enough = has_enough_stations(present, expected, validity)
    scale = 10**series.decimals
    return [
        Fraction(total_of_hour, stations * scale) if is_enough else None
        for total_of_hour, stations, is_enough in zip(
            sums.tolist(), present.tolist(), enough.tolist(), strict=True
        )
    ]


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
