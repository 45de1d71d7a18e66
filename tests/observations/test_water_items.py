"""What the lake of samples stores, held against every packaged standard of water."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from yunzhu.observations.feeds.units import power_to
from yunzhu.observations.water_items import WATER_ITEMS, find_item
from yunzhu.standards.black_odorous import black_odorous_rule
from yunzhu.standards.groundwater import groundwater_limits
from yunzhu.standards.sea_water import sea_water_limits
from yunzhu.standards.trophic_index import trophic_rule
from yunzhu.standards.water_limits import ItemLimit, surface_water_limits

DAY = date(2020, 6, 30)
SURFACE = surface_water_limits(DAY)
LIMITS = (
    *SURFACE.basic,
    *SURFACE.supplementary,
    *SURFACE.specific,
    *sea_water_limits().limits,
    *groundwater_limits(DAY).limits,
)
UNITS = {
    *((one.item, one.unit) for one in LIMITS),
    *((one.item, one.unit) for one in trophic_rule().terms),
    *((one.item, one.unit) for one in black_odorous_rule().criteria),
}


@pytest.mark.parametrize(("item", "unit"), sorted(UNITS))
def test_every_item_of_every_standard_is_stored_in_a_unit_that_converts(
    item: str, unit: str
) -> None:
    assert power_to(WATER_ITEMS[item].unit, unit) is not None


@pytest.mark.parametrize("limit", LIMITS, ids=lambda one: f"{one.item}, {one.reference}")
def test_a_name_of_a_standard_finds_the_item_that_it_judges(limit: ItemLimit) -> None:
    found = find_item(limit.chinese)
    assert found is not None
    assert found.item == limit.item


@pytest.mark.parametrize(
    "limit",
    [one for one in LIMITS if one.rule == "at_most"],
    ids=lambda one: f"{one.item}, {one.reference}",
)
def test_bounds_leave_room_for_a_hundred_times_the_worst_limit(limit: ItemLimit) -> None:
    power = power_to(WATER_ITEMS[limit.item].unit, limit.unit)
    assert power is not None
    worst = max(value for value in limit.limits if value is not None)
    assert WATER_ITEMS[limit.item].highest >= 100 * worst.scaleb(power)


def test_no_two_items_share_a_name() -> None:
    names = Counter(
        name.casefold()
        for one in WATER_ITEMS.values()
        for name in {each.casefold() for each in (one.item, one.chinese, *one.aliases)}
    )
    assert [name for name, count in names.items() if count > 1] == []
