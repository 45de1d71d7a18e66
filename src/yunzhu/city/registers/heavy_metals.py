"""The load of heavy metals (重金属排放负荷) that a firm was surveyed to discharge in a year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow


class HeavyMetal(Enum):
    """A heavy metal of a firm's survey."""

    LEAD = "Pb"
    MERCURY = "Hg"
    CADMIUM = "Cd"
    CHROMIUM = "Cr"
    ARSENIC = "As"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_METAL_TERMS[self]} {self.value}"


_METAL_TERMS = {
    HeavyMetal.LEAD: "铅",
    HeavyMetal.MERCURY: "汞",
    HeavyMetal.CADMIUM: "镉",
    HeavyMetal.CHROMIUM: "铬",
    HeavyMetal.ARSENIC: "砷",
    HeavyMetal.OTHER: "其他",
}


class HeavyMetalLoad(RegisterRow):
    """What a survey found that a firm discharges of a metal in a year; none is zero."""

    enterprise: Annotated[
        str, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    metal: Annotated[HeavyMetal, Column("重金属", example="铬")]
    year: Annotated[int, Column("年份", "调查的年份 of the survey", "2020", least=2000, most=2100)]
    load_kg: Annotated[
        Decimal, Column("排放量", "[kg] 无排放填 0 none: 0", "1.25", most=10**8, decimals=4)
    ]
    surveyed_on: Annotated[date, Column("调查日期", example="2020-08-12")]
    document: Annotated[str | None, Column("依据", example="调查表(例)")]


HEAVY_METAL_LOADS = Register(
    "heavy_metal_loads",
    "重金属负荷清单",
    HeavyMetalLoad,
    key=("enterprise", "metal", "year"),
)
