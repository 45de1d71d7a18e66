"""HJ 633 as data: break points, items, over-range and missing-item rules, classes, tables."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from enum import Enum
from itertools import pairwise
from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, Field, model_validator

from yunzhu.arrays import MISSING16, Int16Array
from yunzhu.standards.documents import (
    PACKAGED_AIR,
    Folders,
    InForce,
    Mark,
    Rule,
    Sourced,
    documents_of,
    only_named,
)
from yunzhu.standards.rounding import round_up_ratio
from yunzhu.yaml_documents import STRICT, ExactDecimal


class IndexLevels(BaseModel):
    """The sub-index at each break point."""

    model_config = STRICT
    values: tuple[int, ...]
    mark: Mark
    reference: str


class BreakPoints(BaseModel):
    """Concentrations [unit] of one item at the index levels, lowest first."""

    model_config = STRICT
    item: str
    unit: str
    concentrations: tuple[ExactDecimal, ...]
    mark: Mark
    reference: str


class ConcentrationDecimals(BaseModel):
    """Decimals to which a concentration of a unit is rounded before its sub-index."""

    model_config = STRICT
    unit: str
    decimals: int
    mark: Mark
    reference: str


class OverRange(BaseModel):
    """What holds above the last break point: a fixed index, or the sub-index of another item."""

    model_config = STRICT
    item: str
    above: ExactDecimal
    index: int | None = None
    take: str | None = None
    mark: Mark
    reference: str

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.index is None) == (self.take is None):
            raise ValueError("either index or take")
        return self


class ItemSet(BaseModel):
    """The items that form an index, in the order of its bits."""

    model_config = STRICT
    name: str
    chinese: str
    english: str
    items: tuple[str, ...]
    without_index: tuple[str, ...] = ()
    mark: Mark
    reference: str


class MissingItemRule(Enum):
    """What a missing item does to the index."""

    NOT_AVAILABLE = "not_available"
    PUBLISH_ABOVE = "publish_above"


class MissingItem(BaseModel):
    """The rule of an edition for missing items."""

    model_config = STRICT
    rule: Annotated[MissingItemRule, Field(strict=False)]
    above: int | None = None
    mark: Mark
    reference: str

    @model_validator(mode="after")
    def _threshold(self) -> Self:
        if (self.rule is MissingItemRule.PUBLISH_ABOVE) != (self.above is not None):
            raise ValueError("above belongs to publish_above")
        return self


class Category(BaseModel):
    """A class of the index (级别) with its colours."""

    model_config = STRICT
    level: str
    name: str
    english: str
    low: int
    high: int
    rgb: tuple[int, int, int]
    cmyk: tuple[int, int, int, int]
    mark: Mark
    reference: str


class IndexEdition(BaseModel):
    """One edition of HJ 633."""

    model_config = STRICT
    name: str
    in_force: InForce
    index_levels: IndexLevels
    break_points: tuple[BreakPoints, ...]
    concentration_decimals: tuple[ConcentrationDecimals, ...]
    over_range: tuple[OverRange, ...]
    above_top: Sourced[int]
    daily_default: str
    daily: tuple[ItemSet, ...]
    hourly_default: str
    hourly: tuple[ItemSet, ...]
    primary_above: Sourced[int]
    exceed_above: Sourced[int] | None = None
    missing_item: MissingItem
    categories: tuple[Category, ...]
    good_day_up_to: Sourced[int]
    rules: tuple[Rule, ...] = ()

    @property
    def daily_items(self) -> tuple[str, ...]:
        """Items of the daily index by the default reading."""
        return self.daily_set(self.daily_default).items

    @property
    def hourly_items(self) -> tuple[str, ...]:
        """Items of the hourly index by the edition's own rule."""
        return self.hourly_set(self.hourly_default).items

    def daily_set(self, name: str) -> ItemSet:
        """Return a set of daily items: ``six_items`` or, in the 2012 edition, ``seven_items``."""
        return only_named(name, {each.name: each for each in self.daily}, "daily")

    def hourly_set(self, name: str) -> ItemSet:
        """Return a set of hourly items, e.g. ``realtime_feed``."""
        return only_named(name, {each.name: each for each in self.hourly}, "hourly")

    def break_points_of(self, item: str) -> BreakPoints:
        """Return the break points of an item; raise `StandardError` when it has none."""
        return only_named(item, {row.item: row for row in self.break_points}, self.name)

    def decimals_of(self, item: str) -> int:
        """Return the decimals of an item's least count."""
        unit = self.break_points_of(item).unit
        return next(row.decimals for row in self.concentration_decimals if row.unit == unit)

    def over_range_of(self, item: str) -> OverRange | None:
        """Return the special rule above the last break point, None where the top is the index's."""
        return next((row for row in self.over_range if row.item == item), None)

    @functools.cached_property
    def tables(self) -> Mapping[str, Int16Array]:
        """The look-up table of every item by concentration in least counts.

        The last entry holds for everything beyond; ``MISSING16`` where another item counts.
        """
        return {row.item: _build_table(self, row) for row in self.break_points}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        levels = self.index_levels.values
        units = {row.unit: row.decimals for row in self.concentration_decimals}
        for row in self.break_points:
            points = row.concentrations
            if row.unit not in units:
                raise ValueError(f"{row.item}: no decimals for {row.unit}")
            if len(points) > len(levels) or points[0] != 0 or sorted(set(points)) != list(points):
                raise ValueError(f"{row.item}: break points must rise from 0, one per level")
            if any(point.scaleb(units[row.unit]) % 1 for point in points):
                raise ValueError(f"{row.item}: break points finer than the least count")
            over = self.over_range_of(row.item)
            if (len(points) < len(levels)) != (over is not None):
                raise ValueError(f"{row.item}: over_range belongs to items without the top levels")
            if over is not None and over.above != points[-1]:
                raise ValueError(f"{row.item}: over_range must begin at the last break point")
        known = {row.item for row in self.break_points}
        used = {item for each in (*self.daily, *self.hourly) for item in each.items}
        used |= {row.take for row in self.over_range if row.take is not None}
        if used - known:
            raise ValueError(f"items without break points: {sorted(used - known)}")
        return self


@functools.cache
def index_editions(folders: Folders = PACKAGED_AIR) -> tuple[IndexEdition, ...]:
    """Return every edition of HJ 633 by first day."""
    editions = documents_of("air_index", IndexEdition, folders)
    return tuple(sorted(editions, key=lambda edition: edition.in_force.effective))


def index_edition(name: str, folders: Folders = PACKAGED_AIR) -> IndexEdition:
    """Return an edition of HJ 633 by name; raise `StandardError` when there is none such.

    Examples
    --------
    >>> index_edition("HJ 633-2026").daily_items[-1]
    'O3_8h'
    """
    return only_named(name, {row.name: row for row in index_editions(folders)}, "edition")


def _build_table(edition: IndexEdition, row: BreakPoints) -> Int16Array:
    decimals = edition.decimals_of(row.item)
    points = [int(point.scaleb(decimals)) for point in row.concentrations]
    over = edition.over_range_of(row.item)
    beyond = edition.above_top.value if over is None else over.index
    table = np.empty(points[-1] + 2, dtype=np.int16)
    levels = edition.index_levels.values
    for (low, low_index), (high, high_index) in pairwise(zip(points, levels, strict=False)):
        rise = np.arange(high - low + 1, dtype=np.int64) * (high_index - low_index)
        table[low : high + 1] = low_index + round_up_ratio(rise, high - low)
    table[-1] = MISSING16 if beyond is None else beyond
    table.flags.writeable = False
    return table
