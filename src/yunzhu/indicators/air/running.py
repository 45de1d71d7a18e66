"""The mean to date: what a period's mean was at the end of each of its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yunzhu.indicators.air.calendar import CalendarDay


@dataclass(frozen=True)
class RunningMean:
    """One day's published value and the mean of the period up to and with it.

    Attributes
    ----------
    day : its date.
    value : published daily value; None where the day is not valid.
    valid_days : valid days up to and with this day.
    mean : of their published daily values, exact; None before the first valid day.
    """

    day: date
    value: Decimal | None
    valid_days: int
    mean: Fraction | None


def running_means(days: Sequence[CalendarDay], item: str) -> tuple[RunningMean, ...]:
    """Return the mean to date of a daily item for every day.

    Days without a valid value stay out of the mean, which stands still over them.

    Parameters
    ----------
    days : from `air_calendar`, in time order.
    item : daily item, e.g. ``PM2.5_24h`` [µg/m³].

    Returns
    -------
    One entry per day. As in HJ 663 the mean is of published (rounded) daily values, so that the
    last entry is the exact mean of the period.
    """
    found = []
    total, valid_days = Fraction(0), 0
    for day in days:
        value = day.values.get(item)
        if value is not None:
            total += Fraction(value)
            valid_days += 1
        mean = total / valid_days if valid_days else None
        found.append(RunningMean(day.day, value, valid_days, mean))
    return tuple(found)
