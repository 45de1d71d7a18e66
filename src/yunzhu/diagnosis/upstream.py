"""Whom to visit upstream of an alarm: outfalls and tributaries ranked from tables.

The ranking adds points for what the tables say (``upstream.yaml``, this project's own choices);
each candidate carries its reasons and what is not known of it. It proves nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from yunzhu.errors import FileFault
from yunzhu.yaml_documents import STRICT, read_yaml

_PACKAGED = Path(__file__).parent / "upstream.yaml"
_MINUTES_PER_HOUR = 60


class _Points(BaseModel):
    model_config = STRICT
    name: str
    points: int
    reason: str


class UpstreamSettings(BaseModel):
    """Points of each reason, how old a sample may be [d], and what shows as which item."""

    model_config = STRICT
    source: Literal["unverified"]
    recent_days: int
    shows_as: dict[str, tuple[str, ...]]
    points: tuple[_Points, ...]

    def of(self, name: str) -> _Points:
        """Return the points of a reason."""
        return next(one for one in self.points if one.name == name)


@cache
def default_upstream_settings() -> UpstreamSettings:
    """Return the packaged points.

    Examples
    --------
    >>> default_upstream_settings().of("within_reach").points
    3
    """
    what = "上游排查设置有误 a wrong setting of the upstream ranking"
    return read_yaml(_PACKAGED, FileFault).validated(UpstreamSettings, what=what)


@dataclass(frozen=True)
class RiverLink:
    """Water runs from one section to the next in so many hours [h]; ids of sections."""

    upstream: str
    downstream: str
    travel_hours: Decimal


@dataclass(frozen=True)
class OutletSample:
    """A sample taken at an outfall: item, day and value [unit of the item]."""

    item: str
    day: date
    value: Decimal
    unit: str


@dataclass(frozen=True)
class Outlet:
    """An outfall as the register has it; None where the register does not say.

    Attributes
    ----------
    code, name, owner, receiving_water : as registered.
    downstream : id of the section that its water reaches first, after ``travel_hours`` [h].
    items : main pollutants, ids of items; None: not registered.
    approval_number, valid_to : its approval or filing, and the last day of it.
    samples : of it, newest last.
    """

    code: str
    name: str
    owner: str | None
    receiving_water: str
    downstream: str | None
    travel_hours: Decimal | None
    items: tuple[str, ...] | None
    approval_number: str | None
    valid_to: date | None
    samples: tuple[OutletSample, ...] = ()


class Signal(Enum):
    """What a section's own station says of an item at the time of an alarm further down."""

    ALARMED = "alarmed"
    LASTING = "lasting"
    CALM = "calm"
    UNMEASURED = "unmeasured"


@dataclass(frozen=True)
class SectionState:
    """A section above an alarm.

    Attributes
    ----------
    id : of the section. name : as shown. is_tributary : a side stream, which is a candidate.
    signal : `Signal.ALARMED` when it alarmed on the item in the days before, `Signal.LASTING`
        when an older alarm of it still goes on.
    alarmed : start of that alarm, where there is one.
    """

    id: str
    name: str
    is_tributary: bool
    signal: Signal
    alarmed: datetime | None = None


@dataclass(frozen=True)
class Sighting:
    """An alarm to be explained.

    Attributes
    ----------
    section : id of the section. item : what rose. start : its first sample.
    limit : of the section's target [unit of the item], where there is one.
    """

    section: str
    item: str
    start: datetime
    limit: Decimal | None


@dataclass(frozen=True)
class Candidate:
    """An outfall or a tributary above an alarm.

    Attributes
    ----------
    code, name, owner : of it. kind : 排污口 outfall or 支流 tributary.
    travel_hours : from it to the alarmed section [h].
    left_at : when the water of the alarm's first sample passed it.
    points : the sum that ranks it. reasons : why, with the points of each.
    unknown : what the tables do not say.
    """

    code: str
    name: str
    owner: str
    kind: str
    travel_hours: Decimal
    left_at: datetime
    points: int
    reasons: tuple[str, ...]
    unknown: tuple[str, ...]


def upstream_candidates(
    sighting: Sighting,
    links: Sequence[RiverLink],
    sections: Mapping[str, SectionState],
    outlets: Sequence[Outlet],
    settings: UpstreamSettings,
) -> tuple[Candidate, ...]:
    """Rank the outfalls and tributaries whose water reaches the alarmed section.

    Parameters
    ----------
    sighting : the alarm.
    links : how the water runs between sections.
    sections : id to state; a section without one counts as not measured.
    outlets : all that are registered; those that do not reach the section are left out.
    settings : see `default_upstream_settings`.

    Returns
    -------
    The most likely first; equal points: the nearer first, then by code.
    """
    above = _sections_above(sighting.section, links)
    shielded = _shielded(sighting, links, above, sections)
    found = [
        _of_outlet(one, above[one.downstream] + one.travel_hours, shielded, sighting, settings)
        for one in outlets
        if one.downstream in above and one.travel_hours is not None
    ]
    found += [
        _of_tributary(state, above[id_], shielded, sighting, settings)
        for id_, state in sections.items()
        if state.is_tributary and id_ in above and id_ != sighting.section
    ]
    return tuple(sorted(found, key=lambda one: (-one.points, one.travel_hours, one.code)))


def outlets_without_place(outlets: Sequence[Outlet]) -> tuple[Outlet, ...]:
    """Return the outfalls of which the register does not say which section they reach, or when.

    They can be no candidate, which a reader must know.
    """
    return tuple(one for one in outlets if one.downstream is None or one.travel_hours is None)


def _sections_above(section: str, links: Sequence[RiverLink]) -> dict[str, Decimal]:
    """Return the section and all above it, each with its travel time to it [h]."""
    above = {section: Decimal(0)}
    waiting = [section]
    while waiting:
        below = waiting.pop(0)
        for link in links:
            if link.downstream == below and link.upstream not in above:
                above[link.upstream] = above[below] + link.travel_hours
                waiting.append(link.upstream)
    return above


def _shielded(
    sighting: Sighting,
    links: Sequence[RiverLink],
    above: Mapping[str, Decimal],
    sections: Mapping[str, SectionState],
) -> frozenset[str]:
    """Return the sections that are calm, or lie above one that is calm: nothing came past it."""
    calm = {
        id_
        for id_ in above
        if id_ != sighting.section and id_ in sections and sections[id_].signal is Signal.CALM
    }
    waiting = list(calm)
    while waiting:
        below = waiting.pop()
        for link in links:
            if link.downstream == below and link.upstream not in calm:
                calm.add(link.upstream)
                waiting.append(link.upstream)
    return frozenset(calm)


@dataclass
class _Tally:
    settings: UpstreamSettings
    points: int = 0

    def __post_init__(self) -> None:
        self.reasons: list[str] = []
        self.unknown: list[str] = []

    def add(self, name: str, detail: str = "") -> None:
        one = self.settings.of(name)
        self.points += one.points
        self.reasons.append(f"{one.points:+d} {one.reason}{f' ({detail})' if detail else ''}")


def _of_outlet(
    outlet: Outlet,
    travel_hours: Decimal,
    shielded: Collection[str],
    sighting: Sighting,
    settings: UpstreamSettings,
) -> Candidate:
    tally = _Tally(settings)
    tally.add("above_calm" if outlet.downstream in shielded else "within_reach")
    if outlet.items is None:
        tally.unknown.append("主要污染物未登记 main pollutants not registered")
    else:
        showing = {sighting.item, *settings.shows_as.get(sighting.item, ())}
        is_listed = bool(showing.intersection(outlet.items))
        tally.add("discharges_item" if is_listed else "other_items", "、".join(outlet.items))
    _weigh_samples(tally, outlet, sighting)
    if outlet.approval_number is None:
        tally.add("no_permit")
    elif outlet.valid_to is not None and outlet.valid_to < sighting.start.date():
        tally.add("permit_ended", str(outlet.valid_to))
    return Candidate(
        code=outlet.code,
        name=outlet.name,
        owner=outlet.owner or "未登记 not registered",
        kind="排污口 outfall",
        travel_hours=travel_hours,
        left_at=_left_at(sighting, travel_hours),
        points=tally.points,
        reasons=tuple(tally.reasons),
        unknown=tuple(tally.unknown),
    )


def _weigh_samples(tally: _Tally, outlet: Outlet, sighting: Sighting) -> None:
    """Weigh the newest own sample of the item from before the alarm."""
    earliest = sighting.start.date() - timedelta(days=tally.settings.recent_days)
    recent = [
        one
        for one in outlet.samples
        if one.item == sighting.item and earliest <= one.day <= sighting.start.date()
    ]
    if not recent:
        days = tally.settings.recent_days
        tally.unknown.append(f"{days} 天内没有该项样品 no sample of the item within {days} days")
    elif sighting.limit is None:
        tally.unknown.append("断面没有目标限值 the section has no limit to compare with")
    else:
        newest = max(recent, key=lambda one: one.day)
        detail = f"{newest.day}: {newest.value:f} {newest.unit}, {sighting.limit:f}"
        tally.add("high_sample" if newest.value > sighting.limit else "low_sample", detail)


def _of_tributary(
    state: SectionState,
    travel_hours: Decimal,
    shielded: Collection[str],
    sighting: Sighting,
    settings: UpstreamSettings,
) -> Candidate:
    tally = _Tally(settings)
    since = "" if state.alarmed is None else f"{state.alarmed:%Y-%m-%d %H:%M}"
    if state.signal is Signal.CALM:
        tally.add("measured_calm")
    else:
        tally.add("above_calm" if state.id in shielded else "within_reach")
    if state.signal is Signal.ALARMED:
        tally.add("own_alarm", since)
    elif state.signal is Signal.LASTING:
        tally.add("lasting_alarm", since)
    elif state.signal is Signal.UNMEASURED:
        tally.unknown.append("没有该项的监测 the item is not measured there")
    return Candidate(
        code=state.id,
        name=state.name,
        owner="",
        kind="支流 tributary",
        travel_hours=travel_hours,
        left_at=_left_at(sighting, travel_hours),
        points=tally.points,
        reasons=tuple(tally.reasons),
        unknown=tuple(tally.unknown),
    )


def _left_at(sighting: Sighting, travel_hours: Decimal) -> datetime:
    return sighting.start - timedelta(minutes=int(travel_hours * _MINUTES_PER_HOUR))
