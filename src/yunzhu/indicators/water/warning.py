"""Warnings from automatic water stations: the instrument first, then the water.

Every alarm is found from samples alone, so the same samples give the same alarms on any day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from fractions import Fraction

from yunzhu.indicators.water.alarm_links import linked_alarms
from yunzhu.indicators.water.alarm_records import (
    NotJudged,
    Reach,
    WarningReport,
    WatchedSection,
    WaterAlarm,
)
from yunzhu.indicators.water.episodes import MINUTES_PER_HOUR
from yunzhu.indicators.water.event_alarms import (
    class_drop_alarms,
    inflow_alarms,
    jump_alarms,
)
from yunzhu.indicators.water.instrument_alarms import (
    drift_alarms,
    flat_line_alarms,
    out_of_range_alarms,
)
from yunzhu.indicators.water.item_series import series_of_samples
from yunzhu.indicators.water.warning_settings import WarningSettings
from yunzhu.observations.samples import Samples
from yunzhu.periods import Period
from yunzhu.standards.water_limits import SurfaceWaterLimits

_DAYS_PER_MONTH = 30


def find_alarms(
    samples: Samples,
    sections: Sequence[WatchedSection],
    reaches: Sequence[Reach],
    limits: SurfaceWaterLimits,
    settings: WarningSettings,
    since: datetime,
) -> WarningReport:
    """Return the alarms that were still going on at ``since`` or began later.

    Parameters
    ----------
    samples : newest versions up to the moment that is asked about. Give a year before ``since``
        where there is one: an alarm begins where its samples begin.
    sections, reaches : what is watched and how the water runs.
    limits : GB 3838 in force.
    settings : see `default_warning_settings`.
    since : alarms whose last sample lies before are left out.
    """
    watched = {one.site: one for one in sections}
    series = {key: one for key, one in series_of_samples(samples).items() if key[0] in watched}
    alarms: list[WaterAlarm] = []
    not_judged: list[NotJudged | None] = []
    usable = {}
    for key, one in series.items():
        flat, is_flat = flat_line_alarms(one, settings, since)
        beyond, is_beyond = out_of_range_alarms(one, settings, since)
        alarms += [*flat, *beyond]
        usable[key] = ~(is_flat | is_beyond)
    alarms += drift_alarms(series, usable, reaches, settings, since)
    for key, one in series.items():
        section = watched[one.site]
        drops, no_class = class_drop_alarms(one, usable[key], section, limits, settings, since)
        far, no_history = jump_alarms(one, usable[key], settings, since)
        alarms += [*drops, *far]
        not_judged += [no_class, no_history]
    names = {site: one.name for site, one in watched.items()}
    for reach in reaches:
        alarms += inflow_alarms(reach, series, usable, names, settings, since)
    slack = settings.inflow.tolerance_hours * MINUTES_PER_HOUR
    linked = linked_alarms(alarms, reaches, names, slack)
    return WarningReport(
        tuple(sorted(linked, key=lambda one: (one.start, one.site, one.item, one.kind.value))),
        tuple(one for one in not_judged if one is not None),
    )


def events_raised(alarms: Collection[WaterAlarm], period: Period) -> tuple[WaterAlarm, ...]:
    """Return the alarms about the water, not the instrument, that became due within days."""
    return tuple(
        one for one in alarms if not one.kind.is_instrument and one.noticed.date() in period
    )


def alarms_per_section_month(alarms: int, sections: int, period: Period) -> Fraction:
    """Return alarms per section and 30 days.

    Examples
    --------
    >>> alarms_per_section_month(13, 13, Period.parse("2020-01-01..2020-03-30"))
    Fraction(1, 3)
    """
    return Fraction(alarms * _DAYS_PER_MONTH, sections * period.days)
