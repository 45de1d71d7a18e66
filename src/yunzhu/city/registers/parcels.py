"""Parcels of land, the steps that the law has them go through, and what was found in their soil."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.position import require_outline
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, SITES, Column, RegisterRow

_LONGEST_CELL = 32_767


class LandUse(Enum):
    """What a parcel is planned for, by the two types of GB 36600 for built-up land."""

    FIRST_TYPE = "first_type"
    SECOND_TYPE = "second_type"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_USE_TERMS[self]} {self.value.replace('_', ' ')}"


_USE_TERMS = {LandUse.FIRST_TYPE: "第一类用地", LandUse.SECOND_TYPE: "第二类用地"}


class ParcelStep(Enum):
    """A step of the legal order, in its order (fact book 6.3, from memory)."""

    SURVEY = "survey"
    DETAILED_SURVEY = "detailed_survey"
    RISK_ASSESSMENT = "risk_assessment"
    LISTED = "listed"
    CONTROL = "control"
    REMEDIATION = "remediation"
    EFFECT_EVALUATION = "effect_evaluation"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_STEP_TERMS[self]} {self.value.replace('_', ' ')}"


_STEP_TERMS = {
    ParcelStep.SURVEY: "初步调查",
    ParcelStep.DETAILED_SURVEY: "详细调查",
    ParcelStep.RISK_ASSESSMENT: "风险评估",
    ParcelStep.LISTED: "列入名录",
    ParcelStep.CONTROL: "风险管控",
    ParcelStep.REMEDIATION: "修复",
    ParcelStep.EFFECT_EVALUATION: "效果评估",
    ParcelStep.REMOVED: "移出名录",
}
WITH_RESULT = (
    ParcelStep.SURVEY,
    ParcelStep.DETAILED_SURVEY,
    ParcelStep.RISK_ASSESSMENT,
    ParcelStep.EFFECT_EVALUATION,
)
"""Steps that find whether a parcel is within what is asked of it."""


class Parcel(RegisterRow):
    """A parcel: where it lies, how large it is, on which lists it stands, when it was re-used."""

    code: Annotated[str, Column("地块编码", "自定，不重复 own, unique", "K01", longest=40)]
    name: Annotated[str, Column("地块名称", example="甲厂地块")]
    area: Annotated[
        str, Column("所在区域", "区或镇街 district or street", "990101", refers_to=AREAS)
    ]
    area_m2: Annotated[Decimal, Column("面积", "[m²]", "12500", least=0, most=10**9, decimals=2)]
    enterprise: Annotated[
        str | None,
        Column("企业编码", "有则填 where known", "91440101MA5AAAAA7W", refers_to="enterprises"),
    ]
    outline: Annotated[
        str | None,
        Column(
            "范围",
            "WKT, CGCS2000, 先经度 longitude first",
            "POLYGON((113.1 23.1, 113.2 23.1, 113.2 23.2, 113.1 23.1))",
            longest=_LONGEST_CELL,
        ),
    ]
    land_use: Annotated[LandUse | None, Column("规划用途", "GB 36600 planned use", "第一类用地")]
    is_key_industry_survey: Annotated[
        bool, Column("重点行业企业用地调查", "在该调查名单上 on its list", "是")
    ]
    is_redevelopment: Annotated[bool, Column("再开发利用", "拟或已再开发 to be redeveloped", "是")]
    registered_on: Annotated[
        date | None,
        Column("登记日期", "进入本名录之日 first day in this register", "2018-06-01"),
    ]
    reuse_permit_on: Annotated[
        date | None,
        Column("再利用许可日期", "建设工程规划许可 permit for the new use", "2020-08-03"),
    ]
    use_started_on: Annotated[
        date | None, Column("再利用开始日期", "实际开工或使用 new use begun", "2020-09-01")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.area_m2 <= 0:
            raise CellFault(
                "面积须大于零 an area must be above zero", expected="> 0 m²", field="area_m2"
            )
        if self.outline is not None:
            require_outline(self.outline, "outline")
        return self


class ParcelStepRecord(RegisterRow):
    """That a parcel went through a step on a day, by which document, and what was found."""

    parcel: Annotated[str, Column("地块编码", example="K01", refers_to="parcels")]
    step: Annotated[ParcelStep, Column("步骤", example="初步调查")]
    day: Annotated[date, Column("日期", "评审通过或公告之日 reviewed or announced", "2019-03-01")]
    is_within_limits: Annotated[
        bool | None,
        Column(
            "结果达标",
            "调查、评估、效果评估必填 needed for surveys, assessment and evaluation",
            "否",
        ),
    ]
    document: Annotated[
        str | None, Column("文件", "报告或公告 report or notice", "甲土〔2019〕1号")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.step in WITH_RESULT and self.is_within_limits is None:
            raise CellFault(
                "无结果 a step without its result",
                expected="是 | 否",
                field="is_within_limits",
            )
        return self


class SoilSample(RegisterRow):
    """What was found of one item in one sample of soil, at a site or on a parcel."""

    sample: Annotated[str, Column("样品编号", example="TR0001", longest=40)]
    item: Annotated[str, Column("项目", "如 as 镉、苯并[a]芘", "镉", longest=60)]
    site: Annotated[
        str | None,
        Column("站点编号", "网络点位填 of a network's site", "某省·甲土壤点", refers_to=SITES),
    ]
    parcel: Annotated[
        str | None,
        Column("地块编码", "地块样品填 of a parcel's sample", "K01", refers_to="parcels"),
    ]
    depth_m: Annotated[
        Decimal | None, Column("深度", "采样下界 lower end [m]", "0.5", most=1000, decimals=2)
    ]
    day: Annotated[date, Column("采样日期", example="2020-05-12")]
    value: Annotated[
        Decimal,
        Column(
            "结果",
            "未检出填检出限 the detection limit when below it",
            "0.21",
            decimals=6,
            most=10**8,
        ),
    ]
    unit: Annotated[str, Column("单位", example="mg/kg", longest=20)]
    is_below_detection: Annotated[bool, Column("未检出", example="否")]
    round_number: Annotated[
        int | None, Column("轮次", "监测网络的轮次 round of the network", "2", least=1, most=1000)
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.site is None and self.parcel is None:
            raise CellFault(
                "无站点也无地块 neither a site nor a parcel",
                expected="至少填一项 at least one of them",
                field="parcel",
            )
        return self


PARCELS = Register("parcels", "地块名录", Parcel)
PARCEL_STEPS = Register(
    "parcel_steps", "地块步骤记录", ParcelStepRecord, key=("parcel", "step", "day")
)
SOIL_SAMPLES = Register("soil_samples", "土壤样品记录", SoilSample, key=("sample", "item"))
