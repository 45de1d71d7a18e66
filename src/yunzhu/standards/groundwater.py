"""GB/T 14848, groundwater: limits of the key items and classes."""

from __future__ import annotations

import functools
from datetime import date
from enum import IntEnum

from pydantic import BaseModel

from yunzhu.standards.documents import (
    PACKAGED_WATER,
    Folders,
    InForce,
    Rule,
    Unknown,
    by_first_day,
    documents_of,
    in_force_on,
    only_named,
)
from yunzhu.standards.water_limits import ItemLimit
from yunzhu.yaml_documents import STRICT


class GroundwaterClass(IntEnum):
    """Class of groundwater; the larger, the worse."""

    I = 1  # noqa: E741
    II = 2
    III = 3
    IV = 4
    V = 5

    @property
    def chinese(self) -> str:
        """The class as reports print it."""
        return "ⅠⅡⅢⅣⅤ"[self - 1]


class GroundwaterLimits(BaseModel):
    """One edition of GB/T 14848: upper limits of classes Ⅰ to Ⅳ, above them class Ⅴ."""

    model_config = STRICT
    name: str
    in_force: InForce
    limits: tuple[ItemLimit, ...]
    rules: tuple[Rule, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    def limit(self, item: str) -> ItemLimit:
        """Return the limits of an item, for `yunzhu.standards.water_class.item_class`.

        Examples
        --------
        >>> import numpy as np
        >>> from yunzhu.standards.water_class import item_class
        >>> acid = groundwater_limits(date(2020, 6, 30)).limit("pH")
        >>> item_class(np.array([850_000_000, 851_000_000, 540_000_000]), acid).tolist()
        [1, 4, 5]
        """
        return only_named(item, {row.item: row for row in self.limits}, self.name)


@functools.cache
def all_groundwater_limits(folders: Folders = PACKAGED_WATER) -> dict[str, GroundwaterLimits]:
    """Return every edition of GB/T 14848 by name; raise `StandardError` on an overlap."""
    documents = documents_of("groundwater_limits", GroundwaterLimits, folders)
    return by_first_day({row.name: row for row in documents})


def groundwater_limits(on: date, folders: Folders = PACKAGED_WATER) -> GroundwaterLimits:
    """Return the limits in force on a day; raise `StandardError` when none are known to be."""
    return in_force_on(all_groundwater_limits(folders), on)
