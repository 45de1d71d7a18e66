"""HJ 633 and HJ 663 step 3: the published day — rounded concentrations, IAQI, AQI, primary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from yunzhu.arrays import MISSING16, MISSING32, BoolArray, Int16Array, Int32Array
from yunzhu.indicators.air.daily import DAILY_ITEMS, ItemDays
from yunzhu.standards import (
    AirEdition,
    air_quality_index,
    iaqi,
    pollutants_of_mask,
    substitute_over_range,
)


@dataclass(frozen=True)
class PublishedDays:
    """Daily values of some subjects as they would be published.

    Attributes
    ----------
    subjects : ids, the first axis of every array.
    first : date of the first day.
    values : daily item to int32 [subjects, days] in units of 10**-decimals, missing where
        the day is not valid.
    decimals : daily item to the decimals of its published daily value.
    counts : daily item to int32 [subjects, days]: hours, windows or stations behind a value.
    expected : daily item to int32 that broadcasts to [subjects, days].
    sub_indices : daily item to int16 IAQI [subjects, days].
    index : int16 AQI [subjects, days], missing where it is not published.
    primary : uint16 bit mask of the primary pollutants, bits in the order of ``values``.
    """

    subjects: tuple[str, ...]
    first: date
    values: Mapping[str, Int32Array]
    decimals: Mapping[str, int]
    counts: Mapping[str, Int32Array]
    expected: Mapping[str, Int32Array]
    sub_indices: Mapping[str, Int16Array]
    index: Int16Array
    primary: npt.NDArray[np.uint16]

    @property
    def days(self) -> int:
        """Number of days."""
        return int(self.index.shape[1])

    @property
    def last(self) -> date:
        """Date of the last day."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def valid(self) -> BoolArray:
        """Days whose AQI is published, bool [subjects, days]."""
        published: BoolArray = self.index != MISSING16
        return published

    def primary_names(self, subject: int, day: int) -> tuple[str, ...]:
        """Return the primary pollutants of one day, ties jointly."""
        return pollutants_of_mask(int(self.primary[subject, day]), tuple(self.values))


def publish_days(
    subjects: tuple[str, ...],
    first: date,
    items: Mapping[str, ItemDays],
    edition: AirEdition,
    index_items: tuple[str, ...],
) -> PublishedDays:
    """Round exact daily items once and form the daily index under one edition.

    Parameters
    ----------
    subjects : ids of the rows.
    first : date of the first day.
    items : exact daily items; those outside ``index_items`` only stand in for an item that is
        over range.
    edition : limits, index and assessment edition in force.
    index_items : the items that make up the daily index, in the edition's order.
    """
    decimals = {
        item: edition.assessment.decimals_of("daily", DAILY_ITEMS[item]).decimals for item in items
    }
    values = {item: days.rounded(decimals[item]) for item, days in items.items()}
    sub_indices = {item: iaqi(values[item], item, edition.index) for item in items}
    for item in index_items:
        over = edition.index.over_range_of(item)
        if over is not None and over.take in sub_indices:
            sub_indices[item] = substitute_over_range(
                sub_indices[item], values[item], sub_indices[over.take], item, edition.index
            )
    stacked = np.stack([sub_indices[item] for item in index_items])
    index, primary = air_quality_index(stacked, edition.index, items=index_items)
    return PublishedDays(
        subjects=subjects,
        first=first,
        values={item: values[item] for item in index_items},
        decimals={item: decimals[item] for item in index_items},
        counts={item: items[item].count for item in index_items},
        expected={item: items[item].expected for item in index_items},
        sub_indices={item: sub_indices[item] for item in index_items},
        index=index,
        primary=primary,
    )


def joined_days(parts: Sequence[PublishedDays]) -> PublishedDays:
    """Join consecutive spans of the same subjects, in time order.

    Spans may be judged by editions with other items: an item that a span does not have is
    absent there.
    """
    head = parts[0]
    if len(parts) == 1:
        return head
    items = tuple(dict.fromkeys(item for part in parts for item in part.values))
    same = [_with_items(part, items) for part in parts]

    def along_days(pick: str, item: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(part, pick)[item] for part in same], axis=1)

    return PublishedDays(
        subjects=head.subjects,
        first=head.first,
        values={item: along_days("values", item) for item in items},
        decimals={item: one for part in parts for item, one in part.decimals.items()},
        counts={item: along_days("counts", item) for item in items},
        expected={item: along_days("expected", item) for item in items},
        sub_indices={item: along_days("sub_indices", item) for item in items},
        index=np.concatenate([part.index for part in same], axis=1),
        primary=np.concatenate([part.primary for part in same], axis=1),
    )


def _with_items(part: PublishedDays, items: tuple[str, ...]) -> PublishedDays:
    """Return a span with exactly these items: absent ones added, primary bits moved along."""
    shape = part.index.shape

    def filled(given: Mapping[str, npt.NDArray[Any]], absent: int) -> dict[str, npt.NDArray[Any]]:
        kind = next(iter(given.values())).dtype
        return {
            item: np.broadcast_to(given.get(item, np.array(absent, kind)), shape) for item in items
        }

    primary = np.zeros_like(part.primary)
    for bit, item in enumerate(part.values):
        named = part.primary >> np.uint16(bit) & np.uint16(1)
        primary |= named << np.uint16(items.index(item))
    return replace(
        part,
        values=filled(part.values, MISSING32),
        counts=filled(part.counts, 0),
        expected=filled(part.expected, 0),
        sub_indices=filled(part.sub_indices, MISSING16),
        primary=primary,
    )
