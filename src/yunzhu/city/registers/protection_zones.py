"""Protection zones of the sources of drinking water."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.position import require_outline
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow, require_both

_LONGEST_CELL = 32_767


class ZoneGrade(Enum):
    """How strictly a zone is protected."""

    FIRST = "first"
    SECOND = "second"
    QUASI = "quasi"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return _GRADE_TERMS[self]


_GRADE_TERMS = {
    ZoneGrade.FIRST: "一级 first grade",
    ZoneGrade.SECOND: "二级 second grade",
    ZoneGrade.QUASI: "准保护区 quasi-protection",
}


class CheckResult(Enum):
    """What a check of the marks found."""

    PASSED = "passed"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "合格 passed" if self is CheckResult.PASSED else "不合格 failed"


class ProtectionZone(RegisterRow):
    """A protection zone: its approval, its boundary and its marks."""

    code: Annotated[str, Column("保护区编码", "自定，不重复 own, unique", "Z01", longest=40)]
    source: Annotated[str, Column("水源编码", example="W01", refers_to="drinking_sources")]
    grade: Annotated[ZoneGrade, Column("级别", example="一级")]
    outline: Annotated[
        str | None,
        Column(
            "范围",
            "WKT, CGCS2000, 先经度 longitude first",
            "POLYGON((113.1 23.1, 113.2 23.1, 113.2 23.2, 113.1 23.1))",
            longest=_LONGEST_CELL,
        ),
    ]
    approval_number: Annotated[
        str | None, Column("批准文号", example="府函〔2020〕1号", longest=80)
    ]
    approved_on: Annotated[date | None, Column("批准日期", example="2020-03-02")]
    boundary_fixed_on: Annotated[
        date | None, Column("定界日期", "边界确定 boundary fixed", "2020-05-06")
    ]
    mark_checked_on: Annotated[
        date | None, Column("标志检查日期", "标志标准化 standard marks", "2020-06-08")
    ]
    mark_result: Annotated[CheckResult | None, Column("标志检查结果", example="合格")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_both(self.approval_number, self.approved_on, "approved_on")
        require_both(self.mark_checked_on, self.mark_result, "mark_result")
        if self.outline is not None:
            require_outline(self.outline, "outline")
        return self


PROTECTION_ZONES = Register("protection_zones", "水源保护区名录", ProtectionZone)
