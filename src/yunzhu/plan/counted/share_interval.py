"""The interval of a share that was found by counting."""

from __future__ import annotations

from decimal import Decimal, localcontext

from yunzhu.plan.counted.coverage import SHARE_DECIMALS
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even

LEVEL = 95
# The 97.5 % point of the standard normal distribution.
_Z = Decimal("1.959963984540054")
_DIGITS = 28


def wilson_interval(part: int, whole: int) -> tuple[Decimal, Decimal]:
    """Return the Wilson score interval of a share [%], 95 %, as it is shown.

    Source: Wilson, E. B. (1927), J. Am. Stat. Assoc. 22, 209-212.

    Parameters
    ----------
    part, whole : counted, and of how many; at least one.

    Examples
    --------
    >>> wilson_interval(8, 10)
    (Decimal('49.0'), Decimal('94.3'))
    """
    with localcontext(prec=_DIGITS):
        number = Decimal(whole)
        share, square = part / number, _Z * _Z
        scale = 1 + square / number
        middle = (share + square / (2 * number)) / scale
        spread = share * (1 - share) / number + square / (4 * number * number)
        half = _Z * spread.sqrt() / scale
        low, high = max(middle - half, Decimal(0)), min(middle + half, Decimal(1))
        return (
            round_half_even(low * PERCENT, SHARE_DECIMALS),
            round_half_even(high * PERCENT, SHARE_DECIMALS),
        )
