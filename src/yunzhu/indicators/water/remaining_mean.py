"""The mean that the months still to come may have for a section to reach its target class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yunzhu.standards.rounding import round_down, round_up
from yunzhu.standards.water_class import WaterClass
from yunzhu.standards.water_limits import ItemLimit
from yunzhu.standards.water_rounding import round_water, water_decimals


@dataclass(frozen=True)
class RemainingMean:
    """What the remaining months may have on average.

    Attributes
    ----------
    item : its name.
    is_least : the value is the least mean (dissolved oxygen), otherwise the largest.
    value : with the item's decimals of assessment; None when no mean reaches the target.
    months_done, months_left : months with a sample, and months to come.
    """

    item: str
    is_least: bool
    value: Decimal | None
    months_done: int
    months_left: int


def remaining_mean(
    monthly: Sequence[Fraction], months_left: int, limit: ItemLimit, target: WaterClass
) -> RemainingMean:
    """Return the mean of the months to come with which the period's mean meets the target.

    The mean of the period is that of its monthly means, rounded once as the assessment rounds
    it; the answer is the last number of the item's decimals with which it still meets the limit
    of the target class: the largest, and for dissolved oxygen the least. Months that passed
    without a sample stay without.

    Parameters
    ----------
    monthly : unrounded means of the months that have samples [unit of the item].
    months_left : months to come, at least one.
    limit : of the item on the section's water body; its rule is ``at_most`` or ``at_least``.
    target : class to reach.

    Examples
    --------
    >>> from datetime import date
    >>> from yunzhu.standards.water_class import WaterBody
    >>> from yunzhu.standards.water_limits import surface_water_limits
    >>> ammonia = surface_water_limits(date(2020, 6, 1)).limit("NH3N", WaterBody.RIVER)
    >>> str(remaining_mean([Fraction(3, 2)] * 6, 6, ammonia, WaterClass.III).value)
    '0.51'
    """
    is_least = limit.rule == "at_least"
    decimals = water_decimals(limit.item, "assessment")
    bound = limit.limit_of(target)
    unit = Decimal(1).scaleb(-decimals)
    done, months = sum(monthly, Fraction(0)), len(monthly) + months_left

    def meets(mean: Decimal) -> bool:
        exact = (done + Fraction(mean) * months_left) / months
        rounded = round_water(exact, limit.item, "assessment")
        return rounded >= bound if is_least else rounded <= bound

    # Half a unit beyond the bound may still round to it: a tie goes to the even digit.
    reach = Fraction(bound) + Fraction(unit) / 2 * (-1 if is_least else 1)
    edge = (reach * months - done) / months_left
    value = round_up(edge, decimals) if is_least else round_down(edge, decimals)
    if is_least:
        value = max(value, Decimal(0).quantize(unit))
    while not meets(value) and value >= 0:
        value += unit if is_least else -unit
    found = value if value >= 0 else None
    return RemainingMean(limit.item, is_least, found, len(monthly), months_left)
