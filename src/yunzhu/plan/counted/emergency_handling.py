"""Shifts that were staffed, and sudden events: reported in time, closed with a full log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from yunzhu.city.registers.emergency_duty import DUTY_SHIFTS, EMERGENCY_EVENTS, EventGrade
from yunzhu.plan.counted.coverage import Coverage, judge_coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.verdicts import Finding

if TYPE_CHECKING:
    from yunzhu.city.registers.emergency_duty import DutyRosterShift, EmergencyEvent
    from yunzhu.plan.counted_schema import EmergencyDutyMetric

_CLOSED = "emergency_events_closed"
NO_EVENT = (
    "本年名录无事件：无可报告，既非做到也非未做到 "
    "no event in the year's register: nothing to report, neither kept nor failed"
)


def judge_emergency_duty(metric: EmergencyDutyMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the shifts staffed and, where there were events, how they were reported and closed.

    Parameters
    ----------
    metric : minutes within which events of each grade are to be reported, with their mark.
    facts : as they stood.
    """
    shifts = judge_coverage(_STAFFED, facts)
    shifts = replace(shifts, missing=(*shifts.missing, *_without_roster(facts)))
    if not _events(facts):
        return (replace(shifts, notes=(*shifts.notes, NO_EVENT)),)
    reported = Coverage(
        "事件在时限内报告 events reported within the limit",
        (EMERGENCY_EVENTS,),
        lambda facts: [_reported(row, metric.report_minutes) for row in _events(facts)],
        notes=lambda _: [_limits_told(metric)],
    )
    return (shifts, judge_coverage(reported, facts), judge_coverage(COVERAGES[_CLOSED], facts))


def _limits_told(metric: EmergencyDutyMetric) -> str:
    limits = ", ".join(
        f"{grade.label} ≤ {minutes} min" for grade, minutes in metric.report_minutes.items()
    )
    return f"报告时限 limits: {limits} ({metric.source.label})"


def _shifts(facts: Facts) -> list[DutyRosterShift]:
    span = facts.so_far
    return [row for row in facts.registers.all(DUTY_SHIFTS) if span is not None and row.day in span]


def _staffed(facts: Facts) -> list[Member]:
    return [_shift(row) for row in _shifts(facts)]


def _shift(row: DutyRosterShift) -> Member:
    name = f"{row.day} {row.shift.label}"
    signed_in = row.people_signed_in or 0
    text = f"签到 signed in {signed_in} / {row.people_due}"
    is_staffed = signed_in >= row.people_due
    state = MemberState.COVERED if is_staffed else MemberState.NOT_COVERED
    return Member(name, "", state, text, row.day if is_staffed else None)


def _without_roster(facts: Facts) -> list[str]:
    """Return the spans of days of the year so far on which the roster has no shift at all."""
    span = facts.so_far
    days = {row.day for row in _shifts(facts)}
    if span is None or not days:
        return []
    lacking = [
        day for day in (span.first + timedelta(days=n) for n in range(span.days)) if day not in days
    ]
    return [
        f"值班表无班次 no shift in the roster: {first}..{last}" for first, last in _spans(lacking)
    ]


def _spans(days: Sequence[date]) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans


def _events(facts: Facts) -> list[EmergencyEvent]:
    span = facts.so_far
    return [
        row
        for row in facts.registers.all(EMERGENCY_EVENTS)
        if span is not None and row.started_on in span
    ]


def _reported(row: EmergencyEvent, limits: Mapping[EventGrade, int]) -> Member:
    name = f"{row.code} {row.name}"
    text = f"{row.started_on} {row.grade.label}"
    limit = limits.get(row.grade)
    if limit is None or row.report_minutes is None:
        lack = "报告用时未登记 time to the report not registered"
        if limit is None:
            lack = "该级别无时限 no limit for its grade"
        return Member(name, row.area, MemberState.UNKNOWN, f"{text}, {lack}", row.started_on)
    text += f", 报告用时 reported after {row.report_minutes} min, 时限 limit {limit} min"
    is_timely = row.report_minutes <= limit
    state = MemberState.COVERED if is_timely else MemberState.NOT_COVERED
    return Member(name, row.area, state, text, row.started_on)


def _closed(facts: Facts) -> list[Member]:
    return [_closing(row, facts.day) for row in _events(facts)]


def _closing(row: EmergencyEvent, day: date) -> Member:
    name = f"{row.code} {row.name}"
    text = f"{row.started_on} {row.grade.label}"
    if row.closed_on is None or row.closed_on > day:
        return Member(name, row.area, MemberState.NOT_COVERED, f"{text}, 未结案 not closed")
    text += f", 结案 closed {row.closed_on}"
    if not row.has_full_log:
        lack = f"{text}, 处置记录不完整 its log is not full"
        return Member(name, row.area, MemberState.NOT_COVERED, lack, row.closed_on)
    return Member(name, row.area, MemberState.COVERED, text, row.closed_on)


def _by_grade(facts: Facts) -> list[str]:
    count = Counter(row.grade for row in _events(facts))
    return [f"{grade.label}: {count[grade]} 起 events" for grade in EventGrade]


_STAFFED = Coverage("值班班次已到岗 shifts staffed", (DUTY_SHIFTS,), _staffed)
COVERAGES: Mapping[str, Coverage] = {
    "duty_shifts_staffed": _STAFFED,
    _CLOSED: Coverage(
        "突发环境事件已结案且记录完整 sudden events closed with a full log",
        (EMERGENCY_EVENTS,),
        _closed,
        notes=_by_grade,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
