"""An area's water: mean concentrations of its sections, its status, and its index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from yunzhu.indicators.water.class_shares import ClassShares
from yunzhu.indicators.water.monthly_totals import ACIDITY
from yunzhu.indicators.water.period_means import rounded_items
from yunzhu.indicators.water.rules import WaterRule
from yunzhu.indicators.water.section_assessment import AssessedSection, item_classes
from yunzhu.standards.city_water_index import (
    CityWaterIndex,
    WaterIndex,
    city_water_index,
    water_index,
)
from yunzhu.standards.water_assessment import (
    BasinStatus,
    Change,
    ItemFinding,
    WaterAssessment,
    basin_main_pollutants,
    basin_status,
    main_pollutants,
    section_change,
    water_exceedance_multiple,
)
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import SurfaceWaterLimits, e8
from yunzhu.standards.water_rounding import mean_ph, round_water


@dataclass(frozen=True)
class AreaStatus:
    """How the waters of an area are called.

    Attributes
    ----------
    status : by shares from five sections on, by the mean concentrations of fewer; None where no
        rule that is known covers it, or where a section is without class or water body.
    by_shares : which of the two.
    class_of_means : of the mean concentrations, where they make the status.
    pollutants : main pollutants; by shares each with its sections over class III of those that
        have the item: ``COD 3/8``.
    """

    status: str | None
    by_shares: bool
    class_of_means: WaterClass | None
    pollutants: tuple[str, ...]


@dataclass(frozen=True)
class AreaIndex:
    """The city water index of an area over the items that all its sections of a kind share.

    Attributes
    ----------
    value : weighted by sections; None without sections or items, or while a body is not known.
    items : items that entered.
    missing : items of the rule without a concentration.
    sections : rivers' and lakes' numbers of sections.
    """

    value: Fraction | None
    items: tuple[str, ...]
    missing: tuple[str, ...]
    sections: tuple[int, int]


def mean_concentrations(sections: Iterable[AssessedSection]) -> dict[str, Fraction]:
    """Return the mean over sections of each item's unrounded mean, pH by hydrogen ions."""
    found: dict[str, list[Fraction]] = {}
    for section in sections:
        for one in section.items:
            if one.mean.exact is not None:
                found.setdefault(one.item, []).append(one.mean.exact)
    means = {
        item: sum(values, Fraction(0)) / len(values)
        for item, values in found.items()
        if item != ACIDITY
    }
    if ACIDITY in found:
        acidities = [Decimal(one.numerator) / Decimal(one.denominator) for one in found[ACIDITY]]
        means[ACIDITY] = Fraction(mean_ph(acidities))
    return means


def area_status(
    sections: Sequence[AssessedSection],
    shares: ClassShares,
    limits: SurfaceWaterLimits,
    method: WaterAssessment,
    rule: WaterRule,
) -> AreaStatus:
    """Return the status of an area's sections and its main pollutants.

    Parameters
    ----------
    sections, shares : of the area, shares of their classes.
    limits, method : in force.
    rule : setting of dissolved oxygen.

    Source: 环办〔2011〕22号: from five sections by shares, fewer by their mean concentrations.
    """
    classed = [one for one in sections if one.water_class is not None]
    if len(classed) >= method.basin_from_sections.value:
        good, worse = shares.share(shares.good), shares.share(shares.worse_than_v)
        assert good is not None
        assert worse is not None
        found: BasinStatus | None = basin_status(good, worse, method)
        over = _sections_over(classed, limits)
        pollutants = tuple(
            f"{item} {over[item][0]}/{over[item][1]}"
            for item in basin_main_pollutants(over, method)
        )
        return AreaStatus(None if found is None else found.status, True, None, pollutants)
    bodies = {one.body for one in classed}
    if len(bodies) != 1 or None in bodies:
        return AreaStatus(None, False, None, ())
    body = next(one for one in bodies if one is not None)
    findings = _findings(mean_concentrations(classed), body, limits, rule)
    worst = max(one.water_class for one in findings)
    pollutants = main_pollutants(findings, method)
    return AreaStatus(method.status(worst).status, False, worst, pollutants)


def area_change(before: AreaStatus, now: AreaStatus, method: WaterAssessment) -> Change | None:
    """Return how an area of fewer than five sections changed, by the class of its means.

    Parameters
    ----------
    before, now : of both periods; None where one of them is not judged by its means.
    method : in force.

    Source: 环办〔2011〕22号: fewer than five sections are judged as one.
    """
    if before.class_of_means is None or now.class_of_means is None:
        return None
    return section_change(before.class_of_means, now.class_of_means, method)


def _findings(
    means: Mapping[str, Fraction], body: WaterBody, limits: SurfaceWaterLimits, rule: WaterRule
) -> list[ItemFinding]:
    """Return class and multiple of each mean concentration, in the standard's order."""
    values = {
        item: round_water(mean, item, "assessment")
        for item, mean in means.items()
        if item in rounded_items()
    }
    items = tuple(values)
    numbers = np.array([[e8(value) for value in values.values()]], np.int64)
    classes = item_classes(numbers, items, limits, body, rule)
    return [
        ItemFinding(
            limit.item,
            WaterClass(int(classes[items.index(limit.item), 0])),
            water_exceedance_multiple(values[limit.item], limit),
        )
        for limit in limits.section_items(body)
        if limit.item in values
    ]


def _sections_over(
    sections: Sequence[AssessedSection], limits: SurfaceWaterLimits
) -> dict[str, tuple[int, int]]:
    """Return sections over class III and sections with the item, in the standard's order."""
    found: dict[str, tuple[int, int]] = {}
    for limit in limits.section_items(WaterBody.RIVER):
        classes = [
            one.water_class
            for section in sections
            for one in section.items
            if one.item == limit.item and one.water_class is not None
        ]
        if classes:
            over = sum(1 for one in classes if one > WaterClass.III)
            found[limit.item] = (over, len(classes))
    return found


def area_index(
    sections: Sequence[AssessedSection],
    limits: SurfaceWaterLimits,
    edition: CityWaterIndex,
    only_items: Iterable[str] | None = None,
) -> AreaIndex:
    """Return the city water index of an area.

    Parameters
    ----------
    sections : of the area; one without samples does not enter.
    limits, edition : in force.
    only_items : items to add up, so that several areas compare like with like; None: all there
        are.

    Source: trial rule of 2017; the sum over fewer than the 21 items is comparable between equal
    lists of items only.
    """
    sampled = [one for one in sections if one.items]
    by_body = {body: [one for one in sampled if one.body is body] for body in WaterBody}
    counts = (len(by_body[WaterBody.RIVER]), len(by_body[WaterBody.LAKE]))
    indices: dict[WaterBody, WaterIndex] = {}
    for body, members in by_body.items():
        if members:
            means: Mapping[str, Fraction] = mean_concentrations(members)
            if only_items is not None:
                wanted = set(only_items)
                means = {item: value for item, value in means.items() if item in wanted}
            indices[body] = water_index(means, limits, body, edition)
    lists = {tuple(one.sub_indices) for one in indices.values()}
    items = lists.pop() if len(lists) == 1 else ()
    missing = tuple(dict.fromkeys(name for one in indices.values() for name in one.missing))
    if not items or len(sampled) != sum(counts):
        return AreaIndex(None, items, missing, counts)
    sums = {body: one.sum_of_present for body, one in indices.items()}
    value = city_water_index(
        sums.get(WaterBody.RIVER), counts[0], sums.get(WaterBody.LAKE), counts[1]
    )
    return AreaIndex(value, items, missing, counts)
