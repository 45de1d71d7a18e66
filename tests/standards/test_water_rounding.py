"""环办监测函〔2020〕82号: decimals, the value that must not become zero, the mean of pH."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunzhu.errors import StandardError, UsageError
from yunzhu.observations.samples import NO_NUMBER
from yunzhu.standards.water_limits import e8
from yunzhu.standards.water_rounding import (
    Stage,
    hydrogen_ions,
    mean_ph,
    round_water,
    round_water_e8,
    rounded_ph,
    water_decimals,
    weighted_mean_ph,
)


@pytest.mark.parametrize(
    ("item", "hourly", "assessment"),
    [
        ("pH", 2, 0),
        ("DO", 2, 1),
        ("CODMn", 2, 1),
        ("NH3N", 3, 2),
        ("TP", 3, 3),
        ("TN", 2, 2),
        ("Hg", 6, 5),
        ("oil", 3, 2),
        ("chl_a", 0, 0),
        ("turbidity", 1, 1),
    ],
)
def test_decimals_by_stage(item: str, hourly: int, assessment: int) -> None:
    assert water_decimals(item, "hourly") == hourly
    assert water_decimals(item, "assessment") == assessment


@pytest.mark.parametrize(
    ("item", "stage"), [("BOD5", "hourly"), ("FC", "assessment"), ("SO4", "assessment")]
)
def test_decimals_that_were_not_obtained_are_refused(item: str, stage: Stage) -> None:
    with pytest.raises(StandardError, match="not known"):
        round_water(Decimal(1), item, stage)


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [
        ("COD", "20.04", "20.0"),
        ("COD", "20.06", "20.1"),
        ("COD", "20.05", "20.0"),
        ("COD", "20.15", "20.2"),
        ("NH3N", "1.005", "1.00"),
        ("NH3N", "1.015", "1.02"),
        ("pH", "8.5", "8"),
        ("pH", "9.5", "10"),
        ("TP", "0.0004", "0.0004"),
        ("TP", "0.00046", "0.0005"),
        ("TP", "0.00096", "0.001"),
        ("oil", "0.005", "0.005"),
        ("Hg", "0.000004", "0.000004"),
        ("TP", "-0.0004", "-0.0004"),
        ("TP", "0", "0.000"),
    ],
)
def test_half_even_once_and_never_to_zero(item: str, value: str, expected: str) -> None:
    found = round_water(Decimal(value), item, "assessment")
    assert found == Decimal(expected)
    assert len(str(found).partition(".")[2]) >= len(expected.partition(".")[2])
    numbers = round_water_e8(np.array([e8(Decimal(value))]), item, "assessment")
    assert numbers.tolist() == [e8(Decimal(expected))]


def test_a_third_is_rounded_from_the_exact_ratio() -> None:
    assert round_water(Fraction(1, 3000), "TP", "assessment") == Decimal("0.0003")


@given(
    st.sampled_from(["pH", "DO", "NH3N", "TP", "Hg"]),
    st.decimals("-30", "30", places=8),
)
def test_vectors_round_as_single_values(item: str, value: Decimal) -> None:
    found = round_water_e8(np.array([e8(value), NO_NUMBER]), item, "assessment").tolist()
    assert found == [e8(round_water(value, item, "assessment")), NO_NUMBER]


def test_the_mean_of_ph_is_that_of_hydrogen_ions() -> None:
    # (1e-6 + 1e-8) / 2 = 5.05e-7, and -log10(5.05e-7) = 6.29671 (tables: log10 5.05 = 0.70329).
    assert round(mean_ph([Decimal(6), Decimal(8)]), 5) == Decimal("6.29671")


@pytest.mark.parametrize("text", ["6.5", "7.5", "8.5", "7.125", "0.5"])
@pytest.mark.parametrize("count", [1, 2, 3, 7, 366])
def test_equal_values_on_a_tie_stay_on_it(text: str, count: int) -> None:
    assert mean_ph([Decimal(text)] * count) == Decimal(text)


def test_weights_repeat_a_value() -> None:
    repeated = mean_ph([Decimal(7), Decimal(7), Decimal("8.2")])
    assert weighted_mean_ph([Decimal(7), Decimal("8.2")], [2, 1]) == repeated
    thirds = [Fraction(2, 3), Fraction(1, 3)]
    assert weighted_mean_ph([Decimal(7), Decimal("8.2")], thirds) == repeated


def test_no_ph_has_no_mean() -> None:
    with pytest.raises(UsageError, match="no pH"):
        mean_ph([])


@given(st.lists(st.decimals("5", "10", places=4), min_size=1, max_size=40))
def test_floats_round_ph_as_the_exact_mean_or_say_they_doubt(values: list[Decimal]) -> None:
    numbers = np.array([e8(value) for value in values])
    rounded, doubtful = rounded_ph(hydrogen_ions(numbers).mean(keepdims=True), "assessment")
    exact = round_water(mean_ph(values), "pH", "assessment")
    assert doubtful[0] or rounded[0] == e8(exact)


@pytest.mark.parametrize(("text", "expected"), [("7.5", True), ("8.5", True), ("7.49", False)])
def test_a_tie_of_ph_is_doubted(text: str, expected: bool) -> None:
    ions = hydrogen_ions(np.full(1000, e8(Decimal(text)))).mean(keepdims=True)
    assert rounded_ph(ions, "assessment")[1].tolist() == [expected]
