"""Projects that a plan waits for, and the milestones on their way."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class ProjectKind(Enum):
    """What is built, studied or set up."""

    TRIBUTARY = "tributary"
    SEWAGE = "sewage"
    RURAL_SEWAGE = "rural_sewage"
    DISPOSAL = "disposal"
    SYSTEM = "system"
    RESEARCH = "research"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_KIND_TERMS = {
    ProjectKind.TRIBUTARY: "支流整治",
    ProjectKind.SEWAGE: "污水收集处理",
    ProjectKind.RURAL_SEWAGE: "农村污水",
    ProjectKind.DISPOSAL: "废物处置",
    ProjectKind.SYSTEM: "信息系统",
    ProjectKind.RESEARCH: "科研",
}


class ProjectClass(Enum):
    """Which class of places a sewage project serves."""

    TOWN = "town"
    URBAN_VILLAGE = "urban_village"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_CLASS_TERMS[self]} {self.value.replace('_', ' ')}"


_CLASS_TERMS = {
    ProjectClass.TOWN: "城镇",
    ProjectClass.URBAN_VILLAGE: "城中村",
    ProjectClass.OTHER: "其他",
}


class Project(RegisterRow):
    """A project; that it is finished, in operation and improved are three dated facts."""

    code: Annotated[str, Column("项目编码", "自定，不重复 own, unique", "X001", longest=40)]
    name: Annotated[str, Column("项目名称", example="甲片区污水管网工程")]
    kind: Annotated[ProjectKind, Column("项目种类", example="污水收集处理")]
    project_class: Annotated[
        ProjectClass | None, Column("项目类别", "污水项目须填 of sewage projects", "城镇")
    ]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    owner: Annotated[str | None, Column("责任单位", example="甲局")]
    named_in_plan: Annotated[
        str | None,
        Column("方案中的名称", "方案点名的项目照录 as the plan names it", "甲片区污水管网工程"),
    ]
    planned_start: Annotated[date | None, Column("计划开工日期", example="2020-01-15")]
    planned_finish: Annotated[date | None, Column("计划完工日期", example="2020-10-31")]
    started_on: Annotated[
        date | None, Column("开工或启动日期", "批复或合同日期 approval or contract", "2020-02-20")
    ]
    start_document: Annotated[
        str | None, Column("启动依据", "批复或合同号 approval or contract", "甲批〔2020〕1号")
    ]
    finished_on: Annotated[date | None, Column("完工日期", example="2020-10-20")]
    in_operation_on: Annotated[
        date | None, Column("投运日期", "完工不等于投运 finished is not in operation", "2020-11-30")
    ]
    improved_on: Annotated[
        date | None, Column("提质增效验收日期", "改善效果的验收 accepted", "2020-12-20")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.planned_start, self.planned_finish, "planned_finish")
        require_order(self.started_on, self.finished_on, "finished_on")
        return self


class ProjectMilestone(RegisterRow):
    """A milestone of a project: planned for a day, and the day on which it was reached."""

    project: Annotated[str, Column("项目编码", example="X001", refers_to="projects")]
    milestone: Annotated[str, Column("节点", "可研、初设、开工 …", "初步设计批复", longest=80)]
    planned_on: Annotated[date | None, Column("计划日期", example="2020-03-31")]
    reached_on: Annotated[date | None, Column("达到日期", example="2020-04-10")]
    document: Annotated[str | None, Column("依据文件", example="甲批〔2020〕2号")]


PROJECTS = Register("projects", "项目名录", Project)
PROJECT_MILESTONES = Register(
    "project_milestones", "项目节点", ProjectMilestone, key=("project", "milestone")
)
