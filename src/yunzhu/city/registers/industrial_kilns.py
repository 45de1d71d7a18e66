"""Industrial kilns and furnaces (工业窑炉), how they are classed and what controls them."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class KilnKind(Enum):
    """What a kiln does."""

    MELTING = "melting"
    SMELTING = "smelting"
    HEATING = "heating"
    HEAT_TREATMENT = "heat_treatment"
    FIRING = "firing"
    DRYING = "drying"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_KIND_TERMS = {
    KilnKind.MELTING: "熔化炉",
    KilnKind.SMELTING: "熔炼炉",
    KilnKind.HEATING: "加热炉",
    KilnKind.HEAT_TREATMENT: "热处理炉",
    KilnKind.FIRING: "焙(煅)烧炉",
    KilnKind.DRYING: "干燥炉",
    KilnKind.OTHER: "其他",
}


class KilnFuel(Enum):
    """What a kiln burns."""

    COAL = "coal"
    COKE = "coke"
    OIL = "oil"
    GAS = "gas"
    ELECTRIC = "electric"
    BIOMASS = "biomass"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_FUEL_TERMS[self]} {self.value}"


_FUEL_TERMS = {
    KilnFuel.COAL: "煤",
    KilnFuel.COKE: "焦炭",
    KilnFuel.OIL: "油",
    KilnFuel.GAS: "气",
    KilnFuel.ELECTRIC: "电",
    KilnFuel.BIOMASS: "生物质",
    KilnFuel.OTHER: "其他",
}


class IndustrialKiln(RegisterRow):
    """A kiln; one that was removed leaves by a dated document alone."""

    code: Annotated[str, Column("窑炉编码", "自定，不重复 own, unique", "K001", longest=40)]
    name: Annotated[str, Column("窑炉名称", example="甲厂1号熔化炉")]
    enterprise: Annotated[
        str, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    area: Annotated[
        str, Column("所在区域", "区或镇街 district or street", "990101", refers_to=AREAS)
    ]
    kind: Annotated[KilnKind, Column("窑炉类型", example="熔化炉")]
    fuel: Annotated[KilnFuel, Column("燃料", example="气")]
    control_class: Annotated[
        str | None, Column("管控分类", "按本市分类 by the city's own classes", "B", longest=40)
    ]
    measure: Annotated[str | None, Column("管控措施", example="改用天然气并加装脱硝", longest=200)]
    measure_from: Annotated[date | None, Column("措施起始", example="2020-04-01")]
    measure_to: Annotated[
        date | None, Column("措施终止", "末日，空为至今 last day, empty: goes on", "2025-12-31")
    ]
    in_use_from: Annotated[date | None, Column("启用日期", "空为一向 empty: always", "2015-06-01")]
    in_use_to: Annotated[
        date | None, Column("停用日期", "末日，空为至今 last day, empty: goes on", "2025-12-31")
    ]
    removal_evidence: Annotated[
        str | None,
        Column(
            "停用依据",
            "文件号，有停用日期必填 document, needed with the last day",
            "甲环〔2025〕1号",
        ),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.measure_from, self.measure_to, "measure_to")
        require_order(self.in_use_from, self.in_use_to, "in_use_to")
        if self.measure is not None and self.measure_from is None:
            raise CellFault(
                "措施无起始 a measure without its first day",
                expected="日期 date",
                field="measure_from",
            )
        if self.in_use_to is not None and self.removal_evidence is None:
            raise CellFault(
                "停用无依据 removed without a document",
                expected="文件号 number of the document",
                field="removal_evidence",
            )
        return self


INDUSTRIAL_KILNS = Register(
    "industrial_kilns", "工业窑炉名录", IndustrialKiln, first="in_use_from", last="in_use_to"
)
