"""GB 3838, surface water: the limits of each item by class, and of drinking-water sources."""

from __future__ import annotations

import functools
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, Field, model_validator

from yunzhu.arrays import Int64Array
from yunzhu.standards.documents import (
    NAME_AN_EDITION,
    PACKAGED_WATER,
    Folders,
    InForce,
    Mark,
    Rule,
    Sourced,
    by_first_day,
    documents_of,
    in_force_on,
    only_named,
)
from yunzhu.standards.water_class import WaterBody
from yunzhu.yaml_documents import STRICT, ExactDecimal

DECIMALS = 8
"""Decimals of the integers that values of water are held in: ``e8`` is 10**-8 of the unit."""

_NO_THRESHOLD = int(np.iinfo(np.int64).max)


def e8(value: Decimal) -> int:
    """Return a value as an integer of 10**-8 of its unit, exactly.

    Raises
    ------
    ValueError : the value has more than eight decimals.

    Examples
    --------
    >>> e8(Decimal("0.0000028"))
    280
    """
    scaled = value.scaleb(DECIMALS)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{value} has more than {DECIMALS} decimals")
    return int(scaled)


class ItemLimit(BaseModel):
    """The limits of one item [unit], class by class, the best first.

    ``at_most`` and ``at_least`` carry one limit per class, null where a class has none; a
    ``range`` carries lowest and highest value per class; ``none`` has no classes. ``body`` is
    given where rivers and lakes differ; ``code`` is that of HJ 525.
    """

    model_config = STRICT
    item: str
    chinese: str
    unit: str
    rule: Literal["at_most", "at_least", "range", "none"]
    limits: tuple[ExactDecimal | None, ...] = ()
    ranges: tuple[tuple[ExactDecimal, ExactDecimal], ...] = ()
    body: Annotated[WaterBody | None, Field(strict=False)] = None
    code: str | None = None
    in_section_class: bool = False
    mark: Mark
    reference: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if bool(self.limits) != (self.rule in ("at_most", "at_least")):
            raise ValueError("limits belong to at_most and at_least")
        if bool(self.ranges) != (self.rule == "range"):
            raise ValueError("ranges belong to range")
        numbers = [value for value in self.limits if value is not None]
        if numbers != sorted(numbers, reverse=self.rule == "at_least"):
            raise ValueError("a worse class must not have the stricter limit")
        if any(low > high for low, high in self.ranges) or any(
            worse[0] > better[0] or worse[1] < better[1] for better, worse in pairwise(self.ranges)
        ):
            raise ValueError("the range of a worse class must hold that of a better one")
        for value in (*numbers, *(bound for pair in self.ranges for bound in pair)):
            e8(value)
        return self

    @property
    def class_count(self) -> int:
        """How many classes have limits; a value that meets none is of the class after them."""
        return len(self.limits or self.ranges)

    @functools.cached_property
    def thresholds_e8(self) -> Int64Array:
        """The limits in integers: int64 ``[classes]``, or ``[classes, 2]`` of a range.

        A class without a limit holds the largest int64.
        """
        bounds = [[e8(bound) for bound in pair] for pair in self.ranges]
        limits = [_NO_THRESHOLD if value is None else e8(value) for value in self.limits]
        found = np.array(bounds or limits, np.int64)
        found.setflags(write=False)
        return found

    def limit_of(self, water_class: int) -> Decimal:
        """Return the limit of a class (1 the best); raise `StandardError` when it has none.

        Examples
        --------
        >>> surface_water_limits(date(2020, 1, 1)).limit("COD", WaterBody.RIVER).limit_of(3)
        Decimal('20')
        """
        known = {
            str(place): value
            for place, value in enumerate(self.limits, start=1)
            if value is not None
        }
        return only_named(str(int(water_class)), known, self.item)

    def meets(self, value: Fraction | Decimal, water_class: int) -> bool | None:
        """Say whether a value [unit] meets a class (1 the best); None where it has no limit.

        Examples
        --------
        >>> surface_water_limits(date(2020, 1, 1)).limit("DO", WaterBody.RIVER).meets(Decimal(5), 3)
        True
        """
        if self.rule == "none":
            return None
        if self.rule == "range":
            low, high = self.ranges[water_class - 1]
            return low <= value <= high
        limit = self.limits[water_class - 1]
        if limit is None:
            return None
        return value <= limit if self.rule == "at_most" else value >= limit


class Saturation(BaseModel):
    """Dissolved oxygen at saturation [mg/L], ``numerator / (offset + temperature [°C])``."""

    model_config = STRICT
    class_one_percent: Sourced[ExactDecimal]
    numerator: Sourced[ExactDecimal]
    offset: Sourced[ExactDecimal]


class SurfaceWaterLimits(BaseModel):
    """One edition of GB 3838.

    ``basic`` holds the items of table 1, phosphorus once for rivers and once for lakes and
    reservoirs, nitrogen for lakes and reservoirs only; ``supplementary`` and ``specific`` those
    of drinking-water sources, with one limit each.
    """

    model_config = STRICT
    name: str
    in_force: InForce
    basic: tuple[ItemLimit, ...]
    supplementary: tuple[ItemLimit, ...]
    specific: tuple[ItemLimit, ...]
    saturation: Saturation
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> Self:
        for body in WaterBody:
            items = [row.item for row in self.basic if row.body in (None, body)]
            if len(set(items)) != len(items):
                raise ValueError(f"an item stands twice for {body.value}")
        items = [row.item for row in (*self.supplementary, *self.specific)]
        if len(set(items)) != len(items):
            raise ValueError("a source item stands twice")
        return self

    @property
    def year(self) -> str:
        """The year in its name, by which it is asked for."""
        return self.name.rpartition("-")[2]

    def limit(self, item: str, body: WaterBody) -> ItemLimit:
        """Return the limits of a basic item; raise `StandardError` when it has none there.

        Examples
        --------
        >>> limits = surface_water_limits(date(2020, 1, 1))
        >>> [str(limits.limit("TP", body).limit_of(3)) for body in WaterBody]
        ['0.2', '0.05']
        """
        known = {row.item: row for row in self.basic if row.body in (None, body)}
        return only_named(item, known, f"{self.name} {body.label}")

    def source_limit(self, item: str) -> ItemLimit:
        """Return the one limit of a supplementary or specific item of drinking-water sources."""
        known = {row.item: row for row in (*self.supplementary, *self.specific)}
        return only_named(item, known, self.name)

    def section_items(self, body: WaterBody) -> tuple[ItemLimit, ...]:
        """Return the items that make the class of a section, in the order of the standard."""
        return tuple(row for row in self.basic if row.in_section_class and row.body in (None, body))


@functools.cache
def all_surface_water_limits(
    folders: Folders = PACKAGED_WATER,
) -> dict[str, SurfaceWaterLimits]:
    """Return every edition of GB 3838 by name; raise `StandardError` on an overlap."""
    documents = documents_of("surface_water_limits", SurfaceWaterLimits, folders)
    return by_first_day({row.name: row for row in documents})


@functools.cache
def surface_water_limits(on: date, folders: Folders = PACKAGED_WATER) -> SurfaceWaterLimits:
    """Return the limits of GB 3838 in force on a day.

    Raises
    ------
    StandardError : no edition is known to be in force on that day.

    Examples
    --------
    >>> surface_water_limits(date(2020, 5, 8)).name
    'GB 3838-2002'
    """
    return in_force_on(all_surface_water_limits(folders), on, NAME_AN_EDITION)


def surface_water_edition(name: str, folders: Folders = PACKAGED_WATER) -> SurfaceWaterLimits:
    """Return an edition of GB 3838 by its year or its whole name, whatever the day.

    Raises
    ------
    StandardError : no such edition.

    Examples
    --------
    >>> surface_water_edition("2002") is surface_water_edition("GB 3838-2002")
    True
    """
    known = all_surface_water_limits(folders)
    years = {limits.year: limits for limits in known.values()}
    return only_named(name, {**known, **years}, "edition")
