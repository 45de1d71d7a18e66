"""Building sites (工地), whose dust is visited and reported by themselves."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class ConstructionSite(RegisterRow):
    """A building site, active from one day to another."""

    code: Annotated[str, Column("工地编码", "自定，不重复 own, unique", "G001", longest=40)]
    name: Annotated[str, Column("工地名称", example="甲路一号工地")]
    contractor: Annotated[
        str | None,
        Column("施工企业编码", "有则填 where known", "91440101MA5AAAAA7W", refers_to="enterprises"),
    ]
    area: Annotated[
        str, Column("所在区域", "镇街 street, 无则区 or district", "990101", refers_to=AREAS)
    ]
    active_from: Annotated[date | None, Column("开工日期", "空为一向 empty: always", "2019-09-01")]
    active_to: Annotated[
        date | None, Column("完工日期", "末日，空为至今 last day, empty: goes on", "2020-11-30")
    ]
    agency: Annotated[
        str | None, Column("监管部门", "行业主管 in charge of it", "甲局", longest=60)
    ]
    is_self_reporting: Annotated[
        bool, Column("自报", "由工地或镇街自查上报 reports on itself", "是")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.active_from, self.active_to, "active_to")
        return self


CONSTRUCTION_SITES = Register(
    "construction_sites", "工地名录", ConstructionSite, first="active_from", last="active_to"
)
