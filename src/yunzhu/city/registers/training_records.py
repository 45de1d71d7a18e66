"""Trainings: planned for a day, and held."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow


class TrainingKind(Enum):
    """What a training is about."""

    COMPREHENSIVE = "comprehensive"
    POST_SPECIFIC = "post_specific"
    EMERGENCY = "emergency"
    DISCIPLINE = "discipline"
    CLIMATE = "climate"
    PETITION = "petition"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_KIND_TERMS = {
    TrainingKind.COMPREHENSIVE: "综合素质",
    TrainingKind.POST_SPECIFIC: "岗位业务专题",
    TrainingKind.EMERGENCY: "应急",
    TrainingKind.DISCIPLINE: "廉政",
    TrainingKind.CLIMATE: "应对气候变化",
    TrainingKind.PETITION: "信访",
}


class TrainingRecord(RegisterRow):
    """A course on a day; it was planned, or came on top, and was held or not."""

    course: Annotated[str, Column("课程编号", "自定 own", "K01", longest=40)]
    day: Annotated[
        date, Column("日期", "计划日期，计划外为举办日期 planned, or held if extra", "2020-04-20")
    ]
    name: Annotated[str, Column("课程", example="执法业务培训班")]
    kind: Annotated[TrainingKind, Column("培训种类", example="岗位业务专题")]
    is_planned: Annotated[bool, Column("列入年度计划", example="是")]
    held_on: Annotated[date | None, Column("举办日期", "未举办为空 empty: not held", "2020-04-22")]
    units: Annotated[str | None, Column("参训单位", example="各分局", longest=200)]
    people: Annotated[int | None, Column("参训人数", "[人 people]", "80", most=10**6)]
    area: Annotated[
        str, Column("所属区域", "为谁办 for whom it is held", "990101", refers_to=AREAS)
    ]
    record: Annotated[str | None, Column("培训记录", "文件号 document", "甲训〔2020〕1号")]


TRAINING_RECORDS = Register("training_records", "培训记录", TrainingRecord, key=("course", "day"))
