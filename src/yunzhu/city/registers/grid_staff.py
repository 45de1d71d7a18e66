"""Street-level staff (专职环保员、监督检查员) and their patrols."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class GridRole(Enum):
    """What a member of the street-level staff is."""

    ENVIRONMENT_STAFF = "environment_staff"
    SUPERVISOR = "supervisor"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_ROLE_TERMS[self]} {self.value.replace('_', ' ')}"


_ROLE_TERMS = {
    GridRole.ENVIRONMENT_STAFF: "专职环保员",
    GridRole.SUPERVISOR: "监督检查员",
}


class GridStaff(RegisterRow):
    """A member of the street-level staff, by number; names are kept elsewhere."""

    code: Annotated[str, Column("人员编号", "自定，不重复 own, unique", "H01", longest=40)]
    role: Annotated[GridRole, Column("岗位", example="专职环保员")]
    area: Annotated[str, Column("所属镇街", example="990101001", refers_to=AREAS)]
    since: Annotated[date | None, Column("到岗日期", "空为一向 empty: always", "2019-01-01")]
    until: Annotated[date | None, Column("离岗日期", "末日，空为至今 last day", "2025-12-31")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.since, self.until, "until")
        return self


class Patrol(RegisterRow):
    """A patrol that is due at a source, and what proves that it was made."""

    code: Annotated[str, Column("巡查编号", "自定，不重复 own, unique", "X0001", longest=40)]
    staff: Annotated[str, Column("人员编号", example="H01", refers_to="grid_staff")]
    enterprise: Annotated[
        str, Column("巡查对象", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    area: Annotated[str, Column("所在镇街", example="990101001", refers_to=AREAS)]
    due_on: Annotated[date, Column("应巡查日期", example="2020-05-31")]
    done_on: Annotated[date | None, Column("巡查日期", example="2020-05-20")]
    photo_sha256: Annotated[
        str | None, Column("照片SHA-256", "一图一用 each picture once", "0" * 64, longest=64)
    ]
    finding: Annotated[str | None, Column("发现问题", example="无", longest=200)]


GRID_STAFF = Register("grid_staff", "镇街环保员名录", GridStaff, first="since", last="until")
PATROLS = Register("patrols", "巡查记录", Patrol)
