"""Odds of a target by block bootstrap of earlier years' remaining seasons.

Each earlier year's remaining days are scaled by the ratio of this year's first part to its own
year's first part. A draw takes one earlier year, whose scaled season sets the level of the whole
rest, and blocks of consecutive days of any earlier year, each at its own place in the calendar,
brought to that level: what differs from year to year stays whole, what differs from week to week
is mixed. Blocks drawn without a common level average the years out and make the odds too sure
(``benches/outlook.py`` prints both). Every scaled day is rounded as a published day is, every
draw's statistic as a published statistic is. Days without a valid value stay so in a draw.

Source: moving blocks after Künsch (1989), Annals of Statistics 17(3); the level and the
alignment are this project's own choice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import numpy as np

from yunzhu.arrays import MISSING32, BoolArray, Int32Array, Int64Array
from yunzhu.errors import EvidenceError
from yunzhu.indicators.air.daily import require_exact
from yunzhu.plan.schema import Cuts
from yunzhu.plan.seasons import NotComputable, OddsSettings, Part, Season, Seasons, part_of
from yunzhu.plan.status import Status
from yunzhu.standards import PERCENT, percentile_numerators, round_half_even, round_half_even_ratio

METHOD = (
    "块自助法: 每次抽取以一个往年的剩余季节定水平, 按日历位置从各往年抽取连续日块; "
    "逐日与最终统计量均按公布规则修约 block bootstrap: each draw takes its level from one earlier "
    "year's remaining season and blocks of consecutive days of any earlier year at their place in "
    "the calendar; days and final statistic are rounded as published"
)
_RANGE = (5, 50, 95)
_ALMOST_SURE = Fraction(99, 100)


class Scaling(Enum):
    """How earlier years' days were brought to this year."""

    FIRST_PART_RATIO = "first_part_ratio"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return (
            "往年各日乘以(本年前段均值 ÷ 该年前段均值) "
            "earlier days times (mean of this year's first part / of their own year's)"
        )


@dataclass(frozen=True)
class Odds:
    """How often the target is met among resampled remaining seasons.

    Attributes
    ----------
    met, draws : draws that meet the target, of how many.
    seed, block_days : of the draws.
    years : earlier years that served.
    scaling : how their days were scaled.
    low, middle, high : the final published statistic that 5, 50 and 95 % of the draws do not
        exceed.
    method : in words.
    series : whose earlier years served, a site or area id; empty where not stated.
    is_proxy : whether that series only stands in for the subject's own.
    left_out : earlier years with some valid days, but too few.
    """

    met: int
    draws: int
    seed: int
    block_days: int
    years: tuple[int, ...]
    scaling: Scaling
    low: Decimal
    middle: Decimal
    high: Decimal
    method: str = METHOD
    series: str = ""
    is_proxy: bool = False
    left_out: tuple[int, ...] = ()

    @property
    def probability(self) -> Fraction:
        """Met draws of all draws, exact."""
        return Fraction(self.met, self.draws)

    @property
    def shown(self) -> str:
        """The odds in whole per cent, from `shown_odds`."""
        return shown_odds(self.probability)


def shown_odds(probability: Fraction) -> str:
    """Return odds in whole per cent; a handful of years can tell neither 0 nor 100 %.

    Examples
    --------
    >>> shown_odds(Fraction(1, 3)), shown_odds(Fraction(1))
    ('33 %', '> 99 %')
    """
    if probability > _ALMOST_SURE:
        return "> 99 %"
    if probability < 1 - _ALMOST_SURE:
        return "< 1 %"
    return f"{round_half_even(probability * PERCENT, 0)} %"


def status_of_odds(probability: Fraction, cuts: Cuts) -> Status:
    """Return the word of running odds (house rule 7).

    Parameters
    ----------
    probability : 0 to 1, exact; a cut belongs to the better word.
    cuts : of the plan.
    """
    if probability >= Fraction(cuts.on_track_odds):
        return Status.ON_TRACK
    return Status.AT_RISK if probability >= Fraction(cuts.at_risk_odds) else Status.OFF_TRACK


def levelled_days(seasons: Sequence[Season], first_part: Part) -> Int32Array:
    """Return every season's days at this year's scale and at every season's level.

    Parameters
    ----------
    seasons : earlier years, k of them.
    first_part : of this year; its mean must be above 0.

    Returns
    -------
    int32 [k, k, remaining days] in least counts: ``[level, source, day]`` is the day of season
    ``source`` times (this first part / first part of ``level``) and (rest of ``level`` / rest
    of ``source``), rounded half to even; ``[one, one]`` is thus a season scaled by its own
    first part alone. `MISSING32` where the source has no valid day.
    """
    own = first_part.mean
    if own <= 0:
        raise EvidenceError(
            "本年前段均值须为正 the mean of this year's first part must be above 0",
            found=str(own),
            expected="> 0",
        )
    return np.stack(
        [
            np.stack(
                [
                    _scaled(
                        source,
                        own / level.first_part.mean * level.rest.mean / source.rest.mean,
                    )
                    for source in seasons
                ]
            )
            for level in seasons
        ]
    )


def _scaled(season: Season, ratio: Fraction) -> Int32Array:
    present = season.present
    values = np.where(present, season.values, 0).astype(np.int64)
    require_exact(int(np.abs(values).max(initial=0)) * ratio.numerator)
    require_exact(2 * ratio.denominator)
    scaled = round_half_even_ratio(values * ratio.numerator, ratio.denominator)
    return np.where(present, scaled, MISSING32).astype(np.int32)


@dataclass(frozen=True)
class Picks:
    """Which season a draw takes its level from, and which each of its days.

    Attributes
    ----------
    levels : int64 [draws], place of the season that sets the level.
    sources : int64 [draws, remaining days], place of the season that gives the day.
    """

    levels: Int64Array
    sources: Int64Array

    def of(self, days: Int32Array) -> Int32Array:
        """Return the drawn days, int32 [draws, remaining days], out of [level, source, day]."""
        length = days.shape[-1]
        seasons = days.shape[1]
        flat = self.levels[:, None] * seasons + self.sources
        flat *= length
        flat += np.arange(length)
        drawn: Int32Array = days.reshape(-1)[flat]
        return drawn


def draw_picks(seasons: int, days: int, settings: OddsSettings) -> Picks:
    """Draw levels and blocks; the first block is cut short at random so that no day leads one.

    Parameters
    ----------
    seasons : how many earlier years there are.
    days : remaining days.
    settings : draws, seed, block length.
    """
    generator = np.random.default_rng(settings.seed)
    draws, length = settings.draws, settings.block_days
    levels = generator.integers(0, seasons, draws)
    shifts = generator.integers(0, length, draws)
    blocks = generator.integers(0, seasons, (draws, days // length + 2))
    block_of_day = (np.arange(days) + shifts[:, None]) // length
    return Picks(levels, np.take_along_axis(blocks, block_of_day, axis=1))


def mean_at_most(
    target: Decimal, decimals: int, so_far: Part, seasons: Seasons, settings: OddsSettings
) -> Odds:
    """Return the odds that the whole period's published mean is at most the target.

    Parameters
    ----------
    target : in the item's unit.
    decimals : decimals of the published mean.
    so_far : this year's valid days up to the as-of day, in the seasons' least counts.
    seasons : earlier years, at least one.
    settings : draws, seed, block length.
    """
    days = levelled_days(seasons.used, so_far)
    picks = draw_picks(len(seasons.used), days.shape[-1], settings)
    final = published_means(picks.of(days), so_far, decimals, seasons.decimals)
    return _odds(
        final,
        final <= _whole_units(target, decimals, math.floor),
        decimals,
        seasons.years,
        settings,
    )


def published_means(
    drawn: Int32Array, so_far: Part, decimals: int, day_decimals: int
) -> Int64Array:
    """Return the published mean of the whole period in every draw, rounded half to even.

    Parameters
    ----------
    drawn : int32 [draws, remaining days] in units of 10**-day_decimals, `MISSING32` where not
        valid.
    so_far : this year's valid days up to the as-of day, in the same units.
    decimals : decimals of the published mean.
    day_decimals : decimals of a published daily value.

    Returns
    -------
    int64 [draws] in units of 10**-decimals.
    """
    totals, counts = totals_of(drawn)
    return round_half_even_ratio(
        (totals + so_far.total) * 10**decimals, (counts + so_far.valid) * 10**day_decimals
    )


def percentile_at_most(
    target: Decimal,
    decimals: int,
    percent: int,
    so_far: Int32Array,
    seasons: Seasons,
    settings: OddsSettings,
) -> Odds:
    """Return the odds that the whole period's published percentile is at most the target.

    Parameters
    ----------
    target : in the item's unit.
    decimals : decimals of the published percentile.
    percent : 0 to 100, rank k = 1 + (n - 1) p (HJ 663).
    so_far : int32 [days], this year's daily values up to the as-of day in least counts,
        `MISSING32` where not valid.
    seasons, settings : as for `mean_at_most`.
    """
    days = levelled_days(seasons.used, part_of(so_far))
    drawn = draw_picks(len(seasons.used), days.shape[-1], settings).of(days)
    passed = np.broadcast_to(so_far, (settings.draws, len(so_far)))
    ascending = np.sort(np.concatenate([passed, drawn], axis=1), axis=1)
    counts = (ascending != MISSING32).sum(axis=1, dtype=np.int64)
    numerators = percentile_numerators(ascending, counts, percent)
    final = round_half_even_ratio(numerators * 10**decimals, PERCENT * 10**seasons.decimals)
    return _odds(
        final,
        final <= _whole_units(target, decimals, math.floor),
        decimals,
        seasons.years,
        settings,
    )


@dataclass(frozen=True)
class GoodDays:
    """Good days of valid days."""

    good: int
    valid: int


@dataclass(frozen=True)
class ItemSeasons:
    """What the share of good days needs of one item.

    Attributes
    ----------
    seasons : earlier years.
    first_part : of this year.
    limit : highest daily value of a good day, in the seasons' least counts.
    """

    seasons: Seasons
    first_part: Part
    limit: int


def share_at_least(
    target: Decimal,
    decimals: int,
    so_far: GoodDays,
    items: Mapping[str, ItemSeasons],
    settings: OddsSettings,
) -> Odds | NotComputable:
    """Return the odds that the published share of good days is at least the target.

    A day is good when every item lies at or below its limit; each item is scaled by its own
    first parts, and one draw of seasons and blocks serves all items.

    Parameters
    ----------
    target : per cent.
    decimals : decimals of the published share.
    so_far : this year's good and valid days.
    items : item to its seasons, this year's first part and limit; of all items of the index.
    settings : as for `mean_at_most`.
    """
    common = set.intersection(*(set(one.seasons.years) for one in items.values()))
    years = tuple(sorted(common))
    if not years:
        return NotComputable(
            "各项污染物没有共同的往年剩余季节",
            "no earlier year serves for every item of the index",
        )
    good: BoolArray | None = None
    valid: BoolArray | None = None
    for one in items.values():
        used = [season for season in one.seasons.used if season.year in common]
        days = levelled_days(used, one.first_part)
        below, present = days <= one.limit, days != MISSING32
        good = below if good is None else good & below
        valid = present if valid is None else valid & present
    assert good is not None
    assert valid is not None
    judged = np.where(valid, good, MISSING32).astype(np.int32)
    drawn = draw_picks(len(years), judged.shape[-1], settings).of(judged)
    totals, counts = totals_of(drawn)
    final = round_half_even_ratio(
        (totals + so_far.good) * PERCENT * 10**decimals, counts + so_far.valid
    )
    return _odds(
        final, final >= _whole_units(target, decimals, math.ceil), decimals, years, settings
    )


def items_missing(needed: Sequence[str], found: Sequence[str], series: str) -> NotComputable | None:
    """Return which daily items the series that should serve the odds lacks, or None.

    Parameters
    ----------
    needed : daily items of the statistic.
    found : daily items that the series has.
    series : its id, for the message.

    Examples
    --------
    >>> str(items_missing(("PM2.5_24h", "O3_8h"), ("PM2.5_24h",), "P"))
    '达标概率缺往年日值: O3_8h (P) odds lack earlier daily values: O3_8h (P)'
    """
    absent = [item for item in needed if item not in found]
    if not absent:
        return None
    names = f"{', '.join(absent)} ({series})"
    return NotComputable(f"达标概率缺往年日值: {names}", f"odds lack earlier daily values: {names}")


def totals_of(drawn: Int32Array) -> tuple[Int64Array, Int64Array]:
    """Return sum and number of the valid days of every draw, out of int32 [draws, days]."""
    present = drawn != MISSING32
    totals: Int64Array = np.where(present, drawn, 0).sum(axis=1, dtype=np.int64)
    counts: Int64Array = present.sum(axis=1, dtype=np.int64)
    return totals, counts


def _whole_units(target: Decimal, decimals: int, whole: Callable[[Fraction], int]) -> int:
    """Return the target in units of the published statistic, to the side that still meets it."""
    return whole(Fraction(target) * 10**decimals)


def _odds(
    final: Int64Array,
    met: BoolArray,
    decimals: int,
    years: tuple[int, ...],
    settings: OddsSettings,
) -> Odds:
    ordered = np.sort(final)
    places = [max(math.ceil(len(final) * percent / PERCENT) - 1, 0) for percent in _RANGE]
    low, middle, high = (Decimal(int(ordered[place])).scaleb(-decimals) for place in places)
    return Odds(
        met=int(met.sum()),
        draws=settings.draws,
        seed=settings.seed,
        block_days=settings.block_days,
        years=years,
        scaling=Scaling.FIRST_PART_RATIO,
        low=low,
        middle=middle,
        high=high,
    )
