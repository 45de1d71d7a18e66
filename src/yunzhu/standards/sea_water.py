"""GB 3097, sea water: limits and classes."""

from __future__ import annotations

import functools
from enum import IntEnum

from pydantic import BaseModel

from yunzhu.standards.documents import (
    PACKAGED_WATER,
    Folders,
    Rule,
    Unknown,
    documents_of,
    only_named,
)
from yunzhu.standards.water_limits import ItemLimit
from yunzhu.yaml_documents import STRICT

EDITION = "GB 3097-1997"


class SeaClass(IntEnum):
    """Class of sea water; the larger, the worse."""

    FIRST = 1
    SECOND = 2
    THIRD = 3
    FOURTH = 4
    WORSE_THAN_FOURTH = 5

    @property
    def chinese(self) -> str:
        """The class as reports print it."""
        return ("第一类", "第二类", "第三类", "第四类", "劣四类")[self - 1]


class SeaWaterLimits(BaseModel):
    """One edition of GB 3097; the days it is in force are not known."""

    model_config = STRICT
    name: str
    limits: tuple[ItemLimit, ...]
    rules: tuple[Rule, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    def limit(self, item: str) -> ItemLimit:
        """Return the limits of an item, for `yunzhu.standards.water_class.item_class`.

        Examples
        --------
        >>> import numpy as np
        >>> from yunzhu.standards.water_class import item_class
        >>> oxygen = sea_water_limits().limit("DO")
        >>> found = item_class(np.array([500_000_000, 299_999_999]), oxygen)
        >>> [SeaClass(number).chinese for number in found]
        ['第二类', '劣四类']
        """
        return only_named(item, {row.item: row for row in self.limits}, self.name)


@functools.cache
def sea_water_limits(name: str = EDITION, folders: Folders = PACKAGED_WATER) -> SeaWaterLimits:
    """Return the limits by name; raise `StandardError` when there are none such."""
    documents = documents_of("sea_water_limits", SeaWaterLimits, folders)
    return only_named(name, {row.name: row for row in documents}, "sea_water_limits")
