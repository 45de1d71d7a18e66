"""Vehicles: what happened to their registration, and how many there are on a day."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.emission_stage import EmissionStage
from yunzhu.city.registers.plate import Plate
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow


class VehicleKind(Enum):
    """What a vehicle is used for; a cruising taxi (巡游出租车) is not a ride-hailing car."""

    CRUISING_TAXI = "cruising_taxi"
    RIDE_HAILING = "ride_hailing"
    DELIVERY = "delivery"
    CONSTRUCTION_WASTE = "construction_waste"
    POWDER = "powder"
    BUS = "bus"
    COACH = "coach"
    TRUCK = "truck"
    CAR = "car"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_KIND_TERMS = {
    VehicleKind.CRUISING_TAXI: "巡游出租车",
    VehicleKind.RIDE_HAILING: "网约车",
    VehicleKind.DELIVERY: "物流配送车",
    VehicleKind.CONSTRUCTION_WASTE: "建筑垃圾运输车",
    VehicleKind.POWDER: "粉状物料运输车",
    VehicleKind.BUS: "公交车",
    VehicleKind.COACH: "其他客车",
    VehicleKind.TRUCK: "其他货车",
    VehicleKind.CAR: "小客车",
    VehicleKind.OTHER: "其他",
}


class VehicleEnergy(Enum):
    """What drives a vehicle; a range extender counts as a plug-in hybrid."""

    PETROL = "petrol"
    DIESEL = "diesel"
    GAS = "gas"
    HYBRID = "hybrid"
    PLUG_IN_HYBRID = "plug_in_hybrid"
    BATTERY_ELECTRIC = "battery_electric"
    FUEL_CELL = "fuel_cell"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_ENERGY_TERMS[self]} {self.value.replace('_', ' ')}"

    @property
    def is_new_energy(self) -> bool:
        """Whether it is a new-energy vehicle (新能源汽车); a hybrid without a plug is none."""
        return self in _NEW_ENERGY


_ENERGY_TERMS = {
    VehicleEnergy.PETROL: "汽油",
    VehicleEnergy.DIESEL: "柴油",
    VehicleEnergy.GAS: "燃气",
    VehicleEnergy.HYBRID: "普通混合动力",
    VehicleEnergy.PLUG_IN_HYBRID: "插电式混合动力",
    VehicleEnergy.BATTERY_ELECTRIC: "纯电动",
    VehicleEnergy.FUEL_CELL: "燃料电池",
    VehicleEnergy.OTHER: "其他",
}
_NEW_ENERGY = frozenset(
    {VehicleEnergy.PLUG_IN_HYBRID, VehicleEnergy.BATTERY_ELECTRIC, VehicleEnergy.FUEL_CELL}
)


class RegistrationEvent(Enum):
    """What happened; a vehicle that moved out of the city is not scrapped."""

    NEW = "new"
    RENEWED = "renewed"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    DEREGISTERED = "deregistered"
    EARLY_SCRAPPED = "early_scrapped"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_EVENT_TERMS[self]} {self.value.replace('_', ' ')}"


_EVENT_TERMS = {
    RegistrationEvent.NEW: "新增",
    RegistrationEvent.RENEWED: "更新",
    RegistrationEvent.MOVED_IN: "转入",
    RegistrationEvent.MOVED_OUT: "转出",
    RegistrationEvent.DEREGISTERED: "注销",
    RegistrationEvent.EARLY_SCRAPPED: "提前淘汰",
}


class VehicleRegistration(RegisterRow):
    """An event in the registration of a vehicle, on the day of the event."""

    plate: Plate
    event: Annotated[RegistrationEvent, Column("登记事项", example="更新")]
    day: Annotated[date, Column("登记日期", example="2020-03-02")]
    vehicle_kind: Annotated[VehicleKind, Column("车辆种类", example="巡游出租车")]
    energy: Annotated[
        VehicleEnergy,
        Column("能源种类", "增程式计入插电式 a range extender is a plug-in hybrid", "纯电动"),
    ]
    emission_stage: Annotated[
        EmissionStage | None, Column("排放阶段", "纯电动留空 empty without an engine", "国五")
    ]
    is_enclosed: Annotated[
        bool | None,
        Column("全封闭", "运输建筑垃圾、粉状物料的车辆 of waste and powder carriers", "是"),
    ]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]


class VehicleFleet(RegisterRow):
    """The vehicles of one kind and energy that an area has on a day (保有量)."""

    day: Annotated[date, Column("统计日期", "截至当日 at the end of the day", "2019-12-31")]
    area: Annotated[
        str,
        Column(
            "所在区域", "同一日只填一级 one level only on a day", example="990101", refers_to=AREAS
        ),
    ]
    vehicle_kind: Annotated[VehicleKind, Column("车辆种类", example="建筑垃圾运输车")]
    energy: Annotated[VehicleEnergy, Column("能源种类", example="柴油")]
    number: Annotated[int, Column("保有量", "[辆 vehicles]", "120", most=10**8)]
    enclosed_number: Annotated[
        int | None,
        Column(
            "其中全封闭",
            "运输建筑垃圾、粉状物料的车辆，无则填 0 of waste and powder carriers, 0 for none "
            "[辆 vehicles]",
            "90",
            most=10**8,
        ),
    ]
    source: Annotated[str, Column("来源文件", "文件号或报表 document", "甲车〔2020〕1号")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.enclosed_number is not None and self.enclosed_number > self.number:
            raise CellFault(
                "部分大于总数 a part greater than the whole",
                expected=f"≤ {self.number}",
                field="enclosed_number",
            )
        return self


VEHICLE_REGISTRATIONS = Register(
    "vehicle_registrations", "机动车登记事项", VehicleRegistration, key=("plate", "event", "day")
)
VEHICLE_FLEET = Register(
    "vehicle_fleet",
    "机动车保有量",
    VehicleFleet,
    key=("day", "area", "vehicle_kind", "energy"),
)
