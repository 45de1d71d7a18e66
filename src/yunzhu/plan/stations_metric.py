"""The metric ``stations_sending``: automatic stations of water that are built and send records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from yunzhu.city.registers.assessment_sections import ASSESSMENT_SECTIONS, SectionKind
from yunzhu.observations.sample_segments import STOPPED_STATES
from yunzhu.observations.samples import NO_NUMBER
from yunzhu.observations.sites import Medium
from yunzhu.observations.water_feeds import NATIONAL_FEEDS
from yunzhu.periods import Period
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text, weakest_kind

if TYPE_CHECKING:
    from yunzhu.plan.metric_schema import StationsSendingMetric
    from yunzhu.plan.register_evidence import RegisterEvidence
    from yunzhu.plan.schema import Commitment
    from yunzhu.plan.water_records import WaterRecords

SENDING_DAYS = 7
"""A station sends when it has a record on one of so many last days; a choice of ours."""
_FLOW = "flow"
_UNIT = "个"


@dataclass(frozen=True)
class _Station:
    """A station, or a section that should have one.

    Attributes
    ----------
    name : code and name.
    unbuilt, silent : why it is not built and why it does not send; empty when it is and does.
    """

    name: str
    unbuilt: str
    silent: str


def judge_stations(
    commitment: Commitment,
    metric: StationsSendingMetric,
    water: WaterRecords,
    registers: RegisterEvidence,
) -> tuple[Finding, ...]:
    """Return how many stations are built, and how many of them send, against the planned number.

    Built: the site's opening day has come. Sending: records on one of the last `SENDING_DAYS`
    days; a flux station needs flow and a concentration. Stations at provincial sections are the
    sites of the register's sections of that kind, flux stations the sites of the medium
    ``flow``. A dated deliverable: with a known number 有望 until the due day, then achieved or
    missed.

    Parameters
    ----------
    commitment : its threshold, the planned number, and due date.
    metric : which stations.
    water : the records that count.
    registers : the sections.
    """
    day = min(water.as_of, commitment.due)
    is_flux = metric.stations == "flux"
    stations = _flux_stations(water, day) if is_flux else _section_stations(water, registers, day)
    where = "sites (flow)" if is_flux else "assessment_sections (provincial)"
    empty = () if stations else (f"名录为空 the register has none: {where}",)
    kind = weakest_kind([registers.kind, water.kind]) if stations else None
    findings = []
    for label, lacks in (
        ("已建成 built", [(one.name, one.unbuilt) for one in stations]),
        (
            f"已建成并传输 built and sending, {SENDING_DAYS} d",
            [(one.name, one.unbuilt or one.silent) for one in stations],
        ),
    ):
        count = sum(1 for _, lack in lacks if not lack)
        status, missing = _status(commitment, count, is_closed=water.as_of >= commitment.due)
        findings.append(
            Finding(
                label=f"自动站 stations ({where}): {label}",
                threshold=commitment.threshold,
                status=status if stations else Status.INSUFFICIENT,
                kind=kind,
                value=Decimal(count) if stations else None,
                unit=_UNIT,
                numerator=count,
                denominator=len(stations),
                missing=(*empty, *missing),
                rest=tuple(f"{name}: {lack}" for name, lack in lacks if lack),
            )
        )
    return tuple(findings)


def _status(
    commitment: Commitment, count: int, *, is_closed: bool
) -> tuple[Status, tuple[str, ...]]:
    threshold = commitment.threshold
    if isinstance(threshold, UnknownThreshold):
        return Status.INSUFFICIENT, (unknown_threshold_text(threshold),)
    if not isinstance(threshold, KnownThreshold):
        return Status.INSUFFICIENT, ("计划数未知 the planned number is not known",)
    if not is_closed:
        return Status.ON_TRACK, ()
    return (Status.ACHIEVED if count >= threshold.value else Status.MISSED), ()


def _section_stations(
    water: WaterRecords, registers: RegisterEvidence, day: date
) -> list[_Station]:
    held = registers.on(ASSESSMENT_SECTIONS, day)
    sections = [row for row in held if row.kind is SectionKind.PROVINCIAL]
    sites = list(dict.fromkeys(row.site for row in sections if row.site is not None))
    sending = _with_samples(water, sites, day) | _with_hours(water, sites, day).keys()
    return [
        _Station(
            f"{row.code} {row.name}",
            _lack_of_building(water, row.site, day),
            "" if row.site in sending else _silent(day),
        )
        for row in sections
    ]


def _flux_stations(water: WaterRecords, day: date) -> list[_Station]:
    sites = [site.id for site in water.sites.of_medium(Medium.FLOW)]
    hours, sampled = _with_hours(water, sites, day), _with_samples(water, sites, day)
    found = []
    for site in sites:
        items = hours.get(site, set())
        lacks = [
            *(["流量 flow"] if _FLOW not in items else []),
            *(["浓度 concentration"] if not (items - _NO_CONCENTRATION or site in sampled) else []),
        ]
        sends = f"{_silent(day)}: {', '.join(lacks)}" if lacks else ""
        name = f"{site} {water.sites.sites[site].name}"
        found.append(_Station(name, _lack_of_building(water, site, day), sends))
    return found


_NO_CONCENTRATION = frozenset({_FLOW, "level", "water_temp", "pH", "EC", "turbidity"})


def _silent(day: date) -> str:
    return f"{_last_days(day)} 没有记录 no record"


def _last_days(day: date) -> Period:
    return Period(day - timedelta(days=SENDING_DAYS - 1), day)


def _lack_of_building(water: WaterRecords, site_id: str | None, day: date) -> str:
    if site_id is None:
        return "名录未登记站点 no site in the register"
    site = water.sites.sites.get(site_id)
    if site is None or site.opened is None:
        return f"启用日期未登记 no opening day is registered: {site_id}"
    if not site.status_on(day).open:
        return f"{day} 未启用或已停用 not open: {site_id}"
    return ""


def _with_samples(water: WaterRecords, sites: list[str], day: date) -> set[str]:
    """Return the sites of which a feed of automatic stations brought a number in the last days.

    What a laboratory found at the same place says nothing about a station, nor does the last
    value that the feed of a stopped one repeats.
    """
    if not sites:
        return set()
    manifest, days = water.samples.manifest, _last_days(day)
    automatic = tuple(one for one in manifest.imports if one.feed in NATIONAL_FEEDS)
    samples = water.samples.of_manifest(replace(manifest, imports=automatic)).read(
        days.first,
        days.last,
        sites=sites,
        known_at=water.known_at,
        without_states=STOPPED_STATES,
    )
    return {sites[place] for place in samples.site[samples.numbers != NO_NUMBER].tolist()}


def _with_hours(water: WaterRecords, sites: list[str], day: date) -> dict[str, set[str]]:
    """Return site to the items of which it has an hourly record in the last days."""
    known = set(water.hours.sites(known_at=water.known_at))
    wanted = [site for site in sites if site in known]
    if not wanted:
        return {}
    days, items = _last_days(day), list(water.hours.dataset.items)
    grid = water.hours.read_grid(
        items, wanted, days.first_hour, days.stop_hour, known_at=water.known_at
    )
    return {
        site: {name for name in items if grid.series[name].present[row].any()}
        for row, site in enumerate(wanted)
    }
