"""Samples: site, item, time, the number with its detection mark; the shape beside the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

import numpy as np

from yunzhu.arrays import MISSING64, Int16Array, Int32Array, Int64Array, UInt8Array
from yunzhu.errors import EvidenceError
from yunzhu.periods import minute_index
from yunzhu.standards.water_limits import DECIMALS

SAMPLE_DECIMALS = DECIMALS
"""Every number of a sample is an integer of 10**-8 of its item's unit, as limits are."""
NO_NUMBER = MISSING64


class DetectionMark(IntEnum):
    """What stands before or behind a laboratory's number; a text ``0.025L`` is `BELOW` 0.025."""

    NONE = 0
    BELOW = 1
    ABOVE = 2


@dataclass(frozen=True)
class Samples:
    """Sampled values in columns, ordered by site, time, item; the newest version of each.

    Attributes
    ----------
    sites, items : names that ``site`` and ``item`` count through.
    site, item : int32 and int16 [samples].
    minutes : int32 [samples], minutes since 1970-01-01 00:00 of the city's wall clock, of the
        moment of sampling, or of the START of the interval where the source states one.
    numbers : int64 [samples], the value times 10**`SAMPLE_DECIMALS`; with a mark, the detection
        limit; `NO_NUMBER` where the source states none.
    marks : uint8 [samples], codes of `DetectionMark`.

    Examples
    --------
    >>> one = Samples(("A",), ("NH3N",), np.zeros(1, np.int32), np.zeros(1, np.int16),
    ...     np.zeros(1, np.int32), np.array([2_500_000]), np.array([1], np.uint8))
    >>> len(one), DetectionMark(int(one.marks[0])).name
    (1, 'BELOW')
    """

    sites: tuple[str, ...]
    items: tuple[str, ...]
    site: Int32Array
    item: Int16Array
    minutes: Int32Array
    numbers: Int64Array
    marks: UInt8Array

    def __post_init__(self) -> None:
        columns = (self.site, self.item, self.minutes, self.numbers, self.marks)
        if len({len(one) for one in columns}) != 1:
            raise EvidenceError(
                "样品各列长度不一 columns of samples differ in length",
                found=[len(one) for one in columns],
                expected="one length",
            )

    def __len__(self) -> int:
        return len(self.numbers)

    def of_sites(self, sites: Sequence[str]) -> Samples:
        """Return the samples of some sites, which become the list of sites; others are dropped."""
        position = {name: place for place, name in enumerate(sites)}
        places = np.array([position.get(name, -1) for name in self.sites], np.int32)
        target = places[self.site] if len(self.sites) else self.site
        kept = np.flatnonzero(target >= 0)
        order = kept[np.lexsort((self.item[kept], self.minutes[kept], target[kept]))]
        return Samples(
            tuple(sites),
            self.items,
            target[order],
            self.item[order],
            self.minutes[order],
            self.numbers[order],
            self.marks[order],
        )

    def until(self, moment: datetime) -> Samples:
        """Return the samples taken up to a moment, it included."""
        kept = self.minutes <= minute_index(moment)
        return Samples(
            self.sites,
            self.items,
            self.site[kept],
            self.item[kept],
            self.minutes[kept],
            self.numbers[kept],
            self.marks[kept],
        )
