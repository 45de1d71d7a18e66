"""Yearly assessments of units by their target responsibility (环境保护目标责任考核)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow


class ResponsibilityAssessment(RegisterRow):
    """A unit in the scope of a year's assessment, and how far that has come."""

    unit: Annotated[str, Column("被考核单位", example="甲区政府", longest=80)]
    year: Annotated[int, Column("被考核年度", example="2019", least=2000, most=2100)]
    area: Annotated[str | None, Column("所在区域", example="990101", refers_to=AREAS)]
    self_score: Annotated[Decimal | None, Column("自评分", example="98.5", most=200, decimals=2)]
    computed_score: Annotated[
        Decimal | None, Column("核算分", example="96.2", most=200, decimals=2)
    ]
    deductions: Annotated[str | None, Column("扣分理由", example="逾期一项", longest=500)]
    appeal: Annotated[str | None, Column("申诉", example="无", longest=500)]
    closed_on: Annotated[date | None, Column("办结日期", example="2020-08-30")]


RESPONSIBILITY_ASSESSMENTS = Register(
    "responsibility_assessments", "目标责任考核", ResponsibilityAssessment, key=("unit", "year")
)
