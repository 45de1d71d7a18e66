"""The index that ranks cities by surface water (城市水质指数, trial rule of 2017)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pydantic import BaseModel

from yunzhu.errors import UsageError
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.documents import (
    PACKAGED_WATER,
    Folders,
    Rule,
    Sourced,
    Unknown,
    documents_of,
    only_named,
)
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import ItemLimit, SurfaceWaterLimits
from yunzhu.yaml_documents import STRICT, ExactDecimal

EDITION = "城市水质指数2017试行"


class CityWaterIndex(BaseModel):
    """One edition of the rule."""

    model_config = STRICT
    name: str
    neutral_ph: Sourced[ExactDecimal]
    standard_class: Sourced[int]
    rules: tuple[Rule, ...] = ()
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True)
class WaterIndex:
    """The index of a city's rivers, or of its lakes and reservoirs.

    Attributes
    ----------
    sub_indices : of the items present, exact, in the order of the standard.
    missing : items of the sum that have no concentration.
    """

    sub_indices: Mapping[str, Fraction]
    missing: tuple[str, ...]

    @property
    def sum_of_present(self) -> Fraction:
        """The sum over the items present; comparable between equal lists of items only."""
        return sum(self.sub_indices.values(), Fraction(0))

    @property
    def total(self) -> Fraction | None:
        """The index; None while an item is missing."""
        return None if self.missing else self.sum_of_present


@functools.cache
def city_water_index_edition(
    name: str = EDITION, folders: Folders = PACKAGED_WATER
) -> CityWaterIndex:
    """Return the rule by name; raise `StandardError` when there is none such."""
    documents = documents_of("city_water_index", CityWaterIndex, folders)
    return only_named(name, {row.name: row for row in documents}, "city_water_index")


def item_index(value: Fraction | Decimal, limit: ItemLimit, edition: CityWaterIndex) -> Fraction:
    """Return the sub-index of one item: C / S, for dissolved oxygen S / C, pH from neutral.

    Parameters
    ----------
    value : mean concentration of the city's sections [unit of the limit].

    Raises
    ------
    UsageError : dissolved oxygen is not above 0.

    Source: trial rule of 2017.

    Examples
    --------
    >>> from datetime import date
    >>> from yunzhu.standards.water_limits import surface_water_limits
    >>> limits, rule = surface_water_limits(date(2020, 6, 30)), city_water_index_edition()
    >>> acid = limits.limit("pH", WaterBody.RIVER)
    >>> item_index(Decimal("6.5"), acid, rule), item_index(Decimal(8), acid, rule)
    (Fraction(1, 2), Fraction(1, 2))
    """
    exact = Fraction(value)
    standard = edition.standard_class.value
    if limit.rule == "range":
        low, high = (Fraction(bound) for bound in limit.ranges[standard - 1])
        neutral = Fraction(edition.neutral_ph.value)
        if exact <= neutral:
            return (neutral - exact) / (neutral - low)
        return (exact - neutral) / (high - neutral)
    bound = Fraction(limit.limit_of(standard))
    if limit.rule == "at_most":
        return exact / bound
    if exact <= 0:
        raise UsageError(
            "溶解氧须大于零才有指数 the index needs dissolved oxygen above 0",
            field=limit.item,
            found=value,
            expected="> 0",
        )
    return bound / exact


def water_index(
    values: Mapping[str, Fraction | Decimal],
    limits: SurfaceWaterLimits,
    body: WaterBody,
    edition: CityWaterIndex,
) -> WaterIndex:
    """Return the index of a city's rivers or of its lakes and reservoirs.

    Parameters
    ----------
    values : per item the mean over the city's sections of this kind of water [unit of the
        limit], pH through hydrogen ions; items that do not enter the sum are left out.

    Source: trial rule of 2017, the sum over the 21 items of the section class.
    """
    items = limits.section_items(body)
    return WaterIndex(
        {
            row.item: item_index(values[row.item], row, edition)
            for row in items
            if row.item in values
        },
        tuple(row.item for row in items if row.item not in values),
    )


def city_water_index(
    river: Fraction | None, river_sections: int, lake: Fraction | None, lake_sections: int
) -> Fraction:
    """Return a city's index, rivers and lakes weighted by their numbers of sections.

    Raises
    ------
    UsageError : no sections, or sections without an index.

    Source: trial rule of 2017, this weighting from memory.

    Examples
    --------
    >>> city_water_index(Fraction(6), 3, Fraction(10), 1)
    Fraction(7, 1)
    """
    parts = [
        (index, sections)
        for index, sections in ((river, river_sections), (lake, lake_sections))
        if sections
    ]
    if not parts or min(river_sections, lake_sections) < 0 or any(one[0] is None for one in parts):
        raise UsageError(
            "城市水质指数缺少断面或指数 the city's index needs sections and their index",
            found=f"{river}, {river_sections}, {lake}, {lake_sections}",
            expected="an index for every kind of water that has sections",
        )
    total = sum((index * sections for index, sections in parts if index is not None), Fraction(0))
    return total / sum(sections for _, sections in parts)


def index_change_percent(before: Fraction, after: Fraction) -> Fraction:
    """Return the change of an index [%], by which improvement is ranked; less is better.

    Raises
    ------
    UsageError : the earlier index is not above 0.

    Source: trial rule of 2017.

    Examples
    --------
    >>> index_change_percent(Fraction(8), Fraction(6))
    Fraction(-25, 1)
    """
    if before <= 0:
        raise UsageError(
            "前期指数须大于零 the earlier index must be above 0", found=before, expected="> 0"
        )
    return (after / before - 1) * PERCENT
