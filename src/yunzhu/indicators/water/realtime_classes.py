"""Rule ``realtime_feed``: the class of every moment from unrounded values, as stations publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from yunzhu.arrays import BoolArray, Int32Array, Int64Array, IntArray, UInt8Array
from yunzhu.indicators.water.rules import BelowDetection
from yunzhu.observations.samples import NO_NUMBER, DetectionMark, Samples
from yunzhu.standards.water_class import NO_CLASS, WaterBody, item_class, worst_class
from yunzhu.standards.water_limits import SurfaceWaterLimits

REALTIME_ITEMS = ("pH", "DO", "CODMn", "NH3N", "TP")
"""Items by which the national feed forms its class, found by recomputing what it published."""

_PHOSPHORUS = REALTIME_ITEMS.index("TP")


@dataclass(frozen=True)
class RealtimeClasses:
    """The class of each section and moment; moments without any of the items are left out.

    Attributes
    ----------
    sites : names that ``site`` counts through.
    site, minutes : int32 [moments].
    classes : uint8 [moments], codes of `WaterClass`; `NO_CLASS` where undetermined.
    driving : uint8 [moments], bit k set where item k of `REALTIME_ITEMS` has the worst class.
    present : uint8 [moments], bit k set where item k took part.
    undetermined : bool [moments]: the section's water body is not known and the limits of total
        phosphorus of rivers and of lakes give different classes.
    """

    sites: tuple[str, ...]
    site: Int32Array
    minutes: Int32Array
    classes: UInt8Array
    driving: UInt8Array
    present: UInt8Array
    undetermined: BoolArray

    def __len__(self) -> int:
        return len(self.classes)


def realtime_classes(
    samples: Samples,
    bodies: Sequence[WaterBody | None],
    limits: SurfaceWaterLimits,
    below_detection: BelowDetection = BelowDetection.HALF,
) -> RealtimeClasses:
    """Class every moment by the worst of the items of `REALTIME_ITEMS` that are present.

    Parameters
    ----------
    samples : newest versions, ordered by site, time, item.
    bodies : per section of ``samples.sites``, what it lies on; None where not known.
    limits : GB 3838 in force.
    below_detection : what a value below its detection limit counts as.
    """
    places = np.full(len(samples.items) + 1, -1, np.int8)
    for place, name in enumerate(REALTIME_ITEMS):
        if name in samples.items:
            places[samples.items.index(name)] = place
    item = places[samples.item]
    kept = np.flatnonzero((item >= 0) & (samples.numbers != NO_NUMBER))
    item, site, minutes = item[kept], samples.site[kept], samples.minutes[kept]
    numbers = counted_numbers(samples.numbers[kept], samples.marks[kept], below_detection)
    begins = np.empty(len(kept), np.bool_)
    begins[:1] = True
    begins[1:] = (site[1:] != site[:-1]) | (minutes[1:] != minutes[:-1])
    moment = np.cumsum(begins) - 1
    firsts = np.flatnonzero(begins)
    of_rivers, of_lakes = _classes_by_body(item, numbers, moment, len(firsts), limits)
    present = np.zeros(len(firsts), np.uint8)
    for place in range(len(REALTIME_ITEMS)):
        present |= (of_rivers[place] != NO_CLASS).astype(np.uint8) << place
    body = np.array([_BODY_CODES[one] for one in bodies], np.int8)[site[firsts]]
    classes, driving, undetermined = _by_body(of_rivers, of_lakes, body)
    return RealtimeClasses(
        samples.sites, site[firsts], minutes[firsts], classes, driving, present, undetermined
    )


def counted_numbers(
    numbers: Int64Array, marks: UInt8Array, below_detection: BelowDetection
) -> Int64Array:
    """Return the numbers with those below detection as they count, in 10**-8.

    Half of an odd number is rounded up, which no limit of the standard can tell from the half.
    """
    is_below = marks == DetectionMark.BELOW
    if below_detection is BelowDetection.LIMIT or not is_below.any():
        return numbers
    counted: Callable[[Int64Array], Int64Array] = (
        (lambda limit: (limit + 1) // 2)
        if below_detection is BelowDetection.HALF
        else np.zeros_like
    )
    found = numbers.copy()
    found[is_below] = counted(numbers[is_below])
    return found


def items_of_bits(bits: int) -> tuple[str, ...]:
    """Return the items whose bits are set.

    Examples
    --------
    >>> items_of_bits(0b10100)
    ('CODMn', 'TP')
    """
    return tuple(name for place, name in enumerate(REALTIME_ITEMS) if bits >> place & 1)


_BODY_CODES: Mapping[WaterBody | None, int] = {None: 0, WaterBody.RIVER: 1, WaterBody.LAKE: 2}


def _classes_by_body(
    item: IntArray,
    numbers: Int64Array,
    moment: Int64Array,
    moments: int,
    limits: SurfaceWaterLimits,
) -> tuple[UInt8Array, UInt8Array]:
    """Return classes [items, moments] by the limits of rivers, and those of lakes."""
    of_rivers = np.zeros((len(REALTIME_ITEMS), moments), np.uint8)
    lake_phosphorus = np.zeros(moments, np.uint8)
    for place, name in enumerate(REALTIME_ITEMS):
        where = np.flatnonzero(item == place)
        values, at = numbers[where], moment[where]
        of_rivers[place, at] = item_class(values, limits.limit(name, WaterBody.RIVER))
        if place == _PHOSPHORUS:
            lake_phosphorus[at] = item_class(values, limits.limit(name, WaterBody.LAKE))
    of_lakes = of_rivers.copy()
    of_lakes[_PHOSPHORUS] = lake_phosphorus
    return of_rivers, of_lakes


def _by_body(
    of_rivers: UInt8Array, of_lakes: UInt8Array, body: IntArray
) -> tuple[UInt8Array, UInt8Array, BoolArray]:
    river_class, river_driving = worst_class(of_rivers)
    lake_class, lake_driving = worst_class(of_lakes)
    is_lake, is_unknown = body == _BODY_CODES[WaterBody.LAKE], body == _BODY_CODES[None]
    undetermined = is_unknown & (river_class != lake_class)
    classes = np.where(is_lake, lake_class, river_class)
    classes[undetermined] = NO_CLASS
    # Where both readings agree, what drives under both is certain to drive.
    driving = np.where(is_lake, lake_driving, river_driving)
    driving[is_unknown] = (river_driving & lake_driving)[is_unknown]
    driving[undetermined] = 0
    return classes.astype(np.uint8), driving.astype(np.uint8), undetermined
