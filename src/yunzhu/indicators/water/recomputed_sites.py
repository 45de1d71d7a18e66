"""Numbers of lakes, sea sites, wells and sources once more, one sample at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from yunzhu.indicators.water.drinking_sources import required_items
from yunzhu.indicators.water.other_waters import in_unit
from yunzhu.indicators.water.recomputation import Sample, counted, mean_of_samples
from yunzhu.indicators.water.rows import CLASS, MEAN, RowSource
from yunzhu.indicators.water.site_rows import (
    MET,
    OWN_STANDARD,
    SEA,
    SOURCE,
    TROPHIC,
    TROPHIC_DECIMALS,
    WELL,
)
from yunzhu.observations.sites import Site
from yunzhu.periods import Period
from yunzhu.standards.groundwater import groundwater_limits
from yunzhu.standards.rounding import round_half_even
from yunzhu.standards.sea_water import sea_water_limits
from yunzhu.standards.source_compliance import drinking_source_rules
from yunzhu.standards.trophic_index import trophic_rule
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import ItemLimit
from yunzhu.standards.water_rounding import round_water, water_rounding
from yunzhu.values import Result

Recomputed = tuple[Decimal | None, list[str]]


def is_of_own_kind(result: Result, site: Site) -> bool:
    """Tell whether a number is one that only lakes, sea sites, wells or sources have."""
    own = (TROPHIC, SEA, WELL, SOURCE)
    return result.indicator in own or (
        site.medium in OWN_STANDARD and result.statistic in (MEAN, CLASS)
    )


def recomputed_site_number(
    result: Result, site: Site, samples: Sequence[Sample], source: RowSource
) -> Recomputed:
    """Return a number that only such a site has, and how it came about."""
    if result.indicator == TROPHIC:
        return _trophic(samples, source)
    if result.indicator == SEA:
        return _single_factor(samples, sea_water_limits().limits, source)
    if result.indicator == WELL:
        return _single_factor(samples, groundwater_limits(source.period.last).limits, source)
    if result.indicator == SOURCE:
        return _source(result, site.water_body, samples, source)
    return None, ["修约位数未知 the decimals of this item are not known"]


def _source(
    result: Result, body: WaterBody | None, samples: Sequence[Sample], source: RowSource
) -> Recomputed:
    if body is None:
        return None, []
    if result.statistic == MET:
        return _source_month(samples, source.period, body, source)
    months = [_source_month(samples, one, body, source) for one in source.period.months()]
    working = [line for _, lines in months for line in lines]
    return Decimal(sum(1 for value, _ in months if value == 1)), working


def _means(samples: Sequence[Sample], source: RowSource) -> dict[str, Fraction]:
    found = {}
    for item in dict.fromkeys(one.item for one in samples):
        mean = mean_of_samples([one for one in samples if one.item == item], source.rule)
        if mean is not None:
            found[item] = mean
    return found


def _trophic(samples: Sequence[Sample], source: RowSource) -> Recomputed:
    means, rule = _means(samples, source), trophic_rule()
    total = 0.0
    working: list[str] = []
    for term in rule.terms:
        value = in_unit(means.get(term.item, Fraction(0)), term.item, term.unit)
        if not value or value <= 0:
            return None, working
        factor, constant, slope = (
            float(one) for one in (rule.factor.value, term.constant, term.slope)
        )
        index = factor * (constant + slope * math.log(value))
        working.append(f"{term.item} {float(value):.4g} {term.unit} → {index:.2f}")
        total += float(term.weight) * index
    return round_half_even(Fraction(total), TROPHIC_DECIMALS), working


def _single_factor(
    samples: Sequence[Sample], limits: Sequence[ItemLimit], source: RowSource
) -> Recomputed:
    means = _means(samples, source)
    worst, working = 0, []
    for limit in limits:
        value = in_unit(means[limit.item], limit.item, limit.unit) if limit.item in means else None
        if value is not None:
            failed = sum(
                1 for place in range(limit.class_count) if not _within(value, limit, place)
            )
            working.append(f"{limit.item} {float(value):.6g} → {failed + 1}")
            worst = max(worst, failed + 1)
    return (Decimal(worst) if worst else None), working


def _within(value: Fraction, limit: ItemLimit, place: int) -> bool:
    if limit.rule == "range":
        low, high = limit.ranges[place]
        return low <= value <= high
    bound = limit.limits[place]
    if bound is None:
        return False
    return value >= bound if limit.rule == "at_least" else value <= bound


def _source_month(
    samples: Sequence[Sample], month: Period, body: WaterBody, source: RowSource
) -> Recomputed:
    rules = drinking_source_rules()
    known = {row.item for row in water_rounding().decimals if row.assessment is not None}
    basic = {row.item: row for row in source.limits.basic if row.body in (None, body)}
    others = {row.item: row for row in (*source.limits.supplementary, *source.limits.specific)}
    seen, failed, working = set(), False, []
    for one in samples:
        if one.moment.date() not in month or one.item in rules.not_counted.value:
            continue
        value: Fraction | Decimal = counted(one, source.rule.below_detection)
        if one.item in basic:
            if one.item in known:
                value = round_water(value, one.item, "assessment")
            meets = _within(Fraction(value), basic[one.item], rules.standard_class.value - 1)
        elif one.item in others:
            meets = _within(Fraction(value), others[one.item], 0)
        else:
            continue
        seen.add(one.item)
        if not meets:
            failed = True
            working.append(f"{one.moment:%Y-%m-%d %H:%M} {one.item} {one.text}: 超标 failed")
    absent = set(required_items(source.limits, body, rules)) - seen
    working.append(f"{month.first:%Y-%m}: {len(seen)} 项 items, 缺 absent {len(absent)}")
    if failed:
        return Decimal(0), working
    return (Decimal(1) if seen and not absent else None), working
