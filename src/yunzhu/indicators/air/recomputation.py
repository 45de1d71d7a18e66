"""The same statistics once more, by hand as it were: one number at a time, in exact fractions.

`explain` checks every number it opens with these functions. They share the standards' data with
the array kernels, but none of their arithmetic: sub-indices come from the break points instead
of the look-up tables, windows are walked one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from yunzhu.indicators.air.daily import DAILY_ITEMS, MEANS
from yunzhu.standards import AirEdition, Validity, round_half_even, sub_index_exact
from yunzhu.standards.air_index_edition import MissingItemRule

Hours = Sequence[Fraction | None]


@dataclass(frozen=True)
class ExactDay:
    """One daily value before rounding, with what it rests on; ``value`` None without any hour."""

    value: Fraction | None
    count: int
    expected: int
    valid: bool


def mean_of_day(hours: Hours, validity: Validity) -> ExactDay:
    """Return the mean of a day's present hours [24]."""
    present = [hour for hour in hours if hour is not None]
    value = sum(present, Fraction(0)) / len(present) if present else None
    return ExactDay(value, len(present), len(hours), len(present) >= validity.hours_per_day)


def largest_hour_of_day(hours: Hours, validity: Validity) -> ExactDay:
    """Return the largest present hour of a day [24]."""
    present = [hour for hour in hours if hour is not None]
    value = max(present, default=None)
    return ExactDay(value, len(present), len(hours), len(present) >= validity.hours_per_day)


def largest_8h_of_day(hours: Hours, validity: Validity, limit: int) -> ExactDay:
    """Return the largest mean of the 8-hour windows inside a day [24 hours]."""
    ends = range(validity.first_window_end, validity.last_window_end + 1)
    means = []
    for end in ends:
        window = [hour for hour in hours[end - 8 : end] if hour is not None]
        if len(window) >= validity.hours_per_8h:
            means.append(sum(window, Fraction(0)) / len(window))
    largest = max(means, default=None)
    day = ExactDay(largest, len(means), len(ends), len(means) >= validity.windows_per_day)
    return judged_ozone(day, limit)


def judged_ozone(day: ExactDay, limit: int) -> ExactDay:
    """Return the day as valid when its rounded maximum lies above the limit all the same."""
    above = day.value is not None and round_half_even(day.value, 0) > limit
    return ExactDay(day.value, day.count, day.expected, day.valid or above)


def day_of_item(item: str, hours: Hours, edition: AirEdition) -> ExactDay:
    """Return a daily item from the 24 hours of its pollutant."""
    validity = edition.assessment.validity
    if item in MEANS:
        return mean_of_day(hours, validity)
    if item == "O3_1h":
        return largest_hour_of_day(hours, validity)
    return largest_8h_of_day(hours, validity, int(edition.limits.limit("O3", "mda8").grade2))


def times(day: ExactDay, factor: Fraction) -> ExactDay:
    """Return a day in another gas state."""
    value = None if day.value is None else day.value * factor
    return ExactDay(value, day.count, day.expected, day.valid)


def mean_of_stations(days: Sequence[ExactDay], validity: Validity) -> ExactDay:
    """Return a city's day from the days of its evaluated stations."""
    values = [day.value for day in days if day.valid and day.value is not None]
    needed = validity.points_needed(len(days))
    value = sum(values, Fraction(0)) / len(values) if values else None
    return ExactDay(value, len(values), len(days), bool(values) and len(values) >= needed)


@dataclass(frozen=True)
class IndexDay:
    """The daily index: None when not published, and its primary pollutants."""

    index: int | None
    primary: tuple[str, ...]
    sub_indices: Mapping[str, int | None]


def index_of_day(
    values: Mapping[str, ExactDay], items: Sequence[str], edition: AirEdition
) -> IndexDay:
    """Return AQI and primary pollutants of one day from its exact items.

    Parameters
    ----------
    values : daily items; may hold one outside ``items`` that stands in for an over-range item.
    items : the items that make up the index.
    edition : break points, decimals and the missing-item rule.
    """
    rule = edition.index
    sub_indices = {item: _sub_index(item, values, edition, items) for item in items}
    present = [one for one in sub_indices.values() if one is not None]
    index = max(present, default=None)
    if len(present) < len(items) and index is not None:
        below = rule.missing_item.above is None or index <= rule.missing_item.above
        if rule.missing_item.rule is MissingItemRule.NOT_AVAILABLE or below:
            index = None
    if index is None or index <= rule.primary_above.value:
        return IndexDay(index, (), sub_indices)
    named = [DAILY_ITEMS[item] for item, one in sub_indices.items() if one == index]
    return IndexDay(index, tuple(dict.fromkeys(named)), sub_indices)


def _sub_index(
    item: str,
    values: Mapping[str, ExactDay],
    edition: AirEdition,
    items: Sequence[str],
    *,
    stands_in: bool = False,
) -> int | None:
    """Return one sub-index; an item that only stands in needs no validity of its own."""
    day = values.get(item)
    if day is None or day.value is None or not (day.valid or stands_in):
        return None
    decimals = edition.assessment.decimals_of("daily", DAILY_ITEMS[item]).decimals
    concentration = Fraction(round_half_even(day.value, decimals))
    over = edition.index.over_range_of(item)
    if over is not None and over.take is not None and concentration > over.above:
        return _sub_index(over.take, values, edition, items, stands_in=over.take not in items)
    return ceil(sub_index_exact(concentration, item, edition.index))
