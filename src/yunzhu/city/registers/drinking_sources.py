"""Sources of drinking water and the volume taken from each, month by month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import (
    AREAS,
    SITES,
    Column,
    RegisterRow,
    require_both,
    require_order,
)


class SourceLevel(Enum):
    """Whom a source serves."""

    URBAN = "urban"
    TOWN_OR_BELOW = "town_or_below"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "城市 urban" if self is SourceLevel.URBAN else "乡镇及以下 town or below"


class SourceKind(Enum):
    """What the water is taken from; the first two are surface water."""

    RIVER = "river"
    LAKE = "lake"
    GROUNDWATER = "groundwater"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return _KIND_TERMS[self]


_KIND_TERMS = {
    SourceKind.RIVER: "河流型 river",
    SourceKind.LAKE: "湖库型 lake or reservoir",
    SourceKind.GROUNDWATER: "地下水型 groundwater",
}


class DrinkingSource(RegisterRow):
    """A centralised source of drinking water."""

    code: Annotated[str, Column("水源编码", "自定，不重复 own, unique", "W01", longest=40)]
    name: Annotated[str, Column("水源名称", example="甲水库")]
    site: Annotated[
        str | None,
        Column(
            "站点编号", "监测数据中的站点 the site of its records", "某省·甲水库", refers_to=SITES
        ),
    ]
    level: Annotated[SourceLevel, Column("级别", example="城市")]
    kind: Annotated[SourceKind, Column("水源类型", example="湖库型")]
    is_thousand_ton: Annotated[bool, Column("千吨万人", "列入该名单 on that list", "否")]
    supply_t_per_day: Annotated[
        Decimal | None, Column("供水量", "[t/d]", "20000", most=10**8, decimals=1)
    ]
    people: Annotated[int | None, Column("服务人口", "[人 people]", "50000", most=10**8)]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    in_use_from: Annotated[date | None, Column("启用日期", "空为一向 empty: always", "2012-05-01")]
    in_use_to: Annotated[
        date | None, Column("停用日期", "末日，空为在用 last day, empty: in use", "2029-12-31")
    ]
    surveyed_on: Annotated[
        date | None,
        Column("问题排查日期", "环境问题排查完成 survey of problems done", "2020-06-30"),
    ]
    assessment_year: Annotated[
        int | None, Column("评估年份", "环境状况评估 of its state", "2020", least=2000, most=2100)
    ]
    assessment_score: Annotated[
        Decimal | None, Column("评估得分", example="92.5", most=100, decimals=2)
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.in_use_from, self.in_use_to, "in_use_to")
        require_both(self.assessment_year, self.assessment_score, "assessment_score")
        return self


class SourceVolume(RegisterRow):
    """The water taken from a source in a month."""

    source: Annotated[str, Column("水源编码", example="W01", refers_to="drinking_sources")]
    year: Annotated[int, Column("年份", example="2020", least=2000, most=2100)]
    month: Annotated[int, Column("月份", example="6", least=1, most=12)]
    volume_t: Annotated[Decimal, Column("取水量", "[t]", "600000", most=10**10, decimals=1)]


DRINKING_SOURCES = Register(
    "drinking_sources",
    "饮用水水源名录",
    DrinkingSource,
    first="in_use_from",
    last="in_use_to",
)
SOURCE_VOLUMES = Register(
    "source_volumes", "水源取水量名录", SourceVolume, key=("source", "year", "month")
)
