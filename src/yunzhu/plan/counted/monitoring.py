"""Samplings and measurements of the year's table: done in time of those due."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.city.registers.monitoring_schedule import MONITORING_SCHEDULE, MonitoredMedium
from yunzhu.plan.counted.coverage import Coverage, Owed
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.monitoring_schedule import MonitoringTask


def _rows(facts: Facts, media: frozenset[MonitoredMedium]) -> list[MonitoringTask]:
    return [
        row
        for row in facts.registers.all(MONITORING_SCHEDULE)
        if row.medium in media and row.due_on in facts.year
    ]


def _done(media: frozenset[MonitoredMedium]) -> Callable[[Facts], Sequence[Member]]:
    def members(facts: Facts) -> list[Member]:
        return [_task(row, facts.day) for row in _rows(facts, media)]

    return members


def _task(row: MonitoringTask, day: date) -> Member:
    """Return a task in one period; taken late is late, not done."""
    name = f"{row.task}/{row.period} {row.name}"
    done_on = row.done_on if row.done_on is not None and row.done_on <= day else None
    told = "未完成 not done" if done_on is None else f"完成 done {done_on}"
    text = f"应于 due {row.due_on}, {told}"
    if row.due_on > day:
        return Member(name, "", MemberState.NOT_DUE, text, done_on)
    if done_on is None:
        return Member(name, "", MemberState.NOT_COVERED, text)
    if done_on > row.due_on:
        late = f"{text}, 逾期 late {(done_on - row.due_on).days} d"
        return Member(name, "", MemberState.NOT_COVERED, late, done_on)
    if row.samples_due is None:
        return Member(name, "", MemberState.COVERED, text, done_on)
    if row.samples_done is None:
        lack = f"{text}, 已采样数未登记 samples done are not registered"
        return Member(name, "", MemberState.UNKNOWN, lack, done_on)
    sampled = f"{text}, 采样 samples {row.samples_done} / {row.samples_due}"
    is_whole = row.samples_done >= row.samples_due
    state = MemberState.COVERED if is_whole else MemberState.NOT_COVERED
    return Member(name, "", state, sampled, done_on)


def _samples(media: frozenset[MonitoredMedium]) -> Callable[[Facts], Sequence[str]]:
    """Say how many samples were taken in time of those due by the day, beside the tasks."""

    def notes(facts: Facts) -> list[str]:
        due = [
            row
            for row in _rows(facts, media)
            if row.due_on <= facts.day and row.samples_due is not None
        ]
        done = sum(
            min(row.samples_done or 0, row.samples_due or 0)
            for row in due
            if row.done_on is not None and row.done_on <= row.due_on
        )
        return [f"采样数 samples: {done} / {sum(row.samples_due or 0 for row in due)}"]

    return notes


def _coverage(label: str, *media: MonitoredMedium) -> Coverage:
    meant = frozenset(media)
    return Coverage(
        label,
        (MONITORING_SCHEDULE,),
        _done(meant),
        owed=Owed.BY_NOW,
        notes=_samples(meant),
    )


COVERAGES: Mapping[str, Coverage] = {
    "monitoring_tasks_done": _coverage(
        "任务表到期任务已按期完成 tasks of the table done in time", *MonitoredMedium
    ),
    "sea_samplings_done": _coverage(
        "海洋监测已按期完成 samplings of the sea done in time", MonitoredMedium.SEA
    ),
    "function_zone_samplings_done": _coverage(
        "水功能区监测已按期完成 samplings of function zones done in time",
        MonitoredMedium.FUNCTION_ZONE,
    ),
    "cross_district_samplings_done": _coverage(
        "跨区河流监测已按期完成 samplings of rivers between districts done in time",
        MonitoredMedium.CROSS_DISTRICT_RIVER,
    ),
    "voc_species_samplings_done": _coverage(
        "VOCs组分监测已按期完成 samplings of VOC species done in time", MonitoredMedium.VOC_SPECIES
    ),
    "ozone_depleting_samplings_done": _coverage(
        "ODS监测已按期完成 samplings of ozone-depleting substances done in time",
        MonitoredMedium.OZONE_DEPLETING,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
