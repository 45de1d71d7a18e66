"""Problems that must be put right (整改), and the five acts that close one."""

from __future__ import annotations

from datetime import date
from enum import Enum
from itertools import combinations
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.digest import SHA256_DIGITS, require_sha256
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class RectificationKind(Enum):
    """From which list a problem comes; ``register`` names where its object stands."""

    CENTRAL = "central"
    PROVINCIAL = "provincial"
    ASSIGNED_CASE = "assigned_case"
    THEME_EDUCATION = "theme_education"
    SOURCE_PROBLEM = "source_problem"
    OUTFALL = "outfall"
    VILLAGE_GAP = "village_gap"
    HAZARD = "hazard"
    SCATTERED_SITE = "scattered_site"
    VILLAGE_PARK = "village_park"

    @property
    def register(self) -> str:
        """Name of the register of its objects; "" where there is none."""
        return _REGISTERS.get(self, "")

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_REGISTERS = {
    RectificationKind.SOURCE_PROBLEM: "drinking_sources",
    RectificationKind.OUTFALL: "outfalls",
    RectificationKind.VILLAGE_GAP: "villages",
    RectificationKind.HAZARD: "enterprises",
}
_KIND_TERMS = {
    RectificationKind.CENTRAL: "中央督察反馈",
    RectificationKind.PROVINCIAL: "省督察反馈",
    RectificationKind.ASSIGNED_CASE: "交办案件",
    RectificationKind.THEME_EDUCATION: "主题教育",
    RectificationKind.SOURCE_PROBLEM: "水源地问题",
    RectificationKind.OUTFALL: "排污口问题",
    RectificationKind.VILLAGE_GAP: "村庄缺口",
    RectificationKind.HAZARD: "环境安全隐患",
    RectificationKind.SCATTERED_SITE: "散乱污场所",
    RectificationKind.VILLAGE_PARK: "村级工业园",
}


class RectificationItem(RegisterRow):
    """A problem, its date, and application, check, sign-off, publicity and filing of its end.

    The row takes the acts as they were done; whether they close the problem is judged elsewhere.
    """

    code: Annotated[str, Column("问题编号", "自定，不重复 own, unique", "Z001", longest=40)]
    kind: Annotated[RectificationKind, Column("问题种类", example="水源地问题")]
    name: Annotated[str, Column("问题", "一句话 in a sentence", "一级保护区内有养殖")]
    object_code: Annotated[
        str | None,
        Column(
            "对象编码",
            "水源、排污口、村庄、企业的编码 in the register of its kind",
            "Y01",
            refers_by="kind",
            longest=40,
        ),
    ]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    found_on: Annotated[
        date, Column("发现或交办日期", "列入清单 entered on the list", "2020-03-01")
    ]
    due_on: Annotated[date | None, Column("整改期限", "末日 last day", "2020-09-30")]
    measures: Annotated[str | None, Column("整改措施", example="清退", longest=200)]
    applied_on: Annotated[date | None, Column("申请销号日期", example="2020-08-01")]
    applicant: Annotated[str | None, Column("申请人", "限本单位可见 restricted", "甲", longest=60)]
    checked_on: Annotated[date | None, Column("现场核查日期", example="2020-08-05")]
    checker: Annotated[str | None, Column("核查人", "限本单位可见 restricted", "乙", longest=60)]
    signed_on: Annotated[date | None, Column("审核签字日期", example="2020-08-10")]
    signer: Annotated[str | None, Column("签字人", "限本单位可见 restricted", "丙", longest=60)]
    publicised_on: Annotated[date | None, Column("公示日期", example="2020-08-12")]
    filed_on: Annotated[date | None, Column("备案日期", example="2020-08-25")]
    photo_sha256: Annotated[
        str | None,
        Column(
            "整改照片SHA-256",
            "整改后照片文件的摘要 of the photo's file",
            "0" * SHA256_DIGITS,
            longest=SHA256_DIGITS,
        ),
    ]
    reopened_on: Annotated[
        date | None, Column("重新打开日期", "反弹、复开 a rebound", "2020-03-20")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.found_on, self.due_on, "due_on")
        for (_, first), (field, last) in combinations(
            (
                ("found_on", self.found_on),
                ("applied_on", self.applied_on),
                ("checked_on", self.checked_on),
                ("signed_on", self.signed_on),
                ("publicised_on", self.publicised_on),
                ("filed_on", self.filed_on),
            ),
            2,
        ):
            require_order(first, last, field)
        require_order(self.found_on, self.reopened_on, "reopened_on")
        require_sha256(self.photo_sha256, "photo_sha256")
        return self


RECTIFICATION_ITEMS = Register("rectification_items", "整改问题清单", RectificationItem)
