"""Budgets of bad days: how many a target on a share or on a percentile still bears, exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from yunzhu.arrays import IntArray
from yunzhu.errors import UsageError
from yunzhu.standards import PERCENT, percentile, percentile_rank, round_half_even


@dataclass(frozen=True)
class BadDayBudget:
    """How many more days may be bad before the share of good days falls below the target.

    Attributes
    ----------
    counted_days, bad_days : valid days so far, and how many of them were not good.
    remaining_days : days still to come.
    allowed : bad days that the whole period may have.
    out_of_reach : even if every remaining day were good, the published share would miss.
    cannot_fail : even if every remaining day were bad, the published share would meet.
    """

    counted_days: int
    bad_days: int
    remaining_days: int
    allowed: int
    out_of_reach: bool
    cannot_fail: bool

    @property
    def left(self) -> int:
        """Bad days still allowed; below 0 when the target itself is missed already."""
        return self.allowed - self.bad_days


def bad_day_budget(
    target: Decimal, decimals: int, counted_days: int, bad_days: int, remaining_days: int
) -> BadDayBudget:
    """Return the budget of bad days of a target on the share of good days.

    The budget is held against the target itself, the two tests of what is settled against the
    published (rounded) share.

    Parameters
    ----------
    target : least share of good days [%].
    decimals : decimals of the published share.
    counted_days : valid days so far.
    bad_days : of them not good.
    remaining_days : days still to come, each taken as valid.

    Raises
    ------
    UsageError : there is no day at all, or more bad days than days.

    Examples
    --------
    >>> budget = bad_day_budget(Decimal("90"), 1, 181, 11, 184)
    >>> budget.allowed, budget.left
    (36, 25)
    """
    days = counted_days + remaining_days
    if days < 1 or not 0 <= bad_days <= counted_days or remaining_days < 0:
        raise UsageError(
            "天数有误 wrong numbers of days",
            found=(counted_days, bad_days, remaining_days),
            expected="0 <= bad <= counted, remaining >= 0, at least one day",
        )
    allowed = math.floor(days * (1 - Fraction(target) / PERCENT))

    def published(bad: int) -> Decimal:
        return round_half_even(Fraction((days - bad) * PERCENT, days), decimals)

    return BadDayBudget(
        counted_days=counted_days,
        bad_days=bad_days,
        remaining_days=remaining_days,
        allowed=allowed,
        out_of_reach=published(bad_days) < target,
        cannot_fail=published(bad_days + remaining_days) >= target,
    )


@dataclass(frozen=True)
class PercentileBudget:
    """How many more days above the limit a percentile bears.

    The rank is k = 1 + (n - 1) p of n days. With no more than n - ceil(k) days above the limit
    both neighbours of the rank lie at or below it, whatever the other days are; with more than
    n - floor(k) both lie above. In between, where k is no whole number, the heights decide.

    Attributes
    ----------
    counted_days, above_days : valid days so far, and how many of them lie above the limit.
    remaining_days : days still to come.
    borne : days above the limit that the whole period bears whatever their height.
    at_most : beyond so many days above the limit the percentile exceeds it for certain.
    out_of_reach : even with the lowest readings on every remaining day the published percentile
        would exceed the limit.
    cannot_fail : however high every remaining day, the published percentile would not.
    """

    counted_days: int
    above_days: int
    remaining_days: int
    borne: int
    at_most: int
    out_of_reach: bool
    cannot_fail: bool

    @property
    def left(self) -> int:
        """Days above the limit still borne for certain; below 0 when used up already."""
        return self.borne - self.above_days


def percentile_budget(
    limit: Decimal,
    decimals: int,
    percent: int,
    so_far: IntArray,
    day_decimals: int,
    remaining_days: int,
) -> PercentileBudget:
    """Return the budget of days above the limit of a target on a percentile.

    Parameters
    ----------
    limit : highest percentile allowed, in the item's unit.
    decimals : decimals of the published percentile.
    percent : 0 to 100.
    so_far : integers [valid days], daily values in units of 10**-day_decimals, in any order.
    day_decimals : decimals of a published daily value.
    remaining_days : days still to come, each taken as valid.

    Raises
    ------
    UsageError : there is no day at all.

    Source: HJ 663, rank k = 1 + (n - 1) p.

    Examples
    --------
    >>> budget = percentile_budget(Decimal(160), 0, 90, np.full(350, 100), 0, 16)
    >>> budget.borne, budget.at_most, budget.left
    (36, 37, 36)
    """
    counted = len(so_far)
    days = counted + remaining_days
    if days < 1 or remaining_days < 0:
        raise UsageError(
            "天数有误 wrong numbers of days",
            found=(counted, remaining_days),
            expected="at least one day",
        )
    rank = percentile_rank(days, percent)
    ascending = np.sort(so_far).astype(np.int64)
    scale = 10**day_decimals
    above = int((ascending > math.floor(Fraction(limit) * scale)).sum())
    # Zeros, or the lowest reading so far if that is below zero, lie at the low end.
    floor = min(0, int(ascending[0])) if counted else 0
    lowest = np.concatenate([np.full(remaining_days, floor, np.int64), ascending])
    best = round_half_even(percentile(lowest, percent) / scale, decimals)
    if math.ceil(rank) > counted:
        cannot_fail = False
    else:
        padded = np.concatenate([ascending, np.full(remaining_days, ascending[-1], np.int64)])
        worst = round_half_even(percentile(padded, percent) / scale, decimals)
        cannot_fail = worst <= limit
    return PercentileBudget(
        counted_days=counted,
        above_days=above,
        remaining_days=remaining_days,
        borne=days - math.ceil(rank),
        at_most=days - math.floor(rank),
        out_of_reach=best > limit,
        cannot_fail=cannot_fail,
    )
