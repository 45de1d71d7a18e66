"""Roads (道路), how often each is to be washed and watered, and on which days that was done."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order

DAYS_PER_WEEK = 7


class RoadClass(Enum):
    """What sort of urban road it is."""

    EXPRESSWAY = "expressway"
    ARTERIAL = "arterial"
    SECONDARY = "secondary"
    BRANCH = "branch"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_CLASS_TERMS[self]} {self.value}"


_CLASS_TERMS = {
    RoadClass.EXPRESSWAY: "快速路",
    RoadClass.ARTERIAL: "主干路",
    RoadClass.SECONDARY: "次干路",
    RoadClass.BRANCH: "支路",
    RoadClass.OTHER: "其他",
}


class CleaningKind(Enum):
    """How dust is taken off a road."""

    WASHING = "washing"
    WATERING = "watering"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{'冲洗' if self is CleaningKind.WASHING else '洒水'} {self.value}"


class Road(RegisterRow):
    """A road; how often it is to be washed and watered is the city's own setting."""

    code: Annotated[str, Column("道路编码", "自定，不重复 own, unique", "L001", longest=40)]
    name: Annotated[str, Column("道路名称", example="甲大道")]
    area: Annotated[
        str, Column("所在区域", "镇街 street, 无则区 or district", "990101", refers_to=AREAS)
    ]
    road_class: Annotated[RoadClass, Column("道路等级", example="主干路")]
    washing_days_per_week: Annotated[
        int | None,
        Column("每周应冲洗天数", "本市要求 the city's setting [d/week]", "7", most=DAYS_PER_WEEK),
    ]
    waterings_per_day: Annotated[
        int | None,
        Column("每日应洒水次数", "本市要求 the city's setting [次/d]", "2", most=48),
    ]
    frequency_document: Annotated[
        str | None,
        Column("频次依据", "文件号 document that sets the frequency", "甲城管〔2020〕1号"),
    ]
    in_service_from: Annotated[
        date | None, Column("纳管日期", "空为一向 empty: always", "2018-01-01")
    ]
    in_service_to: Annotated[
        date | None, Column("停管日期", "末日，空为至今 last day, empty: goes on", "2025-12-31")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.in_service_from, self.in_service_to, "in_service_to")
        return self


class RoadCleaning(RegisterRow):
    """How often a road was washed, or watered, on a day; or that rain exempted it."""

    road: Annotated[str, Column("道路编码", example="L001", refers_to="roads")]
    day: Annotated[date, Column("日期", example="2020-05-12")]
    kind: Annotated[CleaningKind, Column("作业种类", example="冲洗")]
    times: Annotated[int, Column("作业次数", "[次]", "1", most=48)]
    evidence: Annotated[
        str | None, Column("凭证", "作业记录编号 number of the record", "作业-0512-1", longest=120)
    ]
    is_rain_exempt: Annotated[bool, Column("雨天免作业", "按本市规则认定 by the city's rule", "否")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.is_rain_exempt and self.times:
            raise CellFault(
                "雨天免作业却有次数 exempt, yet done",
                expected="0 次，或 雨天免作业=否 0 times, or not exempt",
                field="times",
            )
        return self


ROADS = Register("roads", "道路名录", Road, first="in_service_from", last="in_service_to")
ROAD_CLEANING = Register(
    "road_cleaning", "道路冲洗洒水记录", RoadCleaning, key=("road", "day", "kind")
)
