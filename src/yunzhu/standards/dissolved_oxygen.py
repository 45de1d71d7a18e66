"""Dissolved oxygen by its saturation, the other way into class Ⅰ."""

from __future__ import annotations

import numpy as np

from yunzhu.arrays import Int64Array, UInt8Array
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_up_ratio
from yunzhu.standards.water_class import NO_CLASS, WaterBody, WaterClass, item_class
from yunzhu.standards.water_limits import DECIMALS, SurfaceWaterLimits, e8


def oxygen_class(
    numbers: Int64Array, temperatures: Int64Array, limits: SurfaceWaterLimits
) -> UInt8Array:
    """Return the class of dissolved oxygen where saturation too makes class Ⅰ.

    The reading ``concentration_or_saturation`` of the setting ``dissolved_oxygen_class_one``.

    Parameters
    ----------
    numbers : ``[...]`` [10**-8 mg/L], the type's minimum where missing.
    temperatures : ``[...]`` of the same water [10**-8 °C]; where missing, the concentration
        alone decides.
    limits : the edition that holds the limits and the formula of saturation.

    Returns
    -------
    uint8 ``[...]`` as `item_class`.

    Source: GB 3838-2002 table 1; saturation = 468 / (31.6 + T), HJ 2.3.

    Examples
    --------
    >>> from datetime import date
    >>> from yunzhu.standards.water_limits import surface_water_limits
    >>> limits = surface_water_limits(date(2020, 5, 8))
    >>> oxygen_class(np.array([690_000_000]), np.array([3_000_000_000]), limits)
    array([1], dtype=uint8)
    """
    numbers = np.asarray(numbers, np.int64)
    temperatures = np.asarray(temperatures, np.int64)
    classes = item_class(numbers, limits.limit("DO", WaterBody.RIVER))
    rule = limits.saturation
    # DO >= share * numerator / (offset + T), in integers of 10**-8 throughout.
    share = rule.class_one_percent.value / PERCENT
    numerator = e8(share * rule.numerator.value) * 10**DECIMALS
    offset = e8(rule.offset.value)
    known = (temperatures > -offset) & (classes != NO_CLASS)
    divisor = np.where(known, temperatures, 0) + offset
    least = round_up_ratio(np.asarray(numerator, np.int64), divisor)
    classes[known & (numbers >= least)] = WaterClass.I
    return classes
