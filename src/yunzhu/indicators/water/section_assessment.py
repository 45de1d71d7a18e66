"""Rule ``assessment``: the mean of each item, rounded once, makes the class of a section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from yunzhu.arrays import Int64Array, UInt8Array
from yunzhu.indicators.water.monthly_totals import MonthlyTotals
from yunzhu.indicators.water.period_means import PeriodMeanOfItem, period_mean, rounded_items
from yunzhu.indicators.water.rules import OxygenClassOne, WaterRule
from yunzhu.observations.samples import NO_NUMBER
from yunzhu.periods import Period
from yunzhu.standards.dissolved_oxygen import oxygen_class
from yunzhu.standards.water_assessment import (
    ItemFinding,
    WaterAssessment,
    main_pollutants,
    water_exceedance_multiple,
)
from yunzhu.standards.water_class import (
    NO_CLASS,
    WaterBody,
    WaterClass,
    item_class,
)
from yunzhu.standards.water_limits import SurfaceWaterLimits, e8
from yunzhu.standards.water_rounding import round_water


@dataclass(frozen=True)
class AssessedItem:
    """One item at one section over a period.

    Attributes
    ----------
    item : its name.
    mean : unrounded, with the months and samples it rests on.
    value : the mean rounded once; None where the decimals of the item are not known.
    water_class : None for an item that is no part of the section's class, and for total
        phosphorus of a section whose water body is not known when rivers and lakes differ.
    multiple : by how much the value exceeds class III, in multiples of its limit.
    """

    item: str
    mean: PeriodMeanOfItem
    value: Decimal | None
    water_class: WaterClass | None
    multiple: Fraction | None


@dataclass(frozen=True)
class AssessedSection:
    """One section over a period.

    Attributes
    ----------
    site : its id.
    body : what it lies on, None where not known.
    months : months expected.
    items : every item with a sample, those of the class first in the order of the standard.
    water_class : worst of the items; None without any, or where undetermined.
    driving : items of the worst class.
    pollutants : main pollutants, at most three; none when the section is of class III or better.
    undetermined : the water body is not known and rivers and lakes give different classes.
    """

    site: str
    body: WaterBody | None
    months: tuple[Period, ...]
    items: tuple[AssessedItem, ...]
    water_class: WaterClass | None
    driving: tuple[str, ...]
    pollutants: tuple[str, ...]
    undetermined: bool

    @property
    def months_sampled(self) -> tuple[Period, ...]:
        """Months with a sample of any item of the class."""
        places = {place for item in self.items for place in item.mean.months}
        return tuple(self.months[place] for place in sorted(places))


def assess_sections(
    totals: MonthlyTotals,
    bodies: Sequence[WaterBody | None],
    limits: SurfaceWaterLimits,
    method: WaterAssessment,
    rule: WaterRule,
) -> list[AssessedSection]:
    """Assess every section over all months of the totals.

    Parameters
    ----------
    totals : of the period's months.
    bodies : per section, what it lies on; None where not known.
    limits : GB 3838 in force.
    method : the assessment method, for main pollutants.
    rule : settings of the mean and of dissolved oxygen.

    Source: 环办〔2011〕22号; rounding 环办监测函〔2020〕82号.
    """
    means = [
        [period_mean(totals, site, item, rule.period_mean) for item in range(len(totals.items))]
        for site in range(len(totals.sites))
    ]
    values = [
        [_rounded(mean, name) for name, mean in zip(totals.items, row, strict=True)]
        for row in means
    ]
    numbers = np.array(
        [[NO_NUMBER if value is None else e8(value) for value in row] for row in values],
        np.int64,
    ).reshape(len(totals.sites), len(totals.items))
    judged = {body: item_classes(numbers, totals.items, limits, body, rule) for body in WaterBody}
    return [
        _section(totals, site, bodies[site], means[site], values[site], judged, limits, method)
        for site in range(len(totals.sites))
    ]


def _rounded(mean: PeriodMeanOfItem, item: str) -> Decimal | None:
    if mean.exact is None or item not in rounded_items():
        return None
    return round_water(mean.exact, item, "assessment")


def item_classes(
    numbers: Int64Array,
    items: Sequence[str],
    limits: SurfaceWaterLimits,
    body: WaterBody,
    rule: WaterRule,
) -> UInt8Array:
    """Return the class of each item, `NO_CLASS` for items that are no part of the class.

    Parameters
    ----------
    numbers : int64 [sections, items], rounded means in 10**-8 of the items' units.
    items : their names.
    limits : GB 3838 in force.
    body : what the sections lie on.
    rule : setting of dissolved oxygen.

    Returns
    -------
    uint8 [items, sections].
    """
    classes = np.full(numbers.T.shape, NO_CLASS, np.uint8)
    for limit in limits.section_items(body):
        if limit.item in items:
            place = items.index(limit.item)
            classes[place] = item_class(numbers[:, place], limit)
    by_saturation = rule.dissolved_oxygen_class_one is OxygenClassOne.CONCENTRATION_OR_SATURATION
    if by_saturation and "DO" in items and "water_temp" in items:
        oxygen, temperature = items.index("DO"), items.index("water_temp")
        classes[oxygen] = oxygen_class(numbers[:, oxygen], numbers[:, temperature], limits)
    return classes


def _section(
    totals: MonthlyTotals,
    site: int,
    body: WaterBody | None,
    means: Sequence[PeriodMeanOfItem],
    values: Sequence[Decimal | None],
    judged: dict[WaterBody, UInt8Array],
    limits: SurfaceWaterLimits,
    method: WaterAssessment,
) -> AssessedSection:
    readings = [judged[one][:, site] for one in ([body] if body else WaterBody)]
    classes = [
        WaterClass(codes.pop()) if codes != {NO_CLASS} and len(codes) == 1 else None
        for codes in ({int(one[place]) for one in readings} for place in range(len(means)))
    ]
    # Sources are sampled for more items than a mask of driving ones holds.
    worst = {int(one.max(initial=NO_CLASS)) for one in readings}
    undetermined = len(worst) > 1
    water_class = None if undetermined or worst == {NO_CLASS} else WaterClass(worst.pop())
    order = [limit.item for limit in limits.section_items(body or WaterBody.RIVER)]
    present = sorted(
        (place for place, mean in enumerate(means) if mean.exact is not None),
        key=lambda place: (
            order.index(totals.items[place]) if totals.items[place] in order else len(order)
        ),
    )
    items = tuple(
        AssessedItem(
            item=totals.items[place],
            mean=means[place],
            value=values[place],
            water_class=classes[place],
            multiple=_multiple(totals.items[place], values[place], body, limits),
        )
        for place in present
    )
    driving = tuple(one.item for one in items if water_class and one.water_class is water_class)
    return AssessedSection(
        totals.sites[site],
        body,
        totals.months,
        items,
        water_class,
        driving,
        _pollutants(items, water_class, method),
        undetermined,
    )


def _multiple(
    item: str, value: Decimal | None, body: WaterBody | None, limits: SurfaceWaterLimits
) -> Fraction | None:
    """Return the multiple over class III of an item of the class, None where it is within."""
    found = {
        water_exceedance_multiple(value, limit)
        for one in ([body] if body else WaterBody)
        for limit in limits.section_items(one)
        if limit.item == item and value is not None
    }
    multiple = found.pop() if len(found) == 1 else None
    return multiple if multiple is not None and multiple > 0 else None


def _pollutants(
    items: Sequence[AssessedItem], water_class: WaterClass | None, method: WaterAssessment
) -> tuple[str, ...]:
    if water_class is None:
        return ()
    findings = [
        ItemFinding(one.item, one.water_class, one.multiple)
        for one in items
        if one.water_class is not None
    ]
    return main_pollutants(findings, method)
