"""Outlets of firms (排放口), their limits, and what their monitors found month by month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.pollutants import LimitBound, LimitUnit, Pollutant
from yunzhu.city.registers.position import Latitude, Longitude
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import (
    Column,
    RegisterRow,
    require_both,
    require_order,
)


class OutletMedium(Enum):
    """What an outlet discharges into."""

    AIR = "air"
    WATER = "water"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "废气 air" if self is OutletMedium.AIR else "废水 water"


class DischargeOutlet(RegisterRow):
    """An outlet of a firm, of waste gas or waste water."""

    code: Annotated[str, Column("排放口编码", "全市不重复 unique in the city", "DA001", longest=40)]
    name: Annotated[str, Column("排放口名称", example="甲厂1号排气筒")]
    enterprise: Annotated[
        str, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    permit: Annotated[
        str | None,
        Column(
            "许可证编号", "有则填 where it has one", "91440101MA5AAAAA7W001P", refers_to="permits"
        ),
    ]
    medium: Annotated[OutletMedium, Column("介质", example="废气")]
    longitude: Longitude
    latitude: Latitude

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_both(self.longitude, self.latitude, "latitude")
        return self


class OutletLimit(RegisterRow):
    """A limit of one pollutant at an outlet, from a day on."""

    outlet: Annotated[str, Column("排放口编码", example="DA001", refers_to="discharge_outlets")]
    item: Annotated[Pollutant, Column("污染物", example="氮氧化物")]
    valid_from: Annotated[date, Column("生效日期", example="2019-12-20")]
    valid_to: Annotated[
        date | None, Column("失效日期", "末日，空为至今 last day, empty: goes on", "2024-12-19")
    ]
    limit: Annotated[Decimal, Column("限值", example="50", decimals=6)]
    unit: Annotated[LimitUnit, Column("单位", example="mg/m3")]
    bound: Annotated[LimitBound, Column("限向", "多为上限 mostly an upper one", "上限")]
    document: Annotated[str | None, Column("依据文件", example="许可证副本")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.valid_from, self.valid_to, "valid_to")
        return self


class MonitorReading(RegisterRow):
    """What the monitor of an outlet found of one pollutant in a month, as declared."""

    outlet: Annotated[str, Column("排放口编码", example="DA001", refers_to="discharge_outlets")]
    item: Annotated[Pollutant, Column("污染物", example="氮氧化物")]
    year: Annotated[int, Column("年份", example="2020", least=2000, most=2100)]
    month: Annotated[int, Column("月份", example="6", least=1, most=12)]
    mean: Annotated[Decimal | None, Column("月均浓度", example="38.2", decimals=6)]
    unit: Annotated[LimitUnit | None, Column("浓度单位", example="mg/m3")]
    tonnes: Annotated[Decimal | None, Column("排放量", "[t]", "0.143", decimals=6)]
    valid_hours_percent: Annotated[
        Decimal | None,
        Column(
            "有效小时比例",
            "有效 ÷ 运行小时 valid ÷ operating hours [%]",
            "98.5",
            most=100,
            decimals=2,
        ),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_both(self.mean, self.unit, "unit")
        return self


DISCHARGE_OUTLETS = Register("discharge_outlets", "排放口名录", DischargeOutlet)
OUTLET_LIMITS = Register(
    "outlet_limits",
    "排放口限值",
    OutletLimit,
    key=("outlet", "item", "valid_from"),
    first="valid_from",
    last="valid_to",
)
MONITOR_READINGS = Register(
    "monitor_readings",
    "自动监测月度汇总",
    MonitorReading,
    key=("outlet", "item", "year", "month"),
)
