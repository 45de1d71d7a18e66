"""Remaining seasons: what the same days of earlier years brought, after a first part like ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

import numpy as np
from pydantic import BaseModel, Field

from yunzhu.arrays import MISSING32, BoolArray, Int32Array
from yunzhu.yaml_documents import STRICT, ExactDecimal


class OddsSettings(BaseModel):
    """How odds are drawn: the same for every plan, other only where odds are studied.

    Attributes
    ----------
    draws : number of resampled remaining seasons.
    seed : of the random numbers.
    block_days : consecutive days that are resampled together [d].
    valid_share : least share of valid days in either part of a year that may serve.
    """

    model_config = STRICT
    draws: Annotated[int, Field(ge=100)] = 10_000
    seed: Annotated[int, Field(ge=0)] = 2020
    block_days: Annotated[int, Field(ge=1)] = 7
    valid_share: Annotated[ExactDecimal, Field(gt=0, le=1)] = Decimal("0.75")


@dataclass(frozen=True)
class NotComputable:
    """Odds that cannot be given: why, and the years that were found.

    Attributes
    ----------
    chinese, english : the reason.
    years : earlier years that could have served.
    """

    chinese: str
    english: str
    years: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.chinese} {self.english}"


@dataclass(frozen=True)
class DailyValues:
    """Published daily values of one series.

    Attributes
    ----------
    first : date of the first day.
    values : int32 [days] in units of 10**-decimals of the item's unit, `MISSING32` where the
        day is not valid.
    decimals : decimals of a published daily value.
    """

    first: date
    values: Int32Array
    decimals: int

    @property
    def last(self) -> date:
        """Date of the last day."""
        return self.first + timedelta(days=len(self.values) - 1)

    def on(self, days: Sequence[date | None]) -> Int32Array:
        """Return the values of some days, missing where there is none, int32 [days]."""
        places = np.array(
            [-1 if day is None else (day - self.first).days for day in days], dtype=np.int64
        )
        inside = (places >= 0) & (places < len(self.values))
        if not inside.any():
            return np.full(len(days), MISSING32, np.int32)
        found = self.values[np.where(inside, places, 0)]
        return np.where(inside, found, MISSING32).astype(np.int32)


@dataclass(frozen=True)
class Part:
    """The valid days of a part of a year: how many of how many, and their sum.

    Attributes
    ----------
    valid, days : valid days, days of the calendar.
    total : sum of the valid values in least counts.
    """

    valid: int
    days: int
    total: int

    @property
    def mean(self) -> Fraction:
        """Mean in least counts; there must be a valid day."""
        return Fraction(self.total, self.valid)


def part_of(values: Int32Array) -> Part:
    """Sum up the days of a part.

    Examples
    --------
    >>> part_of(np.array([30, MISSING32, 41], np.int32))
    Part(valid=2, days=3, total=71)
    """
    present = values != MISSING32
    total = int(values[present].sum(dtype=np.int64))
    return Part(int(present.sum()), len(values), total)


@dataclass(frozen=True)
class Season:
    """One earlier year, cut where this year stands now.

    Attributes
    ----------
    year : of the days.
    first_part : the days up to the as-of day of that year.
    rest : the days after it.
    values : int32 [remaining days of this year], aligned by month and day, in least counts;
        `MISSING32` where not valid, and on 29 February where that year has none.
    """

    year: int
    first_part: Part
    rest: Part
    values: Int32Array

    @property
    def present(self) -> BoolArray:
        """Where there is a valid day, bool [remaining days]."""
        found: BoolArray = self.values != MISSING32
        return found


@dataclass(frozen=True)
class Seasons:
    """The earlier years that may serve, and those that may not.

    Attributes
    ----------
    decimals : decimals of the daily values.
    used : years with enough valid days in both parts, oldest first.
    left_out : years with some valid day but too few, oldest first.
    """

    decimals: int
    used: tuple[Season, ...]
    left_out: tuple[Season, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years used."""
        return tuple(season.year for season in self.used)


def remaining_seasons(
    days: DailyValues,
    as_of: date,
    last: date,
    *,
    valid_share: Decimal,
    years: Iterable[int] | None = None,
) -> Seasons:
    """Cut earlier years of a series into first parts and remaining seasons.

    The first part begins on 1 January. A year counts when both parts have at least
    ``valid_share`` of their days valid, and positive means (they become ratios).

    Parameters
    ----------
    days : daily values.
    as_of : last day of this year's first part.
    last : last day of this year's remaining season.
    valid_share : least share of valid days in either part, 0 to 1.
    years : the years to look at; by default all that the series touches before that of
        ``as_of``. Other years are for judging a past year by all the others.
    """
    used, left_out = [], []
    for year in range(days.first.year, as_of.year) if years is None else years:
        season = season_of(days, year, as_of, last)
        if serves(season, valid_share):
            used.append(season)
        elif season.first_part.valid + season.rest.valid:
            left_out.append(season)
    return Seasons(days.decimals, tuple(used), tuple(left_out))


def season_of(days: DailyValues, year: int, as_of: date, last: date) -> Season:
    """Cut one year of a series where ``as_of`` .. ``last`` lies in the year of ``as_of``.

    Parameters
    ----------
    days : daily values.
    year : the year to cut.
    as_of, last : as for `remaining_seasons`.
    """
    first = date(as_of.year, 1, 1)
    calendar = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    there = [_same_day(day, year) for day in calendar]
    passed = (as_of - first).days + 1
    first_part = days.on([day for day in there[:passed] if day is not None])
    values = days.on(there[passed:])
    rest = days.on([day for day in there[passed:] if day is not None])
    return Season(year, part_of(first_part), part_of(rest), values)


def _same_day(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February of a year that has none
        return None


def serves(season: Season, valid_share: Decimal) -> bool:
    """Tell whether both parts of a year have enough valid values and positive means."""
    share = Fraction(valid_share)
    return all(
        part.valid > 0 and part.valid >= share * part.days and part.total > 0
        for part in (season.first_part, season.rest)
    )


def too_few_seasons(
    seasons: Seasons, fewest: int, valid_share: Decimal, series: str
) -> NotComputable | None:
    """Return why the seasons are too few, or None when they are enough.

    Parameters
    ----------
    seasons : from `remaining_seasons`.
    fewest : seasons that odds need.
    valid_share : the cut that was applied, for the message.
    series : whose seasons they are, for the message.
    """
    found = len(seasons.used)
    if found >= fewest:
        return None
    share = f"{int(Fraction(valid_share) * 100)} %"
    names = f" ({', '.join(map(str, seasons.years))})" if seasons.years else ""
    chinese = (
        f"{series}: 达标概率需至少 {fewest} 个往年剩余季节(前后两段有效日均不少于 {share}), "
        f"现有 {found} 个{names}"
    )
    english = (
        f"{series}: odds need the remaining season of at least {fewest} earlier years "
        f"(at least {share} of the days valid in both parts); found {found}{names}"
    )
    if seasons.left_out:
        told = "; ".join(
            f"{one.year}: {one.first_part.valid}/{one.first_part.days} + "
            f"{one.rest.valid}/{one.rest.days} d"
            for one in seasons.left_out
        )
        chinese += f"; 有效日不足: {told}"
        english += f"; too few valid days: {told}"
    return NotComputable(chinese, english, seasons.years)
