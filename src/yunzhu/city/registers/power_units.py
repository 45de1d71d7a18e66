"""Generating units (发电机组), what they generated in a year, and that one was closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class UnitFuel(Enum):
    """What a unit burns."""

    COAL = "coal"
    GAS = "gas"
    OIL = "oil"
    BIOMASS = "biomass"
    WASTE = "waste"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_FUEL_TERMS[self]} {self.value}"


_FUEL_TERMS = {
    UnitFuel.COAL: "燃煤",
    UnitFuel.GAS: "燃气",
    UnitFuel.OIL: "燃油",
    UnitFuel.BIOMASS: "生物质",
    UnitFuel.WASTE: "垃圾焚烧",
    UnitFuel.OTHER: "其他",
}


class UnitState(Enum):
    """How a unit stands; none of these is closed, which is a date with a document."""

    RUNNING = "running"
    OVERHAUL = "overhaul"
    STANDBY = "standby"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_STATE_TERMS[self]} {self.value}"


_STATE_TERMS = {
    UnitState.RUNNING: "在运",
    UnitState.OVERHAUL: "检修",
    UnitState.STANDBY: "备用",
    UnitState.STOPPED: "停机",
}


class PowerUnit(RegisterRow):
    """A generating unit; it is closed (关停) by a dated document alone."""

    plant: Annotated[str, Column("电厂", example="甲电厂", longest=60)]
    unit: Annotated[str, Column("机组号", "数字 its number", "6", longest=20)]
    fuel: Annotated[UnitFuel, Column("燃料", example="燃煤")]
    capacity_mw: Annotated[Decimal, Column("装机容量", "[MW]", "300", most=10**5, decimals=2)]
    enterprise: Annotated[
        str | None, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    area: Annotated[
        str, Column("所在区域", "区或镇街 district or street", "990101", refers_to=AREAS)
    ]
    state: Annotated[
        UnitState | None,
        Column("运行状态", "停机、备用、检修都不是关停 none of them is closed", "停机"),
    ]
    state_since: Annotated[date | None, Column("状态起始", example="2020-03-01")]
    in_operation_from: Annotated[
        date | None, Column("投产日期", "空为一向 empty: always", "1990-05-01")
    ]
    closed_on: Annotated[
        date | None,
        Column("关停日期", "末日，空为未关停 last day, empty: not closed", "2020-09-30"),
    ]
    closure_evidence: Annotated[
        str | None,
        Column(
            "关停依据",
            "文件号，有关停日期必填 document, needed with the day",
            "关停〔2020〕1号",
        ),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.in_operation_from, self.closed_on, "closed_on")
        if self.closed_on is not None and self.closure_evidence is None:
            raise CellFault(
                "关停无依据 closed without a document",
                expected="文件号 number of the document",
                field="closure_evidence",
            )
        return self


class PowerGeneration(RegisterRow):
    """What a unit generated in a year, and the last day on which it did."""

    plant: Annotated[str, Column("电厂", "与机组名录一致 as in power_units", "甲电厂", longest=60)]
    unit: Annotated[str, Column("机组号", "与机组名录一致 as in power_units", "6", longest=20)]
    year: Annotated[int, Column("年份", example="2020", least=2000, most=2100)]
    generation_mwh: Annotated[Decimal, Column("发电量", "[MWh]", "420000", most=10**10, decimals=3)]
    operating_hours: Annotated[
        Decimal | None, Column("运行小时", "[h]", "1500", most=8784, decimals=1)
    ]
    last_operated_on: Annotated[
        date | None,
        Column("末次运行日", "当年最后有运行小时的一天 last day of it with an hour", "2020-09-28"),
    ]
    is_provisional: Annotated[bool, Column("暂定", example="否")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.last_operated_on is not None and self.last_operated_on.year != self.year:
            raise CellFault(
                "不在该年 not in the year",
                expected=str(self.year),
                field="last_operated_on",
            )
        return self


POWER_UNITS = Register(
    "power_units",
    "发电机组名录",
    PowerUnit,
    key=("plant", "unit"),
    first="in_operation_from",
    last="closed_on",
)
POWER_GENERATION = Register(
    "power_generation", "机组发电量", PowerGeneration, key=("plant", "unit", "year")
)
