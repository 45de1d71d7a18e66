"""The classes of surface water (水质类别) and how several items make one class."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TYPE_CHECKING

import numpy as np

from yunzhu.arrays import MISSING64, Int64Array, UInt8Array, UInt32Array
from yunzhu.errors import UsageError

if TYPE_CHECKING:
    from yunzhu.standards.water_limits import ItemLimit


class WaterBody(Enum):
    """What a section lies on; total phosphorus has other limits in lakes and reservoirs."""

    RIVER = "river"
    LAKE = "lake"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "河流 river" if self is WaterBody.RIVER else "湖库 lake or reservoir"


class WaterClass(IntEnum):
    """Class of a value, a section or a period; the larger, the worse."""

    I = 1  # noqa: E741
    II = 2
    III = 3
    IV = 4
    V = 5
    WORSE_THAN_V = 6

    @property
    def chinese(self) -> str:
        """The class as reports print it."""
        return _CHINESE[self]

    @property
    def label(self) -> str:
        """The words shown to users."""
        return (
            f"{self.chinese}类 {'worse than V' if self is WaterClass.WORSE_THAN_V else self.name}"
        )


_CHINESE = dict(zip(WaterClass, ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"), strict=True))

NO_CLASS = 0
"""Stands in an array of classes where there is none."""

_MASK_BITS = 32


def item_class(numbers: Int64Array, limit: ItemLimit) -> UInt8Array:
    """Return the class of each value of one item: the first whose limit it meets.

    Parameters
    ----------
    numbers : ``[...]`` [10**-8 of the unit of the limit], the type's minimum where missing.
    limit : of the item, for the body of water the values come from.

    Returns
    -------
    uint8 ``[...]``: 1 the best; one more than the classes of the limit where none is met, which
    for surface water is worse than Ⅴ; `NO_CLASS` where missing or without limits.

    Source: single-factor assessment, GB 3838 table 1. pH is of class Ⅰ inside its range, else
    worse than Ⅴ.

    Examples
    --------
    >>> from datetime import date
    >>> from yunzhu.standards.water_limits import surface_water_limits
    >>> oxygen = surface_water_limits(date(2020, 5, 8)).limit("DO", WaterBody.RIVER)
    >>> item_class(np.array([750_000_000, 749_999_999, 199_999_999, -(2**63)]), oxygen)
    array([1, 2, 6, 0], dtype=uint8)
    """
    numbers = np.asarray(numbers, np.int64)
    if limit.rule == "none":
        return np.full(numbers.shape, NO_CLASS, np.uint8)
    present = numbers != MISSING64
    classes: UInt8Array = present.view(np.uint8).copy()
    thresholds, classes_passed = np.unique(limit.thresholds_e8, axis=0, return_counts=True)
    for threshold, count in zip(thresholds.tolist(), classes_passed.tolist(), strict=True):
        if limit.rule == "at_most":
            failed = numbers > threshold
        elif limit.rule == "at_least":
            failed = numbers < threshold
        else:
            low, high = threshold
            failed = (numbers < low) | (numbers > high)
        classes += np.multiply(failed, count, dtype=np.uint8)
    # The missing marker lies below every limit.
    classes *= present
    return classes


def worst_class(classes: UInt8Array) -> tuple[UInt8Array, UInt32Array]:
    """Return the worst class over the items, and which items are of it.

    Parameters
    ----------
    classes : ``[items, ...]`` from `item_class`, at most 32 items.

    Returns
    -------
    uint8 ``[...]``, `NO_CLASS` where no item has a class; and uint32 ``[...]`` whose bit ``i``
    says that item ``i`` is of the worst class, 0 where there is none.

    Source: single-factor assessment, GB 3838; 环办〔2011〕22号.

    Examples
    --------
    >>> worst, items = worst_class(np.array([[1, 0], [4, 0], [4, 0]], np.uint8))
    >>> worst.tolist(), [bin(mask) for mask in items.tolist()]
    ([4, 0], ['0b110', '0b0'])
    """
    if len(classes) > _MASK_BITS:
        raise UsageError(
            "项目太多 too many items for one mask",
            found=len(classes),
            expected=f"<= {_MASK_BITS}",
        )
    worst = np.max(classes, axis=0, initial=NO_CLASS)
    items = np.zeros(worst.shape, np.uint32)
    for bit, one in enumerate(classes):
        items |= ((one == worst) & (one != NO_CLASS)).astype(np.uint32) << np.uint32(bit)
    return worst, items
