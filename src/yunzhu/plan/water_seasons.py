"""Odds of a count of sections: monthly means of this year so far and of earlier years.

A section's months play the part that days play for air: a draw takes one earlier year, which sets
the level of every item at every section, and blocks of months at their own place in the calendar.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from yunzhu.arrays import MISSING32, Int32Array
from yunzhu.errors import EvidenceError
from yunzhu.indicators.water.class_shares import target_met
from yunzhu.indicators.water.monthly_totals import ACIDITY, MonthlyTotals
from yunzhu.indicators.water.period_means import monthly_means
from yunzhu.periods import Period
from yunzhu.plan.joint_counts import JointCount, SectionMean, sections_together
from yunzhu.plan.schema import Cuts
from yunzhu.plan.seasons import NotComputable, OddsSettings, Season, Seasons, part_of, serves
from yunzhu.plan.section_standings import MONTHS, SectionStanding, SectionYear
from yunzhu.standards.rounding import round_half_even
from yunzhu.standards.water_class import WaterClass
from yunzhu.standards.water_limits import ItemLimit
from yunzhu.standards.water_rounding import water_decimals

WATER_ODDS = OddsSettings(
    draws=10_000,
    seed=2020,
    block_days=3,  # months here: what belongs to one season of the year stays together
    valid_share=Decimal("0.75"),
)
"""Our own choices, of no standard; steps are months."""
_GUARD_DECIMALS = 1
"""Decimals of a monthly mean beyond those of the assessment, so that it is not rounded twice."""


def joint_odds(
    year: SectionYear,
    standings: Sequence[SectionStanding],
    mark: int,
    cuts: Cuts,
    settings: OddsSettings = WATER_ODDS,
) -> JointCount | NotComputable:
    """Return how likely at least ``mark`` sections meet their targets, drawn together.

    Parameters
    ----------
    year : the days that count, at least one month of them over.
    standings : of all sections; each must have a target and samples.
    mark : sections that must meet.
    cuts : of the plan: how many earlier years odds need.
    settings : draws, seed, block length [months], least share of months with samples.
    """
    if not year.months_done:
        return NotComputable("本年还没有一个整月", "no month of the year is over")
    earlier = earlier_years(year)
    means: list[SectionMean] = []
    lacking: list[str] = []
    found_years: set[int] = set()
    for one in standings:
        acid = _acidity_fault(one)
        if acid is not None:
            return acid
        for each in _item_means(year, one, earlier, settings):
            found_years.update(each.mean.seasons.years)
            fault = each.fault(cuts.seasons_for_odds, settings)
            if fault:
                lacking.append(fault)
            means.append(each.mean)
    if lacking:
        return _too_little(lacking, len(means), cuts, settings, tuple(sorted(found_years)))
    try:
        found = sections_together(means, mark, cuts.seasons_for_odds, settings)
    except EvidenceError as problem:  # beyond exact integers
        return NotComputable("数值过大，无法精确抽取", f"values too large to be drawn: {problem}")
    if isinstance(found, NotComputable) or found.together.marginal is None:
        return found
    marginal = found.together.marginal.name
    needs = next(one.needs for one in standings if one.name == marginal)
    return replace(found, marginal_needs=needs)


def earlier_years(year: SectionYear) -> MonthlyTotals | None:
    """Return the totals of all whole years before the plan's that have samples, None without."""
    span = year.water.samples.span(year.water.known_at)
    if span is None or span.first.year >= year.water.year:
        return None
    period = Period(date(span.first.year, 1, 1), date(year.water.year - 1, 12, 31))
    return year.water.totals(year.site_ids, period)


@dataclass(frozen=True)
class _ItemMean:
    item: str
    mean: SectionMean

    def fault(self, fewest: int, settings: OddsSettings) -> str:
        """Return what is lacking, "" when nothing is."""
        so_far = self.mean.so_far
        name = f"{self.mean.section} {self.item}"
        if so_far.valid < Fraction(settings.valid_share) * so_far.days or so_far.total <= 0:
            return f"{name}: 本年 this year {so_far.valid}/{so_far.days} 月 months"
        years = self.mean.seasons.years
        if len(years) >= fewest:
            return ""
        told = f" ({', '.join(map(str, years))})" if years else ""
        return f"{name}: {len(years)}{told}"


def _too_little(
    lacking: Sequence[str], means: int, cuts: Cuts, settings: OddsSettings, years: tuple[int, ...]
) -> NotComputable:
    fewest = cuts.seasons_for_odds
    told = ", ".join(map(str, years)) or "—"
    share = f"{int(Fraction(settings.valid_share) * 100)} %"
    return NotComputable(
        f"各断面各项目需本年和至少 {fewest} 个往年剩余季节的月均值(有样月份不少于 {share}); "
        f"往年有 {told}; {means} 项均值中 {len(lacking)} 项不足, 如 {lacking[0]}",
        f"every item of every section needs monthly means of this year and of the remaining season "
        f"of at least {fewest} earlier years (at least {share} of the months sampled); earlier "
        f"years: {told}; of {means} means {len(lacking)} lack them, such as {lacking[0]}",
        years,
    )


def _acidity_fault(one: SectionStanding) -> NotComputable | None:
    """Return why a section cannot be drawn whose pH, which is not drawn, exceeds its target."""
    assert one.assessed is not None
    for item in one.assessed.items:
        if item.item == ACIDITY and target_met(item.water_class, one.target) is False:
            return NotComputable(
                f"{one.name}: pH 迄今 {item.value} 超出目标，pH 不参与抽取",
                f"{one.name}: pH so far is {item.value}, beyond the target, and pH is not drawn",
            )
    return None


def _item_means(
    year: SectionYear,
    one: SectionStanding,
    earlier: MonthlyTotals | None,
    settings: OddsSettings,
) -> list[_ItemMean]:
    """Return a mean per item by which the section is judged; pH has no limit of a mean."""
    assert one.place is not None
    assert one.target is not None
    section = one.assessed
    assert section is not None
    limits = year.source.limits.section_items(section.body or one.row.water_body)
    over = year.totals.of_months(0, year.months_done)
    judged = {each.item for each in section.items}
    return [
        _ItemMean(
            limit.item,
            _section_mean(one.name, one.target, limit, over, earlier, one.place, year, settings),
        )
        for limit in limits
        if limit.item in judged and limit.item != ACIDITY
    ]


def _section_mean(
    name: str,
    target: WaterClass,
    limit: ItemLimit,
    over: MonthlyTotals,
    earlier: MonthlyTotals | None,
    place: int,
    year: SectionYear,
    settings: OddsSettings,
) -> SectionMean:
    decimals = water_decimals(limit.item, "assessment")
    compare: Literal["at_most", "at_least"] = "at_least" if limit.rule == "at_least" else "at_most"
    bound = Fraction(limit.limit_of(target)) * 10**decimals
    scale = decimals + _GUARD_DECIMALS
    used, left_out = [], []
    for season in _seasons(earlier, place, limit.item, scale, year.months_done):
        if serves(season, settings.valid_share):
            used.append(season)
        elif season.first_part.valid + season.rest.valid:
            left_out.append(season)
    return SectionMean(
        name,
        math.ceil(bound) if compare == "at_least" else math.floor(bound),
        compare,
        decimals,
        part_of(_values(over, place, limit.item, scale)),
        Seasons(scale, tuple(used), tuple(left_out)),
    )


def _seasons(
    earlier: MonthlyTotals | None, place: int, item: str, scale: int, done: int
) -> list[Season]:
    if earlier is None:
        return []
    values = _values(earlier, place, item, scale)
    first = earlier.months[0].first.year
    return [
        Season(
            first + number,
            part_of(months[:done]),
            part_of(months[done:]),
            months[done:],
        )
        for number, months in enumerate(values.reshape(-1, MONTHS))
    ]


def _values(totals: MonthlyTotals, place: int, item: str, scale: int) -> Int32Array:
    """Return the monthly means in units of 10**-scale, `MISSING32` without a sample."""
    if item not in totals.items:
        return np.full(len(totals.months), MISSING32, np.int32)
    means = monthly_means(totals, place, totals.items.index(item))
    return np.array(
        [
            MISSING32 if one is None else int(round_half_even(one, scale).scaleb(scale))
            for one in means
        ],
        np.int32,
    )
