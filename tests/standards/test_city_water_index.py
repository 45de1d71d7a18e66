"""The index that ranks cities by surface water."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from yunzhu.errors import UsageError
from yunzhu.standards.city_water_index import (
    city_water_index,
    city_water_index_edition,
    index_change_percent,
    item_index,
    water_index,
)
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import surface_water_limits

RULE = city_water_index_edition()
LIMITS = surface_water_limits(date(2020, 6, 30))
RIVER, LAKE = WaterBody.RIVER, WaterBody.LAKE


@pytest.mark.parametrize(
    ("item", "body", "value", "expected"),
    [
        ("COD", RIVER, "15", "3/4"),
        ("NH3N", RIVER, "1.5", "3/2"),
        ("TP", RIVER, "0.1", "1/2"),
        ("TP", LAKE, "0.1", "2"),
        ("DO", RIVER, "8", "5/8"),
        ("DO", RIVER, "2.5", "2"),
        ("pH", RIVER, "7", "0"),
        ("pH", RIVER, "6.2", "4/5"),
        ("pH", RIVER, "8.5", "3/4"),
        ("pH", RIVER, "9.4", "6/5"),
        ("Hg", RIVER, "0.00005", "1/2"),
    ],
)
def test_item_indices(item: str, body: WaterBody, value: str, expected: str) -> None:
    assert item_index(Decimal(value), LIMITS.limit(item, body), RULE) == Fraction(expected)


def test_water_without_oxygen_has_no_index() -> None:
    with pytest.raises(UsageError, match="above 0"):
        item_index(Decimal(0), LIMITS.limit("DO", RIVER), RULE)


def test_the_index_is_the_sum_of_21_items_and_others_do_not_enter() -> None:
    # Every item at its limit of class III counts 1; pH 9 counts 1 too.
    values = {
        row.item: Decimal(9) if row.item == "pH" else row.limit_of(3)
        for row in LIMITS.section_items(LAKE)
    }
    index = water_index({**values, "TN": Decimal(9), "EC": Decimal(500)}, LIMITS, LAKE, RULE)
    assert (index.total, index.missing) == (Fraction(21), ())


def test_a_missing_item_leaves_no_total() -> None:
    index = water_index({"COD": Decimal(20), "DO": Decimal(10)}, LIMITS, RIVER, RULE)
    assert index.total is None
    assert index.sum_of_present == Fraction(3, 2)
    assert len(index.missing) == 19
    assert "pH" in index.missing


def test_a_city_weights_rivers_and_lakes_by_sections() -> None:
    assert city_water_index(Fraction(8), 10, Fraction(5), 2) == Fraction(15, 2)
    assert city_water_index(Fraction(8), 10, None, 0) == 8
    assert city_water_index(None, 0, Fraction(5), 2) == 5


@pytest.mark.parametrize("lakes", [0, 2])
def test_a_city_without_sections_or_index_has_none(lakes: int) -> None:
    with pytest.raises(UsageError, match="needs sections"):
        city_water_index(None, 0, None, lakes)


def test_improvement_is_a_change_in_percent() -> None:
    assert index_change_percent(Fraction(10), Fraction(9)) == -10
    with pytest.raises(UsageError, match="above 0"):
        index_change_percent(Fraction(0), Fraction(9))
