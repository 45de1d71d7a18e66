"""Non-road mobile machines (非道路移动机械) with a code of the register."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.emission_stage import EmissionStage
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class MachineKind(Enum):
    """What sort of machine."""

    EXCAVATOR = "excavator"
    LOADER = "loader"
    BULLDOZER = "bulldozer"
    ROLLER = "roller"
    FORKLIFT = "forklift"
    CRANE = "crane"
    PORT_MACHINE = "port_machine"
    AIRPORT_MACHINE = "airport_machine"
    GENERATOR = "generator"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_MACHINE_TERMS[self]} {self.value.replace('_', ' ')}"


_MACHINE_TERMS = {
    MachineKind.EXCAVATOR: "挖掘机",
    MachineKind.LOADER: "装载机",
    MachineKind.BULLDOZER: "推土机",
    MachineKind.ROLLER: "压路机",
    MachineKind.FORKLIFT: "叉车",
    MachineKind.CRANE: "起重机",
    MachineKind.PORT_MACHINE: "港口机械",
    MachineKind.AIRPORT_MACHINE: "机场地勤机械",
    MachineKind.GENERATOR: "发电机组",
    MachineKind.OTHER: "其他",
}


class NonroadMachine(RegisterRow):
    """A machine from the day of its coding on; it leaves by a dated document alone."""

    code: Annotated[str, Column("环保编码", "不重复 unique", "FX0001", longest=40)]
    kind: Annotated[MachineKind, Column("机械种类", example="挖掘机")]
    emission_stage: Annotated[
        EmissionStage | None, Column("排放阶段", "电动留空 empty without an engine", "国三")
    ]
    owner: Annotated[str | None, Column("所有单位", example="甲厂")]
    area: Annotated[
        str, Column("所在区域", "区或镇街 district or street", "990101", refers_to=AREAS)
    ]
    coded_on: Annotated[date, Column("编码登记日期", example="2019-12-01")]
    ended: Annotated[
        date | None,
        Column("注销日期", "末日，空为在用 last day, empty: in use", "2025-12-31"),
    ]
    end_evidence: Annotated[
        str | None,
        Column(
            "注销依据",
            "文件号，有注销日期必填 document, needed with the last day",
            "甲环〔2025〕2号",
        ),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.coded_on, self.ended, "ended")
        if self.ended is not None and self.end_evidence is None:
            raise CellFault(
                "注销无依据 ended without a document",
                expected="文件号 number of the document",
                field="end_evidence",
            )
        return self


NONROAD_MACHINES = Register(
    "nonroad_machines", "非道路移动机械名录", NonroadMachine, first="coded_on", last="ended"
)
