"""Discharge permits and registrations (排污许可证、排污登记), and their execution reports."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.enterprises import ManagementClass
from yunzhu.city.registers.pollutants import Pollutant
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow, require_both, require_order

# A permit's number is the firm's credit code, three digits and a letter.
_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}")
_OF_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}[0-9]{3}[A-Z]")
_JANUARY_DAYS = (15, 31)


class PermitState(Enum):
    """Whether a permit stands; one that has run out is told by its last day, not by a state."""

    VALID = "valid"
    REVOKED = "revoked"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_STATE_TERMS[self]} {self.value}"


_STATE_TERMS = {
    PermitState.VALID: "有效",
    PermitState.REVOKED: "撤销",
    PermitState.CANCELLED: "注销",
}


class ReportKind(Enum):
    """How long an execution report's span is; ``months`` is its length."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Length of the span [months]."""
        return _MONTHS[self]

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_REPORT_TERMS[self]} {self.value.replace('_', ' ')}"


_MONTHS = {
    ReportKind.MONTH: 1,
    ReportKind.QUARTER: 3,
    ReportKind.HALF_YEAR: 6,
    ReportKind.YEAR: 12,
}
_REPORT_TERMS = {
    ReportKind.MONTH: "月报",
    ReportKind.QUARTER: "季报",
    ReportKind.HALF_YEAR: "半年报",
    ReportKind.YEAR: "年报",
}


class ExemptionReason(Enum):
    """Why a report need not be handed in."""

    HELD_TOO_SHORT = "held_too_short"
    MERGED = "merged"
    STOPPED = "stopped"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_EXEMPTION_TERMS[self]} {self.value.replace('_', ' ')}"


_EXEMPTION_TERMS = {
    ExemptionReason.HELD_TOO_SHORT: "持证时间不足",
    ExemptionReason.MERGED: "并入较长报告",
    ExemptionReason.STOPPED: "停产",
    ExemptionReason.OTHER: "其他",
}


class Permit(RegisterRow):
    """A permit or a registration: of which class, from when to when, and what it has reported."""

    code: Annotated[
        str,
        Column(
            "许可证或登记编号",
            "信用代码18位+3位数字+1位字母；登记编号另有形式 a credit code, 3 digits, a letter; "
            "registrations may differ",
            "91440101MA5AAAAA7W001P",
            longest=40,
        ),
    ]
    enterprise: Annotated[
        str, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    management_class: Annotated[
        ManagementClass, Column("管理类别", "登记也在此 registrations too", "重点管理")
    ]
    valid_from: Annotated[
        date, Column("有效期起", "延续后不变 a renewal leaves it as it is", "2019-12-20")
    ]
    valid_to: Annotated[date, Column("有效期止", "末日 last day", "2024-12-19")]
    state: Annotated[PermitState, Column("状态", "到期不是状态 running out is none", "撤销")]
    state_on: Annotated[
        date | None,
        Column("撤销或注销日期", "首个无效日 first day without it", "2022-05-01"),
    ]
    state_document: Annotated[str | None, Column("撤销或注销文件", example="撤〔2022〕1号")]
    has_month_reports: Annotated[bool, Column("须交月报", example="否")]
    has_quarter_reports: Annotated[bool, Column("须交季报", example="是")]
    has_half_year_reports: Annotated[bool, Column("须交半年报", example="否")]
    has_year_reports: Annotated[bool, Column("须交年报", example="是")]
    year_report_day: Annotated[
        int | None,
        Column(
            "年报期限日",
            "次年1月的15日或31日，见许可证 15 or 31 of the next January, as the permit states",
            "31",
            least=15,
            most=31,
        ),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.valid_from, self.valid_to, "valid_to")
        is_permit = self.management_class is not ManagementClass.REGISTRATION
        if is_permit and _CREDIT_CODE.fullmatch(self.enterprise):
            _require_number(self.code)
        if (self.state is PermitState.VALID) != (self.state_on is None):
            raise CellFault(
                "状态与日期不符 the state and its date do not fit",
                expected="撤销、注销须有日期，有效须为空 a date unless it is valid",
                field="state_on",
            )
        if self.year_report_day not in (None, *_JANUARY_DAYS):
            raise CellFault(
                "年报期限日不符 not a day for yearly reports",
                expected="15 | 31",
                field="year_report_day",
            )
        return self


def _require_number(code: str) -> None:
    if not _OF_CREDIT_CODE.fullmatch(code):
        raise CellFault(
            "不是许可证编号 not the number of a permit",
            expected="信用代码 + 3 位数字 + 1 位字母 credit code, 3 digits, a letter, "
            "如 as 91440101MA5AAAAA7W001P",
            field="code",
        )


class PermitReport(RegisterRow):
    """An execution report of a permit (执行报告): when it is due and came, or why it need not."""

    permit: Annotated[
        str, Column("许可证编号", example="91440101MA5AAAAA7W001P", refers_to="permits")
    ]
    kind: Annotated[ReportKind, Column("报告种类", example="季报")]
    period_start: Annotated[date, Column("报告期起", "首日 first day", "2020-01-01")]
    due_on: Annotated[
        date | None,
        Column("应交日期", "空则按规则推算 empty: by the rules", "2020-04-15"),
    ]
    submitted_on: Annotated[date | None, Column("提交日期", example="2020-04-13")]
    exemption: Annotated[
        ExemptionReason | None,
        Column("豁免原因", "不须提交时 when not owed", "其他"),
    ]
    exemption_text: Annotated[
        str | None,
        Column("豁免说明", "与原因同填 with the reason", "全季停产", longest=200),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_both(self.exemption, self.exemption_text, "exemption_text")
        _require_first_day(self.kind, self.period_start)
        return self


class PermitReportEmission(RegisterRow):
    """What an execution report says was emitted of one pollutant in its span."""

    permit: Annotated[
        str, Column("许可证编号", example="91440101MA5AAAAA7W001P", refers_to="permits")
    ]
    kind: Annotated[ReportKind, Column("报告种类", example="季报")]
    period_start: Annotated[date, Column("报告期起", "首日 first day", "2020-01-01")]
    item: Annotated[Pollutant, Column("污染物", example="氮氧化物")]
    tonnes: Annotated[Decimal, Column("排放量", "[t]", "0.43", decimals=6)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _require_first_day(self.kind, self.period_start)
        return self


def _require_first_day(kind: ReportKind, day: date) -> None:
    """Refuse a span that begins within a month, quarter, half-year or year of the calendar."""
    if day.day != 1 or (day.month - 1) % kind.months:
        raise CellFault(
            "不是报告期首日 not the first day of such a span",
            expected=f"{kind.label}: 如 as {day.year}-01-01",
            field="period_start",
        )


PERMITS = Register("permits", "排污许可证名录", Permit)
PERMIT_REPORTS = Register(
    "permit_reports", "执行报告记录", PermitReport, key=("permit", "kind", "period_start")
)
PERMIT_REPORT_EMISSIONS = Register(
    "permit_report_emissions",
    "执行报告排放量",
    PermitReportEmission,
    key=("permit", "kind", "period_start", "item"),
)
