"""Supervision tests of vehicles in use: roadside, where they are parked, by remote sensing."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated

from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.registers.plate import Plate
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow
from yunzhu.city.registers.vehicles import VehicleEnergy


class TestMethod(Enum):
    """How a vehicle was tested; a pass of remote sensing is not one with an instrument."""

    __test__ = False

    ROADSIDE = "roadside"
    PARKING = "parking"
    REMOTE_SENSING = "remote_sensing"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_METHOD_TERMS[self]} {self.value.replace('_', ' ')}"


_METHOD_TERMS = {
    TestMethod.ROADSIDE: "道路抽检",
    TestMethod.PARKING: "停放地抽检",
    TestMethod.REMOTE_SENSING: "遥感监测",
}


class TestResult(Enum):
    """What a test found."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_RESULT_TERMS[self]} {self.value}"


_RESULT_TERMS = {TestResult.PASSED: "合格", TestResult.FAILED: "不合格"}


class VehicleTest(RegisterRow):
    """One test of one vehicle; the regular yearly inspection (年检) is no supervision test."""

    code: Annotated[str, Column("检测编号", "自定，不重复 own, unique", "T20201012001", longest=40)]
    plate: Plate
    energy: Annotated[VehicleEnergy, Column("能源", example="柴油")]
    method: Annotated[TestMethod, Column("方式", example="道路抽检")]
    day: Annotated[date, Column("检测日期", example="2020-10-12")]
    area: Annotated[
        str, Column("所在区域", "检测地 where it was tested", "990101", refers_to=AREAS)
    ]
    is_supervision: Annotated[bool, Column("监督抽测", "年检填否 否 for a yearly one", "是")]
    result: Annotated[TestResult, Column("结果", example="合格")]
    is_local: Annotated[bool, Column("本市登记", "外地车填否 否 for other plates", "是")]


VEHICLE_TESTS = Ledger(
    "vehicle_tests",
    "在用车抽测台账",
    VehicleTest,
    counted=("is_supervision", "energy", "area", "method", "result", "is_local", "plate"),
)
