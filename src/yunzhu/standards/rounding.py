"""GB/T 8170 rounding (half to even), the only rounding of the project, exact throughout."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np

from yunzhu.arrays import Int64Array
from yunzhu.errors import UsageError


def round_half_even_ratio(numerator: Int64Array, denominator: Int64Array | int) -> Int64Array:
    """Round ``numerator / denominator`` to the nearest integer, ties to the even one.

    Parameters
    ----------
    numerator : integers of any shape; negative ones are rounded as their mirror image.
    denominator : positive, one for all or an array that broadcasts to ``numerator``; put 1
        where there is nothing to divide. At most 2**62.

    Returns
    -------
    int64 array of the broadcast shape.

    Raises
    ------
    UsageError : a denominator is zero or negative.

    Source: GB/T 8170-2008, rounding once, half to even.

    Examples
    --------
    >>> round_half_even_ratio(np.array([5, 15, -5, 7]), 10)
    array([0, 2, 0, 1])
    """
    numbers = np.asarray(numerator, dtype=np.int64)
    divisors = _positive(denominator)
    quotient = np.asarray(np.floor_divide(numbers, divisors))
    remainder = np.asarray(np.multiply(quotient, divisors))
    np.subtract(numbers, remainder, out=remainder)
    # Up when twice the remainder exceeds the divisor, or equals it under an odd quotient:
    # both are "twice the remainder, plus one if odd, exceeds the divisor".
    np.left_shift(remainder, 1, out=remainder)
    remainder += quotient & 1
    quotient += remainder > divisors
    return quotient


def round_up_ratio(numerator: Int64Array, denominator: Int64Array | int) -> Int64Array:
    """Round ``numerator / denominator`` up to an integer (sub-indices, HJ 633).

    Parameters and errors as in `round_half_even_ratio`.

    Examples
    --------
    >>> round_up_ratio(np.array([100, 101, -101]), 50)
    array([ 2,  3, -2])
    """
    quotient = np.negative(np.asarray(numerator, dtype=np.int64))
    quotient = np.asarray(np.floor_divide(quotient, _positive(denominator)))
    return np.asarray(np.negative(quotient))


def round_half_even(value: Fraction | Decimal | int, decimals: int) -> Decimal:
    """Round one exact number to ``decimals`` places, ties to the even digit.

    Raises
    ------
    UsageError : ``value`` is a float or not finite, or ``decimals`` is negative.

    Source: GB/T 8170-2008.

    Examples
    --------
    >>> round_half_even(Fraction(37, 40), 2), round_half_even(Fraction(-5, 2), 0)
    (Decimal('0.92'), Decimal('-2'))
    """
    return _with_decimals(round(_scaled(value, decimals)), decimals)


def round_down(value: Fraction | Decimal | int, decimals: int) -> Decimal:
    """Round towards minus infinity, as a remaining cap is printed.

    Examples
    --------
    >>> round_down(Decimal("95.67"), 0)
    Decimal('95')
    """
    return _with_decimals(math.floor(_scaled(value, decimals)), decimals)


def round_up(value: Fraction | Decimal | int, decimals: int) -> Decimal:
    """Round towards plus infinity, as a remaining need is printed.

    Examples
    --------
    >>> round_up(Fraction(1, 3), 1)
    Decimal('0.4')
    """
    return _with_decimals(math.ceil(_scaled(value, decimals)), decimals)


def _positive(denominator: Int64Array | int) -> Int64Array:
    divisors = np.asarray(denominator, dtype=np.int64)
    if divisors.min(initial=1) <= 0:
        raise UsageError(
            "分母须为正 a denominator must be positive",
            found=int(divisors.min()),
            expected="> 0",
        )
    return divisors


def _scaled(value: Fraction | Decimal | int, decimals: int) -> Fraction:
    exact = isinstance(value, Fraction | int) or (isinstance(value, Decimal) and value.is_finite())
    if not exact or decimals < 0:
        raise UsageError(
            "只能修约精确的有限数 only exact, finite numbers are rounded",
            found=(value, decimals),
            expected="Fraction, Decimal or int, and decimals >= 0",
        )
    return Fraction(value) * Fraction(10**decimals)


def _with_decimals(units: int, decimals: int) -> Decimal:
    return Decimal(f"{units}E-{decimals}") if decimals else Decimal(units)
