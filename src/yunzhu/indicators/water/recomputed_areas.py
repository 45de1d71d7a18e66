"""Numbers of an area once more: counts, shares, status and index from its sections' samples."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from yunzhu.indicators.water.monthly_totals import ACIDITY
from yunzhu.indicators.water.ranking import INDEX, INDEX_DECIMALS, index_items
from yunzhu.indicators.water.recomputation import (
    Sample,
    class_of_section,
    mean_of_samples,
    rounded_means,
)
from yunzhu.indicators.water.rows import SHARE_DECIMALS, RowSource
from yunzhu.indicators.water.subjects import WaterSubject
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import ItemLimit
from yunzhu.standards.water_rounding import mean_ph, round_water
from yunzhu.values import Result

_STATUS_NUMBERS = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5}
_FEW_SECTIONS = 5


def recomputed_area_number(
    result: Result, subject: WaterSubject, samples: Sequence[Sample], source: RowSource
) -> tuple[Decimal | None, list[str]]:
    """Return an area's number from its samples, and how it came about."""
    by_site = {site.id: [one for one in samples if one.site == site.id] for site in subject.sites}
    bodies = {site.id: site.water_body for site in subject.sites}
    if result.statistic.startswith(INDEX):
        return _index(by_site, bodies, index_items(result.statistic), source)
    classes = {
        site: class_of_section(
            rounded_means(every, source.rule), bodies[site], source.limits, source.rule
        )[0]
        for site, every in by_site.items()
    }
    working = [
        f"{site} {'—' if one is None else one.chinese}" for site, one in sorted(classes.items())
    ]
    classed = [one for one in classes.values() if one is not None]
    if not classed:
        return None, working
    good = sum(1 for one in classed if one <= WaterClass.III)
    worse = sum(1 for one in classed if one is WaterClass.WORSE_THAN_V)
    number = good if result.statistic.startswith("good") else worse
    if result.statistic.endswith("_sections"):
        return Decimal(number), working
    if result.statistic.endswith("_share"):
        share = Fraction(number * PERCENT, len(classed))
        return round_half_even(share, SHARE_DECIMALS), working
    if len(classed) >= _FEW_SECTIONS:
        return _status_by_shares(Fraction(good, len(classed)), Fraction(worse, len(classed))), (
            working
        )
    return _status_by_means(by_site, bodies, classes, source), working


def _status_by_shares(good: Fraction, worse: Fraction) -> Decimal | None:
    """环办〔2011〕22号, written out once more."""
    if good >= Fraction(9, 10):
        return Decimal(1)
    if good >= Fraction(3, 4):
        return Decimal(2)
    if worse < Fraction(1, 5):
        return Decimal(3)
    if worse < Fraction(2, 5):
        return Decimal(4)
    return Decimal(5) if good < Fraction(3, 5) else None


def _status_by_means(
    by_site: dict[str, list[Sample]],
    bodies: dict[str, WaterBody | None],
    classes: dict[str, WaterClass | None],
    source: RowSource,
) -> Decimal | None:
    classed = [site for site, one in classes.items() if one is not None]
    kinds = {bodies[site] for site in classed}
    if len(kinds) != 1 or None in kinds:
        return None
    known = {limit.item for body in WaterBody for limit in source.limits.section_items(body)}
    means = {
        item: round_water(mean, item, "assessment")
        for item, mean in _means_over_sites(
            {site: by_site[site] for site in classed}, source
        ).items()
        if item in known
    }
    worst, _ = class_of_section(means, kinds.pop(), source.limits, source.rule)
    return None if worst is None else Decimal(_STATUS_NUMBERS[int(worst)])


def _means_over_sites(by_site: dict[str, list[Sample]], source: RowSource) -> dict[str, Fraction]:
    found: dict[str, list[Fraction]] = {}
    for every in by_site.values():
        for item in dict.fromkeys(one.item for one in every):
            mean = mean_of_samples([one for one in every if one.item == item], source.rule)
            if mean is not None:
                found.setdefault(item, []).append(mean)
    return {
        item: Fraction(mean_ph([_decimal(one) for one in values]))
        if item == ACIDITY
        else sum(values, Fraction(0)) / len(values)
        for item, values in found.items()
    }


def _index(
    by_site: dict[str, list[Sample]],
    bodies: dict[str, WaterBody | None],
    items: Sequence[str],
    source: RowSource,
) -> tuple[Decimal | None, list[str]]:
    total, sections, working = Fraction(0), 0, []
    sampled = [site for site, every in by_site.items() if every]
    if not sampled or any(bodies[site] is None for site in sampled):
        return None, ["有断面未登记水体类型 a section without a water body"]
    for body in WaterBody:
        members = {site: by_site[site] for site in sampled if bodies[site] is body}
        if not members:
            continue
        means = _means_over_sites(members, source)
        limits = {limit.item: limit for limit in source.limits.section_items(body)}
        if absent := [item for item in items if item not in means]:
            return None, [f"{body.label}: 缺项 absent {', '.join(absent)}"]
        parts = {item: _sub_index(means[item], limits[item]) for item in items}
        working.append(
            f"{body.label} {len(members)}: "
            + " + ".join(f"{item} {float(one):.4f}" for item, one in parts.items())
        )
        total += sum(parts.values(), Fraction(0)) * len(members)
        sections += len(members)
    return round_half_even(total / sections, INDEX_DECIMALS), working


def _sub_index(value: Fraction, limit: ItemLimit) -> Fraction:
    if limit.rule == "range":
        low, high = limit.ranges[2]
        neutral = Fraction(7)
        return (
            (neutral - value) / (neutral - Fraction(low))
            if value <= neutral
            else ((value - neutral) / (Fraction(high) - neutral))
        )
    bound = Fraction(limit.limit_of(3))
    return bound / value if limit.rule == "at_least" else value / bound


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
