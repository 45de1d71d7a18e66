"""Coverages of petrol stations and oil depots: monitors of vapour, and checks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from yunzhu.city.registers.inspections import (
    INSPECTION_ANSWERS,
    INSPECTIONS,
    OFFICERS,
    CheckItem,
    InspectedKind,
)
from yunzhu.city.registers.online_monitors import GAS_STATIONS, ONLINE_MONITORS, GasStationKind
from yunzhu.periods import Period
from yunzhu.plan.counted.coverage import Coverage, share_percent
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.inspected import visited_member, visits_by_object
from yunzhu.plan.members import Member, MemberState, dated_member

if TYPE_CHECKING:
    from yunzhu.city.registers.inspections import Inspection
    from yunzhu.city.registers.online_monitors import GasStation, OnlineMonitor

SENDING_DAYS = 7
"""A monitor sends when its last record is no older [d]; a setting of the program, of no rule."""

_Fact = Callable[["GasStation", "OnlineMonitor | None", date], Member]


def _bound(fact: _Fact) -> Callable[[Facts], Sequence[Member]]:
    """Judge the stations bound to install by the plan's year; depots are bound elsewhere."""

    def members(facts: Facts) -> list[Member]:
        monitors = {row.code: row for row in facts.registers.all(ONLINE_MONITORS)}
        return [
            _unless_closed(row, fact(row, monitors.get(row.monitor or ""), facts.day), facts.day)
            for row in facts.registers.between(GAS_STATIONS, facts.year.first, facts.day)
            if row.kind is GasStationKind.STATION
            and row.bound_in is not None
            and row.bound_in <= facts.year.first.year
        ]

    return members


def _unless_closed(row: GasStation, found: Member, day: date) -> Member:
    """Let a station leave that was closed before it was done."""
    is_closed = row.in_use_to is not None and row.in_use_to < day
    if found.state is MemberState.COVERED or not is_closed:
        return found
    text = f"{row.in_use_to} 停用 closed, {row.closure_evidence}"
    return Member(f"{row.code} {row.name}", row.area, MemberState.LEFT, text)


def _installed(row: GasStation, monitor: OnlineMonitor | None, day: date) -> Member:
    if monitor is None:
        return _without_monitor(row)
    return dated_member(row, monitor.installed_on, day, "安装 installed")


def _connected(row: GasStation, monitor: OnlineMonitor | None, day: date) -> Member:
    if monitor is None:
        return _without_monitor(row)
    return dated_member(row, monitor.connected_on, day, "联网 connected")


def _sending(row: GasStation, monitor: OnlineMonitor | None, day: date) -> Member:
    """A last record of a later day does not tell whether the monitor sent on this one."""
    found = _connected(row, monitor, day)
    if monitor is None or found.state is not MemberState.COVERED:
        return found
    last = monitor.last_sent_on
    if last is None:
        return Member(found.name, row.area, MemberState.NOT_COVERED, "从未传输 never sent")
    text = f"最近传输 last sent {last}"
    if last > day:
        return Member(found.name, row.area, MemberState.UNKNOWN, f"{text}, 当日不详 after the day")
    is_fresh = day - last < timedelta(days=SENDING_DAYS)
    state = MemberState.COVERED if is_fresh else MemberState.NOT_COVERED
    return Member(found.name, row.area, state, text, last)


def _without_monitor(row: GasStation) -> Member:
    text = "无在线监控设施 no monitor is registered"
    return Member(f"{row.code} {row.name}", row.area, MemberState.NOT_COVERED, text)


def _further_facts(facts: Facts) -> list[str]:
    """Show connection and sending beside the installation that is promised; they judge nothing."""
    return [
        _beside("已联网 connected", _bound(_connected)(facts)),
        _beside(
            f"近{SENDING_DAYS}日有传输 sent in the last {SENDING_DAYS} d", _bound(_sending)(facts)
        ),
    ]


def _beside(label: str, members: Iterable[Member]) -> str:
    counted = [one for one in members if one.state is not MemberState.LEFT]
    done = sum(one.state is MemberState.COVERED for one in counted)
    share = f" ({share_percent(done, len(counted))} %)" if counted else ""
    rest = "; ".join(one.line for one in counted if one.state is not MemberState.COVERED)
    told = f"; 其余 the rest: {rest}" if rest else ""
    return f"旁列，不评判 beside, judges nothing: {label} {done}/{len(counted)}{share}{told}"


def _checked(kind: GasStationKind) -> Callable[[Facts], Sequence[Member]]:
    def members(facts: Facts) -> list[Member]:
        span = facts.so_far
        if span is None:
            return []
        checks = _checks(facts, span)
        return [
            _unless_closed(
                row,
                visited_member(f"{row.code} {row.name}", row.area, checks.get(row.code, ())),
                facts.day,
            )
            for row in facts.registers.between(GAS_STATIONS, facts.year.first, facts.day)
            if row.kind is kind
        ]

    return members


def _checks(facts: Facts, span: Period) -> Mapping[str, Sequence[tuple[Inspection, str]]]:
    """Return the visits that answered the item of vapour, by station; others do not count."""
    answered = _answers(facts)
    visits = visits_by_object(facts.registers, InspectedKind.GAS_STATION, span)
    return {
        code: [(visit, fault) for visit, fault in all_of if visit.code in answered]
        for code, all_of in visits.items()
    }


def _answers(facts: Facts) -> Mapping[str, bool]:
    return {
        row.inspection: row.is_met
        for row in facts.registers.all(INSPECTION_ANSWERS)
        if row.item is CheckItem.VAPOUR_RECOVERED
    }


def _fail_rate(kind: GasStationKind) -> Callable[[Facts], Sequence[str]]:
    """Tell how many of the valid checks failed, and how many things were checked a year ago."""

    def notes(facts: Facts) -> list[str]:
        span = facts.so_far
        if span is None:
            return []
        answers = _answers(facts)
        codes = {row.code for row in facts.registers.all(GAS_STATIONS) if row.kind is kind}
        valid = _valid_checks(facts, span, codes)
        failed = [visit for visit in valid if not answers[visit.code]]
        told = []
        if valid:
            share = share_percent(len(failed), len(valid))
            told.append(
                f"检查不合格率 share of checks that failed: {len(failed)}/{len(valid)} ({share} %)"
            )
        told += [f"不合格 failed: {visit.object_code} {visit.day} {visit.code}" for visit in failed]
        before = Period.of_year(facts.year.first.year - 1)
        then = {visit.object_code for visit in _valid_checks(facts, before, codes)}
        told.append(
            f"{before.first.year} 年已检查 checked in {before.first.year}: {len(then)}"
            if then
            else f"{before.first.year} 年无检查记录 no check on record"
        )
        return told

    return notes


def _valid_checks(facts: Facts, span: Period, codes: set[str]) -> list[Inspection]:
    return [
        visit
        for code, visits in _checks(facts, span).items()
        if code in codes
        for visit, fault in visits
        if not fault
    ]


_MONITORS_READ = (GAS_STATIONS, ONLINE_MONITORS)
_CHECKS_READ = (GAS_STATIONS, INSPECTIONS, INSPECTION_ANSWERS, OFFICERS)
COVERAGES: Mapping[str, Coverage] = {
    "gas_stations_monitored": Coverage(
        "应装加油站已安装在线监控 bound petrol stations with an installed monitor",
        _MONITORS_READ,
        _bound(_installed),
        notes=_further_facts,
    ),
    "gas_stations_connected": Coverage(
        "应装加油站已联网 bound petrol stations with a connected monitor",
        _MONITORS_READ,
        _bound(_connected),
    ),
    "gas_stations_sending": Coverage(
        "应装加油站近日有传输 bound petrol stations whose monitor has sent of late",
        _MONITORS_READ,
        _bound(_sending),
    ),
    "gas_stations_vapour_checked": Coverage(
        "加油站已做油气检查 petrol stations whose vapour was checked",
        _CHECKS_READ,
        _checked(GasStationKind.STATION),
        notes=_fail_rate(GasStationKind.STATION),
    ),
    "oil_depots_vapour_checked": Coverage(
        "储油库已做油气检查 oil depots whose vapour was checked",
        _CHECKS_READ,
        _checked(GasStationKind.DEPOT),
        notes=_fail_rate(GasStationKind.DEPOT),
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
