"""The same numbers once more, one sample at a time, in exact fractions.

`explain` checks every number it opens with these functions. They share the standards' data with
the array kernels, but none of their arithmetic: means are sums of fractions, a mean pH is formed
with fifty digits, classes come from comparing decimals with the limits one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from yunzhu.indicators.water.monthly_totals import ACIDITY
from yunzhu.indicators.water.period_means import rounded_items
from yunzhu.indicators.water.rules import BelowDetection, OxygenClassOne, PeriodMean, WaterRule
from yunzhu.observations.samples import DetectionMark
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import ItemLimit, SurfaceWaterLimits
from yunzhu.standards.water_rounding import round_water, water_rounding, weighted_mean_ph


@dataclass(frozen=True)
class Sample:
    """One sample of an explanation: site, item, moment, number and detection mark."""

    site: str
    item: str
    moment: datetime
    number: Decimal
    mark: DetectionMark

    @property
    def text(self) -> str:
        """The number with its mark."""
        signs = {DetectionMark.NONE: "", DetectionMark.BELOW: "<", DetectionMark.ABOVE: ">"}
        return f"{signs[self.mark]}{self.number:f}"


def counted(sample: Sample, setting: BelowDetection) -> Fraction:
    """Return what a sample counts as."""
    value = Fraction(sample.number)
    if sample.mark is not DetectionMark.BELOW or setting is BelowDetection.LIMIT:
        return value
    return value / 2 if setting is BelowDetection.HALF else Fraction(0)


def mean_of_samples(samples: Sequence[Sample], rule: WaterRule) -> Fraction | None:
    """Return the mean of one item at one section, None without samples."""
    by_month: dict[tuple[int, int], list[Sample]] = {}
    for one in samples:
        by_month.setdefault((one.moment.year, one.moment.month), []).append(one)
    if not by_month:
        return None
    of_samples = rule.period_mean is PeriodMean.OF_SAMPLES
    weights = [
        (one, Fraction(1, len(samples) if of_samples else len(by_month) * len(month)))
        for month in by_month.values()
        for one in month
    ]
    if samples[0].item == ACIDITY:
        values = [one.number for one, _ in weights]
        return Fraction(weighted_mean_ph(values, [weight for _, weight in weights]))
    return sum(
        (counted(one, rule.below_detection) * weight for one, weight in weights), Fraction(0)
    )


def rounded_means(samples: Iterable[Sample], rule: WaterRule) -> dict[str, Decimal]:
    """Return the rounded mean of each item of one section whose decimals are known."""
    by_item: dict[str, list[Sample]] = {}
    for one in samples:
        by_item.setdefault(one.item, []).append(one)
    means = {}
    for item, every in by_item.items():
        mean = mean_of_samples(every, rule)
        if mean is not None and item in rounded_items():
            means[item] = round_water(mean, item, "assessment")
    return means


def class_of_value(value: Decimal | Fraction, limit: ItemLimit) -> WaterClass:
    """Return the first class whose limit a value meets."""
    for place in range(limit.class_count):
        if limit.meets(value, place + 1):
            return WaterClass(place + 1)
    return WaterClass.WORSE_THAN_V


def class_of_section(
    values: Mapping[str, Decimal | Fraction],
    body: WaterBody | None,
    limits: SurfaceWaterLimits,
    rule: WaterRule,
    only_items: Sequence[str] | None = None,
) -> tuple[WaterClass | None, dict[str, WaterClass]]:
    """Return the class by the worst item, and the class of each item.

    An unknown water body gives a class only where rivers and lakes give the same one.
    """
    if body is None:
        river, of_river = class_of_section(values, WaterBody.RIVER, limits, rule, only_items)
        lake, of_lake = class_of_section(values, WaterBody.LAKE, limits, rule, only_items)
        agreed = {item: one for item, one in of_river.items() if of_lake.get(item) is one}
        return (river if river is lake else None), agreed
    classes = {
        limit.item: class_of_value(values[limit.item], limit)
        for limit in limits.section_items(body)
        if limit.item in values and (only_items is None or limit.item in only_items)
    }
    by_saturation = OxygenClassOne.CONCENTRATION_OR_SATURATION
    if rule.dissolved_oxygen_class_one is by_saturation and {"DO", "water_temp"} <= set(values):
        saturation = limits.saturation
        full = Fraction(saturation.numerator.value) / (
            Fraction(saturation.offset.value) + Fraction(values["water_temp"])
        )
        if Fraction(values["DO"]) >= full * Fraction(saturation.class_one_percent.value) / 100:
            classes["DO"] = WaterClass.I
    return (max(classes.values()) if classes else None), classes


def remaining_mean_by_trial(
    samples: Sequence[Sample],
    months_left: int,
    limit: ItemLimit,
    target: WaterClass,
    rule: WaterRule,
) -> Decimal | None:
    """Return the last number of the item's decimals that still meets a target, found by halving.

    Parameters
    ----------
    samples : of one item in the months that are over.
    months_left : months to come.
    limit : of the item. target : class to reach. rule : settings.
    """
    months: dict[tuple[int, int], list[Sample]] = {}
    for one in samples:
        months.setdefault((one.moment.year, one.moment.month), []).append(one)
    means = [
        sum((counted(one, rule.below_detection) for one in month), Fraction(0)) / len(month)
        for month in months.values()
    ]
    decimals = next(row.assessment for row in water_rounding().decimals if row.item == limit.item)
    unit = Fraction(1, 10 ** (decimals or 0))

    def meets(units: int) -> bool:
        whole = sum(means, Fraction(0)) + unit * units * months_left
        mean = whole / (len(means) + months_left)
        return bool(limit.meets(round_water(mean, limit.item, "assessment"), target))

    highest = 1
    is_least = limit.rule == "at_least"
    while meets(highest) is not is_least:
        highest *= 2
    lowest = 0
    if meets(0) is is_least:
        return Decimal(0).scaleb(-(decimals or 0)) if is_least else None
    while highest - lowest > 1:
        middle = (lowest + highest) // 2
        if meets(middle) is is_least:
            highest = middle
        else:
            lowest = middle
    return Decimal(highest if is_least else lowest).scaleb(-(decimals or 0))


def rank_correlation(values: Sequence[Fraction]) -> Fraction:
    """Return 1 - 6 Σd² / (n³ - n) of values in order of time; equal ones share their mean rank."""
    ordered = sorted(values)
    n = len(values)
    total = Fraction(0)
    for place, value in enumerate(values, 1):
        first = ordered.index(value) + 1
        rank = first + Fraction(ordered.count(value) - 1, 2)
        total += (place - rank) ** 2
    return 1 - 6 * total / (n**3 - n)
