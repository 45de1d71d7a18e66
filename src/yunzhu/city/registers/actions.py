"""Campaigns and joint actions (专项与联合行动): what kinds each is of, and who took part."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class ActionMedium(Enum):
    """Which medium an action is about."""

    WATER = "water"
    AIR = "air"
    SOIL = "soil"
    SOLID_WASTE = "solid_waste"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_MEDIUM_TERMS[self]} {self.value.replace('_', ' ')}"


_MEDIUM_TERMS = {
    ActionMedium.WATER: "水",
    ActionMedium.AIR: "大气",
    ActionMedium.SOIL: "土壤",
    ActionMedium.SOLID_WASTE: "固废",
    ActionMedium.OTHER: "其他",
}


class ActionKind(Enum):
    """What an action is; one can be of several kinds."""

    SPECIAL = "special"
    CROSS_BORDER = "cross_border"
    JOINT = "joint"
    REGIONAL_JOINT = "regional_joint"
    CAMPAIGN = "campaign"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_KIND_TERMS = {
    ActionKind.SPECIAL: "专项执法",
    ActionKind.CROSS_BORDER: "跨界执法",
    ActionKind.JOINT: "部门联合执法",
    ActionKind.REGIONAL_JOINT: "区域联防联控",
    ActionKind.CAMPAIGN: "集中整治",
}


class Department(Enum):
    """Who takes part in an action beside the bureau."""

    PORT = "port"
    MARITIME = "maritime"
    MARINE_SURVEILLANCE = "marine_surveillance"
    PUBLIC_SECURITY = "public_security"
    TRANSPORT = "transport"
    HOUSING = "housing"
    URBAN_MANAGEMENT = "urban_management"
    WATER_AFFAIRS = "water_affairs"
    NATURAL_RESOURCES = "natural_resources"
    AGRICULTURE = "agriculture"
    EMERGENCY = "emergency"
    MARKET = "market"
    OTHER_CITY = "other_city"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_DEPARTMENT_TERMS[self]} {self.value.replace('_', ' ')}"


_DEPARTMENT_TERMS = {
    Department.PORT: "港口",
    Department.MARITIME: "海事",
    Department.MARINE_SURVEILLANCE: "海监",
    Department.PUBLIC_SECURITY: "公安",
    Department.TRANSPORT: "交通运输",
    Department.HOUSING: "住房城乡建设",
    Department.URBAN_MANAGEMENT: "城市管理",
    Department.WATER_AFFAIRS: "水务",
    Department.NATURAL_RESOURCES: "自然资源",
    Department.AGRICULTURE: "农业农村",
    Department.EMERGENCY: "应急管理",
    Department.MARKET: "市场监管",
    Department.OTHER_CITY: "周边城市",
    Department.OTHER: "其他部门",
}


class Action(RegisterRow):
    """A campaign or a joint action: about what, where, when, and what came of it."""

    code: Annotated[str, Column("行动编号", "自定，不重复 own, unique", "X01", longest=40)]
    name: Annotated[str, Column("行动名称", example="甲专项行动")]
    medium: Annotated[ActionMedium | None, Column("要素", "有则填 where it has one", "大气")]
    area: Annotated[
        str, Column("行动区域", "市、区或镇街 city, district or street", "990101", refers_to=AREAS)
    ]
    first_day: Annotated[date, Column("开始日期", example="2020-05-06")]
    last_day: Annotated[date | None, Column("结束日期", "空为进行中 empty: goes on", "2020-05-15")]
    result: Annotated[
        str | None,
        Column("结果", "通报或总结的文号与要点 of the report", "甲通报〔2020〕3号", longest=200),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.first_day, self.last_day, "last_day")
        return self


class ActionKindRow(RegisterRow):
    """That an action is of a kind."""

    action: Annotated[str, Column("行动编号", example="X01", refers_to="actions")]
    kind: Annotated[ActionKind, Column("行动种类", example="专项执法")]
    document: Annotated[
        str | None, Column("依据文件", "方案文号 of the action's scheme", "甲环〔2020〕5号")
    ]


class ActionDepartment(RegisterRow):
    """That a department took part in an action."""

    action: Annotated[str, Column("行动编号", example="X01", refers_to="actions")]
    department: Annotated[Department, Column("参加部门", example="海事")]
    unit: Annotated[str | None, Column("参加单位", "其名称 its name", "甲海事处")]


ACTIONS = Register("actions", "行动名录", Action)
ACTION_KINDS = Register("action_kinds", "行动种类", ActionKindRow, key=("action", "kind"))
ACTION_DEPARTMENTS = Register(
    "action_departments", "行动参加部门", ActionDepartment, key=("action", "department")
)
