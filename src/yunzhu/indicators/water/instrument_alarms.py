"""Alarms about instruments: they come first, and what they suspect raises no event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from yunzhu.arrays import BoolArray
from yunzhu.indicators.water.alarm_records import Reach, WaterAlarm
from yunzhu.indicators.water.episodes import (
    MINUTES_PER_HOUR,
    Run,
    alarm_of,
    episodes,
    single_runs,
)
from yunzhu.indicators.water.instrument_checks import (
    Drift,
    daily_medians,
    drifts,
    flat_line,
    out_of_range,
)
from yunzhu.indicators.water.item_series import ItemSeries
from yunzhu.indicators.water.warning_settings import WarningSettings
from yunzhu.indicators.water.warning_words import (
    AlarmKind,
    drift_reason,
    flat_line_reason,
    out_of_range_reason,
    rough,
)
from yunzhu.periods import MINUTES_PER_DAY, minute_index

SeriesKey = tuple[str, str]


def flat_line_alarms(
    series: ItemSeries, settings: WarningSettings, since: datetime
) -> tuple[list[WaterAlarm], BoolArray]:
    """Return the alarms on equal readings, and which samples they suspect."""
    setting = settings.flat_line.items.get(series.item)
    if setting is None:
        return [], np.zeros(len(series), np.bool_)
    found = flat_line(series, setting)
    alarms = []
    for first, last in _stretches(found, series):
        if series.minutes[last] < minute_index(since):
            continue
        hours = int(series.minutes[last] - series.minutes[first]) / MINUTES_PER_HOUR
        number, readings = int(series.numbers[first]), last - first + 1
        run = Run(first, first + setting.readings - 1, last)
        reason = flat_line_reason(series.item, number, readings, hours)
        told = {"readings": str(readings), "least_readings": str(setting.readings)}
        alarms.append(alarm_of(series, AlarmKind.FLAT_LINE, run, number, reason, told))
    return alarms, found


def out_of_range_alarms(
    series: ItemSeries, settings: WarningSettings, since: datetime
) -> tuple[list[WaterAlarm], BoolArray]:
    """Return the alarms on readings that no working station gives, and those samples."""
    setting = settings.range.items.get(series.item)
    if setting is None:
        return [], np.zeros(len(series), np.bool_)
    found = out_of_range(series, setting)
    told = {"lowest": f"{setting.lowest:f}", "highest": f"{setting.highest:f}"}
    alarms = []
    for run in episodes(series, single_runs(found), settings.episode.merge_hours, since):
        number = int(series.numbers[run.first])
        reason = out_of_range_reason(series.item, number, setting.lowest, setting.highest)
        alarms.append(alarm_of(series, AlarmKind.OUT_OF_RANGE, run, number, reason, told))
    return alarms, found


def drift_alarms(
    series: Mapping[SeriesKey, ItemSeries],
    usable: Mapping[SeriesKey, BoolArray],
    reaches: Sequence[Reach],
    settings: WarningSettings,
    since: datetime,
) -> list[WaterAlarm]:
    """Return the alarms on items that go one way alone.

    Parameters
    ----------
    series, usable : of every section and item; usable samples alone are looked at.
    reaches : which sections are neighbours.
    """
    setting = settings.drift
    medians = {
        key: daily_medians(one, usable[key], setting.least_samples_a_day)
        for key, one in series.items()
        if key[1] in setting.items
    }
    alarms = []
    for (site, item), own in medians.items():
        around = [
            medians[other, item] for other in neighbours(site, reaches) if (other, item) in medians
        ]
        for spell in _spells(drifts(own, around, setting, item), setting.days):
            one = series[site, item]
            run = _run_of_days(one, spell[0].day - setting.days + 1, spell[0].day, spell[-1].day)
            if one.minutes[run.last] < minute_index(since):
                continue
            worst = max(spell, key=lambda day: abs(day.change))
            reason = drift_reason(
                item, worst.change, worst.base, setting.days, worst.agreement, worst.neighbours
            )
            told = {
                "change": rough(worst.change),
                "base": rough(worst.base),
                "agreement": f"{worst.agreement:.2f}",
                "neighbours": str(worst.neighbours),
            }
            number = int(one.numbers[run.last])
            alarms.append(alarm_of(one, AlarmKind.DRIFT, run, number, reason, told))
    return alarms


def neighbours(site: str, reaches: Sequence[Reach]) -> list[str]:
    """Return the sections next up and next down the river."""
    found = [one.upstream for one in reaches if one.downstream == site]
    return found + [one.downstream for one in reaches if one.upstream == site]


def _stretches(found: BoolArray, series: ItemSeries) -> list[tuple[int, int]]:
    """Return first and last place of each stretch of found samples with one value."""
    places = np.flatnonzero(found)
    if not len(places):
        return []
    ends = (np.diff(places) > 1) | (np.diff(series.numbers[places]) != 0)
    parts = np.split(places, np.flatnonzero(ends) + 1)
    return [(int(part[0]), int(part[-1])) for part in parts]


def _spells(found: Sequence[Drift], merge_days: int) -> list[list[Drift]]:
    """Group days of one direction that lie no further apart than ``merge_days``."""
    spells: list[list[Drift]] = []
    for one in found:
        before = spells[-1][-1] if spells else None
        if (
            before is not None
            and one.day - before.day <= merge_days
            and one.change * before.change > 0
        ):
            spells[-1].append(one)
        else:
            spells.append([one])
    return spells


def _run_of_days(series: ItemSeries, first: int, noticed: int, last: int) -> Run:
    days = series.minutes.astype(np.int64) // MINUTES_PER_DAY
    ends = np.searchsorted(days, [noticed, last], side="right") - 1
    return Run(int(np.searchsorted(days, first)), int(ends[0]), int(ends[1]))
