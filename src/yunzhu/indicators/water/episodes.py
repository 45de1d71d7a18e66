"""From samples that a check finds to alarms: runs of them, joined into episodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import numpy as np

from yunzhu.arrays import BoolArray
from yunzhu.indicators.water.alarm_records import WaterAlarm
from yunzhu.indicators.water.item_series import ItemSeries
from yunzhu.indicators.water.warning_words import AlarmKind, unit_of
from yunzhu.observations.sample_numbers import plain_number
from yunzhu.periods import minute_index, minute_start

MINUTES_PER_HOUR = 60


@dataclass(frozen=True)
class Run:
    """Places in a series of the first sample, of that at which the alarm is due, and the last."""

    first: int
    noticed: int
    last: int


def single_runs(found: BoolArray) -> list[Run]:
    """Return a run for each sample that is found."""
    return [Run(place, place, place) for place in np.flatnonzero(found).tolist()]


def episodes(
    series: ItemSeries, runs: Iterable[Run], merge_hours: int, since: datetime
) -> list[Run]:
    """Join runs that lie no further apart than ``merge_hours``; keep those that reach ``since``.

    Examples
    --------
    >>> hours = np.array([0, 4, 40, 200], np.int32) * 60
    >>> series = ItemSeries("A", "TP", hours, np.zeros(4, np.int64), np.zeros(4, np.uint8))
    >>> episodes(series, single_runs(np.ones(4, np.bool_)), 48, datetime(1970, 1, 1))
    [Run(first=0, noticed=0, last=2), Run(first=3, noticed=3, last=3)]
    """
    joined: list[Run] = []
    for run in runs:
        before = joined[-1] if joined else None
        if before is not None and (
            series.minutes[run.first] - series.minutes[before.last]
            <= merge_hours * MINUTES_PER_HOUR
        ):
            joined[-1] = Run(before.first, before.noticed, run.last)
        else:
            joined.append(run)
    return [one for one in joined if series.minutes[one.last] >= minute_index(since)]


def alarm_of(
    series: ItemSeries,
    kind: AlarmKind,
    run: Run,
    number: int,
    reason: str,
    numbers: Mapping[str, str],
) -> WaterAlarm:
    """Return the alarm of an episode, still without advice; ``number`` speaks most for it."""
    start, noticed, last = (
        minute_start(int(series.minutes[place])) for place in (run.first, run.noticed, run.last)
    )
    return WaterAlarm(
        site=series.site,
        item=series.item,
        kind=kind,
        start=start,
        noticed=noticed,
        last=last,
        value=Decimal(plain_number(number)),
        unit=unit_of(series.item),
        reason=reason,
        advice="",
        numbers=tuple(numbers.items()),
    )
