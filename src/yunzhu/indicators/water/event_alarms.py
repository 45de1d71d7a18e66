"""Alarms about the water: a class worse than the target, a jump, an inflow between sections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from yunzhu.arrays import BoolArray
from yunzhu.indicators.water.alarm_records import NotJudged, Reach, WatchedSection, WaterAlarm
from yunzhu.indicators.water.episodes import (
    MINUTES_PER_HOUR,
    alarm_of,
    episodes,
    single_runs,
)
from yunzhu.indicators.water.event_checks import (
    badness,
    jumps,
    paired,
    runs_in_a_row,
    worse_than_target,
)
from yunzhu.indicators.water.instrument_alarms import SeriesKey
from yunzhu.indicators.water.item_series import ItemSeries, robust_history
from yunzhu.indicators.water.warning_settings import Direction, WarningSettings
from yunzhu.indicators.water.warning_words import (
    AlarmKind,
    class_drop_reason,
    inflow_reason,
    jump_reason,
    rough,
)
from yunzhu.observations.sample_numbers import plain_number
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import ItemLimit, SurfaceWaterLimits


def class_drop_alarms(
    series: ItemSeries,
    usable: BoolArray,
    section: WatchedSection,
    limits: SurfaceWaterLimits,
    settings: WarningSettings,
    since: datetime,
) -> tuple[list[WaterAlarm], NotJudged | None]:
    """Return the alarms on samples in a row worse than the section's target."""
    setting = settings.class_drop
    least = setting.samples.get(series.item)
    if least is None:
        return [], None
    limit = _limit(series.item, section.body, limits)
    if section.target is None or limit is None:
        why = (
            "没有目标类别 no target"
            if section.target is None
            else "水体类型未知 water body unknown"
        )
        return [], NotJudged(series.site, series.item, AlarmKind.CLASS_DROP, why)
    worse, classes = worse_than_target(series, usable, limit, section.target)
    bound = limit.limit_of(section.target) if limit.limits else None
    alarms = []
    runs = runs_in_a_row(series, worse, usable, least, setting.within_hours)
    for run in episodes(series, runs, settings.episode.merge_hours, since):
        inside = np.flatnonzero(worse[run.first : run.last + 1]) + run.first
        worst = int(inside[np.argmax(badness(series.numbers[inside], limit))])
        worst_class, number = WaterClass(int(classes[worst])), int(series.numbers[worst])
        reason = class_drop_reason(
            series.item, number, worst_class, section.target, bound, len(inside), least
        )
        told = {
            "target": section.target.chinese,
            "worst_class": worst_class.chinese,
            "limit": "" if bound is None else f"{bound.normalize():f}",
            "edition": limits.name,
            "samples": str(len(inside)),
        }
        alarms.append(alarm_of(series, AlarmKind.CLASS_DROP, run, number, reason, told))
    return alarms, None


def jump_alarms(
    series: ItemSeries, usable: BoolArray, settings: WarningSettings, since: datetime
) -> tuple[list[WaterAlarm], NotJudged | None]:
    """Return the alarms on samples far from the section's own last days."""
    setting = settings.jump
    item = setting.items.get(series.item)
    if item is None:
        return [], None
    found = jumps(series, usable, setting, item)
    gap = None
    if found.history.count[-1] < setting.least_samples:
        why = (
            f"前 {setting.history_days} 天样品不足 too few samples before: "
            f"{found.history.count[-1]} < {setting.least_samples}"
        )
        gap = NotJudged(series.site, series.item, AlarmKind.JUMP, why)
    alarms = []
    for run in episodes(series, single_runs(found.found), settings.episode.merge_hours, since):
        worst = run.first + int(np.argmax(found.excess[run.first : run.last + 1]))
        number, median = int(series.numbers[worst]), float(found.history.median[worst])
        spread, count = float(found.spread[worst]), int(found.history.count[worst])
        reason = jump_reason(series.item, number, median, spread, count, setting.history_days)
        told = {
            "median": rough(median),
            "spread": rough(spread),
            "history_samples": str(count),
            "spread_multiple": f"{setting.spread_multiple:f}",
            "least_change": f"{item.least_change:f}",
        }
        alarms.append(alarm_of(series, AlarmKind.JUMP, run, number, reason, told))
    return alarms, gap


def inflow_alarms(
    reach: Reach,
    series: Mapping[SeriesKey, ItemSeries],
    usable: Mapping[SeriesKey, BoolArray],
    names: Mapping[str, str],
    settings: WarningSettings,
    since: datetime,
) -> list[WaterAlarm]:
    """Return the alarms on a section whose water is worse than what came from upstream.

    Parameters
    ----------
    reach : the two sections. series, usable : of every section and item.
    names : of the sections, by site.
    """
    alarms = []
    for item in settings.inflow.items:
        up, down = (reach.upstream, item), (reach.downstream, item)
        if up not in series or down not in series:
            continue
        pairs = paired(
            series[up],
            series[down],
            reach.travel_minutes,
            settings.inflow.tolerance_hours * MINUTES_PER_HOUR,
            usable[up],
            usable[down],
        )
        difference, here = pairs.difference, series[down].numbers[pairs.downstream]
        rise = settings.jump.items[item].model_copy(update={"direction": Direction.RISE})
        every = np.ones(len(difference), np.bool_)
        days = settings.jump.history_days
        usual = robust_history(
            series[down].minutes, series[down].numbers, usable[down], days
        ).median[pairs.downstream]
        found = jumps(difference, every, settings.jump, rise, usual)
        runs = single_runs(found.found)
        for run in episodes(difference, runs, settings.episode.merge_hours, since):
            worst = run.first + int(np.argmax(found.excess[run.first : run.last + 1]))
            number, median = int(here[worst]), float(found.history.median[worst])
            before = int(series[up].numbers[pairs.upstream[worst]])
            reason = inflow_reason(
                item,
                number,
                names.get(reach.upstream, reach.upstream),
                before,
                number - before,
                median,
                days,
            )
            told = {
                "upstream": reach.upstream,
                "upstream_value": plain_number(before),
                "travel_minutes": str(reach.travel_minutes),
                "usual_difference": rough(median),
                "spread": rough(float(found.spread[worst])),
                "spread_multiple": f"{settings.jump.spread_multiple:f}",
                "least_change": f"{rise.least_change:f}",
            }
            alarms.append(alarm_of(difference, AlarmKind.INFLOW, run, number, reason, told))
    return alarms


def _limit(item: str, body: WaterBody | None, limits: SurfaceWaterLimits) -> ItemLimit | None:
    """Return an item's limit; None where it hangs on a water body that is not known."""
    if body is not None:
        return limits.limit(item, body)
    river, lake = (limits.limit(item, one) for one in WaterBody)
    return river if river == lake else None
