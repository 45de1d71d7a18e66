"""Boilers (锅炉), and that one of them left the city."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class BoilerFuel(Enum):
    """What a boiler burns."""

    BIOMASS = "biomass"
    COAL = "coal"
    GAS = "gas"
    OIL = "oil"
    ELECTRIC = "electric"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_FUEL_TERMS[self]} {self.value}"


_FUEL_TERMS = {
    BoilerFuel.BIOMASS: "生物质",
    BoilerFuel.COAL: "燃煤",
    BoilerFuel.GAS: "燃气",
    BoilerFuel.OIL: "燃油",
    BoilerFuel.ELECTRIC: "电",
    BoilerFuel.OTHER: "其他",
}


class Boiler(RegisterRow):
    """A boiler; one that was removed or converted leaves by a dated document alone."""

    code: Annotated[str, Column("锅炉编码", "自定，不重复 own, unique", "B001", longest=40)]
    name: Annotated[str, Column("锅炉名称", example="甲厂1号锅炉")]
    enterprise: Annotated[
        str, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    area: Annotated[
        str, Column("所在区域", "区或镇街 district or street", "990101", refers_to=AREAS)
    ]
    fuel: Annotated[BoilerFuel, Column("燃料", example="生物质")]
    capacity_t_per_hour: Annotated[
        Decimal | None, Column("额定蒸发量", "[t/h]", "4", most=5000, decimals=2)
    ]
    is_ultra_low: Annotated[bool, Column("超低排放", example="否")]
    listed_on: Annotated[
        date | None, Column("列入名单日期", "全覆盖执法名单 list for the visits", "2020-01-10")
    ]
    in_use_from: Annotated[date | None, Column("启用日期", "空为一向 empty: always", "2015-06-01")]
    in_use_to: Annotated[
        date | None,
        Column("停用或改造日期", "末日，空为至今 last day, empty: goes on", "2025-12-31"),
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
        require_order(self.in_use_from, self.in_use_to, "in_use_to")
        if self.in_use_to is not None and self.removal_evidence is None:
            raise CellFault(
                "停用无依据 removed without a document",
                expected="文件号 number of the document",
                field="removal_evidence",
            )
        return self


BOILERS = Register("boilers", "锅炉名录", Boiler, first="in_use_from", last="in_use_to")
