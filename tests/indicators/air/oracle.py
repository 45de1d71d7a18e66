"""An oracle of the air rules: exact fractions, one number at a time, typed from the standards.

It shares no code and no table with the package. An hour is a `Fraction` or None (absent); a day is
24 of them, hour 0 first. Editions are "2012" and "2026".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

Hours = Sequence[Fraction | None]

HALF = Fraction(1, 2)
LEVELS = (0, 50, 100, 150, 200, 300, 400, 500)
POINTS_2012 = {
    "SO2_24h": (0, 50, 150, 475, 800, 1600, 2100, 2620),
    "SO2_1h": (0, 150, 500, 650, 800),
    "NO2_24h": (0, 40, 80, 180, 280, 565, 750, 940),
    "NO2_1h": (0, 100, 200, 700, 1200, 2340, 3090, 3840),
    "PM10_24h": (0, 50, 150, 250, 350, 420, 500, 600),
    "CO_24h": (0, 2, 4, 14, 24, 36, 48, 60),
    "CO_1h": (0, 5, 10, 35, 60, 90, 120, 150),
    "O3_1h": (0, 160, 200, 300, 400, 800, 1000, 1200),
    "O3_8h": (0, 100, 160, 215, 265, 800),
    "PM2.5_24h": (0, 35, 75, 115, 150, 250, 350, 500),
}
POINTS = {
    "2012": POINTS_2012,
    "2026": {
        **POINTS_2012,
        "PM10_24h": (0, 50, 120, 250, 350, 420, 500, 600),
        "PM2.5_24h": (0, 35, 60, 115, 150, 250, 350, 500),
    },
}
SIX_ITEMS = ("SO2_24h", "NO2_24h", "PM10_24h", "PM2.5_24h", "CO_24h", "O3_8h")
SEVEN_ITEMS = (*SIX_ITEMS[:5], "O3_1h", "O3_8h")
POLLUTANT_OF = {item: item.rsplit("_", 1)[0] for item in POINTS_2012}
DAILY_DECIMALS = {"SO2": 0, "NO2": 0, "PM10": 0, "PM2.5": 0, "CO": 1, "O3": 0}
PERIOD_DECIMALS = {
    "2012": {"SO2": 0, "NO2": 0, "PM10": 0, "PM2.5": 0, "CO": 1, "O3": 0},
    "2026": {"SO2": 1, "NO2": 1, "PM10": 1, "PM2.5": 1, "CO": 2, "O3": 1},
}
PERCENT_OF = {"SO2": 98, "NO2": 98, "PM10": 95, "PM2.5": 95, "CO": 95, "O3": 90}
DAY_LIMIT = {
    "2012": {"SO2": 150, "NO2": 80, "PM10": 150, "PM2.5": 75, "CO": 4, "O3": 160},
    "2026": {"SO2": 150, "NO2": 80, "PM10": 120, "PM2.5": 60, "CO": 4, "O3": 160},
}
YEAR_LIMIT = {
    "2012": {"SO2": 60, "NO2": 40, "PM10": 70, "PM2.5": 35},
    "2026": {"SO2": 60, "NO2": 40, "PM10": 60, "PM2.5": 30},
}
DIVISORS = {"SO2": 60, "NO2": 40, "PM10": 70, "PM2.5": 35, "CO": 4, "O3": 160}
NEW_OVER_OLD_STATE = Fraction(27315, 29815)


class Day(NamedTuple):
    """A daily value before rounding, what it rests on, and whether it is valid."""

    value: Fraction | None
    count: int
    valid: bool


def half_even(value: Fraction, decimals: int = 0) -> Fraction:
    """GB/T 8170: to the nearest; a tie to the even digit."""
    scaled = value * 10**decimals
    low = floor(scaled)
    rest = scaled - low
    up = rest > HALF or (rest == HALF and low % 2 == 1)
    return Fraction(low + up, 10**decimals)


def is_tie(value: Fraction, decimals: int = 0) -> bool:
    return (value * 10**decimals) % 1 == HALF


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def day_mean(hours: Hours) -> Day:
    """Step 1: the mean of the hours present; valid with 20 of 24."""
    present = [hour for hour in hours if hour is not None]
    return Day(mean(present) if present else None, len(present), len(present) >= 20)


def day_max_hour(hours: Hours) -> Day:
    present = [hour for hour in hours if hour is not None]
    return Day(max(present) if present else None, len(present), len(present) >= 20)


def mda8(hours: Hours) -> Day:
    """Step 1 for ozone: 17 windows that end 08..24, each of at least 6 hours.

    Valid with 14 windows, or when the rounded maximum is above 160 all the same.
    """
    means = []
    for end in range(8, 25):
        window = [hour for hour in hours[end - 8 : end] if hour is not None]
        if len(window) >= 6:
            means.append(mean(window))
    if not means:
        return Day(None, 0, False)
    largest = max(means)
    return Day(largest, len(means), len(means) >= 14 or half_even(largest) > 160)


def daily_item(item: str, hours: Mapping[str, Hours]) -> Day:
    series = hours[POLLUTANT_OF[item]]
    if item == "O3_8h":
        return mda8(series)
    return day_max_hour(series) if item == "O3_1h" else day_mean(series)


def city_day(days: Sequence[Day]) -> Day:
    """Step 2: the mean of the evaluated stations' concentrations.

    75 % of the stations must be valid, 50 % when there are fewer than four.
    """
    values = [day.value for day in days if day.valid and day.value is not None]
    share = HALF if len(days) < 4 else Fraction(3, 4)
    enough = bool(values) and Fraction(len(values)) >= share * len(days)
    return Day(mean(values) if values else None, len(values), enough)


def published(item: str, day: Day) -> Fraction | None:
    """Step 3: the published concentration, rounded once; None when the day is not valid."""
    if not day.valid or day.value is None:
        return None
    return half_even(day.value, DAILY_DECIMALS[POLLUTANT_OF[item]])


def sub_index(item: str, value: Fraction, edition: str) -> int:
    """IAQI of a published concentration inside the table or above its top, rounded up."""
    points = POINTS[edition][item]
    value = max(value, Fraction(0))
    if value > points[-1]:
        return {"O3_8h": 300, "SO2_1h": 200}.get(item, 500)
    place = next(i for i in range(1, len(points)) if value <= points[i])
    low, high = points[place - 1], points[place]
    step = Fraction(LEVELS[place] - LEVELS[place - 1], high - low)
    return ceil(LEVELS[place - 1] + step * (value - low))


def sub_indices(
    items: Sequence[str], days: Mapping[str, Day], edition: str
) -> dict[str, int | None]:
    """IAQI of every item; above 800 the 2012 edition takes ozone's largest hour instead."""
    found: dict[str, int | None] = {}
    for item in items:
        value = published(item, days[item])
        if value is None:
            found[item] = None
        elif item == "O3_8h" and value > 800 and edition == "2012":
            hour = published("O3_1h", days["O3_1h"])
            found[item] = None if hour is None else sub_index("O3_1h", hour, edition)
        else:
            found[item] = sub_index(item, value, edition)
    return found


def index(found: Mapping[str, int | None], edition: str) -> tuple[int | None, tuple[str, ...]]:
    """AQI and primary pollutants, ties jointly; what to do when an item is missing."""
    present = [one for one in found.values() if one is not None]
    if not present:
        return None, ()
    largest = max(present)
    if len(present) < len(found) and (edition == "2012" or largest <= 100):
        return None, ()
    if largest <= 50:
        return largest, ()
    named = [POLLUTANT_OF[item] for item, one in found.items() if one == largest]
    return largest, tuple(dict.fromkeys(named))


def percentile(values: Sequence[Fraction], percent: int) -> Fraction:
    """k = 1 + (n - 1) p; linear between the neighbours of rank k."""
    ascending = sorted(values)
    rank = 1 + (len(ascending) - 1) * Fraction(percent, 100)
    below = floor(rank)
    low = ascending[below - 1]
    if rank == below:
        return low
    return low + (ascending[below] - low) * (rank - below)


def month_is_valid(valid_days: int, month: int) -> bool:
    return valid_days >= (25 if month == 2 else 27)


def year_is_valid(valid_days_of_months: Mapping[int, int]) -> bool:
    months = all(
        month_is_valid(valid_days_of_months.get(month, 0), month) for month in range(1, 13)
    )
    return months and sum(valid_days_of_months.values()) >= 324


def composite(statistics: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    """The index from rounded sub-indices and from unrounded ones, both to two decimals."""
    exact = {name: statistics[name] / divisor for name, divisor in DIVISORS.items()}
    rounded = sum((half_even(one, 2) for one in exact.values()), Fraction(0))
    return half_even(rounded, 2), half_even(sum(exact.values(), Fraction(0)), 2)
