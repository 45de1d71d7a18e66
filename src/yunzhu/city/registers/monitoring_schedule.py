"""The year's table of monitoring tasks (监测任务表) as a schedule with its execution."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow


class MonitoredMedium(Enum):
    """What is sampled or measured."""

    FUNCTION_ZONE = "function_zone"
    CROSS_DISTRICT_RIVER = "cross_district_river"
    SEA = "sea"
    SURFACE_WATER = "surface_water"
    SOURCE_WATER = "source_water"
    GROUNDWATER = "groundwater"
    OUTFALL = "outfall"
    AIR = "air"
    VOC_SPECIES = "voc_species"
    OZONE_DEPLETING = "ozone_depleting"
    RAIN = "rain"
    NOISE = "noise"
    SOIL = "soil"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_MEDIUM_TERMS[self]} {self.value.replace('_', ' ')}"


_MEDIUM_TERMS = {
    MonitoredMedium.FUNCTION_ZONE: "水功能区",
    MonitoredMedium.CROSS_DISTRICT_RIVER: "跨区河流",
    MonitoredMedium.SEA: "海洋",
    MonitoredMedium.SURFACE_WATER: "其他地表水",
    MonitoredMedium.SOURCE_WATER: "饮用水水源",
    MonitoredMedium.GROUNDWATER: "地下水",
    MonitoredMedium.OUTFALL: "排污口",
    MonitoredMedium.AIR: "环境空气",
    MonitoredMedium.VOC_SPECIES: "VOCs组分",
    MonitoredMedium.OZONE_DEPLETING: "消耗臭氧层物质",
    MonitoredMedium.RAIN: "降水",
    MonitoredMedium.NOISE: "声环境",
    MonitoredMedium.SOIL: "土壤",
    MonitoredMedium.OTHER: "其他",
}


class MonitoringTaskKind(Enum):
    """Whether a task is one of every year or was ordered for this one."""

    ROUTINE = "routine"
    MANDATED = "mandated"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "常规 routine" if self is MonitoringTaskKind.ROUTINE else "指令性 mandated"


class MonitoringTask(RegisterRow):
    """One row of the table in one of its periods: what is due when, and what was done."""

    task: Annotated[str, Column("任务编号", "任务表的行 row of the table", "M01", longest=40)]
    period: Annotated[
        str, Column("期次", "月、季或次 month, quarter or round", "2020-Q1", longest=40)
    ]
    name: Annotated[str, Column("任务", example="近岸海域水质监测")]
    medium: Annotated[MonitoredMedium, Column("监测对象", example="海洋")]
    kind: Annotated[MonitoringTaskKind, Column("任务种类", example="常规")]
    sites: Annotated[
        str | None, Column("点位", "点位或点位组 sites or a set", "近岸海域点位", longest=200)
    ]
    items: Annotated[str | None, Column("监测项目", example="pH、溶解氧、无机氮", longest=200)]
    frequency: Annotated[str | None, Column("频次", example="每季一次", longest=60)]
    due_on: Annotated[date, Column("应完成日期", "末日 last day", "2020-03-31")]
    done_on: Annotated[
        date | None, Column("完成日期", "最后一次采样或测量 last sampling", "2020-03-18")
    ]
    samples_due: Annotated[
        int | None, Column("应采样数", "[个 samples]", "10", least=1, most=10**6)
    ]
    samples_done: Annotated[int | None, Column("已采样数", "[个 samples]", "10", most=10**6)]


MONITORING_SCHEDULE = Register(
    "monitoring_schedule", "监测任务表", MonitoringTask, key=("task", "period")
)
