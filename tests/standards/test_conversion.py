"""Gas concentrations between volume and mass and between reference states."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from yunzhu.errors import StandardError
from yunzhu.standards import (
    REFERENCE_STATE_CHANGE,
    limits_of,
    microgram_from_ppb,
    microgram_per_ppb,
    old_to_new_reference_state,
    ppb_from_microgram,
)

NEW_STATE = Decimal("298.15")
OLD_STATE = Decimal("273.15")


def test_the_change_of_state_is_that_of_the_limits() -> None:
    assert date(2018, 9, 1) == REFERENCE_STATE_CHANGE
    states = limits_of("GB 3095-2012").reference_states
    assert states[1].effective == REFERENCE_STATE_CHANGE


def test_the_factor_is_exact() -> None:
    assert old_to_new_reference_state() == Fraction(27315, 29815)
    assert round(float(old_to_new_reference_state()), 5) == 0.91615


def test_micrograms_per_ppb() -> None:
    assert microgram_per_ppb("O3", NEW_STATE) == Fraction(48000, 24465)
    assert microgram_per_ppb("SO2", OLD_STATE) == Fraction(64060, 22414)


def test_there_and_back_is_the_same_number() -> None:
    mass = microgram_from_ppb(Decimal("41.7"), "NO2", NEW_STATE)
    assert ppb_from_microgram(mass, "NO2", NEW_STATE) == Fraction(417, 10)


def test_gases_and_temperatures_without_constants_are_refused() -> None:
    with pytest.raises(StandardError, match=r"SO2 \| NO2"):
        microgram_per_ppb("PM2.5", NEW_STATE)
    with pytest.raises(StandardError, match="temperature_kelvin"):
        microgram_per_ppb("O3", Decimal("293.15"))
