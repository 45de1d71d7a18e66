"""An area's water: mean concentrations of its sections, its status, and its index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from yunzhu.indicators.water.class_shares import ClassShares
from yunzhu.indicators.water.monthly_totals import ACIDITY
from yunzhu.indicators.water.section_assessment import AssessedSection
from yunzhu.standards.city_water_index import (
    CityWaterIndex,
    WaterIndex,
    city_water_index,
    water_index,
)
from yunzhu.standards.water_assessment import (
    BasinStatus,
    ItemFinding,
    WaterAssessment,
    basin_main_pollutants,
    basin_status,
    main_pollutants,
    water_exceedance_multiple,
)
from yunzhu.standards.water_class import WaterBody, WaterClass, item_class
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
    pollutants : main pollutants.
    """

    status: str | None
    by_shares: bool
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
) -> AreaStatus:
    """Return the status of an area's sections and its main pollutants.

    Source: 环办〔2011〕22号: from five sections by shares, fewer by their mean concentrations.
    """
    classed = [one for one in sections if one.water_class is not None]
    if len(classed) >= method.basin_from_sections.value:
        good, worse = shares.share(shares.good), shares.share(shares.worse_than_v)
        assert good is not None
        assert worse is not None
        found: BasinStatus | None = basin_status(good, worse, method)
        over = _sections_over(classed, limits)
        pollutants = basin_main_pollutants(over, method)
        return AreaStatus(None if found is None else found.status, True, pollutants)
    bodies = {one.body for one in classed}
    if len(bodies) != 1 or None in bodies:
        return AreaStatus(None, False, ())
    body = next(one for one in bodies if one is not None)
    findings = _findings(mean_concentrations(classed), body, limits)
    worst = max(one.water_class for one in findings)
    return AreaStatus(method.status(worst).status, False, main_pollutants(findings, method))


def _findings(
    means: Mapping[str, Fraction], body: WaterBody, limits: SurfaceWaterLimits
) -> list[ItemFinding]:
    """Return class and multiple of each mean concentration, in the standard's order."""
    findings = []
    for limit in limits.section_items(body):
        if limit.item in means:
            value = round_water(means[limit.item], limit.item, "assessment")
            water_class = WaterClass(int(item_class(np.array([e8(value)]), limit)[0]))
            multiple = water_exceedance_multiple(value, limit)
            findings.append(ItemFinding(limit.item, water_class, multiple))
    return findings


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
