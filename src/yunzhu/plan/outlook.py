"""What the remaining days may still bring before a target on a mean fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from yunzhu.standards import round_down, round_half_even

CAP_DECIMALS = 1


@dataclass(frozen=True)
class RemainingCap:
    """The highest mean that the remaining days may have.

    Counting rule: the valid days so far and every remaining day count, as if each remaining day
    will be valid; days that passed without a valid value stay out. The cap is held against the
    target itself, not against what would still round to it.

    Attributes
    ----------
    counted_days : valid days so far.
    mean : their mean, exact.
    remaining_days : days from the day after the as-of date to the end.
    cap : exact; below 0 when no remaining day could be low enough.
    """

    counted_days: int
    mean: Fraction
    remaining_days: int
    cap: Fraction

    @property
    def shown(self) -> Decimal:
        """The cap rounded down to one decimal."""
        return round_down(self.cap, CAP_DECIMALS)

    @property
    def whole(self) -> Decimal:
        """The cap rounded down to a whole number, as a remaining cap is printed."""
        return round_down(self.cap, 0)


COUNTING_RULE = (
    "计算口径: 已有有效日加全部剩余日(均视为有效), 与目标值本身比较, 向下取整 "
    "counting rule: valid days so far plus every remaining day, each taken as valid; held against "
    "the target itself; rounded down"
)


def remaining_cap(
    target: Fraction, counted_days: int, mean: Fraction, remaining_days: int
) -> RemainingCap:
    """Return the highest mean the remaining days may have so that the whole mean is ``target``.

    Parameters
    ----------
    target : the mean that the whole may have at most.
    counted_days : days that have a value so far.
    mean : their mean.
    remaining_days : days still to come, at least one.

    Examples
    --------
    >>> cap = remaining_cap(Fraction(57), 348, Fraction(55), 18)
    >>> round(float(cap.cap), 2), cap.shown, cap.whole
    (95.67, Decimal('95.6'), Decimal('95'))
    """
    whole = target * (counted_days + remaining_days)
    cap = (whole - mean * counted_days) / remaining_days
    return RemainingCap(counted_days, mean, remaining_days, cap)


def days_after(day: date, last: date) -> int:
    """Return the days after ``day`` up to and with ``last``."""
    return max((last - day) // timedelta(days=1), 0)


def is_out_of_reach(
    target: Decimal, decimals: int, counted_days: int, mean: Fraction, remaining_days: int
) -> bool:
    """Tell whether even zeros on every remaining day leave the published mean above the target.

    Parameters
    ----------
    target : the mean that the whole may have at most.
    decimals : decimals of the published mean.
    counted_days, mean, remaining_days : as for `remaining_cap`.
    """
    lowest = mean * counted_days / (counted_days + remaining_days)
    return round_half_even(lowest, decimals) > target
