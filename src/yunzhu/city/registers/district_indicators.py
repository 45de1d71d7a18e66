"""Indicators of green development that are declared for the city and its districts."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Annotated

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow


class Direction(Enum):
    """Which way is better."""

    MORE = "more"
    LESS = "less"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_DIRECTION_TERMS[self]} {self.value.replace('_', ' ')}"


_DIRECTION_TERMS = {
    Direction.MORE: "越大越好",
    Direction.LESS: "越小越好",
}


class DistrictIndicator(RegisterRow):
    """The value of an indicator in an area and year."""

    area: Annotated[str, Column("区域", example="990101", refers_to=AREAS)]
    year: Annotated[int, Column("年份", example="2020", least=2000, most=2100)]
    indicator: Annotated[str, Column("指标", example="单位GDP能耗", longest=60)]
    value: Annotated[
        Decimal, Column("数值", example="0.31", least=-(10**9), most=10**9, decimals=6)
    ]
    unit: Annotated[str, Column("单位", "无量纲写 1 for none", "tce/万元", longest=20)]
    direction: Annotated[Direction, Column("方向", example="越小越好")]
    source: Annotated[str, Column("来源", example="甲区统计公报", longest=200)]


DISTRICT_INDICATORS = Register(
    "district_indicators", "区域竞争力指标", DistrictIndicator, key=("area", "year", "indicator")
)
