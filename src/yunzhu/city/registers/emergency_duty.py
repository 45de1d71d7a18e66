"""Sudden events, the shifts that wait for them, and the drills that prepare for them."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class EventGrade(Enum):
    """Grade of a sudden environmental event, the gravest first."""

    I = "I"  # noqa: E741
    II = "II"
    III = "III"
    IV = "IV"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_GRADE_TERMS[self]} {self.value}"


_GRADE_TERMS = {
    EventGrade.I: "特别重大",
    EventGrade.II: "重大",
    EventGrade.III: "较大",
    EventGrade.IV: "一般",
}


class DutyShift(Enum):
    """Which part of a day a shift covers."""

    DAY = "day"
    NIGHT = "night"
    WHOLE = "whole"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_SHIFT_TERMS[self]} {self.value}"


_SHIFT_TERMS = {DutyShift.DAY: "白班", DutyShift.NIGHT: "夜班", DutyShift.WHOLE: "全天"}


class DrillOrganiser(Enum):
    """Who held a drill; a firm's own is listed apart."""

    BUREAU = "bureau"
    FIRM = "firm"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "环保部门 bureau" if self is DrillOrganiser.BUREAU else "企业 firm"


class EmergencyEvent(RegisterRow):
    """A sudden event: when it began, after how many minutes it was reported, when it was closed."""

    code: Annotated[str, Column("事件编号", "自定，不重复 own, unique", "E001", longest=40)]
    name: Annotated[str, Column("事件", example="甲路油罐车侧翻")]
    grade: Annotated[EventGrade, Column("级别", example="一般")]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    started_on: Annotated[date, Column("发生日期", example="2020-05-06")]
    report_minutes: Annotated[
        int | None,
        Column("报告用时", "自获知起 from learning of it [min]", "90", most=10**6),
    ]
    closed_on: Annotated[date | None, Column("结案日期", example="2020-05-09")]
    has_full_log: Annotated[
        bool, Column("处置记录完整", "各步有时间 each step with its time", "是")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.started_on, self.closed_on, "closed_on")
        return self


class DutyRosterShift(RegisterRow):
    """A shift of the roster: how many are due, how many have signed in."""

    day: Annotated[date, Column("日期", example="2020-05-06")]
    shift: Annotated[DutyShift, Column("班次", example="夜班")]
    people_due: Annotated[int, Column("应到岗人数", "[人 people]", "2", least=1, most=1000)]
    people_signed_in: Annotated[int | None, Column("签到人数", "[人 people]", "2", most=1000)]


class Drill(RegisterRow):
    """An emergency drill and its review."""

    code: Annotated[str, Column("演练编号", "自定，不重复 own, unique", "L001", longest=40)]
    day: Annotated[date, Column("演练日期", example="2020-06-18")]
    scenario: Annotated[str, Column("情景", example="危险化学品泄漏")]
    organiser: Annotated[DrillOrganiser, Column("组织者", example="环保部门")]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    participants: Annotated[int | None, Column("参加人数", "[人 people]", "60", most=10**6)]
    record: Annotated[str | None, Column("演练记录", "文件号 document", "甲演〔2020〕1号")]
    reviewed_on: Annotated[date | None, Column("评估日期", example="2020-06-25")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.day, self.reviewed_on, "reviewed_on")
        return self


EMERGENCY_EVENTS = Register("emergency_events", "突发环境事件", EmergencyEvent)
DUTY_SHIFTS = Register("duty_shifts", "应急值班表", DutyRosterShift, key=("day", "shift"))
DRILLS = Register("drills", "应急演练", Drill)
