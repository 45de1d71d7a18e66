"""The class of a value and of several items together, by GB 3838."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunzhu.arrays import MISSING64
from yunzhu.errors import UsageError
from yunzhu.observations.samples import NO_NUMBER
from yunzhu.standards.dissolved_oxygen import oxygen_class
from yunzhu.standards.water_class import (
    NO_CLASS,
    WaterBody,
    WaterClass,
    item_class,
    worst_class,
)
from yunzhu.standards.water_limits import e8, surface_water_limits

LIMITS = surface_water_limits(date(2020, 5, 8))
RIVER, LAKE = WaterBody.RIVER, WaterBody.LAKE


def class_of(item: str, text: str, body: WaterBody = RIVER) -> int:
    numbers = np.array([e8(Decimal(text))])
    return int(item_class(numbers, LIMITS.limit(item, body))[0])


@pytest.mark.parametrize(
    ("item", "body", "text", "expected"),
    [
        ("NH3N", RIVER, "0.15", 1),
        ("NH3N", RIVER, "0.15000001", 2),
        ("NH3N", RIVER, "2", 5),
        ("NH3N", RIVER, "2.01", 6),
        ("NH3N", RIVER, "-0.5", 1),
        ("COD", RIVER, "15", 1),
        ("COD", RIVER, "15.1", 3),
        ("COD", RIVER, "20.04", 4),
        ("Cu", RIVER, "0.5", 2),
        ("Cu", RIVER, "1.5", 6),
        ("DO", RIVER, "7.5", 1),
        ("DO", RIVER, "7.49", 2),
        ("DO", RIVER, "2", 5),
        ("DO", RIVER, "1.99", 6),
        ("DO", RIVER, "0", 6),
        ("pH", RIVER, "6", 1),
        ("pH", RIVER, "9", 1),
        ("pH", RIVER, "9.01", 6),
        ("pH", RIVER, "5.99", 6),
        ("TP", RIVER, "0.1", 2),
        ("TP", LAKE, "0.1", 4),
        ("TP", RIVER, "0.05", 2),
        ("TP", LAKE, "0.05", 3),
        ("Hg", RIVER, "0.00006", 3),
        ("FC", RIVER, "40001", 6),
    ],
)
def test_the_class_of_one_value(item: str, body: WaterBody, text: str, expected: int) -> None:
    assert class_of(item, text, body) == expected


@pytest.mark.parametrize("item", ["pH", "DO", "NH3N", "FC"])
def test_a_missing_value_has_no_class(item: str) -> None:
    assert MISSING64 == NO_NUMBER
    numbers = np.array([[NO_NUMBER, 7 * 10**8]])
    found = item_class(numbers, LIMITS.limit(item, RIVER))
    assert found.dtype == np.uint8
    assert found.shape == (1, 2)
    assert found[0, 0] == NO_CLASS
    assert found[0, 1] != NO_CLASS


def test_an_item_without_classes_has_none() -> None:
    limit = LIMITS.limit("water_temp", RIVER)
    assert item_class(np.array([20 * 10**8]), limit).tolist() == [NO_CLASS]


def first_class_met(item: str, value: Decimal) -> int:
    """The class as the standard says it: the best one whose limit the value meets."""
    limit = LIMITS.limit(item, RIVER)
    for number in range(1, 6):
        if limit.rule == "range":
            met = limit.ranges[number - 1][0] <= value <= limit.ranges[number - 1][1]
        elif limit.rule == "at_least":
            met = value >= limit.limit_of(number)
        else:
            met = value <= limit.limit_of(number)
        if met:
            return number
    return 6


@given(
    st.sampled_from(["pH", "DO", "CODMn", "NH3N", "TP", "Cu", "Hg", "FC"]),
    st.lists(st.decimals("-1", "50", places=8), min_size=1, max_size=20),
)
def test_classes_of_arrays_are_those_of_the_words(item: str, values: list[Decimal]) -> None:
    numbers = np.array([e8(value) for value in values])
    expected = [first_class_met(item, value) for value in values]
    assert item_class(numbers, LIMITS.limit(item, RIVER)).tolist() == expected


def test_the_worst_item_decides_and_ties_are_joint() -> None:
    classes = np.array([[1, 2, 0, 6], [4, 2, 0, 0], [4, 1, 0, 5]], np.uint8)
    worst, items = worst_class(classes)
    assert worst.tolist() == [4, 2, NO_CLASS, 6]
    assert items.tolist() == [0b110, 0b011, 0, 0b001]
    assert (worst.dtype, items.dtype) == (np.uint8, np.uint32)


def test_more_items_than_a_mask_holds_are_refused() -> None:
    worst, items = worst_class(np.full((32, 1), 3, np.uint8))
    assert (worst.tolist(), items.tolist()) == ([3], [2**32 - 1])
    with pytest.raises(UsageError, match="too many items"):
        worst_class(np.zeros((33, 1), np.uint8))


def test_no_items_make_no_class() -> None:
    assert worst_class(np.zeros((0, 2), np.uint8))[0].tolist() == [NO_CLASS, NO_CLASS]


# Saturation by 468 / (31.6 + T): at 30 °C 468 / 61.6 = 7.597 mg/L, 90 % of it 6.8377;
# at 0 °C 14.810, 90 % 13.329, so the concentration of 7.5 decides;
# at 26.9 °C 468 / 58.5 = 8, 90 % of it 7.2 exactly.
@pytest.mark.parametrize(
    ("oxygen", "temperature", "expected"),
    [
        ("6.8376", "30", 2),
        ("6.8377", "30", 1),
        ("7.2", "26.9", 1),
        ("7.19999999", "26.9", 2),
        ("7.5", "0", 1),
        ("7.4", "0", 2),
        ("25", "35", 1),
        ("1.9", "30", 6),
    ],
)
def test_saturation_also_makes_class_one(oxygen: str, temperature: str, expected: int) -> None:
    values = (np.array([e8(Decimal(text))]) for text in (oxygen, temperature))
    assert oxygen_class(*values, LIMITS).tolist() == [expected]


def test_without_a_temperature_the_concentration_decides() -> None:
    numbers = np.array([e8(Decimal(7)), NO_NUMBER])
    temperatures = np.array([NO_NUMBER, e8(Decimal(20))])
    assert oxygen_class(numbers, temperatures, LIMITS).tolist() == [2, NO_CLASS]


def test_words_of_the_classes() -> None:
    assert [one.chinese for one in WaterClass] == ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"]
