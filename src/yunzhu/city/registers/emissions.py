"""The ledger of total emission: accounted tonnes, the year's targets, and reduction projects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.energy import require_document
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_both

_MOST_TONNES = 10**9


class MainPollutant(Enum):
    """A pollutant whose total emission is accounted (主要污染物)."""

    COD = "COD"
    NH3N = "NH3N"
    SO2 = "SO2"
    NOX = "NOx"
    VOC = "VOC"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_POLLUTANT_TERMS[self]} {self.value}"


_POLLUTANT_TERMS = {
    MainPollutant.COD: "化学需氧量",
    MainPollutant.NH3N: "氨氮",
    MainPollutant.SO2: "二氧化硫",
    MainPollutant.NOX: "氮氧化物",
    MainPollutant.VOC: "挥发性有机物",
}


class SourceClass(Enum):
    """Where an emission comes from; the whole city stands for all where classes are not known."""

    WHOLE = "whole"
    INDUSTRY = "industry"
    DOMESTIC = "domestic"
    AGRICULTURE = "agriculture"
    VEHICLES = "vehicles"
    CENTRAL_TREATMENT = "central_treatment"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_SOURCE_TERMS[self]} {self.value.replace('_', ' ')}"


_SOURCE_TERMS = {
    SourceClass.WHOLE: "全市",
    SourceClass.INDUSTRY: "工业源",
    SourceClass.DOMESTIC: "生活源",
    SourceClass.AGRICULTURE: "农业源",
    SourceClass.VEHICLES: "机动车",
    SourceClass.CENTRAL_TREATMENT: "集中式治理设施",
}


class EmissionInventory(RegisterRow):
    """The accounted emission of a pollutant by a class of sources in a year."""

    pollutant: Annotated[MainPollutant, Column("污染物", example="化学需氧量")]
    source_class: Annotated[
        SourceClass,
        Column("源类", "填全市的，分源类只作对照 whole: the classes are only compared", "工业源"),
    ]
    year: Annotated[int, Column("年份", example="2015", least=2000, most=2100)]
    tonnes: Annotated[Decimal, Column("核算排放量", "[t]", "52000", most=_MOST_TONNES, decimals=3)]
    is_base_year: Annotated[bool, Column("基年", "考核基数 what is compared with", "是")]
    is_provisional: Annotated[
        bool, Column("暂定", "省核定前为暂定 provisional until the province has confirmed it", "否")
    ]
    issued_on: Annotated[
        date | None, Column("核定日期", "空为当年末日 empty: last day of the year", "2016-07-01")
    ]
    document: Annotated[
        str | None, Column("依据文件", "核定数必填 needed when confirmed", "核〔2016〕1号")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_document(self.is_provisional, self.document)
        return self


class EmissionTarget(RegisterRow):
    """The tonnes of a pollutant that the year's projects are to cut (年度减排目标)."""

    pollutant: Annotated[MainPollutant, Column("污染物", example="化学需氧量")]
    year: Annotated[int, Column("年份", example="2020", least=2000, most=2100)]
    tonnes: Annotated[
        Decimal,
        Column(
            "年度减排目标",
            "当年须核定的减排量 cuts owed in the year [t]",
            "1200",
            most=_MOST_TONNES,
            decimals=3,
        ),
    ]
    document: Annotated[str, Column("依据文件", example="减排计划〔2020〕1号")]
    issued_on: Annotated[date, Column("印发日期", example="2020-04-20")]


class ProjectKind(Enum):
    """Whether a project adds to the emission or cuts it."""

    NEW_LOAD = "new_load"
    CUT = "cut"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "新增 new load" if self is ProjectKind.NEW_LOAD else "减排 cut"


class Verification(Enum):
    """What became of a project when its tonnes were verified."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_VERIFICATION_TERMS[self]} {self.value}"


_VERIFICATION_TERMS = {
    Verification.VERIFIED: "已核定",
    Verification.UNVERIFIED: "未核定",
    Verification.REJECTED: "不予认定",
}


class EmissionProject(RegisterRow):
    """What a project adds to or cuts from one pollutant, and from which month.

    A project that stands on the year's list and has no tonnes or months is not in the ledger yet.
    """

    project: Annotated[str, Column("项目编码", "自定 own", "X001", longest=40)]
    pollutant: Annotated[MainPollutant, Column("污染物", example="化学需氧量")]
    name: Annotated[str, Column("项目名称", example="甲厂提标改造")]
    enterprise: Annotated[
        str | None, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    area: Annotated[
        str, Column("所在区域", "区或镇街 district or street", "990101", refers_to=AREAS)
    ]
    kind: Annotated[ProjectKind, Column("类别", example="减排")]
    tonnes: Annotated[
        Decimal | None,
        Column(
            "年减排量或新增量", "满一年的量 of a full year [t/a]", "240", most=10**8, decimals=3
        ),
    ]
    stable_on: Annotated[
        date | None, Column("稳定运行日期", "空为未报 empty: not told", "2020-03-15")
    ]
    start_year: Annotated[
        int | None, Column("起算年", "首个计入的年 first counted", "2020", least=2000, most=2100)
    ]
    start_month: Annotated[
        int | None,
        Column("起算月", "首个计入的月 first month counted", "5", least=1, most=12),
    ]
    physical_object: Annotated[
        str | None,
        Column(
            "实物对象",
            "同一设施同一编号，查重用 one name per facility, finds double claims",
            "甲厂1号生化池",
            longest=80,
        ),
    ]
    evidence: Annotated[str | None, Column("依据", example="验收〔2020〕1号")]
    verification: Annotated[Verification, Column("核定结果", example="已核定")]
    verified_on: Annotated[
        date | None, Column("核定日期", "已核定或不予认定须填 needed once decided", "2020-06-20")
    ]
    listed_in: Annotated[
        str | None,
        Column("列入计划", "文件号，空为未列入 document, empty: not", "减排计划〔2020〕1号"),
    ]
    listed_year: Annotated[int | None, Column("计划年份", example="2020", least=2000, most=2100)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_both(self.start_year, self.start_month, "start_month")
        require_both(self.tonnes, self.start_year, "tonnes")
        require_both(self.listed_in, self.listed_year, "listed_year")
        if self.verification is Verification.UNVERIFIED:
            return self
        if self.verified_on is None:
            raise CellFault(
                "核定无日期 decided without a date", expected="日期 date", field="verified_on"
            )
        if self.verification is Verification.VERIFIED and None in (self.tonnes, self.evidence):
            raise CellFault(
                "核定无吨数或依据 verified without tonnes or evidence",
                expected="吨数、起算月和依据 tonnes, first month and evidence",
                field="evidence" if self.evidence is None else "tonnes",
            )
        return self


EMISSION_INVENTORY = Register(
    "emission_inventory",
    "排放量核算表",
    EmissionInventory,
    key=("pollutant", "source_class", "year"),
)
EMISSION_TARGETS = Register(
    "emission_targets", "年度减排目标", EmissionTarget, key=("pollutant", "year")
)
EMISSION_PROJECTS = Register(
    "emission_projects", "减排项目台账", EmissionProject, key=("project", "pollutant")
)
