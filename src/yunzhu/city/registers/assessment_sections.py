"""Sections of rivers and lakes that are assessed, and the class each must reach in a year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.position import Latitude, Longitude
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import (
    AREAS,
    SITES,
    Column,
    RegisterRow,
    require_both,
    require_order,
)
from yunzhu.standards.water_class import WaterBody, WaterClass


class SectionKind(Enum):
    """Why a section is watched."""

    ASSESSED = "assessed"
    PROVINCIAL = "provincial"
    DISTRICT_BORDER = "district_border"
    FUNCTION_ZONE = "function_zone"
    RIVER_MOUTH = "river_mouth"
    TRIBUTARY = "tributary"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_KIND_TERMS = {
    SectionKind.ASSESSED: "考核断面",
    SectionKind.PROVINCIAL: "省控断面",
    SectionKind.DISTRICT_BORDER: "区界断面",
    SectionKind.FUNCTION_ZONE: "水功能区断面",
    SectionKind.RIVER_MOUTH: "入海河口断面",
    SectionKind.TRIBUTARY: "支流断面",
}


class AssessmentSection(RegisterRow):
    """A section whose water is assessed: where it lies and what flows to it."""

    code: Annotated[str, Column("断面编码", "自定，不重复 own, unique", "S01", longest=40)]
    name: Annotated[str, Column("断面名称", example="甲桥")]
    site: Annotated[
        str | None,
        Column(
            "站点编号", "监测数据中的站点 the site of its records", "某省·甲桥", refers_to=SITES
        ),
    ]
    river: Annotated[str, Column("河流", "或湖库 or lake", "云溪", longest=60)]
    kind: Annotated[SectionKind, Column("断面类型", example="考核断面")]
    water_body: Annotated[
        WaterBody, Column("水体类型", "决定总磷限值 sets the limit of TP", "河流")
    ]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    downstream_section: Annotated[
        str | None,
        Column(
            "下游断面",
            "编码，几个断面可流到同一个 its code; several may flow to one",
            "S02",
            refers_to="assessment_sections",
        ),
    ]
    travel_time_h: Annotated[
        Decimal | None,
        Column("流达时间", "至下游断面 to the section downstream [h]", "6", most=2000, decimals=1),
    ]
    longitude: Longitude
    latitude: Latitude
    assessed_from: Annotated[date | None, Column("考核起", "空为一向 empty: always", "2020-01-01")]
    assessed_to: Annotated[
        date | None, Column("考核止", "末日，空为至今 last day, empty: goes on", "2025-12-31")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.downstream_section == self.code:
            raise CellFault(
                "下游是自己 its own downstream",
                expected="另一断面的编码，或空 the code of another section, or empty",
                field="downstream_section",
            )
        require_both(self.downstream_section, self.travel_time_h, "travel_time_h")
        require_both(self.longitude, self.latitude, "latitude")
        require_order(self.assessed_from, self.assessed_to, "assessed_to")
        return self


class SectionTarget(RegisterRow):
    """The class that a section must reach in a year."""

    section: Annotated[str, Column("断面编码", example="S01", refers_to="assessment_sections")]
    year: Annotated[int, Column("年份", example="2020", least=2000, most=2100)]
    target_class: Annotated[WaterClass, Column("目标类别", example="Ⅲ")]
    source: Annotated[
        str, Column("依据", "文件名或文号 document that sets it", "年度目标书", longest=200)
    ]

    @model_validator(mode="after")
    def _is_a_class(self) -> Self:
        if self.target_class is WaterClass.WORSE_THAN_V:
            raise CellFault(
                "劣Ⅴ不是目标 worse than V is no target", expected="Ⅰ..Ⅴ", field="target_class"
            )
        return self


ASSESSMENT_SECTIONS = Register(
    "assessment_sections",
    "考核断面名录",
    AssessmentSection,
    first="assessed_from",
    last="assessed_to",
)
SECTION_TARGETS = Register(
    "section_targets", "断面目标名录", SectionTarget, key=("section", "year")
)
