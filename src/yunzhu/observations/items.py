"""What the air lake stores: items, units, decimals and the bounds of what can be stored."""

from __future__ import annotations

from dataclasses import dataclass

MICROGRAM = "µg/m³"
MILLIGRAM = "mg/m³"


@dataclass(frozen=True)
class Item:
    """One measured item.

    Attributes
    ----------
    name, chinese : the field's term.
    unit : unit of every stored value.
    decimals : decimals of the usual least count; finer records raise it, per segment.
    lowest, highest : bounds [unit] of a storable reading: beyond them a record is not a reading
        (quarantined at import). They are far outside any limit; negative readings are real.
    """

    name: str
    chinese: str
    unit: str
    decimals: int
    lowest: int
    highest: int


AIR_ITEMS = {
    item.name: item
    for item in (
        Item("SO2", "二氧化硫", MICROGRAM, 0, -100, 20_000),
        Item("NO2", "二氧化氮", MICROGRAM, 0, -100, 20_000),
        Item("PM10", "可吸入颗粒物", MICROGRAM, 0, -100, 20_000),
        Item("PM2.5", "细颗粒物", MICROGRAM, 0, -100, 20_000),
        Item("CO", "一氧化碳", MILLIGRAM, 2, -10, 300),
        Item("O3", "臭氧", MICROGRAM, 0, -100, 20_000),
        Item("AQI", "公布的实时 AQI published real-time AQI", "", 0, 0, 500),
    )
}
POLLUTANTS = ("SO2", "NO2", "PM10", "PM2.5", "CO", "O3")
MOST_DECIMALS = 4
