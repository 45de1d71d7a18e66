"""Datasets of hourly records: what each lake of a grid stores, and on which sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yunzhu.observations.items import AIR_ITEMS, MOST_DECIMALS, Item
from yunzhu.observations.sites import ControlLevel, Medium
from yunzhu.observations.water_items import WATER_ITEMS

# The most that four decimals leave room for in 32 bits.
_LARGEST = (2**31 - 1) // 10**MOST_DECIMALS
_USUAL_DECIMALS = {
    "flow": 3,
    "level": 2,
    "water_temp": 1,
    "DO": 2,
    "pH": 2,
    "CODMn": 1,
    "NH3N": 3,
    "TP": 3,
    "TN": 2,
    "EC": 0,
    "turbidity": 1,
}


@dataclass(frozen=True)
class Dataset:
    """One lake of hourly records.

    Attributes
    ----------
    name : folder of the lake.
    items : name to item of everything it stores.
    medium, level : of stations that an import registers.
    """

    name: str
    items: Mapping[str, Item]
    medium: Medium
    level: ControlLevel


def _hourly_water_item(name: str, decimals: int) -> Item:
    item = WATER_ITEMS[name]
    lowest, highest = max(int(item.lowest), -_LARGEST), min(int(item.highest), _LARGEST)
    return Item(name, item.chinese, item.unit, decimals, lowest, highest)


AIR_HOURLY = Dataset("air_hourly", AIR_ITEMS, Medium.AIR, ControlLevel.NATIONAL)
WATER_HOURLY = Dataset(
    "water_hourly",
    {name: _hourly_water_item(name, decimals) for name, decimals in _USUAL_DECIMALS.items()},
    Medium.FLOW,
    ControlLevel.MUNICIPAL,
)
"""Flow [m³/s] (negative against the river's direction), level, and quality by instruments."""
