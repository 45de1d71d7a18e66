"""Trainings: held of those planned, of the year, and in each district."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from yunzhu.city.registers.training_records import TRAINING_RECORDS, TrainingKind
from yunzhu.plan.counted.count import Count
from yunzhu.plan.counted.coverage import Coverage, judge_coverage
from yunzhu.plan.counted.districts import district_of
from yunzhu.plan.counted.emergency_readiness import year_before
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState, dated_fact
from yunzhu.plan.verdicts import Finding

if TYPE_CHECKING:
    from yunzhu.city.registers.training_records import TrainingRecord
    from yunzhu.plan.counted_schema import DistrictTrainingsMetric


def _rows(facts: Facts, kind: TrainingKind) -> list[TrainingRecord]:
    return [row for row in facts.registers.all(TRAINING_RECORDS) if row.kind is kind]


def _held_of_planned(kind: TrainingKind) -> Callable[[Facts], Sequence[Member]]:
    """A training that the year's plan has is held on whatever day of the year it came about."""

    def members(facts: Facts) -> list[Member]:
        return [
            dated_fact(
                f"{row.course} {row.name}",
                row.area,
                row.held_on,
                facts.day,
                "举办 held",
            )
            for row in _rows(facts, kind)
            if row.is_planned and row.day in facts.year
        ]

    return members


def _people(kind: TrainingKind) -> Callable[[Facts], Sequence[str]]:
    def notes(facts: Facts) -> list[str]:
        span = facts.so_far
        held = [
            row
            for row in _rows(facts, kind)
            if span is not None and row.held_on is not None and row.held_on in span
        ]
        extra = sum(not row.is_planned for row in held)
        people = sum(row.people or 0 for row in held)
        before = sum(
            row.held_on is not None and row.held_on in year_before(facts)
            for row in _rows(facts, kind)
        )
        return [
            f"参训人次 attendances: {people}; 计划外 beyond the plan: {extra}; "
            f"上年举办 held the year before: {before}"
        ]

    return notes


def _given(kind: TrainingKind) -> Callable[[Facts], Sequence[Member]]:
    """Return the trainings of the year, planned or not; each counts with its record."""

    def members(facts: Facts) -> list[Member]:
        return [
            _with_record(row, facts)
            for row in _rows(facts, kind)
            if row.day in facts.year or (row.held_on is not None and row.held_on in facts.year)
        ]

    return members


def _with_record(row: TrainingRecord, facts: Facts) -> Member:
    found = dated_fact(f"{row.course} {row.name}", row.area, row.held_on, facts.day, "举办 held")
    if found.state is MemberState.COVERED and row.record is None:
        text = f"{found.text}, 无记录 without a record"
        return Member(found.name, found.area, MemberState.NOT_COVERED, text, row.held_on)
    return found


def judge_district_trainings(metric: DistrictTrainingsMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the districts in which a training of a kind was held in the year, of all of them.

    Parameters
    ----------
    metric : the kind, and the districts of the plan. facts : as they stood.
    """
    label = f"办过{metric.kind.label.partition(' ')[0]}培训的区 districts with a training"
    coverage = Coverage(label, (TRAINING_RECORDS,), lambda facts: _districts(metric, facts))
    return (judge_coverage(coverage, facts),)


def _districts(metric: DistrictTrainingsMetric, facts: Facts) -> list[Member]:
    rows = _rows(facts, metric.kind)
    if not rows:
        return []
    held: dict[str, list[TrainingRecord]] = defaultdict(list)
    for row in rows:
        if row.held_on is not None and row.held_on in facts.year and row.held_on <= facts.day:
            held[district_of(row.area)].append(row)
    return [_district(code, held.get(code, ())) for code in metric.districts]


def _district(code: str, rows: Sequence[TrainingRecord]) -> Member:
    days = sorted((row.held_on, row.course) for row in rows if row.held_on is not None)
    if not days:
        return Member(code, code, MemberState.NOT_COVERED, "无培训 no training")
    day, course = days[0]
    return Member(code, code, MemberState.COVERED, f"培训 training {day} {course}", day)


def _planned_coverage(kind: TrainingKind, label: str) -> Coverage:
    return Coverage(label, (TRAINING_RECORDS,), _held_of_planned(kind), notes=_people(kind))


COVERAGES: Mapping[str, Coverage] = {
    "comprehensive_trainings_held": _planned_coverage(
        TrainingKind.COMPREHENSIVE, "计划内综合素质培训已举办 planned comprehensive trainings held"
    ),
    "post_specific_trainings_held": _planned_coverage(
        TrainingKind.POST_SPECIFIC, "计划内岗位专题培训已举办 planned post-specific trainings held"
    ),
    "emergency_trainings_recorded": Coverage(
        "应急培训已举办且有记录 emergency trainings held with a record",
        (TRAINING_RECORDS,),
        _given(TrainingKind.EMERGENCY),
        notes=_people(TrainingKind.EMERGENCY),
    ),
}
"""Name to coverage; a plan's YAML uses the names."""

COUNTS: Mapping[str, Count] = {
    "emergency_trainings_held": Count(
        "应急培训 emergency trainings",
        "次",
        (TRAINING_RECORDS,),
        _given(TrainingKind.EMERGENCY),
        beside=_people(TrainingKind.EMERGENCY),
    ),
}
"""Name to count; a plan's YAML uses the names."""
