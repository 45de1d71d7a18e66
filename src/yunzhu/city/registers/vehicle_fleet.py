"""The stock of vehicles (机动车保有量) on a day, by kind and energy."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow


class VehicleEnergy(Enum):
    """What drives a vehicle."""

    DIESEL = "diesel"
    PETROL = "petrol"
    GAS = "gas"
    BATTERY_ELECTRIC = "battery_electric"
    PLUG_IN_HYBRID = "plug_in_hybrid"
    FUEL_CELL = "fuel_cell"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_ENERGY_TERMS[self]} {self.value.replace('_', ' ')}"


_ENERGY_TERMS = {
    VehicleEnergy.DIESEL: "柴油",
    VehicleEnergy.PETROL: "汽油",
    VehicleEnergy.GAS: "燃气",
    VehicleEnergy.BATTERY_ELECTRIC: "纯电动",
    VehicleEnergy.PLUG_IN_HYBRID: "插电混动",
    VehicleEnergy.FUEL_CELL: "燃料电池",
    VehicleEnergy.OTHER: "其他",
}


class VehicleKind(Enum):
    """What sort of vehicle."""

    TRUCK = "truck"
    BUS = "bus"
    CAR = "car"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value}"


_KIND_TERMS = {
    VehicleKind.TRUCK: "货车",
    VehicleKind.BUS: "客车",
    VehicleKind.CAR: "小汽车",
    VehicleKind.OTHER: "其他",
}


class VehicleStock(RegisterRow):
    """How many vehicles of a kind and energy were registered in an area on a day."""

    day: Annotated[date, Column("日期", "统计时点 date of the stock", "2019-12-31")]
    area: Annotated[str, Column("所在区域", "市或区 city or district", "990101", refers_to=AREAS)]
    vehicle_kind: Annotated[VehicleKind, Column("车型", example="货车")]
    energy: Annotated[VehicleEnergy, Column("能源", example="柴油")]
    number: Annotated[int, Column("保有量", "[辆 vehicles]", "3000", most=10**8)]
    document: Annotated[str, Column("依据", "文件名或文号 document", "机动车统计", longest=200)]


VEHICLE_FLEET = Register(
    "vehicle_fleet", "机动车保有量", VehicleStock, key=("day", "area", "vehicle_kind", "energy")
)
