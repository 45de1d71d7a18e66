"""Checks of the fuel that ships use (船舶使用燃油抽检): one row per sample."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow
from yunzhu.city.registers.vessel_id import VesselId


class ShipFuel(Enum):
    """What a ship burns."""

    RESIDUAL = "residual"
    DISTILLATE = "distillate"
    GAS = "gas"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_FUEL_TERMS[self]} {self.value}"


_FUEL_TERMS = {
    ShipFuel.RESIDUAL: "残渣燃料油",
    ShipFuel.DISTILLATE: "馏分燃料油",
    ShipFuel.GAS: "燃气",
    ShipFuel.OTHER: "其他",
}


class ShipFuelCheck(RegisterRow):
    """A sample of a ship's fuel on the day of the check, and its result once there is one.

    The limit stands with the sample, since it depends on the date, the water and the ship.
    """

    vessel: VesselId
    day: Annotated[date, Column("抽检日期", example="2020-03-02")]
    sample: Annotated[str, Column("样品编号", example="Y01", longest=40)]
    vessel_name: Annotated[str | None, Column("船名", "会变更 it may change", "甲轮", longest=60)]
    berth: Annotated[str | None, Column("泊位", example="甲港1号泊位")]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    fuel: Annotated[ShipFuel, Column("燃油种类", example="馏分燃料油")]
    sulphur_percent: Annotated[
        Decimal | None,
        Column(
            "硫含量", "未出结果留空 empty before the result [% m/m]", "0.55", most=10, decimals=4
        ),
    ]
    limit_percent: Annotated[
        Decimal | None,
        Column("硫含量限值", "当日适用 in force on the day [% m/m]", "0.50", most=10, decimals=4),
    ]
    department: Annotated[str, Column("抽检部门", example="海事")]
    is_case_opened: Annotated[bool, Column("超限已立案", example="是")]

    @property
    def is_over_limit(self) -> bool | None:
        """Whether the result lies over the limit; None without one of the two."""
        if self.sulphur_percent is None or self.limit_percent is None:
            return None
        return self.sulphur_percent > self.limit_percent

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.is_case_opened and not self.is_over_limit:
            raise CellFault(
                "未超限却立案 a case without a result over the limit",
                expected="否，或补填硫含量与限值 no, or the result and its limit",
                field="is_case_opened",
            )
        return self


SHIP_FUEL_CHECKS = Register(
    "ship_fuel_checks", "船舶燃油抽检记录", ShipFuelCheck, key=("vessel", "day", "sample")
)
