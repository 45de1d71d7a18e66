"""How often the simulated stations raise an alarm about the water where nothing happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from yunzhu.indicators.water.alarm_records import Reach, WarningReport, WatchedSection
from yunzhu.indicators.water.warning import (
    alarms_per_section_month,
    events_raised,
    find_alarms,
)
from yunzhu.indicators.water.warning_settings import WarningSettings
from yunzhu.indicators.water.warning_words import AlarmKind
from yunzhu.periods import Period
from yunzhu.simulation.water import SimulatedWater
from yunzhu.simulation.water_city import STATIONS
from yunzhu.simulation.water_truth import quiet_quarter
from yunzhu.standards.water_limits import surface_water_limits

_MINUTES_PER_HOUR = 60
_LAST_MINUTE = datetime.max.time().replace(second=0, microsecond=0)


@dataclass(frozen=True)
class FalseAlarms:
    """Alarms about the water that became due at the stations in the quiet quarter.

    Attributes
    ----------
    period : the quarter. sections : how many stations. by_kind : how many of each kind.
    """

    period: Period
    sections: int
    by_kind: Mapping[AlarmKind, int]

    @property
    def count(self) -> int:
        """All of them."""
        return sum(self.by_kind.values())

    @property
    def rate(self) -> Fraction:
        """Alarms per section and 30 days."""
        return alarms_per_section_month(self.count, self.sections, self.period)


def watched_sections() -> tuple[WatchedSection, ...]:
    """Return the simulated stations as they are watched."""
    return tuple(WatchedSection(one.site, one.name, one.body, one.target) for one in STATIONS)


def river_reaches() -> tuple[Reach, ...]:
    """Return how the simulated rivers run between the stations."""
    sites = {one.code: one.site for one in STATIONS}
    return tuple(
        Reach(one.site, sites[one.downstream], int(one.travel_hours * _MINUTES_PER_HOUR))
        for one in STATIONS
        if one.downstream is not None and one.travel_hours is not None
    )


def simulated_alarms(
    water: SimulatedWater, until: datetime, since: datetime, settings: WarningSettings
) -> WarningReport:
    """Return the alarms of the simulated stations that went on or began between two moments."""
    samples = water.automatic(water.automatic_from, until.date())
    return find_alarms(
        samples.until(until),
        watched_sections(),
        river_reaches(),
        surface_water_limits(until.date()),
        settings,
        since,
    )


def false_alarms(water: SimulatedWater, settings: WarningSettings) -> FalseAlarms:
    """Count what the quiet quarter raises; nothing is planted there, so all of it is false."""
    period = quiet_quarter(water.year)
    until = datetime.combine(period.last, _LAST_MINUTE)
    since = datetime.combine(period.first, datetime.min.time()) - timedelta(minutes=1)
    report = simulated_alarms(water, until, since, settings)
    raised = events_raised(report.alarms, period)
    return FalseAlarms(period, len(STATIONS), Counter(one.kind for one in raised))
