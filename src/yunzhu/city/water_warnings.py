"""Warnings of a workspace's water stations with the city's registers: targets, rivers, outfalls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np

from yunzhu.arrays import Int32Array
from yunzhu.city.evidence import register_rows
from yunzhu.city.records import Alarmed
from yunzhu.city.registers.assessment_sections import (
    ASSESSMENT_SECTIONS,
    SECTION_TARGETS,
    AssessmentSection,
    SectionKind,
)
from yunzhu.city.registers.outfalls import OUTFALLS, Outfall
from yunzhu.diagnosis.upstream import (
    Candidate,
    Outlet,
    OutletSample,
    RiverLink,
    SectionState,
    Sighting,
    Signal,
    default_upstream_settings,
    upstream_candidates,
)
from yunzhu.indicators.water.alarm_records import (
    NotJudged,
    Reach,
    WatchedSection,
    WaterAlarm,
)
from yunzhu.indicators.water.warning import find_alarms
from yunzhu.indicators.water.warning_settings import WarningSettings, default_warning_settings
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sample_segments import STOPPED_STATES
from yunzhu.observations.samples import NO_NUMBER, SAMPLE_DECIMALS, Samples
from yunzhu.observations.sites import Medium, load_sites
from yunzhu.observations.water_items import WATER_ITEMS, find_item
from yunzhu.periods import minute_index, minute_start
from yunzhu.standards.water_class import WaterClass
from yunzhu.standards.water_limits import (
    SurfaceWaterLimits,
    surface_water_edition,
    surface_water_limits,
)
from yunzhu.workspace import Workspace

MOST_CANDIDATES = 5
_MINUTES_PER_HOUR = 60
_NEWLY = timedelta(hours=48)
_SEPARATORS = "、,，;；/ "


@dataclass(frozen=True)
class Watch:
    """What is watched: sections with their sites, how they hang together, what discharges.

    Attributes
    ----------
    sections : code to row; a site that no register names has its id as its code.
    targets : code to class of the year. outlets : as registered, with their samples.
    has_registers : whether the city has registered any section.
    """

    sections: Mapping[str, AssessmentSection]
    watched: tuple[WatchedSection, ...]
    reaches: tuple[Reach, ...]
    links: tuple[RiverLink, ...]
    outfalls: tuple[Outfall, ...]

    def code_of(self, site: str) -> str:
        """Return the code of the section that a site belongs to, or the site's id."""
        return next((code for code, row in self.sections.items() if row.site == site), site)


@dataclass(frozen=True)
class ExplainedAlarm:
    """An alarm and whom to visit upstream of it, the most likely first."""

    alarm: WaterAlarm
    section: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class WaterWarnings:
    """The warnings as of a moment.

    Attributes
    ----------
    until, since : alarms that were going on or began between them.
    alarms : by start. not_judged : checks that could not be made.
    sections : how many were watched. has_registers : whether targets, rivers and outfalls were
        known; without them there is no class drop, no inflow and no candidate.
    """

    until: datetime
    since: datetime
    alarms: tuple[ExplainedAlarm, ...]
    not_judged: tuple[NotJudged, ...]
    sections: int
    has_registers: bool


def watch_without_city(workspace: Workspace, known_at: date | None = None) -> Watch:
    """Return the surface-water sites as sections without targets, rivers and outfalls."""
    sites = load_sites(workspace, known_at=known_at).of_medium(Medium.SURFACE_WATER)
    watched = tuple(
        WatchedSection(one.id, one.name or one.id, one.water_body, None) for one in sites
    )
    return Watch({}, watched, (), (), ())


def watch_of_city(as_of: date, known_at: date | None = None) -> Watch:
    """Return what the open city's registers say of its sections on a day.

    Parameters
    ----------
    as_of : the day; targets are those of its year.
    known_at : the registers as they were recorded by the end of that day.
    """
    rows = {row.code: row for row in register_rows(ASSESSMENT_SECTIONS, as_of, known_at)}
    targets = {
        row.section: WaterClass(row.target_class)
        for row in register_rows(SECTION_TARGETS, as_of, known_at)
        if row.year == as_of.year
    }
    watched = tuple(
        WatchedSection(row.site, row.name, row.water_body, targets.get(code))
        for code, row in rows.items()
        if row.site is not None
    )
    links = tuple(
        RiverLink(code, row.downstream_section, row.travel_time_h)
        for code, row in rows.items()
        if row.downstream_section is not None and row.travel_time_h is not None
    )
    sites = {code: row.site for code, row in rows.items()}
    reaches = []
    for one in links:
        upstream, downstream = sites.get(one.upstream), sites.get(one.downstream)
        if upstream is not None and downstream is not None:
            minutes = int(one.travel_hours * _MINUTES_PER_HOUR)
            reaches.append(Reach(upstream, downstream, minutes))
    outfalls = tuple(register_rows(OUTFALLS, as_of, known_at))
    return Watch(rows, watched, tuple(reaches), links, outfalls)


def water_warnings(
    workspace: Workspace,
    watch: Watch,
    until: datetime,
    since: datetime,
    *,
    known_at: date | None = None,
    edition: str | None = None,
    settings: WarningSettings | None = None,
) -> WaterWarnings:
    """Return the warnings of the watched sections with their candidates upstream.

    Parameters
    ----------
    workspace : whose samples.
    watch : from `watch_of_city` or `watch_without_city`.
    until : samples taken later do not count.
    since : alarms that ended before are left out.
    known_at : ignore samples received after that day.
    edition : of GB 3838; None: the one in force.
    """
    lake = SampleLake(workspace)
    settings = settings or default_warning_settings()
    recorded = frozenset(lake.sites(known_at=known_at))
    watched = [one for one in watch.watched if one.site in recorded]
    # From a fixed day on, so that a lasting alarm has the same start whenever it is asked about.
    samples = lake.read(
        date(since.year - 1, 1, 1),
        until.date(),
        sites=[one.site for one in watched],
        known_at=known_at,
        without_states=STOPPED_STATES,
    ).until(until)
    limits = (
        surface_water_limits(until.date()) if edition is None else surface_water_edition(edition)
    )
    report = find_alarms(samples, watched, watch.reaches, limits, settings, since)
    outlets = _outlets(lake, watch, recorded, since, until, known_at)
    seen = _moments_of(samples)
    explained = tuple(
        ExplainedAlarm(
            one,
            watch.code_of(one.site),
            _candidates(one, watch, outlets, report.alarms, seen, limits),
        )
        for one in report.alarms
    )
    return WaterWarnings(
        until, since, explained, report.not_judged, len(watched), bool(watch.sections)
    )


def alarmed_of(one: ExplainedAlarm) -> Alarmed:
    """Return an alarm as the city records it, the first candidates in its advice."""
    alarm = one.alarm
    names = "; ".join(f"{each.name} {each.points:+d}" for each in one.candidates[:MOST_CANDIDATES])
    advice = f"{alarm.advice}；候选 candidates: {names}" if names else alarm.advice
    return Alarmed(
        site=alarm.site,
        item=alarm.item,
        kind=alarm.kind.value,
        start=alarm.start,
        value=f"{alarm.value:f}",
        unit=alarm.unit,
        reason=alarm.reason,
        advice=advice,
        numbers=alarm.numbers,
    )


def _outlets(
    lake: SampleLake,
    watch: Watch,
    recorded: frozenset[str],
    since: datetime,
    until: datetime,
    known_at: date | None,
) -> tuple[Outlet, ...]:
    sites = [one.code for one in watch.outfalls if one.code in recorded]
    samples: dict[str, list[OutletSample]] = {one.code: [] for one in watch.outfalls}
    if sites:
        first = since.date() - timedelta(days=2 * default_upstream_settings().recent_days)
        found = lake.read(first, until.date(), sites=sites, known_at=known_at).until(until)
        for row in np.flatnonzero(found.numbers != NO_NUMBER).tolist():
            item = found.items[found.item[row]]
            samples[found.sites[found.site[row]]].append(
                OutletSample(
                    item,
                    minute_start(int(found.minutes[row])).date(),
                    Decimal(int(found.numbers[row])).scaleb(-SAMPLE_DECIMALS).normalize(),
                    WATER_ITEMS[item].unit,
                )
            )
    return tuple(_outlet(one, samples[one.code]) for one in watch.outfalls)


def _outlet(row: Outfall, samples: Iterable[OutletSample]) -> Outlet:
    return Outlet(
        code=row.code,
        name=row.name,
        owner=row.owner,
        receiving_water=row.receiving_water,
        downstream=row.downstream_section,
        travel_hours=row.travel_time_h,
        items=None if row.items is None else items_of_text(row.items),
        approval_number=row.approval_number,
        valid_to=row.valid_to,
        samples=tuple(samples),
    )


def items_of_text(text: str) -> tuple[str, ...]:
    """Return the items that a register's text lists; a name that is no item stays as it is.

    Examples
    --------
    >>> items_of_text("氨氮、总磷，悬浮物")
    ('NH3N', 'TP', '悬浮物')
    """
    for separator in _SEPARATORS:
        text = text.replace(separator, "\n")
    names = [name for name in text.split("\n") if name]
    known = [find_item(name) for name in names]
    return tuple(
        name if item is None else item.item for name, item in zip(names, known, strict=True)
    )


_Seen = Mapping[tuple[str, str], Int32Array]


def _moments_of(samples: Samples) -> _Seen:
    """Return (site, item) to the minutes of its samples, by time."""
    kept = samples.numbers != NO_NUMBER
    found = {}
    for place, site in enumerate(samples.sites):
        of_site = kept & (samples.site == place)
        for number, item in enumerate(samples.items):
            found[site, item] = np.sort(samples.minutes[of_site & (samples.item == number)])
    return found


def _candidates(
    alarm: WaterAlarm,
    watch: Watch,
    outlets: Sequence[Outlet],
    alarms: Sequence[WaterAlarm],
    seen: _Seen,
    limits: SurfaceWaterLimits,
) -> tuple[Candidate, ...]:
    if alarm.kind.is_instrument or not watch.links:
        return ()
    code = watch.code_of(alarm.site)
    states = {one: _state(one, row, alarm, alarms, seen) for one, row in watch.sections.items()}
    sighting = Sighting(code, alarm.item, alarm.start, _limit(alarm, watch, limits))
    return upstream_candidates(sighting, watch.links, states, outlets, default_upstream_settings())


def _state(
    code: str,
    row: AssessmentSection,
    alarm: WaterAlarm,
    alarms: Sequence[WaterAlarm],
    seen: _Seen,
) -> SectionState:
    """Return what a section's station says of the alarm's item in the days before the alarm."""
    is_tributary = row.kind is SectionKind.TRIBUTARY
    earliest = alarm.start - _NEWLY
    starts = [
        one.start
        for one in alarms
        if (one.site, one.item) == (row.site, alarm.item)
        and not one.kind.is_instrument
        and one.start <= alarm.start
        and one.last >= earliest
    ]
    newly = [start for start in starts if start >= earliest]
    if starts:
        signal = Signal.ALARMED if newly else Signal.LASTING
        return SectionState(code, row.name, is_tributary, signal, min(newly or starts))
    moments = seen.get((row.site or "", alarm.item), np.empty(0, np.int32))
    inside = (moments >= minute_index(earliest)) & (moments <= minute_index(alarm.start))
    signal = Signal.CALM if inside.any() else Signal.UNMEASURED
    return SectionState(code, row.name, is_tributary, signal)


def _limit(alarm: WaterAlarm, watch: Watch, limits: SurfaceWaterLimits) -> Decimal | None:
    """Return the limit of the section's target for the item, where there is one."""
    section = next((one for one in watch.watched if one.site == alarm.site), None)
    if section is None or section.target is None or section.body is None:
        return None
    known = {row.item: row for row in limits.section_items(section.body)}
    row = known.get(alarm.item)
    return row.limit_of(section.target) if row is not None and row.limits else None
