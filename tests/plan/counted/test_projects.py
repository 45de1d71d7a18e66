"""Projects: in time and late, finished and in operation; milestones; started with a document."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.projects import Project, ProjectMilestone
from yunzhu.plan.threshold import NoThreshold

END = date(2020, 12, 31)
NO_NUMBER = {"threshold": NoThreshold(none="无", english="none")}
STATION = "环珠江口气候环境与空气质量变化野外科学观测研究站"
AMMONIA = "广州市地表水氨氮污染及防治对策"
INSPECTORS = "镇(街)园区生态环境监督检查员管理信息化建设"
BASE = "“数字政府”改革建设工作信息化基础支撑项目"


@pytest.fixture
def project(row_of):
    def make(code: str, kind: str = "sewage", **cells: Any):
        base = {
            "code": code,
            "name": f"项{code}",
            "kind": kind,
            "project_class": "town",
            "area": "1",
            "planned_finish": "2020-06-30",
        }
        return row_of(Project, **(base | cells))

    return make


def test_finished_in_operation_and_improved_are_three_facts(judged, project) -> None:
    rows = (
        project("X1", finished_on="2020-06-30", in_operation_on="2020-06-30"),
        project("X2", finished_on="2020-07-20"),
        project("X3", planned_finish="2020-12-31"),
        project("X4", project_class="urban_village", finished_on="2020-05-01"),
        # Planned for another year, or no works of sewage: no part of it.
        project("X5", planned_finish="2021-06-30"),
        project("X6", "rural_sewage"),
    )
    found = judged("17.4", change=NO_NUMBER, as_of=END, projects=rows)
    counts = [(one.numerator, one.denominator) for one in found]
    assert counts == [(1, 3), (1, 3), (0, 3), (1, 1), (0, 1), (0, 1)]
    finished, operating, *_ = found
    # 30 June to 20 July are 20 days.
    assert finished.rest == (
        "X2 项X2: 完工 finished 2020-07-20, 计划 planned 2020-06-30, 逾期 late 20 d",
        "X3 项X3: 未完工 not finished, 计划 planned 2020-12-31",
    )
    assert "完工 finished 2020-07-20, 尚未投运 not in operation" in operating.rest[0]
    assert found[3].status.value == "已达成"
    # On 30 June the second one is not finished yet.
    first = judged("17.4", change=NO_NUMBER, projects=rows)[0]
    assert (first.numerator, first.denominator) == (1, 3)
    assert "未完工" not in first.evidence[0]


def test_the_number_of_the_plan_is_unknown_and_the_row_stays_open(judged, project) -> None:
    found = judged("17.4", as_of=END, projects=(project("X1", finished_on="2020-06-01"),))
    assert {one.status.value for one in found} == {"证据不足"}
    assert (found[0].numerator, found[0].denominator) == (1, 1)


def milestone(row_of, project: str, name: str, planned: str | None, reached: str | None):
    return row_of(
        ProjectMilestone, project=project, milestone=name, planned_on=planned, reached_on=reached
    )


def test_milestones_of_named_projects_are_judged_project_by_project(
    judged, project, row_of
) -> None:
    projects = (
        # Full-width brackets or blanks in the name do not matter.
        project("R1", "research", named_in_plan=f"{STATION} "),
        project("R2", "research", named_in_plan="另一项"),
    )
    milestones = (
        milestone(row_of, "R1", "选址", "2019-06-30", "2019-06-30"),
        milestone(row_of, "R1", "批复", "2019-12-31", "2020-01-20"),
        milestone(row_of, "R1", "开工", "2020-05-31", None),
        milestone(row_of, "R1", "建成", "2021-05-31", None),
        milestone(row_of, "R2", "结题", "2020-05-31", "2020-05-31"),
    )
    station, ammonia = judged("31.4", projects=projects, project_milestones=milestones)
    # Of the year are what stayed behind from 2019 and what is planned for 2020.
    assert (station.numerator, station.denominator, station.status.value) == (1, 2, "有望")
    # 31 December to 20 January are 20 days.
    assert "达到 reached 2020-01-20, 计划 planned 2019-12-31, 逾期 late 20 d" in station.evidence[0]
    assert station.rest == ("R1 开工: 未达到 not reached, 计划 planned 2020-05-31",)
    assert "最近达到 furthest: 批复 2020-01-20" in station.notes
    assert ammonia.status.value == "证据不足"
    assert any(AMMONIA in text and "not registered" in text for text in ammonia.missing)
    early, _ = judged(
        "31.4", as_of=date(2020, 1, 19), projects=projects, project_milestones=milestones
    )
    assert (early.numerator, early.status.value) == (0, "证据不足")


def test_both_projects_must_have_started_with_a_document(judged, project) -> None:
    rows = (
        project(
            "S1",
            "system",
            named_in_plan=INSPECTORS,
            started_on="2020-04-01",
            start_document="批〔2020〕1号",
        ),
        project("S2", "system", named_in_plan=BASE, started_on="2020-09-01"),
    )
    (found,) = judged("30.3", as_of=END, projects=rows)
    assert (found.status.value, found.numerator, found.denominator) == ("未达成", 1, 2)
    assert "无批复或合同 without approval or contract" in found.rest[0]
    dated = project(
        "S2", "system", named_in_plan=BASE, started_on="2020-09-01", start_document="约1号"
    )
    (found,) = judged("30.3", as_of=END, projects=(rows[0], dated))
    assert (found.status.value, found.numerator) == ("已达成", 2)
    # A project that is not registered can have started all the same.
    (found,) = judged("30.3", as_of=END, projects=rows[:1])
    assert (found.status.value, found.missing) == (
        "证据不足",
        (f"{BASE}: 未登记 not in the register",),
    )
    (found,) = judged("30.3", as_of=END, projects=(project("S9", "system"),))
    assert "projects" in found.missing[0]
