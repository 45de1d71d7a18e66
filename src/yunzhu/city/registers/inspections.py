"""Visits on site, what was ticked on them, and the officers who make them."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.digest import SHA256_DIGITS, require_sha256
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class InspectedKind(Enum):
    """What sort of thing was visited; ``register`` names where its code stands."""

    ENTERPRISE = "enterprise"
    BOILER = "boiler"
    SOURCE = "source"
    ZONE = "zone"
    OUTFALL = "outfall"
    VILLAGE = "village"
    MACHINE = "machine"
    KILN = "kiln"
    CONSTRUCTION_SITE = "construction_site"
    GAS_STATION = "gas_station"
    EIA_DOCUMENT = "eia_document"

    @property
    def register(self) -> str:
        """Name of the register of these things."""
        return _REGISTERS[self]

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_REGISTERS = {
    InspectedKind.ENTERPRISE: "enterprises",
    InspectedKind.BOILER: "boilers",
    InspectedKind.SOURCE: "drinking_sources",
    InspectedKind.ZONE: "protection_zones",
    InspectedKind.OUTFALL: "outfalls",
    InspectedKind.VILLAGE: "villages",
    InspectedKind.MACHINE: "nonroad_machines",
    InspectedKind.KILN: "industrial_kilns",
    InspectedKind.CONSTRUCTION_SITE: "construction_sites",
    InspectedKind.GAS_STATION: "gas_stations",
    InspectedKind.EIA_DOCUMENT: "eia_documents",
}
_KIND_TERMS = {
    InspectedKind.ENTERPRISE: "企业",
    InspectedKind.BOILER: "锅炉",
    InspectedKind.SOURCE: "水源地",
    InspectedKind.ZONE: "保护区",
    InspectedKind.OUTFALL: "排污口",
    InspectedKind.VILLAGE: "村庄",
    InspectedKind.MACHINE: "非道路移动机械",
    InspectedKind.KILN: "工业窑炉",
    InspectedKind.CONSTRUCTION_SITE: "工地",
    InspectedKind.GAS_STATION: "加油站储油库",
    InspectedKind.EIA_DOCUMENT: "环评文件",
}


class InspectionKind(Enum):
    """Why a visit was made."""

    RANDOM = "random"
    TARGETED = "targeted"
    SPECIAL = "special"
    RESAMPLE = "resample"
    SELF_REPORT = "self_report"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_REASON_TERMS[self]} {self.value.replace('_', ' ')}"


_REASON_TERMS = {
    InspectionKind.RANDOM: "随机抽查",
    InspectionKind.TARGETED: "定向检查",
    InspectionKind.SPECIAL: "专项行动",
    InspectionKind.RESAMPLE: "市级复查",
    InspectionKind.SELF_REPORT: "自报",
}


class InspectionResult(Enum):
    """What a visit found."""

    PASSED = "passed"
    PROBLEM = "problem"
    VIOLATION = "violation"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_RESULT_TERMS[self]} {self.value}"


_RESULT_TERMS = {
    InspectionResult.PASSED: "合格",
    InspectionResult.PROBLEM: "有问题",
    InspectionResult.VIOLATION: "违法",
}


class CheckItem(Enum):
    """What a checklist asks; each visit answers some of them.

    The last of the six dust items is closed transport in the national list and greening in that
    of Guangzhou (fact book 9, conflict); a plan says which six it means.
    """

    FENCED = "fenced"
    PILES_COVERED = "piles_covered"
    VEHICLES_WASHED = "vehicles_washed"
    ROADS_HARDENED = "roads_hardened"
    WET_WORKS = "wet_works"
    TRANSPORT_CLOSED = "transport_closed"
    LAND_GREENED = "land_greened"
    WASTE_MANAGED = "waste_managed"
    VAPOUR_RECOVERED = "vapour_recovered"
    HAZARDS_SEARCHED = "hazards_searched"
    FACILITY_WORKING = "facility_working"
    COMMITMENT_KEPT = "commitment_kept"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_ITEM_TERMS[self]} {self.value.replace('_', ' ')}"


_ITEM_TERMS = {
    CheckItem.FENCED: "工地围蔽",
    CheckItem.PILES_COVERED: "物料覆盖",
    CheckItem.VEHICLES_WASHED: "车辆冲洗",
    CheckItem.ROADS_HARDENED: "路面硬化",
    CheckItem.WET_WORKS: "湿法作业",
    CheckItem.TRANSPORT_CLOSED: "密闭运输",
    CheckItem.LAND_GREENED: "裸土绿化",
    CheckItem.WASTE_MANAGED: "危废规范化管理",
    CheckItem.VAPOUR_RECOVERED: "油气回收",
    CheckItem.HAZARDS_SEARCHED: "隐患排查",
    CheckItem.FACILITY_WORKING: "设施运行",
    CheckItem.COMMITMENT_KEPT: "承诺兑现",
}


class Officer(RegisterRow):
    """An officer with a certificate; names stay within the bureau."""

    code: Annotated[str, Column("人员编号", "自定，不重复 own, unique", "F01", longest=40)]
    name: Annotated[str, Column("姓名", "限本单位可见 restricted", "甲", longest=60)]
    area: Annotated[str, Column("所属区域", example="990101", refers_to=AREAS)]
    certificate: Annotated[str, Column("执法证号", example="甲-0001", longest=60)]
    valid_from: Annotated[date, Column("证件生效", example="2018-01-01")]
    valid_to: Annotated[date, Column("证件到期", "末日 last day", "2023-12-31")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.valid_from, self.valid_to, "valid_to")
        return self


class Inspection(RegisterRow):
    """A visit to one thing on one day."""

    code: Annotated[str, Column("检查编号", "自定，不重复 own, unique", "J0001", longest=40)]
    object_kind: Annotated[InspectedKind, Column("对象种类", example="锅炉")]
    object_code: Annotated[
        str,
        Column(
            "对象编码",
            "该种类名录中的编码 in the register of its kind",
            "B001",
            refers_by="object_kind",
            longest=40,
        ),
    ]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    day: Annotated[date, Column("检查日期", example="2020-05-12")]
    kind: Annotated[InspectionKind, Column("检查类型", example="专项行动")]
    first_officer: Annotated[
        str | None,
        Column("检查人员一", "自报可空 empty for a self-report", "F01", refers_to="officers"),
    ]
    second_officer: Annotated[
        str | None, Column("检查人员二", "另一人 another person", "F02", refers_to="officers")
    ]
    checklist: Annotated[
        str | None,
        Column("检查表", "名称或文号 its name or number", "生物质锅炉检查表", longest=80),
    ]
    result: Annotated[InspectionResult, Column("结果", example="合格")]
    evidence_sha256: Annotated[
        str | None,
        Column(
            "记录SHA-256",
            "现场记录文件的摘要 of the record's file",
            "0" * SHA256_DIGITS,
            longest=SHA256_DIGITS,
        ),
    ]
    action: Annotated[
        str | None, Column("所属行动", "专项行动或抽查编号 of an action or draw", "X01", longest=40)
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.first_officer is not None and self.first_officer == self.second_officer:
            raise CellFault(
                "两名人员相同 the same officer twice",
                expected="另一人 another person",
                field="second_officer",
            )
        require_sha256(self.evidence_sha256, "evidence_sha256")
        return self


class InspectionAnswer(RegisterRow):
    """The answer of a visit to one item of its checklist."""

    inspection: Annotated[str, Column("检查编号", example="J0001", refers_to="inspections")]
    item: Annotated[CheckItem, Column("检查项", example="工地围蔽")]
    is_met: Annotated[bool, Column("符合", example="是")]


OFFICERS = Register("officers", "执法人员名录", Officer, first="valid_from", last="valid_to")
INSPECTIONS = Register("inspections", "现场检查记录", Inspection)
INSPECTION_ANSWERS = Register(
    "inspection_answers", "检查项记录", InspectionAnswer, key=("inspection", "item")
)
