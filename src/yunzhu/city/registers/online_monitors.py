"""Automatic monitoring facilities (自动监控设施), and the petrol stations that must have one."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order

# HJ 212 sends an MN of 24 characters; older facilities were given shorter ones.
_MN = re.compile(r"[0-9A-Za-z]{14,24}")


class MonitorKind(Enum):
    """What a facility watches."""

    FLUE_GAS = "flue_gas"
    WATER = "water"
    PETROL_VAPOUR = "petrol_vapour"
    NOISE = "noise"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_KIND_TERMS = {
    MonitorKind.FLUE_GAS: "烟气",
    MonitorKind.WATER: "废水",
    MonitorKind.PETROL_VAPOUR: "油气",
    MonitorKind.NOISE: "噪声",
}


class OnlineMonitor(RegisterRow):
    """A facility: whose it is, by when it was asked for, and how far it has come.

    A petrol station names its own facility; the enterprise is then the station's firm.
    """

    code: Annotated[
        str,
        Column("设备MN号", "14—24 位字母数字 letters and digits", "MN00000000000001", longest=24),
    ]
    enterprise: Annotated[
        str, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    outlet: Annotated[
        str | None,
        Column("排放口编码", "有则填 where it has one", "DA001", refers_to="discharge_outlets"),
    ]
    kind: Annotated[MonitorKind, Column("设施种类", example="烟气")]
    required_by: Annotated[
        int | None,
        Column(
            "要求建成年份", "空为不须 the task's year, empty: none", "2020", least=2000, most=2100
        ),
    ]
    installed_on: Annotated[date | None, Column("安装日期", example="2020-04-10")]
    connected_on: Annotated[date | None, Column("联网日期", example="2020-05-06")]
    accepted_on: Annotated[date | None, Column("验收日期", example="2020-06-15")]
    last_sent_on: Annotated[
        date | None, Column("最近传输日期", "平台所见 as the platform saw", "2020-12-30")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not _MN.fullmatch(self.code):
            raise CellFault(
                "不是 MN 号 not an MN",
                expected="14—24 位字母数字 14 to 24 letters and digits",
                field="code",
            )
        require_order(self.installed_on, self.connected_on, "connected_on")
        require_order(self.installed_on, self.accepted_on, "accepted_on")
        return self


class GasStationKind(Enum):
    """Where petrol is sold or stored."""

    STATION = "station"
    DEPOT = "depot"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "加油站 station" if self is GasStationKind.STATION else "储油库 depot"


class GasStation(RegisterRow):
    """A petrol station or an oil depot, and whether it is bound to have its vapour watched."""

    code: Annotated[str, Column("站库编码", "自定，不重复 own, unique", "Y001", longest=40)]
    name: Annotated[str, Column("站库名称", example="甲加油站")]
    kind: Annotated[GasStationKind, Column("种类", example="加油站")]
    enterprise: Annotated[
        str | None, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    area: Annotated[
        str, Column("所在区域", "区或镇街 district or street", "990101", refers_to=AREAS)
    ]
    bound_in: Annotated[
        int | None,
        Column(
            "应安装年份",
            "须安装在线监控的年份，空为不须 year by which it must, empty: need not",
            "2020",
            least=2000,
            most=2100,
        ),
    ]
    monitor: Annotated[
        str | None, Column("设备MN号", example="MN00000000000001", refers_to="online_monitors")
    ]
    in_use_from: Annotated[date | None, Column("启用日期", "空为一向 empty: always", "2010-05-01")]
    in_use_to: Annotated[
        date | None, Column("停用日期", "末日，空为至今 last day, empty: goes on", "2025-12-31")
    ]
    closure_evidence: Annotated[
        str | None,
        Column("停用依据", "文件号，停用须填 document, needed when closed", "停〔2025〕1号"),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.in_use_from, self.in_use_to, "in_use_to")
        if self.in_use_to is not None and self.closure_evidence is None:
            raise CellFault(
                "停用无依据 closed without a document",
                expected="文件号 number of the document",
                field="closure_evidence",
            )
        return self


ONLINE_MONITORS = Register("online_monitors", "自动监控设施名录", OnlineMonitor)
GAS_STATIONS = Register(
    "gas_stations", "加油站储油库名录", GasStation, first="in_use_from", last="in_use_to"
)
