"""Outfalls into rivers and the sea."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.position import Latitude, Longitude
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import (
    AREAS,
    Column,
    RegisterRow,
    require_both,
    require_order,
)

_SECTIONS = "assessment_sections"


class OutfallKind(Enum):
    """Where an outfall discharges to."""

    RIVER = "river"
    SEA = "sea"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "入河 river" if self is OutfallKind.RIVER else "入海 sea"


class Outfall(RegisterRow):
    """An outfall: who discharges there, by which approval, and to which section it flows."""

    code: Annotated[str, Column("排污口编码", "自定，不重复 own, unique", "P01", longest=40)]
    name: Annotated[str, Column("排污口名称", example="甲厂排污口")]
    kind: Annotated[OutfallKind, Column("类型", example="入河")]
    receiving_water: Annotated[str, Column("受纳水体", example="云溪", longest=60)]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    owner: Annotated[str | None, Column("责任单位", "排污单位 who discharges", "甲厂")]
    items: Annotated[
        str | None, Column("主要污染物", "顿号分隔 separated by 、", "氨氮、总磷", longest=200)
    ]
    approval_number: Annotated[
        str | None, Column("审批或备案号", "approval or filing", "排〔2020〕1号", longest=80)
    ]
    filed_on: Annotated[date | None, Column("审批或备案日期", example="2020-03-02")]
    valid_to: Annotated[
        date | None, Column("有效期止", "末日，空为长期 last day, empty: no end", "2025-03-01")
    ]
    samplings_per_year: Annotated[
        int | None, Column("年监测次数", "应监测 due [次/a]", "4", most=9000)
    ]
    upstream_section: Annotated[
        str | None, Column("上游断面", "编码 its code", "S01", refers_to=_SECTIONS)
    ]
    downstream_section: Annotated[
        str | None, Column("下游断面", "编码 its code", "S02", refers_to=_SECTIONS)
    ]
    travel_time_h: Annotated[
        Decimal | None,
        Column("流达时间", "至下游断面 to the section downstream [h]", "3", most=2000, decimals=1),
    ]
    longitude: Longitude
    latitude: Latitude

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_both(self.approval_number, self.filed_on, "filed_on")
        require_order(self.filed_on, self.valid_to, "valid_to")
        require_both(self.downstream_section, self.travel_time_h, "travel_time_h")
        require_both(self.longitude, self.latitude, "latitude")
        return self


OUTFALLS = Register("outfalls", "排污口名录", Outfall)
