"""GB/T 8170: half to even, once, exact; caps down, needs up."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunzhu.errors import UsageError
from yunzhu.standards import (
    round_down,
    round_half_even,
    round_half_even_ratio,
    round_up,
    round_up_ratio,
)

whole = st.integers(-(10**12), 10**12)
divisor = st.integers(1, 10**6)


def decimal_oracle(numerator: int, denominator: int, rounding: str) -> int:
    with localcontext() as context:
        context.prec = 60
        return int((Decimal(numerator) / Decimal(denominator)).to_integral_value(rounding))


@given(st.lists(st.tuples(whole, divisor), min_size=1, max_size=50))
def test_ratio_equals_decimal_half_even(pairs: list[tuple[int, int]]) -> None:
    numerator, denominator = np.array(pairs, dtype=np.int64).T
    expected = [decimal_oracle(n, d, ROUND_HALF_EVEN) for n, d in pairs]
    assert round_half_even_ratio(numerator, denominator).tolist() == expected


@given(whole, st.integers(1, 10**5))
def test_every_tie_goes_to_the_even_neighbour(unit: int, half: int) -> None:
    tie = np.array([(2 * unit + 1) * half])
    below = unit if unit % 2 == 0 else unit + 1
    assert round_half_even_ratio(tie, 2 * half).tolist() == [below]


@given(st.lists(whole, min_size=1, max_size=50), divisor)
def test_one_divisor_serves_all(numbers: list[int], denominator: int) -> None:
    expected = [decimal_oracle(n, denominator, ROUND_HALF_EVEN) for n in numbers]
    assert round_half_even_ratio(np.array(numbers), denominator).tolist() == expected


@given(st.lists(st.tuples(whole, divisor), min_size=1, max_size=50))
def test_ratio_up_equals_decimal_ceiling(pairs: list[tuple[int, int]]) -> None:
    numerator, denominator = np.array(pairs, dtype=np.int64).T
    expected = [decimal_oracle(n, d, ROUND_CEILING) for n, d in pairs]
    assert round_up_ratio(numerator, denominator).tolist() == expected


def test_ratio_is_exact_near_the_ends_of_64_bits() -> None:
    largest = 2**63 - 1
    assert round_half_even_ratio(np.array([largest, -largest]), 2).tolist() == [2**62, -(2**62)]
    assert round_half_even_ratio(np.array([largest]), 2**62).tolist() == [2]


def test_ratio_leaves_its_inputs_alone_and_broadcasts() -> None:
    numerator = np.arange(12).reshape(3, 4)
    kept = numerator.copy()
    found = round_half_even_ratio(numerator, np.array([1, 2, 4, 8]))
    assert (numerator == kept).all()
    assert found.tolist() == [[0, 0, 0, 0], [4, 2, 2, 1], [8, 4, 2, 1]]
    assert round_half_even_ratio(np.zeros(0, dtype=np.int64), 7).tolist() == []


def test_narrow_integers_do_not_wrap() -> None:
    assert round_half_even_ratio(np.array([32767], dtype=np.int16), 1).tolist() == [32767]
    assert round_up_ratio(np.array([-32768], dtype=np.int16), 1).tolist() == [-32768]


@pytest.mark.parametrize("denominator", [0, -3, np.array([4, 0])])
def test_a_denominator_must_be_positive(denominator: Any) -> None:
    with pytest.raises(UsageError, match="must be positive"):
        round_half_even_ratio(np.array([1, 2]), denominator)


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=6), st.integers(0, 6))
def test_one_number_equals_decimal_quantize(value: Decimal, decimals: int) -> None:
    step = Decimal(1).scaleb(-decimals)
    assert round_half_even(value, decimals) == value.quantize(step, ROUND_HALF_EVEN)
    assert round_down(value, decimals) == value.quantize(step, ROUND_FLOOR)
    assert round_up(value, decimals) == value.quantize(step, ROUND_CEILING)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Fraction(37, 40), 2, "0.92"),
        (Decimal("-2.5"), 0, "-2"),
        (Decimal("-3.5"), 0, "-4"),
        (Decimal("20.05"), 1, "20.0"),
        (Decimal("20.15"), 1, "20.2"),
        (3, 2, "3.00"),
        (Fraction(2186, 100), 0, "22"),
    ],
)
def test_rounded_numbers_keep_their_decimals(value: Fraction, decimals: int, expected: str) -> None:
    assert str(round_half_even(value, decimals)) == expected


def test_a_remaining_cap_goes_down_and_a_need_up() -> None:
    assert round_down(Decimal("95.67"), 0) == 95
    assert round_up(Decimal("95.01"), 0) == 96
    assert round_down(Fraction(479, 10), 1) == Decimal("47.9")


@pytest.mark.parametrize("value", [0.5, Decimal("NaN"), Decimal("Infinity"), "1"])
def test_only_exact_numbers_are_rounded(value: Any) -> None:
    with pytest.raises(UsageError, match="exact"):
        round_half_even(value, 0)


def test_negative_decimals_are_refused() -> None:
    with pytest.raises(UsageError, match="decimals >= 0"):
        round_half_even(15, -1)
