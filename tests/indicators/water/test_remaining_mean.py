"""The mean the remaining months may have, against a search over every number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunzhu.indicators.water.remaining_mean import remaining_mean
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import surface_water_limits
from yunzhu.standards.water_rounding import round_water

LIMITS = surface_water_limits(date(2020, 6, 1))


def limit(item: str):  # type: ignore[no-untyped-def]
    return LIMITS.limit(item, WaterBody.RIVER)


def test_the_largest_mean_uses_the_half_unit_that_rounds_down() -> None:
    # Six months at 1.5; year <= 1.005 rounds to 1.00: (12 * 1.005 - 9) / 6 = 0.51.
    found = remaining_mean([Fraction(3, 2)] * 6, 6, limit("NH3N"), WaterClass.III)
    assert (found.value, found.months_done, found.months_left) == (Decimal("0.51"), 6, 6)
    assert not found.is_least


def test_the_least_mean_of_oxygen_is_rounded_up() -> None:
    # Ten months at 4.7: (12 * 4.95 - 47) / 2 = 6.2; 4.95 rounds to 5.0 (even), 6.2 is enough.
    found = remaining_mean([Fraction(47, 10)] * 10, 2, limit("DO"), WaterClass.III)
    assert (found.value, found.is_least) == (Decimal("6.2"), True)


def test_no_mean_reaches_the_target() -> None:
    # Eleven months at 2 leave no room for a year of at most 1.
    found = remaining_mean([Fraction(2)] * 11, 1, limit("NH3N"), WaterClass.III)
    assert found.value is None


@given(
    st.sampled_from([("NH3N", "0.01"), ("TP", "0.001"), ("DO", "0.1"), ("CODMn", "0.1")]),
    st.lists(st.integers(0, 30_000), min_size=1, max_size=11),
    st.sampled_from([WaterClass.II, WaterClass.III, WaterClass.IV]),
)
def test_the_answer_meets_the_target_and_one_unit_further_does_not(
    item_and_unit: tuple[str, str], thousandths: list[int], target: WaterClass
) -> None:
    item, text = item_and_unit
    scale = 20_000 if item == "TP" else 1_000
    months = [Fraction(one, scale) for one in thousandths]
    left = 12 - len(months)
    found = remaining_mean(months, left, limit(item), target)
    bound = limit(item).limit_of(target)

    def meets(mean: Decimal) -> bool:
        rounded = round_water((sum(months) + Fraction(mean) * left) / 12, item, "assessment")
        return rounded >= bound if item == "DO" else rounded <= bound

    unit = Decimal(text)
    if found.value is None:
        assert item != "DO"
        assert not meets(Decimal(0))
    elif item == "DO":
        assert meets(found.value)
        assert found.value == 0 or not meets(found.value - unit)
    else:
        assert meets(found.value)
        assert not meets(found.value + unit)


@pytest.mark.parametrize("target", [WaterClass.I, WaterClass.V])
def test_every_class_has_its_own_limit(target: WaterClass) -> None:
    # Nothing done yet but one month at the limit itself: the rest may stay there, and a little.
    bound = limit("COD").limit_of(target)
    found = remaining_mean([Fraction(bound)], 11, limit("COD"), target)
    assert found.value is not None
    assert found.value >= bound
