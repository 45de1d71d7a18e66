"""Projects: finished as planned, in operation, improved; their milestones and their start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.city.registers.projects import (
    PROJECT_MILESTONES,
    PROJECTS,
    ProjectClass,
    ProjectKind,
)
from yunzhu.observations.character_width import folded
from yunzhu.plan.counted.coverage import Coverage, judge_coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState, dated_member
from yunzhu.plan.verdicts import Finding

if TYPE_CHECKING:
    from yunzhu.city.registers.projects import Project, ProjectMilestone
    from yunzhu.plan.counted_schema import ProjectMilestonesMetric, ProjectsStartedMetric

_Fact = Callable[["Project", date], Member]


def _planned(project_class: ProjectClass, fact: _Fact) -> Callable[[Facts], Sequence[Member]]:
    def members(facts: Facts) -> list[Member]:
        return [
            fact(row, facts.day)
            for row in facts.registers.all(PROJECTS)
            if row.kind is ProjectKind.SEWAGE
            and row.project_class is project_class
            and row.planned_finish is not None
            and row.planned_finish in facts.year
        ]

    return members


def _finished(row: Project, day: date) -> Member:
    found = dated_member(row, row.finished_on, day, "完工 finished")
    planned = row.planned_finish
    assert planned is not None
    text = f"{found.text}, 计划 planned {planned}"
    if found.done_on is None:
        return replace(found, text=text)
    late = (found.done_on - planned).days
    if late <= 0:
        return replace(found, text=text)
    text = f"{text}, 逾期 late {late} d"
    return replace(found, state=MemberState.NOT_COVERED, text=text)


def _in_operation(row: Project, day: date) -> Member:
    found = dated_member(row, row.in_operation_on, day, "投运 in operation")
    is_finished = row.finished_on is not None and row.finished_on <= day
    if found.state is MemberState.COVERED or not is_finished:
        return found
    text = f"完工 finished {row.finished_on}, 尚未投运 not in operation"
    return replace(found, text=text)


def _improved(row: Project, day: date) -> Member:
    return dated_member(row, row.improved_on, day, "提质增效 improved")


def judge_milestones(metric: ProjectMilestonesMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return a finding per named project: the milestones reached of those of the year.

    A milestone belongs to the year when it was planned for it, was reached in it, or stayed
    behind from earlier.

    Parameters
    ----------
    metric : the projects as the plan names them. facts : as they stood.
    """
    named = _named(facts)
    return tuple(
        _milestone_finding(name, {row.code for row in named.get(folded(name), ())}, facts)
        for name in metric.projects
    )


def _named(facts: Facts) -> Mapping[str, Sequence[Project]]:
    """Return the projects by the folded names that the plan gives them."""
    found: dict[str, list[Project]] = defaultdict(list)
    for row in facts.registers.all(PROJECTS):
        if row.named_in_plan is not None:
            found[folded(row.named_in_plan)].append(row)
    return found


def _milestone_finding(name: str, codes: set[str], facts: Facts) -> Finding:
    rows = [row for row in facts.registers.all(PROJECT_MILESTONES) if row.project in codes]
    coverage = Coverage(
        f"{name}：节点 milestones",
        (PROJECT_MILESTONES, PROJECTS),
        lambda facts: [_milestone(row, facts.day) for row in rows if _is_of_year(row, facts)],
        notes=lambda facts: _furthest(rows, facts.day),
    )
    found = judge_coverage(coverage, facts)
    if codes:
        return found
    lack = f"项目未登记 not registered: {name} ({PROJECTS.name})"
    return replace(found, missing=(*found.missing, lack))


def _is_of_year(row: ProjectMilestone, facts: Facts) -> bool:
    is_planned = row.planned_on is not None and row.planned_on <= facts.year.last
    is_done_before = row.reached_on is not None and row.reached_on < facts.year.first
    is_reached = row.reached_on is not None and row.reached_on in facts.year
    return (is_planned and not is_done_before) or is_reached


def _milestone(row: ProjectMilestone, day: date) -> Member:
    planned = "无计划日期 no planned date" if row.planned_on is None else f"{row.planned_on}"
    name = f"{row.project} {row.milestone}"
    if row.reached_on is None or row.reached_on > day:
        text = f"未达到 not reached, 计划 planned {planned}"
        return Member(name, "", MemberState.NOT_COVERED, text)
    text = f"达到 reached {row.reached_on}, 计划 planned {planned}"
    if row.planned_on is not None and row.reached_on > row.planned_on:
        text += f", 逾期 late {(row.reached_on - row.planned_on).days} d"
    if row.document is not None:
        text += f", {row.document}"
    return Member(name, "", MemberState.COVERED, text, row.reached_on)


def _furthest(rows: Sequence[ProjectMilestone], day: date) -> list[str]:
    reached = [
        (row.reached_on, row.milestone)
        for row in rows
        if row.reached_on is not None and row.reached_on <= day
    ]
    if not reached:
        return ["尚无节点达到 no milestone reached"]
    last, milestone = max(reached)
    return [f"最近达到 furthest: {milestone} {last}"]


def judge_started(metric: ProjectsStartedMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the named projects that have started with a document, of all of them.

    Parameters
    ----------
    metric : the projects as the plan names them. facts : as they stood.
    """
    named = _named(facts)
    rows = {name: named.get(folded(name), ()) for name in metric.projects}
    coverage = Coverage(
        "已启动的项目 projects started",
        (PROJECTS,),
        lambda facts: (
            [_started(name, rows[name], facts.day) for name in metric.projects]
            if any(rows.values())
            else []
        ),
    )
    return (judge_coverage(coverage, facts, len(metric.projects)),)


def _started(name: str, rows: Sequence[Project], day: date) -> Member:
    """Return a project that the plan names; of several rows the one that started first tells."""
    if not rows:
        return Member(name, "", MemberState.UNKNOWN, "未登记 not in the register")
    row = min(rows, key=lambda one: (one.started_on or date.max, one.code))
    found = dated_member(row, row.started_on, day, "启动 started")
    if found.state is MemberState.COVERED and row.start_document is None:
        text = f"{found.text}, 无批复或合同 without approval or contract"
        return replace(found, state=MemberState.NOT_COVERED, text=text)
    return found


_TOWN, _URBAN_VILLAGE = ("城镇", "towns"), ("城中村", "urban villages")
_FACTS: Mapping[str, tuple[str, str, _Fact]] = {
    "finished": ("按计划日期完工", "finished by the planned date", _finished),
    "in_operation": ("已投运", "in operation", _in_operation),
    "improved": ("提质增效已验收", "improvement accepted", _improved),
}


def _coverages(project_class: ProjectClass, words: tuple[str, str]) -> dict[str, Coverage]:
    chinese, english = words
    return {
        f"{project_class.value}_sewage_{name}": Coverage(
            f"{chinese}污水项目{fact[0]} sewage projects of {english} {fact[1]}",
            (PROJECTS,),
            _planned(project_class, fact[2]),
        )
        for name, fact in _FACTS.items()
    }


COVERAGES: Mapping[str, Coverage] = {
    **_coverages(ProjectClass.TOWN, _TOWN),
    **_coverages(ProjectClass.URBAN_VILLAGE, _URBAN_VILLAGE),
}
"""Name to coverage; a plan's YAML uses the names."""
