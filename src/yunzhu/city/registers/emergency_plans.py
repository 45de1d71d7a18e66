"""Emergency plans (应急预案) of firms and the stores, teams and equipment at hand."""

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


class RiskGrade(Enum):
    """Grade of the environmental risk of a firm."""

    GENERAL = "general"
    LARGER = "larger"
    MAJOR = "major"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_GRADE_TERMS[self]} {self.value}"


_GRADE_TERMS = {
    RiskGrade.GENERAL: "一般",
    RiskGrade.LARGER: "较大",
    RiskGrade.MAJOR: "重大",
}


class EmergencyResourceKind(Enum):
    """What is at hand."""

    STORE = "store"
    MATERIAL = "material"
    EQUIPMENT = "equipment"
    TEAM = "team"
    PLACE = "place"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_RESOURCE_TERMS[self]} {self.value}"


_RESOURCE_TERMS = {
    EmergencyResourceKind.STORE: "物资库",
    EmergencyResourceKind.MATERIAL: "物资",
    EmergencyResourceKind.EQUIPMENT: "装备",
    EmergencyResourceKind.TEAM: "队伍",
    EmergencyResourceKind.PLACE: "场所",
}


class EmergencyPlan(RegisterRow):
    """A version of a firm's emergency plan: written, revised and filed are three facts.

    The term of validity is a rule outside the register, so its last day is entered.
    """

    enterprise: Annotated[
        str, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    version: Annotated[str, Column("版本", example="2020-1", longest=40)]
    written_on: Annotated[date | None, Column("编制日期", example="2020-02-01")]
    revised_on: Annotated[date | None, Column("修编日期", example="2020-03-01")]
    filed_on: Annotated[date | None, Column("备案日期", example="2020-03-20")]
    filing_number: Annotated[str | None, Column("备案编号", example="990101-2020-001", longest=80)]
    valid_to: Annotated[date | None, Column("有效期止", "末日 last day", "2023-03-19")]
    risk_grade: Annotated[RiskGrade | None, Column("风险级别", example="较大")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_both(self.filing_number, self.filed_on, "filed_on")
        require_order(self.written_on, self.filed_on, "filed_on")
        require_order(self.filed_on, self.valid_to, "valid_to")
        return self


class EmergencyResource(RegisterRow):
    """A store, material, piece of equipment, team or place for emergencies."""

    code: Annotated[str, Column("资源编码", "自定，不重复 own, unique", "R001", longest=40)]
    name: Annotated[str, Column("资源名称", example="吸油毡")]
    kind: Annotated[EmergencyResourceKind, Column("资源种类", example="物资")]
    quantity: Annotated[Decimal | None, Column("数量", example="200", decimals=2)]
    unit: Annotated[str | None, Column("单位", example="kg", longest=20)]
    owner: Annotated[str | None, Column("所有者", example="甲厂")]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    place: Annotated[str | None, Column("存放地点", "地址 address", "甲路1号", longest=200)]
    longitude: Longitude
    latitude: Latitude
    checked_on: Annotated[date | None, Column("核查日期", "最近一次 the latest", "2020-06-10")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_both(self.longitude, self.latitude, "latitude")
        require_both(self.quantity, self.unit, "unit")
        return self


EMERGENCY_PLANS = Register(
    "emergency_plans", "应急预案名录", EmergencyPlan, key=("enterprise", "version")
)
EMERGENCY_RESOURCES = Register("emergency_resources", "应急资源名录", EmergencyResource)
