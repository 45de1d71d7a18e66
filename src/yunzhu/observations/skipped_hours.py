"""Hours that a file skips between a site's first and last record."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yunzhu.arrays import BoolArray
from yunzhu.observations.import_report import SkippedHours
from yunzhu.observations.resolution import MonthPart


class SkippedHoursFinder:
    """Takes the months of an import in order and finds the hours without a record.

    Parameters
    ----------
    ids : the import's sites.
    """

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids
        self._last = np.full(len(ids), -1, np.int64)
        self._first_skipped = np.full(len(ids), -1, np.int64)
        self._skipped = np.zeros(len(ids), np.int64)

    def add(self, part: MonthPart, recorded: BoolArray) -> None:
        """Take one part of the next month.

        Parameters
        ----------
        part : which sites and hours.
        recorded : bool [sites, hours], whether the file has a record; each site has at least one.
        """
        sites = part.positions
        first = recorded.argmax(axis=1)
        last = part.hours - 1 - recorded[:, ::-1].argmax(axis=1)
        inside = last - first + 1 - recorded.sum(axis=1)
        before = np.where(self._last[sites] < 0, 0, part.start_hour + first - self._last[sites] - 1)
        fresh = (self._first_skipped[sites] < 0) & (inside + before > 0)
        for row in np.flatnonzero(fresh):
            if before[row]:
                skipped = int(self._last[sites[row]]) + 1
            else:
                gap = np.flatnonzero(~recorded[row, first[row] : last[row]])[0]
                skipped = part.start_hour + int(first[row]) + int(gap)
            self._first_skipped[sites[row]] = skipped
        self._skipped[sites] += inside + before
        self._last[sites] = part.start_hour + last

    def found(self) -> tuple[SkippedHours, ...]:
        """Return the sites with skipped hours, those with most first."""
        places = sorted(np.flatnonzero(self._skipped).tolist(), key=lambda at: -self._skipped[at])
        return tuple(
            SkippedHours(self._ids[at], int(self._skipped[at]), int(self._first_skipped[at]))
            for at in places
        )
